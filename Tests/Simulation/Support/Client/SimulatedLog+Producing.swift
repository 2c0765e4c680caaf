import Kafka
import Streaming

@testable import KafkaRuntime

extension SimulatedLog {
    private static let patience: Milliseconds = 20_000

    func prepare() throws(KafkaError) {
        try enter(.prepare)
        let began = world.now
        while true {
            try waitForBrokers()
            if let handle = cluster.transactions.initialise(name) { return self.handle = handle }
            guard world.now - began < Self.patience else {
                throw KafkaError(
                    code: .timedOut, operation: "prepare", reason: "no answer", isRetriable: true)
            }
            world.pass(25)
            try process.live()
        }
    }

    func begin() throws(KafkaError) {
        try enter(.begin)
        try waitForBrokers()
        let began = world.now
        while let handle, cluster.transactions.isEnding(handle), world.now - began < Self.patience {
            world.pass(10)
            try process.live()
        }
        isInTransaction = true
    }

    func send(_ bytes: [UInt8], to partition: TopicPartition, token: UInt64) throws(KafkaError) {
        try enter(.send)
        let offset = try append(
            StoredRecord(value: bytes, timestamp: SimulatedClock.start + world.now), to: partition)
        if token != 0 { delivered.append((token, offset)) }
    }

    func send(_ output: OutputRecord, to topic: String) throws(KafkaError) {
        try enter(.send)
        let record = StoredRecord(
            key: output.key, value: output.value,
            headers: output.headers.map { (name: $0.0, value: $0.1) },
            timestamp: SimulatedClock.start + world.now)
        _ = try append(record, to: TopicPartition(topic, 0))
    }

    func send(
        aside record: borrowing SimulatedRecord, to topic: String, headers: [(String, String)]
    ) throws(KafkaError) {
        try enter(.send)
        var stored = record.stored
        stored.headers += headers.map { (name: $0.0, value: $0.1) }
        (stored.producer, stored.isMarker, stored.isAborted) = (nil, false, false)
        _ = try append(stored, to: TopicPartition(topic, 0))
    }

    private func append(_ record: StoredRecord, to partition: TopicPartition) throws(KafkaError) -> Int64 {
        try waitForBrokers()
        let handle = try currentProducer()
        precondition(isInTransaction, "nothing is sent outside a transaction")
        cluster.transactions.add(partition, to: handle)
        var record = record
        record.producer = handle.number
        return cluster[partition].append(record)
    }

    /// The producer, if nobody took its place and its transaction did not time out.
    private func currentProducer() throws(KafkaError) -> ProducerHandle {
        guard let handle, cluster.transactions.isCurrent(handle) else {
            throw KafkaError(code: .fenced, operation: "produce", reason: "an old epoch", isFatal: true)
        }
        return handle
    }

    func commit(_ offsets: [PartitionOffset]) throws(KafkaError) {
        if !offsets.isEmpty { try send(offsets) }
        let trap = try enter(.end)
        try waitForBrokers()
        let handle = try currentProducer()
        switch trap {
        case .loseRequest:
            world.pass(1_000)
            throw doubt(isFatal: false)
        case .delayRequest(let delay):
            world.after(delay) { [cluster] in _ = cluster.transactions.end(handle, isCommit: true) }
            world.pass(500)
            throw doubt(isFatal: false)
        case .loseAnswer(let isFatal):
            _ = cluster.transactions.end(handle, isCommit: true)
            world.pass(1_000)
            throw doubt(isFatal: isFatal)
        default: break
        }
        _ = cluster.transactions.end(handle, isCommit: true)
        isInTransaction = false
        try enter(.ended)
        world.pass(Milliseconds(1 + world.random.below(6)))
        try process.live()
    }

    /// librdkafka gives up waiting for the end of a transaction.
    private func doubt(isFatal: Bool) -> KafkaError {
        isInDoubt = true
        return KafkaError(
            code: isFatal ? .invalidTransactionState : .timedOut, operation: "commit_transaction",
            reason: "the outcome is unknown", isFatal: isFatal, isRetriable: !isFatal)
    }

    private func send(_ offsets: [PartitionOffset]) throws(KafkaError) {
        // What the consumer says of itself at this moment, whenever the lane got its tasks; what comes between
        // the lane's own look and this takes no time.
        let (id, generation) = (id, generation)
        try enter(.offsets)
        try waitForBrokers()
        let handle = try currentProducer()
        cluster.transactions.addOffsets(to: handle)
        isInTransaction = true
        let answer = cluster.group.accept(
            offsets, of: handle.number, instance: instance, id: id ?? "", generation: generation)
        world.note(name, "offsets \(offsets.count): \(answer)")
        let code: KafkaError.Code
        switch answer {
        case .fine: return
        case .rebalance: code = .rebalanceInProgress
        case .illegalGeneration: code = .illegalGeneration
        case .unknownMember: code = .unknownMemberID
        case .fencedInstance: code = .fencedInstanceID
        }
        throw KafkaError(
            code: code, operation: "send_offsets_to_transaction", reason: "refused", requiresAbort: true)
    }

    func abort() throws(KafkaError) {
        try enter(.abort)
        try waitForBrokers()
        let handle = try currentProducer()
        guard !isInDoubt else {
            throw KafkaError(code: .state, operation: "abort_transaction", reason: "a commit is under way")
        }
        _ = cluster.transactions.end(handle, isCommit: false)
        isInTransaction = false
        delivered = []
        world.pass(Milliseconds(1 + world.random.below(6)))
        try process.live()
    }

    func takeDelivered() -> [(token: UInt64, offset: Int64)] {
        defer { delivered = [] }
        return delivered
    }

    func replaceProducer() throws(KafkaError) {
        try process.live()
        (isInTransaction, isInDoubt, delivered) = (false, false, [])
        try prepare()
    }
}
