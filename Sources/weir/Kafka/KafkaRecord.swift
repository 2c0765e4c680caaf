internal import Kafka

/// A record of an output, copied out of the client.
struct KafkaRecord: Hashable {
    var topic = ""
    var partition: Int32 = 0
    var offset: Int64 = 0
    /// Milliseconds since 1970.
    var timestamp: Int64?
    var key: [UInt8]?
    var value: [UInt8]?
    /// Those that Weir writes; a record's own others are not looked at.
    var headers: [Header] = []

    /// A name with a value, which may be any bytes.
    struct Header: Hashable {
        var name: String
        var value: [UInt8]
    }

    /// The text of a header; nil where there is none.
    func header(_ name: String) -> String? {
        headers.first { $0.name == name }.map { String(decoding: $0.value, as: UTF8.self) }
    }
}

extension KafkaRecord {
    private static let names: [StaticString] = [
        "ce_specversion", "ce_id", "ce_type", "ce_source", "ce_time", "content-type", "weir.error.code",
        "weir.error.message", "weir.error.field", "weir.error.stream", "weir.error.topic",
        "weir.error.partition", "weir.error.offset", "weir.error.time",
    ]

    init(_ message: borrowing Message, of topic: String) {
        self.topic = topic
        partition = message.partition
        offset = message.offset
        timestamp = message.timestamp
        // Safe: lent for this call, and copied within it.
        key = unsafe message.key.map { unsafe [UInt8]($0) }
        value = unsafe message.value.map { unsafe [UInt8]($0) }
        for name in Self.names {
            // Safe: the same.
            guard let bytes = unsafe message.header(name) else { continue }
            headers.append(Header(name: name.description, value: unsafe [UInt8](bytes)))
        }
    }
}
