import Kafka
import Testing

@Suite("Sending to the mock cluster", .serialized)
struct MockSendingTests {
    let cluster: MockCluster

    init() throws {
        cluster = try MockCluster()
        try cluster.createTopic("t", partitions: 2)
    }

    @Test("a full queue is waited for, and tokens come back with offsets")
    func tokens() throws {
        let producer = try Producer.make(cluster.bootstrap, ["queue.buffering.max.messages": "10"])
        let topic = try producer.topic("t")
        #expect(try producer.topic("t") === topic)
        for number in 0..<UInt64(200) {
            try producer.send(
                to: topic, partition: 1, key: nil, value: [1], token: number.isMultiple(of: 2) ? number : 0)
        }
        try producer.flush(timeout: 10_000)
        let delivered = producer.takeDelivered()
        #expect(delivered.map(\.token) == Array(stride(from: 2, to: 200, by: 2)))
        #expect(delivered.map(\.offset) == delivered.map { Int64($0.token) })
        #expect(producer.takeDelivered().isEmpty)
        #expect(producer.takeDeliveryFailure() == nil)
    }

    @Test("the first failure to deliver is kept until it is taken")
    func deliveryFailure() throws {
        let producer = try Producer.make(cluster.bootstrap)
        cluster.fail(.produce, with: [.messageTooLarge])
        try producer.send(["the value"], to: "t")
        try producer.flush(timeout: 10_000)
        let error = try #require(producer.takeDeliveryFailure())
        #expect(error.code == .messageTooLarge)
        #expect(!error.description.contains("value"))
        #expect(producer.takeDeliveryFailure() == nil)
    }

    @Test("records that are thrown away fail")
    func purge() throws {
        let producer = try Producer.make(cluster.bootstrap, ["linger.ms": "60000"])
        try producer.send(["a", "b"], to: "t")
        #expect(producer.pendingCount == 2)
        try producer.purge()
        try producer.flush(timeout: 10_000)
        #expect(producer.takeDeliveryFailure()?.code == .purgedQueue)
    }

    @Test("a record that is too large is refused at once, and its headers can be sent again")
    func tooLarge() throws {
        let producer = try Producer.make(cluster.bootstrap, ["message.max.bytes": "1000"])
        let topic = try producer.topic("t")
        let headers = MessageHeaders()
        headers.append("a", "b")
        let error = failure { () throws(KafkaError) in
            try producer.send(
                to: topic, key: nil, value: [UInt8](repeating: 0, count: 5000), headers: headers)
        }
        #expect(error?.code == .messageTooLarge)
        try producer.send(to: topic, key: nil, value: [1], headers: headers)
        try producer.flush(timeout: 10_000)
        #expect(producer.takeDeliveryFailure() == nil)
    }

    @Test("logs and statistics come as events, on the thread that polls")
    func events() throws {
        let producer = try Producer.make(
            cluster.bootstrap, ["statistics.interval.ms": "50", "debug": "broker"])
        var hasStatistics = false
        var hasLog = false
        _ = try eventually {
            producer.poll(timeout: 50)
            for event in producer.takeEvents() {
                switch event {
                case .statistics(let text): hasStatistics = hasStatistics || text.contains("txmsgs")
                case .log(let level, _, let text): hasLog = hasLog || (level == 7 && !text.isEmpty)
                case .failed: break
                }
            }
            return hasStatistics && hasLog ? true : nil
        }
    }

    @Test("a closed producer says so")
    func closed() throws {
        let producer = try Producer.make(cluster.bootstrap)
        let topic = try producer.topic("t")
        #expect(producer.close(timeout: 5000))
        let error = failure { () throws(KafkaError) in try producer.send(to: topic, key: nil, value: [1]) }
        #expect(error?.code == .state)
        #expect(producer.pendingCount == 0)
    }
}
