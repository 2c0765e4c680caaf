internal import Kafka
internal import Operations
internal import Streaming

/// Reads one topic to the end that was asked for, and prints what a view makes of its records.
struct Tail {
    /// Where it begins and ends.
    struct Limits {
        var fromBeginning = false
        var untilEnd = false
        var count = Int.max
        var time: Milliseconds?
    }

    private struct Part {
        let queue: PartitionQueue
        /// Behind the last record that could be read at the start.
        let end: Int64
        var isDone: Bool
    }

    let access: KafkaAccess
    let topic: String
    let limits: Limits
    private var parts: [Part] = []
    private var printed = 0

    init(access: KafkaAccess, topic: String, limits: Limits) {
        self.access = access
        self.topic = topic
        self.limits = limits
    }

    /// Runs until a limit is met or a signal comes; `view` gives no lines for what is not to be shown.
    mutating func run(_ view: (KafkaRecord) -> [String]) throws(CommandFailure) {
        let stop = StopSignal()
        let consumer = try open()
        defer { _ = consumer.close(timeout: 3_000) }
        let end = limits.time.map { ContinuousClock.now + .milliseconds($0) }
        var silence: ContinuousClock.Instant? = ContinuousClock.now + .seconds(2)
        while !stop.isSet, end.map({ ContinuousClock.now < $0 }) ?? true {
            let wasRead = try read(view)
            if printed >= limits.count || limits.untilEnd && parts.allSatisfy(\.isDone) { return }
            if printed > 0 { silence = nil }
            if let time = silence, ContinuousClock.now > time {
                access.console.talk("waiting for records of \(topic); Ctrl-C ends it")
                silence = nil
            }
            try heed(consumer, timeout: wasRead ? 0 : 50)
        }
    }

    /// Asks where the topic begins and ends, and starts to read.
    private mutating func open() throws(CommandFailure) -> Consumer {
        let admin = try access.admin()
        defer { _ = admin.close(timeout: 3_000) }
        guard let found = try access.topics([topic], from: admin).first else {
            throw CommandFailure(
                .unavailable, "the topic \(topic) is not there",
                advice: "create it with weir topics apply; --topics.… names another one")
        }
        let consumer = try access.consumer()
        do throws(KafkaError) {
            var offsets: [PartitionOffset] = []
            for partition in found.partitions {
                let place = TopicPartition(topic, partition.id)
                // What the reader may see, not what is there: open transactions are still to come.
                let (low, high) = try consumer.watermarks(of: place, timeout: 20_000)
                let first = limits.fromBeginning ? low : high
                offsets.append(PartitionOffset(place, first))
                parts.append(Part(queue: consumer.queue(of: place), end: high, isDone: first >= high))
            }
            try consumer.assign(offsets)
        } catch { throw access.failure(error, topic: topic) }
        return consumer
    }

    /// Prints what waits; tells whether there was anything.
    private mutating func read(_ view: (KafkaRecord) -> [String]) throws(CommandFailure) -> Bool {
        var wasRead = false
        for index in parts.indices where printed < limits.count {
            var records: [KafkaRecord] = []
            let reading = parts[index].queue.read(limit: 500, timeout: 0) { message in
                records.append(KafkaRecord(message, of: topic))
            }
            if let error = reading.failure, !error.isRetriable { throw access.failure(error, topic: topic) }
            for record in records where printed < limits.count {
                if limits.untilEnd, record.offset >= parts[index].end { break }
                let lines = view(record)
                for line in lines { try access.console.print(line) }
                if !lines.isEmpty { printed += 1 }
            }
            if let last = records.last, last.offset + 1 >= parts[index].end { parts[index].isDone = true }
            if let offset = reading.reachedEnd, offset >= parts[index].end { parts[index].isDone = true }
            wasRead = wasRead || !records.isEmpty
        }
        return wasRead
    }

    /// Takes in what else the client says.
    private func heed(_ consumer: Consumer, timeout: Int32) throws(CommandFailure) {
        guard case .failed(let error) = consumer.poll(timeout: timeout) else { return }
        // Nothing is asked of the group: it may well be forbidden.
        if error.isFatal || error.code == .topicAuthorizationFailed {
            throw access.failure(error, topic: topic)
        }
    }
}
