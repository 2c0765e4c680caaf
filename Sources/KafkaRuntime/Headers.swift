internal import Kafka
internal import Marketing
internal import Streaming
internal import Topology

/// The CloudEvents headers of an output record (binary mode, version 1.0).
struct CloudEvent {
    let headers: [(String, String)]

    init(type: String, _ label: Outbox.Label, source: String) {
        headers = [
            ("ce_specversion", "1.0"), ("ce_id", Self.hexadecimal(label.id)), ("ce_type", type),
            ("ce_source", source), ("ce_time", timeText(label.window.end)),
            ("content-type", "application/json"),
        ]
    }

    static func hexadecimal(_ id: UInt64) -> String {
        let digits = String(id, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

/// The headers added to a record that is set aside (SPEC 6).
struct AsideHeaders {
    let code: String
    let message: String
    let field: String?
    let stream: String
    let place: TopicPartition
    let offset: Int64
    let time: Milliseconds

    var headers: [(String, String)] {
        var headers = [("weir.error.code", code), ("weir.error.message", message)]
        if let field { headers.append(("weir.error.field", field)) }
        return headers + [
            ("weir.error.topic", place.topic), ("weir.error.partition", String(place.partition)),
            ("weir.error.offset", String(offset)), ("weir.error.stream", stream),
            ("weir.error.time", timeText(time)),
        ]
    }
}

/// An instant as RFC 3339 in UTC.
func timeText(_ time: Milliseconds) -> String {
    var bytes: [UInt8] = []
    bytes.appendTime(time)
    return String(decoding: bytes, as: UTF8.self)
}
