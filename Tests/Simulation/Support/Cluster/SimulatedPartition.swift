import Streaming

/// A record as it lies in a partition, or the marker of a transaction's end.
struct StoredRecord {
    var key: [UInt8]?
    var value: [UInt8]?
    var headers: [(name: String, value: String)] = []
    var timestamp: Milliseconds
    /// Whose transaction it belongs to; nil: to none.
    var producer: Int?
    var isMarker = false
    /// Its transaction was given up.
    var isAborted = false

    /// Key, value and headers in bytes.
    var size: Int {
        headers.reduce((key?.count ?? 0) + (value?.count ?? 0)) {
            $0 + $1.name.utf8.count + $1.value.utf8.count
        }
    }
}

/// One partition's log: open transactions hide what comes after their first record.
final class SimulatedPartition {
    /// Everything that was ever written, what was deleted too: the checks look at it.
    private(set) var records: [StoredRecord] = []
    /// The first offset that readers may still have.
    private(set) var start: Int64 = 0
    /// The first offset of each transaction whose marker has not come here yet.
    private var open: [Int: Int64] = [:]
    /// Until when nobody can read or write here.
    var unreachableUntil: Milliseconds = 0

    /// The offset behind the last record.
    var end: Int64 { Int64(records.count) }
    /// The last stable offset.
    var stable: Int64 { open.values.min() ?? end }

    @discardableResult
    func append(_ record: StoredRecord) -> Int64 {
        let offset = end
        if let producer = record.producer, open[producer] == nil { open[producer] = offset }
        records.append(record)
        return offset
    }

    /// A transaction's end comes here, maybe long after it was decided.
    func mark(_ producer: Int, isCommit: Bool, at time: Milliseconds) {
        if let first = open.removeValue(forKey: producer), !isCommit {
            for offset in Int(first)..<records.count where records[offset].producer == producer {
                records[offset].isAborted = true
            }
        }
        records.append(StoredRecord(timestamp: time, isMarker: true))
    }

    /// Deletes what comes before an offset; nobody may delete what is not stable.
    func delete(before offset: Int64) { start = max(start, min(offset, stable)) }

    /// What a reader of committed records sees of an offset; nil where it steps over it.
    func visible(_ offset: Int64) -> StoredRecord? {
        let record = records[Int(offset)]
        return record.isMarker || record.isAborted ? nil : record
    }

    /// All committed records, what was deleted too.
    var committed: [(offset: Int64, record: StoredRecord)] {
        (0..<stable).compactMap { offset in visible(offset).map { (offset, $0) } }
    }
}
