internal import CRdKafka

/// That a topic refused records because they were too large.
public struct Refusal: Hashable, Sendable {
    /// The topic.
    public var topic: String
    /// The size of the smallest of them: key, value and headers in bytes.
    ///
    /// Brokers judge batches: it says something of the record only where the record was sent alone.
    public var size: Int

    /// Makes a refusal.
    public init(topic: String, size: Int) {
        self.topic = topic
        self.size = size
    }
}

extension Refusal {
    /// What the report of a record that was refused tells.
    init?(_ message: UnsafePointer<rd_kafka_message_t>) {
        guard let topic = unsafe message.pointee.rkt, let name = unsafe rd_kafka_topic_name(topic) else {
            return nil
        }
        unsafe self.init(topic: String(cString: name), size: Self.size(of: message))
    }

    /// Key, value and headers of a record in bytes.
    static func size(of message: UnsafePointer<rd_kafka_message_t>) -> Int {
        var size = unsafe message.pointee.key_len + message.pointee.len
        var headers: OpaquePointer?
        guard unsafe rd_kafka_message_headers(message, &headers) == RD_KAFKA_RESP_ERR_NO_ERROR else {
            return size
        }
        for index in unsafe 0..<rd_kafka_header_cnt(headers) {
            var name: UnsafePointer<CChar>?
            var value: UnsafeRawPointer?
            var length = 0
            let found = unsafe rd_kafka_header_get_all(headers, index, &name, &value, &length)
            guard found == RD_KAFKA_RESP_ERR_NO_ERROR, let name = unsafe name else { break }
            size += unsafe String(cString: name).utf8.count + length
        }
        return size
    }
}
