internal import Kafka
internal import Streaming
internal import Topology

/// What a worker makes sure of before it joins: topics as they must be, and the configuration of the state.
struct Preparation {
    private let options: WorkerOptions
    private let layout: Layout
    private let admin: Admin

    private static let timeout: Int32 = 30_000

    init(_ options: WorkerOptions, _ layout: Layout) throws(KafkaError) {
        self.options = options
        self.layout = layout
        admin = try Admin(ClientSetup.admin(options))
    }

    /// Checks topics, and whether there is anything left to do.
    ///
    /// - Returns: false where a run until the end has nothing left to do.
    func check() throws -> Bool {
        var problems: [String] = []
        let outputs = [options.outputs.metrics, options.outputs.late, options.outputs.dead]
        let config = (topic: layout.configuration.topic, partitions: 1)
        let internals = layout.internalTopics + [config]
        let names = internals.map(\.topic) + layout.sources.map(\.topic) + outputs
        let metadata = try Patience.call { () throws(KafkaError) in
            do throws(KafkaError) {
                return try admin.metadata(topics: names, timeout: 5_000)
            } catch { throw refusal ?? error }
        }
        for name in names where metadata.topic(name)?.error != nil || metadata.topic(name) == nil {
            problems.append("topic \(name) is not there: weir topics apply creates what is needed")
        }
        if problems.isEmpty {
            for (name, partitions) in internals {
                let found = metadata.topic(name)?.partitions.count ?? 0
                guard found != partitions else { continue }
                problems.append(
                    "topic \(name) has \(found) partitions, the configuration says \(partitions): partitions of "
                        + "internal topics are fixed; set partitions.profiles and partitions.pools as they were, "
                        + "or use another application name")
            }
        }
        guard problems.isEmpty else { throw WorkerFailure.topics(problems) }
        return try isSomethingLeft()
    }

    /// Why a broker would not have us, if one said so: waiting does not help.
    private var refusal: KafkaError? {
        for case .failed(let error) in admin.takeEvents()
        where [.authentication, .saslAuthenticationFailed, .tls].contains(error.code) {
            return error
        }
        return nil
    }

    /// Whether there is state to go on from.
    func isResuming() throws(KafkaError) -> Bool {
        let offsets = try Patience.call { () throws(KafkaError) in
            try admin.groupOffsets(options.application, timeout: Self.timeout)
        }
        return offsets.contains { CommitNote($0.metadata).map { $0.commit > 0 } ?? false }
    }

    private func isSomethingLeft() throws -> Bool {
        let offsets = try Patience.call { () throws(KafkaError) in
            try admin.groupOffsets(options.application, timeout: Self.timeout)
        }
        var closed = 0
        var isEnding = false
        for offset in offsets {
            guard CommitNote(offset.metadata)?.isClosed == true else { continue }
            if layout.kind(of: offset.partition.topic) == .pool { closed += 1 } else { isEnding = true }
        }
        if closed == layout.poolPartitions {
            guard options.isUntilEnd else { throw WorkerFailure.ended }
            return false
        }
        if isEnding, !options.isUntilEnd { throw WorkerFailure.ended }
        return true
    }

    /// Compares the configuration with the one that the state was made under, and notes a new one.
    ///
    /// - Returns: the digest of the configuration that was taken over, where there was one, and whether this
    ///   instance ended in good order the last time.
    func takeConfiguration(
        _ settings: Settings, text: [UInt8], accepts: Bool
    ) throws -> (former: UInt64?, wasClean: Bool?) {
        let own = ConfigurationRecord(
            digest: settings.digest, former: nil, profiles: settings.profilePartitions,
            pools: settings.poolPartitions, text: text)
        let (known, mark) = try newest()
        let wasClean = mark.map { !$0.isRunning }
        guard let known else {
            try write(own.bytes)
            return (nil, wasClean)
        }
        guard known.profiles == own.profiles, known.pools == own.pools else {
            throw WorkerFailure.partitions(profiles: known.profiles, pools: known.pools)
        }
        guard known.digest != own.digest else { return (known.former, wasClean) }
        guard accepts else { throw WorkerFailure.configuration(changes: known.changes(to: own)) }
        var record = own
        record.former = known.digest
        try write(record.bytes)
        return (known.digest, wasClean)
    }

    /// Notes that this instance runs, or has ended in good order.
    func mark(isRunning: Bool) throws(KafkaError) {
        try write(RunMark(instance: options.instance, isRunning: isRunning).bytes)
    }

    private func newest() throws -> (ConfigurationRecord?, RunMark?) {
        let consumer = try Consumer(ClientSetup.reader(options))
        defer { _ = consumer.close(timeout: 5_000) }
        let partition = layout.configuration
        let bounds = try Patience.call { () throws(KafkaError) in
            try consumer.watermarks(of: partition, timeout: Self.timeout)
        }
        var (record, mark): (ConfigurationRecord?, RunMark?)
        guard bounds.high > bounds.low else { return (nil, nil) }
        let queue = consumer.queue(of: partition)
        try consumer.assign([PartitionOffset(partition, bounds.low)])
        let began = SystemClock.elapsedNow
        while true {
            let reading = queue.read(limit: 100, timeout: 100) { message in
                guard let value = unsafe message.value.map({ unsafe [UInt8]($0) }) else { return }
                record = ConfigurationRecord(value) ?? record
                if let found = RunMark(value), found.instance == options.instance { mark = found }
            }
            if let failure = reading.failure { throw failure }
            if reading.reachedEnd != nil { return (record, mark) }
            guard SystemClock.elapsedNow - began < Milliseconds(Self.timeout) else {
                throw KafkaError(
                    code: .timedOut, operation: "read", reason: "\(partition) could not be read to its end")
            }
        }
    }

    private func write(_ bytes: [UInt8]) throws(KafkaError) {
        let producer = try Producer(ClientSetup.plainProducer(options, role: "config"))
        defer { _ = producer.close(timeout: 5_000) }
        let topic = try producer.topic(layout.configuration.topic)
        try producer.send(to: topic, partition: 0, key: nil, value: bytes)
        try producer.flush(timeout: Self.timeout)
        if let failure = producer.takeDeliveryFailure() { throw failure }
    }
}
