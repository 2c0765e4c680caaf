internal import Events
internal import Marketing
internal import Streaming

/// Events that wait until the watermark has passed them, and leave in the order of processing (SPEC 3).
///
/// Released: time < W. Buffered, and rebuilt at a restart: time ≥ W. What is due leaves in as many steps as
/// the caller likes; between two of them it stands sorted, so that a step costs what it releases.
struct ReorderBuffer: Sendable {
    /// Where an event stands in the order; ties beyond the hash are looked up.
    private struct Key {
        let time: Milliseconds
        let idHash: UInt64
        let stream: UInt8
        let extra: Int32
        let place: UInt32
    }

    /// What few events have.
    private struct Extra {
        var record: CarriedRecord?
        var lines: Range<Int>
    }

    private var events: [Event] = []
    private var extras: [Extra] = []
    private var lines: [OrderLine] = []
    private var waiting: [Key] = []
    /// All that waits before `dueBefore`, in order; those up to `next` have left.
    private var due: [Key] = []
    private var next = 0
    private var dueBefore = Milliseconds.min

    /// How many events wait.
    var count: Int { waiting.count + due.count - next }

    /// About how many bytes they take.
    var byteCount: Int {
        events.count * MemoryLayout<Event>.stride + extras.count * 1_024
            + lines.count * MemoryLayout<OrderLine>.stride
            + (waiting.count + due.count) * MemoryLayout<Key>.stride
    }

    mutating func append(_ event: Event, record: CarriedRecord?, lines new: [OrderLine] = []) {
        var number: Int32 = -1
        if record != nil || !new.isEmpty {
            number = Int32(extras.count)
            extras.append(Extra(record: record, lines: lines.count..<lines.count + new.count))
            lines.append(contentsOf: new)
        }
        waiting.append(
            Key(
                time: event.time, idHash: event.idHash, stream: event.stream.rawValue, extra: number,
                place: UInt32(events.count)))
        events.append(event)
    }

    /// Hands out the events before the watermark, in their order, until about `limit` have left: those of one
    /// millisecond go together.
    ///
    /// - Returns: the time before which all have left, at most the watermark.
    mutating func release(
        before watermark: Milliseconds, limit: Int,
        _ body: (Event, CarriedRecord?, ArraySlice<OrderLine>) -> Void
    ) -> Milliseconds {
        if next == due.count { collect(before: watermark) }
        var (left, last) = (limit, Milliseconds.min)
        while true {
            while next < due.count {
                let key = due[next]
                guard key.time < watermark else { return watermark }
                guard left > 0 || key.time == last else { return key.time }
                hand(key, body)
                left -= 1
                last = key.time
                next += 1
            }
            guard dueBefore < watermark else { break }
            collect(before: watermark)
        }
        compact()
        return watermark
    }

    /// Hands an event out where it stands: it is three cache lines, of which few are needed.
    @inline(__always)
    private func hand(_ key: Key, _ body: (Event, CarriedRecord?, ArraySlice<OrderLine>) -> Void) {
        let events = events.span
        if key.extra < 0 {
            body(events[Int(key.place)], nil, [])
        } else {
            let extra = extras[Int(key.extra)]
            body(events[Int(key.place)], extra.record, lines[extra.lines])
        }
    }

    /// Sorts out what is due, when all that was before has left.
    private mutating func collect(before watermark: Milliseconds) {
        var due = self.due
        self.due = []
        due.removeAll(keepingCapacity: true)
        next = 0
        dueBefore = watermark
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
        waiting.removeLast(waiting.count - kept)
        due.sort { precedes($0, $1) }
        self.due = due
    }

    private func precedes(_ left: Key, _ right: Key) -> Bool {
        if left.time != right.time { return left.time < right.time }
        if left.stream != right.stream { return left.stream < right.stream }
        if left.idHash != right.idHash { return left.idHash < right.idHash }
        let (a, b) = (events[Int(left.place)], events[Int(right.place)])
        return a.partition != b.partition ? a.partition < b.partition : a.offset < b.offset
    }

    /// Moves what waits to the front once most has left, so that the buffer is about as large as what is in it.
    private mutating func compact() {
        due.removeAll(keepingCapacity: true)
        next = 0
        guard waiting.count * 2 <= events.count else { return }
        var kept: [Event] = []
        var keptExtras: [Extra] = []
        var keptLines: [OrderLine] = []
        kept.reserveCapacity(waiting.count)
        for index in waiting.indices {
            let key = waiting[index]
            var number: Int32 = -1
            if key.extra >= 0 {
                let extra = extras[Int(key.extra)]
                number = Int32(keptExtras.count)
                let start = keptLines.count
                keptLines.append(contentsOf: lines[extra.lines])
                keptExtras.append(Extra(record: extra.record, lines: start..<keptLines.count))
            }
            waiting[index] = Key(
                time: key.time, idHash: key.idHash, stream: key.stream, extra: number,
                place: UInt32(kept.count))
            kept.append(events[Int(key.place)])
        }
        events.removeAll(keepingCapacity: true)
        events.append(contentsOf: kept)
        extras = keptExtras
        lines = keptLines
    }
}
