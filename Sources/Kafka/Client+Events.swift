internal import CRdKafka

extension Client {
    /// What an event of librdkafka says; nil for what concerns nobody.
    ///
    /// Does not free it.
    func event(_ event: OpaquePointer) -> ClientEvent? {
        switch unsafe rd_kafka_event_type(event) {
        case RD_KAFKA_EVENT_ERROR:
            let code = unsafe rd_kafka_event_error(event)
            let text = unsafe rd_kafka_event_error_string(event).map { unsafe String(cString: $0) }
            return .failed(failure(code, "poll", reason: text))
        case RD_KAFKA_EVENT_STATS:
            return unsafe rd_kafka_event_stats(event).map { .statistics(unsafe String(cString: $0)) }
        case RD_KAFKA_EVENT_LOG:
            var facility: UnsafePointer<CChar>?
            var text: UnsafePointer<CChar>?
            var level: Int32 = 0
            guard unsafe rd_kafka_event_log(event, &facility, &text, &level) == 0,
                let facility = unsafe facility, let text = unsafe text
            else { return nil }
            return .log(
                level: level, facility: unsafe String(cString: facility), text: unsafe String(cString: text))
        default: return nil
        }
    }
}
