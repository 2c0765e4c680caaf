/// A place where something is counted: one value of one dimension in one pool.
struct Place: Hashable, Sendable {
    let pool: Text
    let dimension: String
    let key: Text
}

/// What is booked at one place, at one instant or in one window.
struct Facts: Sendable {
    var measures: [String: Int128] = [:]
    /// The dwell of the visits that ended, in whole seconds.
    var dwells: [Int64] = []
    var profiles: Set<ProfileName> = []

    /// Nothing but who was seen: "`unique_profiles` is exact, in aligned windows only".
    var isOfAlignedWindowsOnly = true

    mutating func add(_ other: Facts) {
        measures.merge(other.measures) { $0 + $1 }
        dwells += other.dwells
        profiles.formUnion(other.profiles)
    }

    /// All of it as measures of a record.
    var record: [String: Int128] {
        var record = measures
        if !profiles.isEmpty { record["counts.unique_profiles"] = Int128(profiles.count) }
        guard !dwells.isEmpty else { return record }
        record["dwell.visits"] = Int128(dwells.count)
        record["dwell.sum"] = dwells.reduce(0) { $0 + Int128($1) }
        for percent in [50, 90, 99] {
            record["dwell.p\(percent)"] = Int128(DwellQuantile.value(percent: percent, of: dwells))
        }
        return record
    }
}

/// Everything booked so far, by place and instant; windows are cut out of it at the end.
///
/// "Counters and money are integers, so sums do not depend on their order".
struct Ledger {
    private struct Entry: Hashable {
        let place: Place
        let time: Int64
    }

    private var entries: [Entry: Facts] = [:]

    /// Books measures; also none at all, for "[a window] whose facts add up to nothing is [emitted]".
    mutating func book(_ measures: [String: Int128], at place: Place, time: Int64) {
        change(place, time) { facts in
            facts.measures.merge(measures) { $0 + $1 }
            facts.isOfAlignedWindowsOnly = false
        }
    }

    mutating func bookDwell(_ seconds: Int64, at place: Place, time: Int64) {
        change(place, time) { facts in
            facts.dwells.append(seconds)
            facts.isOfAlignedWindowsOnly = false
        }
    }

    mutating func bookProfile(_ name: ProfileName, at place: Place, time: Int64) {
        change(place, time) { $0.profiles.insert(name) }
    }

    private mutating func change(_ place: Place, _ time: Int64, _ body: (inout Facts) -> Void) {
        body(&entries[Entry(place: place, time: time), default: Facts()])
    }

    /// The final records: the sum of every window that has a fact in it.
    func records(_ config: ReferenceConfig) -> [RecordKey: [String: Int128]] {
        var windows = PlainWindows(config)
        var sums: [RecordKey: Facts] = [:]
        for (entry, facts) in entries {
            for window in windows.aligned(at: entry.time, pool: entry.place.pool) {
                sums[RecordKey(entry.place, window), default: Facts()].add(facts)
            }
            if facts.isOfAlignedWindowsOnly { continue }
            var rest = facts
            rest.profiles = []
            for window in windows.sliding(at: entry.time) {
                sums[RecordKey(entry.place, window), default: Facts()].add(rest)
            }
        }
        return sums.mapValues(\.record)
    }
}

extension RecordKey {
    init(_ place: Place, _ window: PlainWindow) {
        self.init(
            pool: place.pool.string, dimension: place.dimension, key: place.key.string,
            windowSize: window.size, start: window.start, end: window.end)
    }
}
