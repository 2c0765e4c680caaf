import Kafka
import Testing

@Suite("Reading from the mock cluster", .serialized)
struct MockReadingTests {
    let cluster: MockCluster

    init() throws {
        cluster = try MockCluster()
        try cluster.createTopic("t", partitions: 3)
    }

    @Test("records come in batches, partition by partition, to the end")
    func batches() throws {
        let producer = try Producer.make(cluster.bootstrap)
        for partition in Int32(0)..<3 {
            try producer.send((0..<500).map { "\(partition)-\($0)" }, to: "t", partition: partition)
        }
        try producer.flush(timeout: 10_000)
        #expect(producer.pendingCount == 0)
        let consumer = try Consumer.make(cluster.bootstrap)
        let partitions = (0..<3).map { TopicPartition("t", $0) }
        let queues = partitions.map(consumer.queue)
        try consumer.assign(partitions.map { PartitionOffset($0, 100) })
        for (partition, queue) in queues.enumerated() {
            let (records, end) = try queue.readToEnd()
            #expect(records.map(\.offset) == Array(100..<500))
            #expect(records.map(\.value) == (100..<500).map { "\(partition)-\($0)" })
            #expect(end == 500)
            #expect(queue.count == 0)
        }
        #expect(consumer.queue(of: partitions[1]) === queues[1])
        #expect(consumer.close(timeout: 5000))
        #expect(queues[0].read(limit: 1, timeout: 0) { _ in }.failure?.code == .state)
    }

    @Test("nothing and an empty text are two things, in keys, values and headers")
    func nothing() throws {
        let producer = try Producer.make(cluster.bootstrap)
        let topic = try producer.topic("t")
        let headers = MessageHeaders()
        headers.append("a", "1")
        headers.append("empty", [])
        headers.append("a", [0x32])
        try producer.send(to: topic, partition: 0, key: nil, value: [], headers: headers, timestamp: 1234)
        try producer.send(to: topic, partition: 0, key: [], value: nil)
        #expect(headers.count == 0)
        try producer.flush(timeout: 10_000)
        let consumer = try Consumer.make(cluster.bootstrap)
        let queue = consumer.queue(of: TopicPartition("t", 0))
        try consumer.assign([PartitionOffset(queue.partition, PartitionOffset.beginning)])
        var seen: [Copied] = []
        var values: [[UInt8]?] = []
        var copies: [Int?] = []
        var timestamps: [Int64?] = []
        _ = try eventually {
            let reading = queue.read(limit: 10, timeout: 100) { message in
                seen.append(Copied(message))
                timestamps.append(message.timestamp)
                copies.append(message.copyHeaders()?.count)
                for name in ["a", "empty", "b"] as [StaticString] {
                    values.append(unsafe message.header(name).map { unsafe Array($0) })
                }
            }
            return reading.reachedEnd
        }
        #expect(seen.map(\.key) == [nil, ""])
        #expect(seen.map(\.value) == ["", nil])
        #expect(values == [[0x32], [], nil, nil, nil, nil])
        #expect(copies == [3, nil])
        #expect(timestamps.first == 1234)
    }

    @Test("queues taken before an assignment keep everything out of the events, time and again")
    func queuesFirst() throws {
        let producer = try Producer.make(cluster.bootstrap)
        for partition in Int32(0)..<3 {
            try producer.send((0..<200).map(String.init), to: "t", partition: partition)
        }
        try producer.flush(timeout: 10_000)
        let consumer = try Consumer.make(cluster.bootstrap, group: "g")
        var partitions = try consumer.join(["t"])
        #expect(partitions == (0..<3).map { TopicPartition("t", $0) })
        for round in 0..<10 {
            for partition in partitions {
                let (records, _) = try consumer.queue(of: partition).readToEnd()
                #expect(records.map(\.offset) == Array(Int64(round)..<200))
            }
            #expect(consumer.poll(timeout: 0) == nil)
            try consumer.unassign()
            partitions.shuffle()
            try consumer.assign(partitions.map { PartitionOffset($0, Int64(round) + 1) })
        }
        while let event = consumer.poll(timeout: 20) {
            if case .failed(let error) = event { Issue.record("\(error)") }
        }
        #expect(consumer.close(timeout: 5000))
    }

    @Test("what was read ahead of a revocation is not handed out afterwards")
    func stale() throws {
        let producer = try Producer.make(cluster.bootstrap)
        try producer.send((0..<1000).map(String.init), to: "t")
        try producer.flush(timeout: 10_000)
        let consumer = try Consumer.make(cluster.bootstrap)
        let queue = consumer.queue(of: TopicPartition("t", 0))
        try consumer.assign([PartitionOffset(queue.partition, 0)])
        let first = try eventually { queue.read(limit: 10, timeout: 100) { _ in }.messages }
        #expect(first <= 10)
        try consumer.unassign()
        #expect(queue.read(limit: 1000, timeout: 0) { _ in } == Reading())
        try consumer.assign([PartitionOffset(queue.partition, 990)])
        #expect(try queue.readToEnd().records.map(\.offset) == Array(990..<1000))
    }

    @Test("one wake-up rings for all partitions and for the events")
    func wakeup() throws {
        let wakeup = try Wakeup()
        #expect(!wakeup.wait(timeout: 0))
        wakeup.ring()
        wakeup.ring()
        #expect(wakeup.wait(timeout: 0) && !wakeup.wait(timeout: 0))
        let consumer = try Consumer.make(cluster.bootstrap, group: "g", waking: wakeup)
        try consumer.subscribe(to: ["t"])
        var queues: [PartitionQueue] = []
        var seen = Set<Int32>()
        let producer = try Producer.make(cluster.bootstrap)
        _ = try eventually {
            // Nothing here waits but the wake-up, and it is never the time that ends the waiting.
            guard wakeup.wait(timeout: 20_000) else { throw Timeout() }
            while let event = consumer.poll(timeout: 0) {
                guard case .assigned(let partitions) = event else { continue }
                queues = partitions.map(consumer.queue)
                try consumer.assign(partitions.map { PartitionOffset($0, 0) })
            }
            for queue in queues {
                while true {
                    let reading = queue.read(limit: 10, timeout: 0) { seen.insert($0.partition) }
                    if let end = reading.reachedEnd, end == 0 {
                        try producer.send(["late"], to: "t", partition: queue.partition.partition)
                        try producer.flush(timeout: 10_000)
                    }
                    if reading == Reading() { break }
                }
            }
            return seen.count == 3 ? true : nil
        }
        #expect(consumer.close(timeout: 5000))
    }

    @Test("offsets are committed with their metadata")
    func commit() throws {
        let consumer = try Consumer.make(cluster.bootstrap, group: "g")
        let partitions = try consumer.join(["t"])
        #expect(try consumer.settled(partitions).map(\.offset) == [-1001, -1001, -1001])
        let offsets = [
            PartitionOffset(partitions[0], 5, metadata: "n=7"), PartitionOffset(partitions[2], 6),
        ]
        try consumer.commit(offsets)
        let found = try consumer.settled(partitions)
        #expect(found.map(\.offset) == [5, -1001, 6])
        #expect(found[0].metadata == "n=7")
        #expect(consumer.memberID == consumer.groupMetadata()?.memberID)
        #expect((consumer.groupMetadata()?.generation ?? -1) > 0)
    }

    @Test("a commit that the coordinator refuses throws")
    func refused() throws {
        let consumer = try Consumer.make(cluster.bootstrap, group: "g")
        let partitions = try consumer.join(["t"])
        cluster.fail(.offsetCommit, with: [.illegalGeneration])
        let error = failure { () throws(KafkaError) in
            try consumer.commit([PartitionOffset(partitions[0], 5)])
        }
        #expect(error?.code == .illegalGeneration)
    }

    @Test("no offset to start from is an error of the partition when so configured")
    func noOffset() throws {
        let consumer = try Consumer.make(cluster.bootstrap, ["auto.offset.reset": "error"])
        let queue = consumer.queue(of: TopicPartition("t", 0))
        try consumer.assign([PartitionOffset(queue.partition, 77)])
        let error = try eventually { queue.read(limit: 1, timeout: 100) { _ in }.failure }
        #expect(error.code == .autoOffsetReset)
    }

    @Test("no broker: an event, and everything is over in time")
    func down() throws {
        let consumer = try Consumer.make(cluster.bootstrap, group: "g")
        _ = try consumer.join(["t"])
        try cluster.setBrokerDown(1)
        let error: KafkaError = try eventually {
            if case .failed(let error) = consumer.poll(timeout: 100) { error } else { nil }
        }
        #expect([.allBrokersDown, .transport].contains(error.code))
        let failure = failure { () throws(KafkaError) in
            _ = try consumer.committed([TopicPartition("t", 0)], timeout: 300)
        }
        #expect(failure?.isRetriable == true)
        let clock = ContinuousClock()
        let time = clock.measure { _ = consumer.close(timeout: 2000) }
        #expect(time < .seconds(4))
        #expect(consumer.poll(timeout: 0) == nil)
    }
}
