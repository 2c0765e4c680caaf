/// A place where something is counted: one value of one dimension in one pool.
struct Place: Hashable, Sendable {
    let pool: Text
    let dimension: String
    let key: Text
}

/// Everything booked so far, by place and instant; windows are cut out of it at the end.
///
/// "Counters and money are integers, so sums do not depend on their order".
struct Ledger {
    private struct Entry: Hashable {
        let place: Place
        let time: Int64
    }

    private var entries: [Entry: [String: Int128]] = [:]

    /// Books measures; also none at all, for "[a window] whose facts add up to nothing is [emitted]".
    mutating func book(_ measures: [String: Int128], at place: Place, time: Int64) {
        entries[Entry(place: place, time: time), default: [:]].merge(measures) { $0 + $1 }
    }

    /// The final records: the sum of every window that has a fact in it.
    func records(_ config: ReferenceConfig) -> [RecordKey: [String: Int128]] {
        var windows = PlainWindows(config)
        var records: [RecordKey: [String: Int128]] = [:]
        for (entry, measures) in entries {
            let place = entry.place
            for window in windows.windows(at: entry.time, pool: place.pool) {
                let key = RecordKey(
                    pool: place.pool.string, dimension: place.dimension, key: place.key.string,
                    windowSize: window.size, start: window.start, end: window.end)
                records[key, default: [:]].merge(measures) { $0 + $1 }
            }
        }
        return records
    }
}
