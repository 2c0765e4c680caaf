internal import Kafka
internal import Streaming

extension Message: LogRecord {}

/// The log as it is on Kafka: one consumer, one producer, one thread.
final class KafkaLog: LaneLog {
    typealias Record = Message

    private let lane: Int
    private let options: WorkerOptions
    private let consumer: Consumer
    private var producer: Producer
    private var queues: [TopicPartition: PartitionQueue] = [:]
    private let report: @Sendable (WorkerEvent) -> Void
    /// The end of a transaction was answered late: a request for it may still be on its way, and would be
    /// believed to be about the next one.
    private var isSuspect = false
    /// After this librdkafka gives a request up, and sends another one.
    private let socketTimeout: Milliseconds
    private let phases: PhaseFile?
    /// Whether phases are told: the warm-up before the lane joins has no offsets, and does not count.
    private var hasJoined = false

    private var batches = Batches()
    /// Refusals that a producer told before it was replaced.
    private var formerRefusals: [Refusal] = []
    let largestRecord: Int

    private static let timeout: Int32 = 10_000
    private static let patience: Milliseconds = 60_000

    init(
        lane: Int, options: WorkerOptions, phases: PhaseFile? = nil,
        report: @escaping @Sendable (WorkerEvent) -> Void
    ) throws(KafkaError) {
        self.lane = lane
        self.phases = phases
        self.options = options
        self.report = report
        consumer = try Consumer(ClientSetup.consumer(lane: lane, options))
        let properties = ClientSetup.producer(lane: lane, options)
        producer = try Producer(properties)
        socketTimeout =
            properties["socket.timeout.ms"].flatMap { Milliseconds($0) } ?? ClientSetup.socketTimeout
        largestRecord = ClientSetup.largestRecord(options)
    }

    // MARK: Membership

    func subscribe(to topics: [String]) throws(KafkaError) {
        hasJoined = true
        try consumer.subscribe(to: topics)
    }

    func poll(timeout: Int32) -> LaneEvent? {
        while let event = consumer.poll(timeout: timeout) {
            switch event {
            case .assigned(let partitions): return .assigned(partitions)
            case .revoked(let partitions, let isLost): return .revoked(partitions, isLost: isLost)
            case .failed(let error): return .failed(error)
            case .statistics, .log: continue
            }
        }
        return nil
    }

    func assign(_ offsets: [PartitionOffset]) throws(KafkaError) {
        // A queue that is asked for before the assignment never feeds the consumer's own one.
        var queues: [TopicPartition: PartitionQueue] = [:]
        for offset in offsets { queues[offset.partition] = consumer.queue(of: offset.partition) }
        self.queues = queues
        try consumer.assign(offsets)
    }

    func unassign() throws(KafkaError) {
        queues = [:]
        try consumer.unassign()
    }

    var memberID: String? { consumer.memberID }

    func committed(_ partitions: [TopicPartition]) throws(KafkaError) -> [PartitionOffset] {
        guard !partitions.isEmpty else { return [] }
        let offsets = try consumer.committed(partitions, timeout: Self.timeout)
        for offset in offsets {
            if let error = offset.error { throw error }
        }
        return offsets
    }

    func bounds(of partition: TopicPartition) throws(KafkaError) -> (low: Int64, high: Int64) {
        try consumer.watermarks(of: partition, timeout: 3 * Self.timeout)
    }

    // MARK: Reading

    func read(_ partition: TopicPartition, limit: Int, _ body: (borrowing Message) -> Void) -> LogReading {
        guard let queue = queues[partition] else { return LogReading() }
        let reading = queue.read(limit: limit, timeout: 0, body)
        return LogReading(
            records: reading.messages, end: reading.reachedEnd, failure: reading.failure)
    }

    func lend(
        _ partition: TopicPartition, at offset: Int64, _ body: (borrowing Message) -> Void
    ) throws(KafkaError) -> Bool {
        // It happens once in a lifetime: a consumer of its own disturbs nobody.
        let reader = try Consumer(ClientSetup.reader(options))
        defer { _ = reader.close(timeout: Self.timeout) }
        let bounds = try reader.watermarks(of: partition, timeout: Self.timeout)
        guard bounds.low <= offset, offset < bounds.high else { return false }
        let queue = reader.queue(of: partition)
        try reader.assign([PartitionOffset(partition, offset, metadata: "")])
        var isFound = false
        let began = SystemClock.elapsedNow
        while !isFound, SystemClock.elapsedNow - began < Milliseconds(Self.timeout) {
            let reading = queue.read(limit: 1, timeout: 100) { record in
                guard record.offset == offset else { return }
                isFound = true
                body(record)
            }
            if let failure = reading.failure { throw failure }
            if reading.messages > 0 || reading.reachedEnd != nil { break }
        }
        return isFound
    }

    // MARK: Writing

    func prepare() throws(KafkaError) {
        guard !options.isAtLeastOnce else { return }
        try patiently { () throws(KafkaError) in try producer.initTransactions(timeout: 3 * Self.timeout) }
    }

    func begin() throws(KafkaError) {
        guard !options.isAtLeastOnce else { return }
        if isSuspect {
            try replaceProducer()
            let cause = KafkaError(
                code: .timedOut, operation: "end_transaction",
                reason: "the answer came late: the request may still be on its way")
            report(.producerReplaced(lane: lane, cause))
        }
        if batches.isChanged { try replaceProducer() }
        try producer.begin()
        enter(.sending)
    }

    func send(_ bytes: [UInt8], to partition: TopicPartition, token: UInt64) throws(KafkaError) {
        let topic = try producer.topic(partition.topic)
        try producer.send(
            to: topic, partition: partition.partition, key: nil, value: bytes, token: token)
    }

    func send(_ output: OutputRecord, to topic: String) throws(KafkaError) {
        let headers = MessageHeaders()
        for (name, value) in output.headers { headers.append(name, value) }
        try producer.send(
            to: producer.topic(topic), key: output.key, value: output.value, headers: headers)
    }

    func send(
        aside record: borrowing Message, to topic: String, headers: [(String, String)]
    ) throws(KafkaError) {
        let all = record.copyHeaders() ?? MessageHeaders()
        for (name, value) in headers { all.append(name, value) }
        try unsafe producer.send(
            to: producer.topic(topic), key: record.key, value: record.value, headers: all,
            timestamp: record.timestamp)
    }

    func commit(_ offsets: [PartitionOffset]) throws(KafkaError) {
        guard !options.isAtLeastOnce else { return try commitPlainly(offsets) }
        if !offsets.isEmpty {
            guard let group = consumer.groupMetadata() else {
                throw KafkaError(
                    code: .unknownMemberID, operation: "commit", reason: "the lane is in no group",
                    requiresAbort: true)
            }
            enter(.offsets)
            try patiently { () throws(KafkaError) in
                try producer.sendOffsets(offsets, group: group, timeout: Self.timeout)
            }
        }
        enter(.committing)
        try watchingTime { () throws(KafkaError) in try producer.commit(timeout: Self.timeout) }
        batches.passed()
        enter(.rest, isCommitted: true)
    }

    /// Everything is in the log before the offsets are: after a failure some of it comes twice.
    private func commitPlainly(_ offsets: [PartitionOffset]) throws(KafkaError) {
        try patiently { () throws(KafkaError) in try producer.flush(timeout: Self.timeout) }
        if let failure = producer.takeDeliveryFailure() { throw failure }
        if !offsets.isEmpty { try consumer.commit(offsets) }
        batches.passed()
    }

    func takeRefusals() throws(KafkaError) -> [Refusal] {
        let refusals = formerRefusals + producer.takeRefused()
        formerRefusals = []
        guard !refusals.isEmpty else { return [] }
        let wereAlone = batches.isSingle
        batches.refused()
        // 2.0.2 goes on in the sequence of a record that was refused: only another producer has a sound one.
        try replaceProducer()
        return wereAlone ? refusals : []
    }

    func abort() throws(KafkaError) {
        guard !options.isAtLeastOnce else {
            try producer.purge()
            try producer.flush(timeout: Self.timeout)
            _ = producer.takeDeliveryFailure()
            return
        }
        try watchingTime { () throws(KafkaError) in try producer.abort(timeout: Self.timeout) }
        enter(.rest)
        _ = producer.takeDeliveryFailure()
    }

    private func enter(_ phase: TransactionPhase, isCommitted: Bool = false) {
        guard let phases, hasJoined else { return }
        phases.set(phase, lane: lane, isCommitted: isCommitted)
    }

    func takeDelivered() -> [(token: UInt64, offset: Int64)] { producer.takeDelivered() }

    func breathe() {
        producer.poll(timeout: 0)
        for event in producer.takeEvents() {
            if case .failed(let error) = event { report(.clientProblem(lane: lane, error)) }
        }
    }

    func replaceProducer() throws(KafkaError) {
        producer.poll(timeout: 0)
        formerRefusals += producer.takeRefused()
        _ = producer.close(timeout: Self.timeout)
        producer = try Producer(ClientSetup.producer(lane: lane, options).merging(batches.properties))
        batches.isChanged = false
        enter(.rest)
        try prepare()
        isSuspect = false
    }

    func close(leaving: Bool) {
        // A static member that only closes keeps its partitions for the session's length.
        if leaving {
            do throws(KafkaError) { try consumer.unsubscribe() } catch {
                report(.clientProblem(lane: lane, error))
            }
        }
        queues = [:]
        _ = consumer.close(timeout: Self.timeout)
        _ = producer.close(timeout: Self.timeout)
    }

    /// Ends a transaction: librdkafka does not say whether it had to ask twice, but it takes that long.
    private func watchingTime(_ body: () throws(KafkaError) -> Void) throws(KafkaError) {
        let began = SystemClock.elapsedNow
        defer { isSuspect = isSuspect || SystemClock.elapsedNow - began >= socketTimeout }
        try patiently(body)
    }

    /// Calls again while librdkafka says that the call can go on.
    private func patiently(_ body: () throws(KafkaError) -> Void) throws(KafkaError) {
        let began = SystemClock.elapsedNow
        while true {
            do throws(KafkaError) { return try body() } catch {
                let isOver = SystemClock.elapsedNow - began > Self.patience
                guard error.isRetriable, !error.isFatal, !error.requiresAbort, !isOver else { throw error }
            }
        }
    }
}
