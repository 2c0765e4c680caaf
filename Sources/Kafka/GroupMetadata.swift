internal import CRdKafka

/// Who a consumer is in its group at one moment; a transaction sends it along, so that the broker can refuse
/// the offsets of a member that the group has gone on without.
@safe public final class GroupMetadata {
    // Safe: owned from `init` to `deinit`; librdkafka copies it.
    let pointer: OpaquePointer
    /// The group's generation; -1 when the consumer is not a member.
    public let generation: Int32
    /// The member's id; empty when the consumer is not a member.
    public let memberID: String
    /// The group.
    public let group: String

    /// Takes over a value of librdkafka.
    init?(_ pointer: OpaquePointer) {
        unsafe self.pointer = pointer
        guard let fields = unsafe Self.fields(of: pointer) else {
            unsafe rd_kafka_consumer_group_metadata_destroy(pointer)
            return nil
        }
        (generation, group, memberID) = fields
    }

    /// A member by its particulars; brokers check the instance, the member and the generation, in this order.
    public init(group: String, generation: Int32, memberID: String, instanceID: String? = nil) {
        self.group = group
        self.generation = generation
        self.memberID = memberID
        unsafe pointer =
            if let instanceID {
                unsafe rd_kafka_consumer_group_metadata_new_with_genid(
                    group, generation, memberID, instanceID)
            } else {
                unsafe rd_kafka_consumer_group_metadata_new_with_genid(group, generation, memberID, nil)
            }
    }

    deinit {
        unsafe rd_kafka_consumer_group_metadata_destroy(pointer)
    }

    /// 2.0.2 has no accessors, but writes it down: "CGMDv2:", the generation, then texts that end in 0.
    private static func fields(
        of pointer: OpaquePointer
    ) -> (generation: Int32, group: String, memberID: String)? {
        var start: UnsafeMutableRawPointer?
        var size = 0
        if let error = unsafe rd_kafka_consumer_group_metadata_write(pointer, &start, &size) {
            unsafe rd_kafka_error_destroy(error)
            return nil
        }
        guard let start = unsafe start else { return nil }
        defer { unsafe rd_kafka_mem_free(nil, start) }
        let bytes = unsafe UnsafeRawBufferPointer(start: start, count: size)
        let prefix = "CGMDv2:".utf8
        guard bytes.count > prefix.count + 4, unsafe bytes.starts(with: prefix) else { return nil }
        let generation = unsafe bytes.loadUnaligned(fromByteOffset: prefix.count, as: Int32.self)
        let texts = unsafe bytes.dropFirst(prefix.count + 4).split(
            separator: 0, maxSplits: 2, omittingEmptySubsequences: false)
        guard unsafe texts.count >= 2 else { return nil }
        return (
            generation, unsafe String(decoding: texts[0], as: UTF8.self),
            unsafe String(decoding: texts[1], as: UTF8.self)
        )
    }
}
