public import Streaming

/// One record of a source, as the driver lends it for the time of one call.
@safe
public struct Record {
    /// How many readable bytes must follow `bytes` in memory; their values do not matter.
    ///
    /// The parser loads whole vectors. A Kafka payload lacks these bytes, so drivers copy into a buffer of
    /// their own.
    public static let padding = 64

    /// The value.
    public let bytes: UnsafeRawBufferPointer
    /// Where the record stands in its partition.
    public var offset: Int64 = 0
    /// The source partition, numbered within its stream.
    public var partition: UInt32 = 0
    /// The record's own timestamp; nil in files.
    public var timestamp: Milliseconds?
    /// The CloudEvents header `ce_id`, which stands in for `event_id`.
    public var ceID: UnsafeRawBufferPointer?
    /// The CloudEvents header `ce_time`, which stands in for `event_time`.
    public var ceTime: UnsafeRawBufferPointer?

    /// Makes a record of a value that is followed by `padding` readable bytes.
    ///
    /// Nothing is copied: all pointers must outlive every use of the record.
    public init(paddedBytes bytes: UnsafeRawBufferPointer) {
        unsafe self.bytes = bytes
    }
}
