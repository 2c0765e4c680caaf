import Kafka
import Testing

/// The mock cluster waits 3 s for more members before a group begins: so members are few here.
@Suite("Errors of a group on the mock cluster")
struct MockGroupTests {
    let cluster: MockCluster
    private static let quick = ["session.timeout.ms": "6000", "heartbeat.interval.ms": "100"]

    init() throws {
        cluster = try MockCluster(brokers: 2)
        try cluster.createTopic("t", partitions: 2)
        try cluster.setCoordinator(of: .group("g"), broker: 1)
    }

    private func member() throws -> Consumer {
        try Consumer.make(cluster.bootstrap, group: "g", Self.quick)
    }

    /// The next rebalance, or failure that is more than a broker's absence.
    private func nextEvent(_ consumer: Consumer) throws -> ConsumerEvent {
        try eventually {
            guard let event = consumer.poll(timeout: 100) else { return nil }
            switch event {
            case .statistics, .log: return nil
            case .failed(let error) where [.transport, .allBrokersDown].contains(error.code): return nil
            default: return event
            }
        }
    }

    @Test("what passes on the way into a group is not told")
    func joining() throws {
        cluster.fail(.findCoordinator, with: [.coordinatorNotAvailable])
        cluster.fail(.joinGroup, with: [.notCoordinator, .unknownMemberID])
        cluster.fail(.syncGroup, with: [.rebalanceInProgress])
        let consumer = try member()
        try consumer.subscribe(to: ["t"])
        let event = try nextEvent(consumer)
        guard case .assigned(let partitions) = event else {
            Issue.record("\(event)")
            return
        }
        #expect(partitions.count == 2)
        #expect(consumer.close(timeout: 5_000))
    }

    @Test(
        "a group that one may not join says so",
        arguments: [MockCluster.Request.findCoordinator, .joinGroup])
    func notAllowed(_ request: MockCluster.Request) throws {
        cluster.fail(request, with: [.groupAuthorizationFailed])
        let consumer = try member()
        try consumer.subscribe(to: ["t"])
        let error: KafkaError = try eventually {
            if case .failed(let error) = consumer.poll(timeout: 100) { error } else { nil }
        }
        #expect(error.code == .groupAuthorizationFailed)
        #expect(consumer.close(timeout: 5_000))
    }

    @Test("a rebalance takes the partitions back in good order, and gives them again to the same member")
    func rebalance() throws {
        let consumer = try member()
        _ = try consumer.join(["t"])
        let former = consumer.memberID
        cluster.fail(.heartbeat, with: [.rebalanceInProgress])
        let event = try nextEvent(consumer)
        #expect(event == .revoked([TopicPartition("t", 0), TopicPartition("t", 1)], isLost: false))
        try consumer.unassign()
        #expect(try consumer.nextAssignment().count == 2)
        #expect(consumer.memberID == former)
        #expect(consumer.close(timeout: 5_000))
    }

    @Test(
        "a member that the group has gone on without has lost its partitions",
        arguments: [KafkaError.Code.illegalGeneration, .unknownMemberID])
    func lost(_ code: KafkaError.Code) throws {
        let consumer = try member()
        _ = try consumer.join(["t"])
        let former = consumer.memberID
        cluster.fail(.heartbeat, with: [code])
        let event = try nextEvent(consumer)
        #expect(event == .revoked([TopicPartition("t", 0), TopicPartition("t", 1)], isLost: true))
        try consumer.unassign()
        #expect(try consumer.nextAssignment().count == 2)
        #expect((consumer.memberID == former) == (code == .illegalGeneration))
        #expect(consumer.close(timeout: 5_000))
    }

    @Test("a member that does not poll for too long says so, and has lost its partitions")
    func notPolled() throws {
        let consumer = try Consumer.make(
            cluster.bootstrap, group: "g", Self.quick.merging(["max.poll.interval.ms": "6000"]) { $1 })
        _ = try consumer.join(["t"])
        // Nothing rings: this is the time that the member lets pass.
        #expect(try !Wakeup().wait(timeout: 7_500))
        guard case .failed(let error) = try nextEvent(consumer), error.code == .maxPollExceeded else {
            Issue.record("it was not told")
            return
        }
        #expect(!error.isFatal)
        let event = try nextEvent(consumer)
        #expect(event == .revoked([TopicPartition("t", 0), TopicPartition("t", 1)], isLost: true))
        try consumer.unassign()
        #expect(consumer.close(timeout: 5_000))
    }

    @Test("a member whose instance was taken by another fails for good")
    func fenced() throws {
        let consumer = try Consumer.make(
            cluster.bootstrap, group: "g", Self.quick.merging(["group.instance.id": "a"]) { $1 })
        _ = try consumer.join(["t"])
        cluster.fail(.heartbeat, with: [.fencedInstanceID])
        let error: KafkaError = try eventually {
            if case .failed(let error) = consumer.poll(timeout: 100), error.isFatal { error } else { nil }
        }
        #expect(error.code == .fencedInstanceID)
        #expect(consumer.close(timeout: 5_000))
    }

    @Test("a coordinator that moves or has a bad moment does not change who a member is")
    func offsets() throws {
        let consumer = try member()
        let partitions = try consumer.join(["t"])
        let former = consumer.memberID
        try commitLater(consumer, partitions)
        try committedLater(consumer, partitions)
        try cluster.setCoordinator(of: .group("g"), broker: 2)
        try commit(consumer, partitions, 9)
        #expect(consumer.poll(timeout: 500) == nil && consumer.memberID == former)
        try commitNever(consumer, partitions)
        #expect(try consumer.settled(partitions).map(\.offset) == [9, 9])
        #expect(consumer.close(timeout: 5_000))
    }

    private func commit(_ consumer: Consumer, _ partitions: [TopicPartition], _ offset: Int64) throws {
        try retrying { () throws(KafkaError) in
            try consumer.commit(partitions.map { PartitionOffset($0, offset) }, timeout: 5_000)
        }
    }

    /// A commit in a bad moment goes through, or may be tried again.
    private func commitLater(_ consumer: Consumer, _ partitions: [TopicPartition]) throws {
        for (offset, code) in [
            (5, .coordinatorLoadInProgress), (6, .notCoordinator), (7, .rebalanceInProgress),
        ] as [(Int64, KafkaError.Code)] {
            cluster.fail(.offsetCommit, with: [code])
            try commit(consumer, partitions, offset)
            #expect(try consumer.settled(partitions).map(\.offset) == [offset, offset], "\(code)")
        }
    }

    /// Committed offsets that cannot be told yet may be asked for again, and never read like none.
    private func committedLater(_ consumer: Consumer, _ partitions: [TopicPartition]) throws {
        for code in [
            .coordinatorLoadInProgress, .notCoordinator, .coordinatorNotAvailable, .unstableOffsetCommit,
        ] as [KafkaError.Code] {
            cluster.fail(.offsetFetch, with: [code, code])
            var calls = 0
            let offsets = try eventually {
                calls += 1
                do throws(KafkaError) {
                    let offsets = try consumer.committed(partitions, timeout: 5_000)
                    return offsets.allSatisfy { $0.error == nil } ? offsets : nil
                } catch {
                    guard error.isRetriable else { throw error }
                    return nil
                }
            }
            #expect(offsets.map(\.offset) == [7, 7], "\(code)")
            #expect(calls <= 3, "\(code)")
        }
    }

    /// Some answers are for good.
    private func commitNever(_ consumer: Consumer, _ partitions: [TopicPartition]) throws {
        for code in [.illegalGeneration, .groupAuthorizationFailed] as [KafkaError.Code] {
            cluster.fail(.offsetCommit, with: [code])
            let error = failure { () throws(KafkaError) in
                try consumer.commit([PartitionOffset(partitions[0], 5)])
            }
            #expect(error?.code == code && error?.isRetriable == false, "\(error?.description ?? "none")")
        }
        cluster.fail(.offsetFetch, with: [.groupAuthorizationFailed])
        let error = failure { () throws(KafkaError) in
            for offset in try consumer.committed(partitions, timeout: 5_000) {
                if let error = offset.error { throw error }
            }
        }
        #expect(error?.code == .groupAuthorizationFailed && error?.isRetriable == false)
    }

    @Test("a commit of an instance that was taken by another fails for good, and it closes at once")
    func commitFenced() throws {
        let consumer = try member()
        let partitions = try consumer.join(["t"])
        cluster.fail(.offsetCommit, with: [.fencedInstanceID])
        let error = failure { () throws(KafkaError) in
            try consumer.commit([PartitionOffset(partitions[0], 5)])
        }
        #expect(error?.code == .fencedInstanceID && error?.isRetriable == false)
        let clock = ContinuousClock()
        let time = clock.measure { #expect(consumer.close(timeout: 5_000)) }
        #expect(time < .seconds(2))
    }
}
