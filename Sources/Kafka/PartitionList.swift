internal import CRdKafka
internal import Glibc

/// A list of partitions as librdkafka wants and gives them.
@safe struct PartitionList: ~Copyable {
    // Safe: made in `init`, freed in `deinit`, lent to calls that copy it.
    private let pointer: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>

    init(_ offsets: [PartitionOffset]) {
        unsafe pointer = rd_kafka_topic_partition_list_new(Int32(offsets.count))
        for offset in offsets {
            let added = unsafe rd_kafka_topic_partition_list_add(
                pointer, offset.partition.topic, offset.partition.partition)
            guard let added = unsafe added else { continue }
            unsafe added.pointee.offset = offset.offset
            unsafe Self.set(metadata: offset.metadata, of: added)
        }
    }

    init(_ partitions: [TopicPartition]) {
        self.init(partitions.map { PartitionOffset($0, PartitionOffset.none) })
    }

    deinit {
        unsafe rd_kafka_topic_partition_list_destroy(pointer)
    }

    /// The list frees its metadata with the C library's `free`.
    private static func set(
        metadata: String, of element: UnsafeMutablePointer<rd_kafka_topic_partition_t>
    ) {
        guard !metadata.isEmpty else { return }
        var metadata = metadata
        metadata.withUTF8 { bytes in
            guard let copy = unsafe malloc(bytes.count), let start = bytes.baseAddress else { return }
            unsafe memcpy(copy, start, bytes.count)
            unsafe element.pointee.metadata = copy
            unsafe element.pointee.metadata_size = bytes.count
        }
    }

    /// Lends the list for the time of a call.
    func lend<Result>(
        _ body: (UnsafeMutablePointer<rd_kafka_topic_partition_list_t>) -> Result
    ) -> Result {
        unsafe body(pointer)
    }

    func offsets(_ operation: String) -> [PartitionOffset] {
        unsafe Self.offsets(pointer, operation)
    }

    /// What a list of librdkafka's says.
    static func offsets(
        _ list: UnsafePointer<rd_kafka_topic_partition_list_t>?, _ operation: String
    ) -> [PartitionOffset] {
        guard let list = unsafe list else { return [] }
        return (0..<Int(unsafe list.pointee.cnt)).map { index in
            let element = unsafe list.pointee.elems[index]
            var offset = PartitionOffset(
                TopicPartition(unsafe String(cString: element.topic), unsafe element.partition),
                unsafe element.offset)
            if let metadata = unsafe element.metadata {
                let bytes = unsafe UnsafeRawBufferPointer(start: metadata, count: element.metadata_size)
                offset.metadata = unsafe String(decoding: bytes, as: UTF8.self)
            }
            if unsafe element.err != RD_KAFKA_RESP_ERR_NO_ERROR {
                offset.error = KafkaError(unsafe element.err, operation)
            }
            return offset
        }
    }

    static func partitions(
        _ list: UnsafePointer<rd_kafka_topic_partition_list_t>?
    ) -> [TopicPartition] {
        unsafe offsets(list, "").map(\.partition)
    }
}
