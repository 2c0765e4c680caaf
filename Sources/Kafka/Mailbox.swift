internal import CRdKafka

/// What the callbacks of a producer leave for it.
///
/// librdkafka calls them within `poll`, `flush` and `commit`, on the thread that owns the producer.
struct Mailbox {
    /// What one delivery report told that is worth to be known.
    typealias Delivery = (token: UInt64, offset: Int64)

    var delivered: [Delivery] = []
    var failure: KafkaError?
    private(set) var events: [ClientEvent] = []
    /// Of each topic that refused records as too large, the size of the smallest.
    private var refused: [String: Int] = [:]

    /// Where nobody takes the events, the newest are kept.
    private static let mostEvents = 1000

    mutating func add(_ event: ClientEvent) {
        if events.count == Self.mostEvents { events.removeFirst(Self.mostEvents / 2) }
        events.append(event)
    }

    mutating func takeEvents() -> [ClientEvent] {
        defer { events = [] }
        return events
    }

    /// A record that could not be delivered.
    ///
    /// One that was thrown away with an abort says less than one that was the reason of it.
    mutating func fail(_ error: KafkaError) {
        guard let first = failure else {
            failure = error
            return
        }
        let purged: Set<KafkaError.Code> = [.purgedQueue, .purgedInFlight]
        if purged.contains(first.code), !purged.contains(error.code) { failure = error }
    }

    mutating func takeRefused() -> [Refusal] {
        defer { refused = [:] }
        return refused.sorted { $0.key < $1.key }.map { Refusal(topic: $0.key, size: $0.value) }
    }

    /// Has the callbacks of a client write to the mailbox at this address.
    static func connect(_ mailbox: UnsafeMutablePointer<Mailbox>, to configuration: OpaquePointer) {
        unsafe rd_kafka_conf_set_opaque(configuration, mailbox)
        unsafe rd_kafka_conf_set_dr_msg_cb(configuration) { _, message, opaque in
            guard let message = unsafe message, let mailbox = unsafe address(opaque) else { return }
            unsafe mailbox.pointee.report(message)
        }
        unsafe rd_kafka_conf_set_error_cb(configuration) { handle, code, reason, opaque in
            guard let mailbox = unsafe address(opaque) else { return }
            let code = rd_kafka_resp_err_t(rawValue: code)
            let text = unsafe reason.map { unsafe String(cString: $0) }
            let error = unsafe Client.failure(code, "poll", reason: text, of: handle)
            unsafe mailbox.pointee.add(.failed(error))
        }
        unsafe rd_kafka_conf_set_stats_cb(configuration) { _, text, _, opaque in
            guard let text = unsafe text, let mailbox = unsafe address(opaque) else { return 0 }
            unsafe mailbox.pointee.add(.statistics(String(cString: text)))
            return 0
        }
        unsafe rd_kafka_conf_set_log_cb(configuration) { handle, level, facility, text in
            // No handle: librdkafka is still making it, on the thread that owns it, and has no mailbox yet.
            guard let handle = unsafe handle, let facility = unsafe facility, let text = unsafe text,
                let mailbox = unsafe address(rd_kafka_opaque(handle))
            else { return }
            unsafe mailbox.pointee.add(
                .log(level: level, facility: String(cString: facility), text: String(cString: text)))
        }
    }

    private mutating func report(_ message: UnsafePointer<rd_kafka_message_t>) {
        let code = unsafe message.pointee.err
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
            if code == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, let refusal = unsafe Refusal(message) {
                refused[refusal.topic] = min(refusal.size, refused[refusal.topic] ?? .max)
            }
            // Not rd_kafka_message_errstr: of a record that was sent, 2.0.2 takes the value for the text.
            return fail(KafkaError(code, "deliver"))
        }
        guard let token = unsafe message.pointee._private else { return }
        delivered.append((UInt64(UInt(bitPattern: token)), unsafe message.pointee.offset))
    }
}

private func address(_ opaque: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<Mailbox>? {
    unsafe opaque?.assumingMemoryBound(to: Mailbox.self)
}
