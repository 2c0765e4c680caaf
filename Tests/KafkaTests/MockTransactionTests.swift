import Kafka
import Testing

/// What becomes of an error that a broker answers within a transaction.
struct TransactionError: Sendable, CustomStringConvertible {
    /// In the order in which the flags are to be looked at.
    enum Class {
        /// The producer is of no use any more.
        case fatal
        /// The transaction is to be aborted, and the producer goes on.
        case abort
        /// librdkafka tries again by itself, and the caller hears nothing.
        case hidden
    }

    var request: MockCluster.Request
    var injected: KafkaError.Code
    var surfaced: KafkaError.Code
    var kind: Class
    var description: String { "\(request.rawValue): \(injected) is \(kind)" }

    init(
        _ request: MockCluster.Request, _ injected: KafkaError.Code, _ kind: Class,
        as surfaced: KafkaError.Code? = nil
    ) {
        self.request = request
        self.injected = injected
        self.surfaced = surfaced ?? injected
        self.kind = kind
    }

    /// By request: one after the other with the same producer, as long as it lives.
    static let all = [partitions, offsets, groups, ends, records]

    private static let partitions = [
        Self(.addPartitionsToTransaction, .coordinatorLoadInProgress, .hidden),
        Self(.addPartitionsToTransaction, .concurrentTransactions, .hidden),
        Self(.addPartitionsToTransaction, .notCoordinator, .hidden),
        Self(.addPartitionsToTransaction, .unknownTopicOrPartition, .hidden),
        Self(.addPartitionsToTransaction, .topicAuthorizationFailed, .abort),
        Self(.addPartitionsToTransaction, .unknownProducerID, .abort),
        Self(.addPartitionsToTransaction, .invalidProducerIDMapping, .abort),
        Self(.addPartitionsToTransaction, .invalidProducerEpoch, .fatal, as: .fenced),
        Self(.addPartitionsToTransaction, .producerFenced, .fatal, as: .fenced),
        Self(.addPartitionsToTransaction, .invalidTransactionState, .fatal),
        Self(.addPartitionsToTransaction, .transactionalIDAuthorizationFailed, .fatal),
    ]
    private static let offsets = [
        Self(.addOffsetsToTransaction, .coordinatorLoadInProgress, .hidden),
        Self(.addOffsetsToTransaction, .concurrentTransactions, .hidden),
        Self(.addOffsetsToTransaction, .notCoordinator, .hidden),
        Self(.addOffsetsToTransaction, .groupAuthorizationFailed, .abort),
        Self(.addOffsetsToTransaction, .unknownProducerID, .abort),
        Self(.addOffsetsToTransaction, .invalidProducerIDMapping, .abort),
        Self(.addOffsetsToTransaction, .invalidProducerEpoch, .fatal, as: .fenced),
        // Fenced, and not fatal yet: the abort makes it so where brokers fence.
        Self(.addOffsetsToTransaction, .producerFenced, .abort, as: .fenced),
        Self(.addOffsetsToTransaction, .invalidTransactionState, .fatal),
        Self(.addOffsetsToTransaction, .transactionalIDAuthorizationFailed, .fatal),
    ]
    private static let groups = [
        Self(.findCoordinator, .coordinatorNotAvailable, .hidden),
        Self(.transactionOffsetCommit, .coordinatorLoadInProgress, .hidden),
        Self(.transactionOffsetCommit, .notCoordinator, .hidden),
        Self(.transactionOffsetCommit, .illegalGeneration, .abort),
        Self(.transactionOffsetCommit, .unknownMemberID, .abort),
        Self(.transactionOffsetCommit, .fencedInstanceID, .abort),
        Self(.transactionOffsetCommit, .rebalanceInProgress, .abort),
        Self(.transactionOffsetCommit, .groupAuthorizationFailed, .abort),
        Self(.transactionOffsetCommit, .topicAuthorizationFailed, .abort),
        Self(.transactionOffsetCommit, .offsetMetadataTooLarge, .abort),
        Self(.transactionOffsetCommit, .producerFenced, .abort, as: .fenced),
        Self(.transactionOffsetCommit, .invalidProducerEpoch, .fatal, as: .fenced),
        Self(.transactionOffsetCommit, .invalidTransactionState, .fatal),
        Self(.transactionOffsetCommit, .invalidProducerIDMapping, .fatal),
    ]
    private static let ends = [
        Self(.endTransaction, .concurrentTransactions, .hidden),
        Self(.endTransaction, .coordinatorNotAvailable, .hidden),
        Self(.endTransaction, .notCoordinator, .hidden),
        Self(.endTransaction, .unknownProducerID, .abort),
        Self(.endTransaction, .invalidProducerIDMapping, .abort),
        Self(.endTransaction, .invalidProducerEpoch, .fatal, as: .fenced),
        Self(.endTransaction, .producerFenced, .fatal, as: .fenced),
        Self(.endTransaction, .invalidTransactionState, .fatal),
        Self(.endTransaction, .transactionalIDAuthorizationFailed, .fatal),
    ]
    private static let records = [
        Self(.produce, .notEnoughReplicas, .hidden),
        Self(.produce, .notLeader, .hidden),
        Self(.produce, .requestTimedOut, .hidden),
        Self(.produce, .messageTooLarge, .abort),
        Self(.produce, .invalidRecord, .abort),
        Self(.produce, .outOfOrderSequenceNumber, .fatal),
        Self(.produce, .invalidProducerEpoch, .fatal, as: .fenced),
    ]
}

@Suite("Transactions on the mock cluster")
struct MockTransactionTests {
    let cluster: MockCluster

    init() throws {
        cluster = try MockCluster()
        try cluster.createTopic("t", partitions: 2)
    }

    /// A transaction of one record and one offset.
    private func transact(_ producer: Producer) throws(KafkaError) {
        try producer.begin()
        let topic = try producer.topic("t")
        try producer.send(to: topic, partition: 0, key: nil, value: [1])
        try producer.sendOffsets(
            [PartitionOffset(TopicPartition("t", 1), 3)],
            group: GroupMetadata(group: "g", generation: 1, memberID: "m"), timeout: 10_000)
        try producer.commit(timeout: 10_000)
    }

    @Test("errors of a transaction have the class that decides what to do", arguments: TransactionError.all)
    func classes(_ examples: [TransactionError]) throws {
        var producer = try Producer.transactional(cluster.bootstrap, id: "p")
        for example in examples {
            cluster.fail(example.request, with: [example.injected])
            let error = failure { () throws(KafkaError) in try transact(producer) }
            let text = "\(example), not \(error?.description ?? "hidden")"
            switch example.kind {
            case .hidden: #expect(error == nil, "\(text)")
            case .abort:
                #expect(error?.code == example.surfaced && error?.requiresAbort == true, "\(text)")
                #expect(error?.isFatal == false, "\(text)")
                try producer.abort(timeout: 10_000)
                try repeatingTransaction(producer) {
                    _ = producer.takeDeliveryFailure()
                    try producer.send(["again"], to: "t")
                }
                #expect(producer.takeDeliveryFailure() == nil, "\(text)")
            case .fatal:
                #expect(error?.code == example.surfaced && error?.isFatal == true, "\(text)")
                try expectFatalForGood(producer)
                #expect(producer.close(timeout: 5_000))
                producer = try Producer.transactional(cluster.bootstrap, id: "p")
            }
            cluster.clearFailures(of: example.request)
        }
        try transact(producer)
    }

    /// A fatal error stays, though not with the very next call.
    ///
    /// Where it comes up while a call is under way, 2.0.2 may answer the next ones with what was left of that:
    /// another error, or nothing at all although nothing was done.
    private func expectFatalForGood(_ producer: Producer) throws {
        var inARow = 0
        _ = try eventually {
            let error = failure { () throws(KafkaError) in try producer.begin() }
            inARow = error?.isFatal == true ? inARow + 1 : 0
            return inARow == 3 ? true : nil
        }
    }

    @Test("a record for a transaction that has failed is refused, and abort is enough")
    func sendAfterFailure() throws {
        let producer = try Producer.transactional(cluster.bootstrap, id: "p")
        cluster.fail(.addPartitionsToTransaction, with: [.topicAuthorizationFailed])
        try producer.begin()
        try producer.send(["a"], to: "t")
        let topic = try producer.topic("t")
        let error = try eventually {
            producer.poll(timeout: 20)
            return failure { () throws(KafkaError) in
                try producer.send(to: topic, partition: 1, key: nil, value: [1])
            }
        }
        #expect(error.code == .state && error.requiresAbort && !error.isFatal, "\(error)")
        let cause = failure { () throws(KafkaError) in try producer.commit(timeout: 10_000) }
        #expect(cause?.code == .topicAuthorizationFailed && cause?.requiresAbort == true)
        try producer.abort(timeout: 10_000)
        try transact(producer)
    }

    @Test(
        "a full queue is waited for within a transaction, too; a record that is too large costs only itself")
    func fullQueue() throws {
        let producer = try Producer.transactional(
            cluster.bootstrap, id: "p", ["queue.buffering.max.messages": "10", "message.max.bytes": "1000"])
        try producer.begin()
        try producer.send((0..<200).map(String.init), to: "t")
        let topic = try producer.topic("t")
        let error = failure { () throws(KafkaError) in
            try producer.send(to: topic, partition: 0, key: nil, value: [UInt8](repeating: 0, count: 5_000))
        }
        #expect(error?.code == .messageTooLarge && error?.isFatal == false)
        try producer.commit(timeout: 10_000)
        #expect(producer.takeDeliveryFailure() == nil && producer.pendingCount == 0)
    }

    @Test(
        "a producer that cannot have its id yet may ask again",
        arguments: [
            (MockCluster.Request.initProducerID, KafkaError.Code.coordinatorLoadInProgress),
            (.initProducerID, .coordinatorNotAvailable), (.initProducerID, .notCoordinator),
            (.initProducerID, .concurrentTransactions), (.findCoordinator, .coordinatorNotAvailable),
        ])
    func startLater(_ request: MockCluster.Request, _ code: KafkaError.Code) throws {
        cluster.fail(request, with: [code, code])
        let producer = try Producer.make(cluster.bootstrap, ["transactional.id": "p"])
        var calls = 0
        try retrying { () throws(KafkaError) in
            calls += 1
            try producer.initTransactions(timeout: 5_000)
        }
        #expect(calls <= 3, "it waits by itself")
        try transact(producer)
    }

    @Test(
        "a producer that must not have its id is told so, for good",
        arguments: [
            (MockCluster.Request.initProducerID, KafkaError.Code.transactionalIDAuthorizationFailed),
            (.initProducerID, .invalidTransactionTimeout), (.initProducerID, .clusterAuthorizationFailed),
            (.findCoordinator, .transactionalIDAuthorizationFailed),
        ])
    func startNever(_ request: MockCluster.Request, _ code: KafkaError.Code) throws {
        let producer = try Producer.make(cluster.bootstrap, ["transactional.id": "p"])
        cluster.fail(request, with: [code])
        let error = failure { () throws(KafkaError) in try producer.initTransactions(timeout: 10_000) }
        #expect(error?.code == code && error?.isFatal == true, "\(error?.description ?? "none")")
    }

    @Test("without a broker the wait for an id ends in time, and goes on when called again")
    func startWithoutBroker() throws {
        try cluster.setBrokerDown(1)
        let producer = try Producer.make(
            cluster.bootstrap, ["transactional.id": "p", "reconnect.backoff.max.ms": "200"])
        let clock = ContinuousClock()
        var error: KafkaError?
        let time = clock.measure {
            error = failure { () throws(KafkaError) in try producer.initTransactions(timeout: 500) }
        }
        #expect(error?.code == .timedOut && error?.isRetriable == true, "\(error?.description ?? "none")")
        #expect(time < .seconds(3))
        try cluster.setBrokerUp(1)
        try retrying { () throws(KafkaError) in try producer.initTransactions(timeout: 5_000) }
        try transact(producer)
    }

    @Test("an end that the broker answers too late is asked for again, and only the time tells")
    func lateEnd() throws {
        let producer = try Producer.transactional(cluster.bootstrap, id: "p", ["socket.timeout.ms": "1000"])
        try cluster.delay(.endTransaction, to: 1, by: 2_500)
        let clock = ContinuousClock()
        let time = try clock.measure { try transact(producer) }
        #expect(time >= .seconds(1), "the first request timed out: \(time)")
    }

    @Test("offsets that are answered too late can be sent again")
    func lateOffsets() throws {
        let producer = try Producer.transactional(cluster.bootstrap, id: "p")
        let group = GroupMetadata(group: "g", generation: 1, memberID: "m")
        let offsets = [PartitionOffset(TopicPartition("t", 1), 3)]
        try producer.begin()
        try cluster.delay(.addOffsetsToTransaction, to: 1, by: 1_000)
        let error = failure { () throws(KafkaError) in
            try producer.sendOffsets(offsets, group: group, timeout: 200)
        }
        #expect(error?.code == .timedOut && error?.isRetriable == true, "\(error?.description ?? "none")")
        try retrying { () throws(KafkaError) in
            try producer.sendOffsets(offsets, group: group, timeout: 5_000)
        }
        try producer.commit(timeout: 10_000)
    }
}
