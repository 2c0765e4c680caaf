import Kafka

/// There was no answer in time; the line is that of the question.
struct Timeout: Error { var line = 0 }

/// Asks again until there is an answer; what it calls has to wait a little by itself.
func eventually<Answer>(
    within seconds: Int = 30, line: Int = #line, _ body: () throws -> Answer?
) throws -> Answer {
    let clock = ContinuousClock()
    let deadline = clock.now + .seconds(seconds)
    while clock.now < deadline {
        if let answer = try body() { return answer }
    }
    throw Timeout(line: line)
}

/// A record, copied.
struct Copied: Hashable {
    var offset: Int64
    var key: String?
    var value: String?

    init(_ message: borrowing Message) {
        offset = message.offset
        key = unsafe message.key.map { unsafe String(decoding: $0, as: UTF8.self) }
        value = unsafe message.value.map { unsafe String(decoding: $0, as: UTF8.self) }
    }
}

extension PartitionQueue {
    /// Reads to the end of the partition.
    func readToEnd() throws -> (records: [Copied], end: Int64) {
        var records: [Copied] = []
        let end = try eventually {
            let reading = read(limit: 1000, timeout: 100) { records.append(Copied($0)) }
            if let failure = reading.failure { throw failure }
            return reading.reachedEnd
        }
        return (records, end)
    }
}

extension Consumer {
    /// A consumer as the tests want it: from the beginning, telling the end of partitions.
    static func make(
        _ bootstrap: String, group: String? = nil, _ others: [String: String] = [:],
        waking wakeup: Wakeup? = nil
    ) throws -> Consumer {
        var options = ClientOptions([
            "bootstrap.servers": bootstrap, "enable.partition.eof": "true", "auto.offset.reset": "earliest",
            "enable.auto.commit": "false", "enable.auto.offset.store": "false", "fetch.wait.max.ms": "20",
            "partition.assignment.strategy": "roundrobin", "isolation.level": "read_committed",
        ])
        // librdkafka wants a group for every assignment, even for one by hand.
        options["group.id"] = group ?? "nobody"
        return try Consumer(options.merging(others), waking: wakeup)
    }

    /// Joins the group, and asks for the queue of each partition before it is assigned.
    func join(_ topics: [String]) throws -> [TopicPartition] {
        try subscribe(to: topics)
        return try nextAssignment()
    }

    /// Polls to the next assignment, and accepts it; a revocation on the way as well.
    func nextAssignment() throws -> [TopicPartition] {
        try eventually {
            switch poll(timeout: 100) {
            case .assigned(let partitions):
                for partition in partitions { _ = queue(of: partition) }
                try assign(partitions.map { PartitionOffset($0, PartitionOffset.none) })
                return partitions.sorted()
            case .revoked: try unassign()
            case .failed(let error) where error.isFatal: throw error
            default: break
            }
            return nil
        }
    }

    /// Committed offsets, asked for until the broker knows.
    func settled(_ partitions: [TopicPartition]) throws -> [PartitionOffset] {
        try eventually {
            do throws(KafkaError) {
                return try committed(partitions, timeout: 2000)
            } catch {
                guard error.isRetriable else { throw error }
                return nil
            }
        }
    }
}

extension Producer {
    static func make(_ bootstrap: String, _ others: [String: String] = [:]) throws -> Producer {
        let options = ClientOptions(["bootstrap.servers": bootstrap, "linger.ms": "1"])
        return try Producer(options.merging(others))
    }

    /// A producer that has taken its id.
    static func transactional(
        _ bootstrap: String, id: String, _ others: [String: String] = [:]
    ) throws -> Producer {
        let basic = ["transactional.id": id, "transaction.timeout.ms": "10000"]
        let producer = try make(bootstrap, basic.merging(others) { _, other in other })
        try retrying { () throws(KafkaError) in try producer.initTransactions(timeout: 5000) }
        return producer
    }

    func send(_ values: [String], to name: String, partition: Int32 = 0) throws {
        let topic = try topic(name)
        for value in values {
            try send(to: topic, partition: partition, key: nil, value: Array(value.utf8))
        }
    }
}

/// Calls again what may be called again.
func retrying<Answer>(_ body: () throws(KafkaError) -> Answer) throws -> Answer {
    try eventually {
        do throws(KafkaError) {
            return try body()
        } catch {
            guard error.isRetriable else { throw error }
            return nil
        }
    }
}

/// Repeats a transaction as a caller would: aborts it when it has to be, at most twice.
///
/// librdkafka 2.0.2 goes on in the sequence of a record that was refused, so the first transaction after it
/// fails once more; aborting that one starts a new sequence.
func repeatingTransaction(_ producer: Producer, _ body: () throws -> Void) throws {
    for attempt in 1...3 {
        try producer.begin()
        try body()
        do throws(KafkaError) {
            return try producer.commit(timeout: 10_000)
        } catch {
            guard error.requiresAbort, attempt < 3 else { throw error }
            try producer.abort(timeout: 10_000)
        }
    }
}

/// The error that a call throws; nil when it does not.
func failure(of body: () throws(KafkaError) -> Void) -> KafkaError? {
    do throws(KafkaError) {
        try body()
        return nil
    } catch {
        return error
    }
}
