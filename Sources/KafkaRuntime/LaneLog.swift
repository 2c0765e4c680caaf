internal import Kafka
internal import Streaming

/// One record as a log lends it for the time of one call.
protocol LogRecord {
    var offset: Int64 { get }
    var timestamp: Milliseconds? { get }
    var key: UnsafeRawBufferPointer? { get }
    var value: UnsafeRawBufferPointer? { get }
    /// Key, value and headers in bytes.
    var size: Int { get }
    /// The last header of that name.
    func header(_ name: StaticString) -> UnsafeRawBufferPointer?
}

/// What a lane needs of a log: Kafka, or the simulated one of the tests.
///
/// All calls come from the lane's own thread.
protocol LaneLog: AnyObject {
    associatedtype Record: LogRecord

    // Membership.
    func subscribe(to topics: [String]) throws(KafkaError)
    /// The next rebalance or failure, waiting up to some milliseconds.
    func poll(timeout: Int32) -> LaneEvent?
    /// Takes over partitions, from explicit offsets; replaces all former ones.
    func assign(_ offsets: [PartitionOffset]) throws(KafkaError)
    func unassign() throws(KafkaError)
    /// The member id as it is now; nil outside the group.
    var memberID: String? { get }
    /// Committed offsets with their notes; throws while some cannot be told.
    func committed(_ partitions: [TopicPartition]) throws(KafkaError) -> [PartitionOffset]
    /// The first offset of a partition, and the one behind its last.
    func bounds(of partition: TopicPartition) throws(KafkaError) -> (low: Int64, high: Int64)

    // Reading.
    /// Lends up to `limit` records of an assigned partition that are there.
    func read(_ partition: TopicPartition, limit: Int, _ body: (borrowing Record) -> Void) -> LogReading

    /// Lends one record of any partition, as long as it is there; false where it is not.
    func lend(
        _ partition: TopicPartition, at offset: Int64, _ body: (borrowing Record) -> Void
    ) throws(KafkaError) -> Bool

    // Writing: everything between `begin` and `commit` appears at once, or not at all.
    func prepare() throws(KafkaError)
    func begin() throws(KafkaError)
    func send(_ bytes: [UInt8], to partition: TopicPartition, token: UInt64) throws(KafkaError)
    func send(_ output: OutputRecord, to topic: String) throws(KafkaError)
    /// Sends an input record as it is, with headers added.
    func send(aside record: borrowing Record, to topic: String, headers: [(String, String)])
        throws(KafkaError)
    func commit(_ offsets: [PartitionOffset]) throws(KafkaError)
    func abort() throws(KafkaError)
    /// The largest record that the client itself lets pass.
    var largestRecord: Int { get }
    /// Which topics refused records of the last transaction as too large; to be asked once it is given up.
    ///
    /// What it names was sent alone: where a batch was refused, the log finds out which of its records it was
    /// with the next transactions, and names nothing yet.
    func takeRefusals() throws(KafkaError) -> [Refusal]
    /// The offsets of records that were sent with a token.
    func takeDelivered() -> [(token: UInt64, offset: Int64)]
    /// Gives the log a chance to work, between batches.
    func breathe()
    /// After a fatal error: a new producer in place of the old one.
    func replaceProducer() throws(KafkaError)
    func close(leaving: Bool)
}

/// What happens to a lane from outside.
enum LaneEvent {
    case assigned([TopicPartition])
    case revoked([TopicPartition], isLost: Bool)
    case failed(KafkaError)
}

/// What a read has found.
struct LogReading {
    /// How many records were lent.
    var records = 0
    /// The log's end, where the partition stands at it now.
    var end: Int64?
    /// Why the partition cannot be read.
    var failure: KafkaError?
}

/// A record of an output topic.
struct OutputRecord {
    var key: [UInt8]
    var value: [UInt8]
    var headers: [(String, String)]

    /// Key, value and headers in bytes.
    var size: Int { headers.reduce(key.count + value.count) { $0 + $1.0.utf8.count + $1.1.utf8.count } }
}
