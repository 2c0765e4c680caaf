/// One partition of a topic.
public struct TopicPartition: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The name of the topic.
    public var topic: String
    /// The partition's number, from 0.
    public var partition: Int32

    /// A partition of a topic.
    public init(_ topic: String, _ partition: Int32) {
        self.topic = topic
        self.partition = partition
    }

    /// By topic, then by number.
    public static func < (one: Self, other: Self) -> Bool {
        (one.topic, one.partition) < (other.topic, other.partition)
    }

    /// As in `orders[3]`.
    public var description: String { "\(topic)[\(partition)]" }
}

/// A place in a partition, with what was written beside it at the commit.
public struct PartitionOffset: Hashable, Sendable, CustomStringConvertible {
    /// No offset: never committed, or not asked for.
    public static let none: Int64 = -1001
    /// The first offset that the partition still has.
    public static let beginning: Int64 = -2
    /// Behind the last record that a reader may see.
    public static let end: Int64 = -1

    /// Where.
    public var partition: TopicPartition
    /// The next record to be read, or one of the constants above.
    public var offset: Int64
    /// What stands beside the offset in the group; a commit without it erases it.
    ///
    /// At most 4096 bytes unless the broker is set otherwise.
    public var metadata: String
    /// Why there is no answer for this partition; always nil in what is handed to the client.
    public var error: KafkaError?

    /// A place to read from, to commit, or to delete up to.
    public init(_ partition: TopicPartition, _ offset: Int64, metadata: String = "") {
        self.partition = partition
        self.offset = offset
        self.metadata = metadata
    }

    /// As in `orders[3]@17`.
    public var description: String { "\(partition)@\(offset == Self.none ? "none" : String(offset))" }
}
