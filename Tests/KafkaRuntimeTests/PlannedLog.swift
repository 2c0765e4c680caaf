import Kafka
import Streaming

@testable import KafkaRuntime

/// A record as it is lent for one call.
@safe
struct PlannedRecord: LogRecord {
    let offset: Int64
    // Safe: it points into an array that the log keeps for the time of the call.
    fileprivate let bytes: UnsafeRawBufferPointer

    var timestamp: Milliseconds? { nil }
    var key: UnsafeRawBufferPointer? { nil }
    var value: UnsafeRawBufferPointer? { unsafe bytes }
    func header(_ name: StaticString) -> UnsafeRawBufferPointer? { nil }
}

/// A log in memory with one member, which fails where the test has planned it.
///
/// What is committed is there at once; what is not never is.
final class PlannedLog: LaneLog {
    /// What becomes of a commit.
    enum End {
        case done
        /// Nothing was committed, and this is what the lane hears.
        case refused(KafkaError)
        /// It was committed, and this is what the lane hears.
        case unheard(KafkaError)
    }

    /// What becomes of the next commits with offsets, one after the other.
    var ends: [End] = []
    /// Errors of the next calls of `committed`, one after the other.
    var committedErrors: [KafkaError] = []
    /// How many old records the next reading hands out once more.
    var again: Int64 = 0
    private(set) var replaced = 0
    private(set) var offsets: [TopicPartition: PartitionOffset] = [:]

    private let partitions: [TopicPartition]
    private var logs: [TopicPartition: [[UInt8]]] = [:]
    private var open: [(partition: TopicPartition, value: [UInt8])] = []
    private var isInDoubt = false
    private var positions: [TopicPartition: Int64] = [:]
    private var events: [LaneEvent] = []

    init(_ partitions: [TopicPartition]) { self.partitions = partitions }

    /// What was committed to a partition.
    func values(of partition: TopicPartition) -> [[UInt8]] { logs[partition] ?? [] }
    func append(_ value: [UInt8], to partition: TopicPartition) { logs[partition, default: []].append(value) }

    // MARK: Membership

    func subscribe(to topics: [String]) { events.append(.assigned(partitions)) }
    func poll(timeout: Int32) -> LaneEvent? { events.isEmpty ? nil : events.removeFirst() }
    func unassign() { positions = [:] }
    var memberID: String? { "member" }
    func breathe() {}
    func close(leaving: Bool) {}

    func assign(_ offsets: [PartitionOffset]) {
        positions = Dictionary(uniqueKeysWithValues: offsets.map { ($0.partition, $0.offset) })
    }

    func committed(_ partitions: [TopicPartition]) throws(KafkaError) -> [PartitionOffset] {
        if !committedErrors.isEmpty { throw committedErrors.removeFirst() }
        return partitions.map { offsets[$0] ?? PartitionOffset($0, PartitionOffset.none) }
    }

    func bounds(of partition: TopicPartition) -> (low: Int64, high: Int64) {
        (0, Int64(values(of: partition).count))
    }

    // MARK: Reading

    func read(
        _ partition: TopicPartition, limit: Int, _ body: (borrowing PlannedRecord) -> Void
    ) -> LogReading {
        guard let position = positions[partition] else { return LogReading() }
        let values = values(of: partition)
        var reading = LogReading()
        for offset in max(0, position - again)..<Int64(values.count) {
            reading.records += 1
            unsafe values[Int(offset)].withUnsafeBytes { bytes in
                body(unsafe PlannedRecord(offset: offset, bytes: bytes))
            }
        }
        if position < Int64(values.count) { again = 0 }
        positions[partition] = Int64(values.count)
        reading.end = Int64(values.count)
        return reading
    }

    // MARK: Writing

    func prepare() {}
    func begin() { open = [] }

    func send(_ bytes: [UInt8], to partition: TopicPartition, token: UInt64) {
        open.append((partition, bytes))
    }

    func send(_ output: OutputRecord, to topic: String) {
        open.append((TopicPartition(topic, 0), output.value))
    }

    func send(aside record: borrowing PlannedRecord, to topic: String, headers: [(String, String)]) {
        open.append((TopicPartition(topic, 0), unsafe [UInt8](record.bytes)))
    }

    func commit(_ offsets: [PartitionOffset]) throws(KafkaError) {
        let end = offsets.isEmpty || ends.isEmpty ? .done : ends.removeFirst()
        switch end {
        case .done: store(offsets)
        case .unheard(let error):
            store(offsets)
            isInDoubt = true
            throw error
        case .refused(let error):
            isInDoubt = !error.requiresAbort
            throw error
        }
    }

    private func store(_ offsets: [PartitionOffset]) {
        for record in open { append(record.value, to: record.partition) }
        for offset in offsets { self.offsets[offset.partition] = offset }
        open = []
    }

    /// Like librdkafka: a commit that is under way cannot be aborted.
    func abort() throws(KafkaError) {
        guard !isInDoubt else {
            throw KafkaError(code: .conflict, operation: "abort_transaction", reason: "a commit is under way")
        }
        open = []
    }

    func takeDelivered() -> [(token: UInt64, offset: Int64)] { [] }

    func replaceProducer() {
        replaced += 1
        (open, isInDoubt) = ([], false)
    }
}
