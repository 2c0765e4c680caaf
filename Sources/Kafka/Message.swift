internal import CRdKafka

/// One record, lent by librdkafka for the time of one call: what is kept of it has to be copied.
@safe public struct Message {
    // Safe: PartitionQueue lends it, and destroys the message only after the borrower has returned.
    private let message: UnsafeMutablePointer<rd_kafka_message_t>

    init(_ message: UnsafeMutablePointer<rd_kafka_message_t>) {
        unsafe self.message = message
    }

    /// Its place in the partition.
    public var offset: Int64 { unsafe message.pointee.offset }

    /// The number of its partition.
    public var partition: Int32 { unsafe message.pointee.partition }

    /// In milliseconds since 1970; nil when the record has none.
    public var timestamp: Int64? {
        var type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE
        let timestamp = unsafe rd_kafka_message_timestamp(message, &type)
        return type == RD_KAFKA_TIMESTAMP_NOT_AVAILABLE || timestamp < 0 ? nil : timestamp
    }

    /// The key; nil when there is none, which is something else than an empty one.
    public var key: UnsafeRawBufferPointer? {
        guard let start = unsafe message.pointee.key else { return nil }
        return unsafe UnsafeRawBufferPointer(start: start, count: message.pointee.key_len)
    }

    /// The value; nil when there is none (a tombstone), which is something else than an empty one.
    public var value: UnsafeRawBufferPointer? {
        guard let start = unsafe message.pointee.payload else { return nil }
        return unsafe UnsafeRawBufferPointer(start: start, count: message.pointee.len)
    }

    /// Key, value and headers in bytes.
    public var size: Int { unsafe Refusal.size(of: message) }

    /// The value of the last header of this name; nil when there is none.
    public func header(_ name: StaticString) -> UnsafeRawBufferPointer? {
        guard let headers = unsafe headers else { return nil }
        var start: UnsafeRawPointer?
        var size = 0
        let found = name.withUTF8Buffer { name in
            // A StaticString ends in 0.
            unsafe name.withMemoryRebound(to: CChar.self) { name in
                unsafe rd_kafka_header_get_last(headers, name.baseAddress, &start, &size)
            }
        }
        guard found == RD_KAFKA_RESP_ERR_NO_ERROR else { return nil }
        return unsafe UnsafeRawBufferPointer(start: start, count: size)
    }

    /// All headers, to be sent on with another record; nil when there are none.
    public func copyHeaders() -> MessageHeaders? {
        guard let headers = unsafe headers, let copy = unsafe rd_kafka_headers_copy(headers) else {
            return nil
        }
        return unsafe MessageHeaders(copy)
    }

    private var headers: OpaquePointer? {
        var headers: OpaquePointer?
        let found = unsafe rd_kafka_message_headers(message, &headers)
        return unsafe found == RD_KAFKA_RESP_ERR_NO_ERROR ? headers : nil
    }
}
