internal import Kafka
internal import Streaming
internal import Topology

/// Records that are too large for their topic: outputs go to dead letters, dead letters go without what makes them
/// large, and a frame ends the lane, for nothing can stand in for it.
extension Lane {
    /// Sends a frame, or state.
    func send(_ bytes: [UInt8], to partition: TopicPartition, token: UInt64) throws(LaneFault) {
        guard bytes.count <= sizes[partition.topic] else {
            throw .tooLarge(Refusal(topic: partition.topic, size: bytes.count))
        }
        do throws(KafkaError) {
            try open()
            try log.send(bytes, to: partition, token: token)
        } catch { throw .kafka(error) }
        openBytes += bytes.count
    }

    /// Sends an output; one that its topic does not take goes to dead letters, and names its topic there.
    ///
    /// - Parameters:
    ///   - record: the output.
    ///   - topic: its topic.
    ///   - most: what that takes.
    /// - Throws: what the log does.
    func send(_ record: OutputRecord, to topic: String, most: Int) throws(KafkaError) {
        let size = record.size
        guard size > most else { return try log.send(record, to: topic) }
        report(.outputTooLarge(lane: number, topic: topic, bytes: size))
        let headers = [
            ("weir.error.code", "output_too_large"),
            ("weir.error.message", "its topic takes no record as large"),
            ("weir.error.topic", topic), ("weir.error.time", timeText(clock.wall)),
        ]
        var letter = record
        letter.headers += headers
        if letter.size <= sizes[options.outputs.dead] {
            try log.send(letter, to: options.outputs.dead)
        } else {
            try sendBare(headers + [("weir.error.size", String(size))], to: options.outputs.dead)
        }
    }

    /// Sends an input record as it is to where it is set aside; one that is too large there only by its place.
    func setAside(
        _ record: borrowing Log.Record, to topic: String, _ aside: AsideHeaders
    ) throws(KafkaError) {
        try open()
        let headers = aside.headers
        let size = record.size
        let added = headers.reduce(0) { $0 + $1.0.utf8.count + $1.1.utf8.count }
        if size + added <= sizes[topic] {
            try log.send(aside: record, to: topic, headers: headers)
            openBytes += size + added
        } else {
            try sendBare(headers + [("weir.error.size", String(size))], to: topic)
        }
    }

    /// Sends a record of headers alone.
    func sendBare(_ headers: [(String, String)], to topic: String) throws(KafkaError) {
        try open()
        let record = OutputRecord(key: [], value: [], headers: headers)
        try log.send(record, to: topic)
        openBytes += record.size
    }

    /// After a transaction was given up: takes note of what topics do not take.
    func learnSizes() throws(KafkaError) {
        let outputs = options.outputs
        for refusal in try log.takeRefusals() {
            sizes.learn(refusal)
            switch refusal.topic {
            case outputs.metrics: continue
            case outputs.dead, outputs.late: if sizes[refusal.topic] >= SizeLimits.bareRecord { continue }
            default: break
            }
            throw Self.failure(refusal)
        }
    }

    /// That the lane cannot go on.
    static func failure(_ refusal: Refusal) -> KafkaError {
        KafkaError(
            code: .messageTooLarge, operation: "send",
            reason: "the topic \(refusal.topic) takes no record of \(refusal.size) bytes", isFatal: true)
    }
}
