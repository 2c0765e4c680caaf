import Kafka
import Testing

@testable import KafkaRuntime

@Suite("What topics take")
struct SizeTests {
    @Test("a topic takes what the client lets pass, until a record is refused; then less than that")
    func limits() {
        var limits = SizeLimits(most: 1_000)
        #expect(limits["a"] == 1_000)
        limits.learn(Refusal(topic: "a", size: 500))
        #expect(limits["a"] == 499 && limits["b"] == 1_000)
        limits.learn(Refusal(topic: "a", size: 700))
        #expect(limits["a"] == 499)
        limits.learn(Refusal(topic: "a", size: 499))
        #expect(limits["a"] == 498)
    }

    @Test("an output's size is that of its key, its value and its headers")
    func outputSize() {
        let output = OutputRecord(key: [1], value: [1, 2], headers: [("abc", "de"), ("ü", "")])
        #expect(output.size == 1 + 2 + 5 + 2)
    }

    @Test("the client's limit leaves room for what librdkafka adds")
    func clientLimit() {
        var options = WorkerOptions()
        #expect(ClientSetup.largestRecord(options) == (8 << 20) - 1_024)
        options.clientOptions["message.max.bytes"] = "5000"
        #expect(ClientSetup.largestRecord(options) == 3_976)
    }

    @Test("after a refusal records go alone, until it is known which one it was")
    func findsTheRecord() {
        var batches = Batches()
        #expect(batches.properties == [:] && !batches.isSingle)
        batches.refused()
        #expect(batches.isSingle)
        #expect(batches.properties["batch.num.messages"] == "1")
        #expect(batches.properties["compression.codec"] == "none")
        batches.refused()
        batches.passed()
        #expect(!batches.isSingle && batches.isChanged)
        #expect(batches.properties == [:], "the record was to blame, not the batch")
    }

    @Test("where no single record is refused, batches become smaller, down to single records")
    func findsTheBatch() {
        var batches = Batches()
        var sizes: [String?] = []
        for _ in 0..<8 {
            batches.refused()
            batches.passed()
            sizes.append(batches.properties["batch.size"])
        }
        #expect(sizes == ["125000", "15625", "1953", "244", "30", "3", "1", "1"])
    }

    @Test("without a refusal nothing changes")
    func nothing() {
        var batches = Batches()
        batches.passed()
        #expect(!batches.isChanged && batches.properties == [:])
    }
}
