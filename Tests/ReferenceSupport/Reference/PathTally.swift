/// The paths of all orders, for records of whole days.
struct PathTally {
    private struct Entry {
        let path: Text
        let orders: Int128
        let value: Int128
        let pool: Text
        let time: Int64
    }

    private var entries: [Entry] = []

    mutating func add(_ path: Text, orders: Int128, value: Int128, pool: Text, time: Int64) {
        entries.append(Entry(path: path, orders: orders, value: value, pool: pool, time: time))
    }

    /// "Orders and value (less refunds); only paths with orders in the day are counted … In `pool` day records:
    /// how many paths there are and how many cover 80 % of the orders".
    func records(_ config: ReferenceConfig) -> [RecordKey: [String: Int128]] {
        var days = DayTable<[Text: [String: Int128]]>(config)
        for entry in entries {
            days.change(entry.pool, entry.time, [:]) { paths in
                paths[entry.path, default: [:]].merge([
                    "counts.orders": entry.orders, "money.value": entry.value,
                ]) { $0 + $1 }
            }
        }
        var records: [RecordKey: [String: Int128]] = [:]
        for (day, paths) in days.content {
            let counted = paths.filter { $0.value["counts.orders", default: 0] > 0 }
            guard !counted.isEmpty else { continue }
            for (path, measures) in counted { records[day.key("path", path)] = measures }
            let orders = counted.values.map { $0["counts.orders", default: 0] }
            records[day.key("pool", day.pool)] = [
                "paths.count": Int128(counted.count), "paths.covering_80": Self.covering80(orders),
            ]
        }
        return records
    }

    /// The least number of paths that have at least 80 % of the orders.
    static func covering80(_ orders: [Int128]) -> Int128 {
        let all = orders.reduce(0, +)
        var (covered, count): (Int128, Int128) = (0, 0)
        for number in orders.sorted(by: >) where covered * 5 < all * 4 {
            covered += number
            count += 1
        }
        return count
    }
}

/// A day of a pool.
struct PoolDay: Hashable, Sendable {
    let pool: Text
    let window: PlainWindow

    func key(_ dimension: String, _ key: Text) -> RecordKey {
        RecordKey(Place(pool: pool, dimension: dimension, key: key), window)
    }
}

/// Something for each day of each pool, where days are reported.
struct DayTable<Content> {
    private(set) var content: [PoolDay: Content] = [:]
    private var windows: PlainWindows

    init(_ config: ReferenceConfig) {
        windows = PlainWindows(config)
    }

    mutating func change(_ pool: Text, _ time: Int64, _ empty: Content, _ body: (inout Content) -> Void) {
        for window in windows.aligned(at: time, pool: pool) where window.size == "P1D" {
            body(&content[PoolDay(pool: pool, window: window), default: empty])
        }
    }
}
