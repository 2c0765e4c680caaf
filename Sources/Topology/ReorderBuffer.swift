internal import Events
internal import Marketing
internal import Streaming

/// Events that wait until the watermark has passed them, and leave in the order of processing (SPEC 3).
///
/// Released: time < W. Buffered, and rebuilt at a restart: time ≥ W.
struct ReorderBuffer: Sendable {
    /// Where an event stands in the order; ties beyond the hash are looked up.
    private struct Key {
        let time: Milliseconds
        let idHash: UInt64
        let stream: UInt8
        let record: Int32
        let place: UInt32
    }

    private var events: [Event] = []
    private var records: [StoredProfile] = []
    private var waiting: [Key] = []
    private var due: [Key] = []

    /// How many events wait.
    var count: Int { waiting.count }

    mutating func append(_ event: Event, record: StoredProfile?) {
        var number: Int32 = -1
        if let record {
            number = Int32(records.count)
            records.append(record)
        }
        waiting.append(
            Key(
                time: event.time, idHash: event.idHash, stream: event.stream.rawValue, record: number,
                place: UInt32(events.count)))
        events.append(event)
    }

    /// Hands out the events before the watermark, in their order.
    mutating func release(before watermark: Milliseconds, _ body: (Event, StoredProfile?) -> Void) {
        var due = self.due
        self.due = []
        defer { self.due = due }
        due.removeAll(keepingCapacity: true)
        var kept = 0
        for index in waiting.indices {
            let key = waiting[index]
            if key.time < watermark {
                due.append(key)
            } else {
                waiting[kept] = key
                kept += 1
            }
        }
        guard !due.isEmpty else { return }
        waiting.removeLast(waiting.count - kept)
        due.sort { precedes($0, $1) }
        for key in due {
            body(events[Int(key.place)], key.record < 0 ? nil : records[Int(key.record)])
        }
        compact()
    }

    private func precedes(_ left: Key, _ right: Key) -> Bool {
        if left.time != right.time { return left.time < right.time }
        if left.stream != right.stream { return left.stream < right.stream }
        if left.idHash != right.idHash { return left.idHash < right.idHash }
        let (a, b) = (events[Int(left.place)], events[Int(right.place)])
        return a.partition != b.partition ? a.partition < b.partition : a.offset < b.offset
    }

    /// Moves what waits to the front, so that the buffer is as large as what is in it.
    private mutating func compact() {
        var kept: [Event] = []
        var keptRecords: [StoredProfile] = []
        kept.reserveCapacity(waiting.count)
        for index in waiting.indices {
            let key = waiting[index]
            var record: Int32 = -1
            if key.record >= 0 {
                record = Int32(keptRecords.count)
                keptRecords.append(records[Int(key.record)])
            }
            waiting[index] = Key(
                time: key.time, idHash: key.idHash, stream: key.stream, record: record,
                place: UInt32(kept.count))
            kept.append(events[Int(key.place)])
        }
        events.removeAll(keepingCapacity: true)
        events.append(contentsOf: kept)
        records = keptRecords
    }
}
