internal import CRdKafka

/// Headers for one record; sending it uses them up.
@safe public final class MessageHeaders {
    // Safe: owned until a sent record takes it over; nil from then on.
    private(set) var pointer: OpaquePointer?

    /// No headers yet.
    public init() {
        unsafe pointer = rd_kafka_headers_new(8)
    }

    init(_ pointer: OpaquePointer) {
        unsafe self.pointer = pointer
    }

    deinit {
        if let pointer = unsafe pointer { unsafe rd_kafka_headers_destroy(pointer) }
    }

    /// How many there are; 0 when they were sent.
    public var count: Int {
        guard let pointer = unsafe pointer else { return 0 }
        return unsafe rd_kafka_header_cnt(pointer)
    }

    /// Adds one behind the others; a name may come more than once.
    public func append(_ name: String, _ value: [UInt8]) {
        unsafe value.withUnsafeBytes { unsafe append(name, $0) }
    }

    /// Adds one behind the others; a name may come more than once.
    public func append(_ name: String, _ value: String) {
        var value = value
        value.withUTF8 { unsafe append(name, UnsafeRawBufferPointer($0)) }
    }

    /// Adds one behind the others; a name may come more than once.
    public func append(_ name: String, _ value: UnsafeRawBufferPointer) {
        precondition(unsafe pointer != nil, "headers that were sent take no more")
        var empty: UInt8 = 0
        unsafe withUnsafePointer(to: &empty) { empty in
            // No address would make it a null, which is something else than an empty value.
            let start = unsafe value.baseAddress ?? UnsafeRawPointer(empty)
            _ = unsafe rd_kafka_header_add(pointer, name, -1, start, value.count)
        }
    }

    /// Removes all of this name.
    public func remove(_ name: String) {
        if let pointer = unsafe pointer { _ = unsafe rd_kafka_header_remove(pointer, name) }
    }

    /// librdkafka owns them now.
    func wereSent() {
        unsafe pointer = nil
    }
}
