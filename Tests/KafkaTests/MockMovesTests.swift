import Kafka
import Testing

/// Two brokers: 1 has the records, 2 coordinates.
@Suite("Brokers and coordinators of the mock cluster come and go")
struct MockMovesTests {
    let cluster: MockCluster
    private static let offsets = [PartitionOffset(TopicPartition("t", 0), 3)]
    private let group = GroupMetadata(group: "g", generation: 1, memberID: "m")

    init() throws {
        cluster = try MockCluster(brokers: 2)
        try cluster.createTopic("t", partitions: 1, replication: 2)
        try cluster.setCoordinator(of: .transaction("p"), broker: 2)
        try cluster.setCoordinator(of: .group("g"), broker: 2)
        try cluster.setLeader(of: TopicPartition("t", 0), broker: 1)
    }

    private func producer(_ others: [String: String] = [:]) throws -> Producer {
        let quick = ["reconnect.backoff.ms": "50", "reconnect.backoff.max.ms": "200"]
        return try Producer.transactional(
            cluster.bootstrap, id: "p", quick.merging(others) { _, other in other })
    }

    @Test("a commit without a coordinator can be tried again, and goes on")
    func coordinatorDown() throws {
        let producer = try producer()
        try producer.begin()
        try producer.send(["a"], to: "t")
        try producer.flush(timeout: 10_000)
        try cluster.setBrokerDown(2)
        let error = failure { () throws(KafkaError) in try producer.commit(timeout: 500) }
        #expect(error?.isRetriable == true && error?.isFatal == false && error?.requiresAbort == false)
        try cluster.setBrokerUp(2)
        try retrying { () throws(KafkaError) in try producer.commit(timeout: 5000) }
    }

    @Test("so does an abort")
    func abortWithoutCoordinator() throws {
        let producer = try producer()
        try producer.begin()
        try producer.send(["a"], to: "t")
        try producer.flush(timeout: 10_000)
        try cluster.setBrokerDown(2)
        let error = failure { () throws(KafkaError) in try producer.abort(timeout: 500) }
        #expect(error?.isRetriable == true && error?.isFatal == false, "\(error?.description ?? "none")")
        try cluster.setBrokerUp(2)
        try retrying { () throws(KafkaError) in try producer.abort(timeout: 5000) }
        try producer.begin()
        try producer.send(["b"], to: "t")
        try producer.commit(timeout: 10_000)
    }

    @Test("a transaction's coordinator moves before every call, and nobody hears of it")
    func transactionMoves() throws {
        let producer = try producer()
        try producer.begin()
        try cluster.setCoordinator(of: .transaction("p"), broker: 1)
        try producer.send(["a"], to: "t")
        try producer.flush(timeout: 10_000)
        try cluster.setCoordinator(of: .transaction("p"), broker: 2)
        try producer.sendOffsets(Self.offsets, group: group, timeout: 10_000)
        try cluster.setCoordinator(of: .transaction("p"), broker: 1)
        try producer.commit(timeout: 10_000)
    }

    @Test("the group's coordinator moves within a transaction, and nobody hears of it")
    func groupMoves() throws {
        let producer = try producer()
        for broker in [Int32(1), 2] {
            try producer.begin()
            try producer.send(["a"], to: "t")
            try producer.sendOffsets(Self.offsets, group: group, timeout: 10_000)
            try cluster.setCoordinator(of: .group("g"), broker: broker)
            try producer.sendOffsets(Self.offsets, group: group, timeout: 10_000)
            try producer.commit(timeout: 10_000)
        }
    }

    @Test("a partition's leader moves within a transaction, and nobody hears of it")
    func leaderMoves() throws {
        let producer = try producer(["topic.metadata.refresh.fast.interval.ms": "50"])
        try producer.begin()
        try producer.send(["a"], to: "t")
        try producer.flush(timeout: 10_000)
        try cluster.setLeader(of: TopicPartition("t", 0), broker: 2)
        try producer.send(["b"], to: "t")
        try producer.commit(timeout: 10_000)
        #expect(producer.takeDeliveryFailure() == nil)
    }

    @Test("records wait for a leader that is down, and are committed when it is up")
    func leaderDown() throws {
        let producer = try producer()
        try producer.begin()
        try producer.send(["a"], to: "t")
        try producer.flush(timeout: 10_000)
        try cluster.setBrokerDown(1)
        try producer.send(["b"], to: "t")
        let error = failure { () throws(KafkaError) in try producer.commit(timeout: 500) }
        #expect(error?.code == .timedOut && error?.isRetriable == true, "\(error?.description ?? "none")")
        try cluster.setBrokerUp(1)
        try retrying { () throws(KafkaError) in try producer.commit(timeout: 5_000) }
        #expect(producer.takeDeliveryFailure() == nil)
    }

    @Test("records that wait longer than a transaction may take need an abort")
    func leaderDownForLong() throws {
        let producer = try producer(["transaction.timeout.ms": "2000", "message.timeout.ms": "1000"])
        try producer.begin()
        try cluster.setBrokerDown(1)
        try producer.send(["a"], to: "t")
        let error = failure { () throws(KafkaError) in try producer.commit(timeout: 10_000) }
        #expect(error?.requiresAbort == true && error?.isFatal == false, "\(error?.description ?? "none")")
        #expect(producer.takeDeliveryFailure()?.code == .messageTimedOut)
        try cluster.setBrokerUp(1)
        try retrying { () throws(KafkaError) in try producer.abort(timeout: 5_000) }
        try repeatingTransaction(producer) { try producer.send(["b"], to: "t") }
    }

    @Test("the ends of a log are told in time, or not at all")
    func ends() throws {
        let consumer = try Consumer.make(cluster.bootstrap)
        let partition = TopicPartition("t", 0)
        #expect(try consumer.watermarks(of: partition, timeout: 10_000) == (0, 0))
        try cluster.setBrokerDown(1)
        var error: KafkaError?
        let time = ContinuousClock().measure {
            error = failure { () throws(KafkaError) in
                _ = try consumer.watermarks(of: partition, timeout: 500)
            }
        }
        #expect(error?.isRetriable == true && time < .seconds(5), "\(error?.description ?? "none"): \(time)")
        try cluster.setBrokerUp(1)
        try retrying { () throws(KafkaError) in _ = try consumer.watermarks(of: partition, timeout: 2_000) }
        #expect(consumer.close(timeout: 5_000))
    }
}
