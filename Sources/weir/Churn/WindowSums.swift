internal import Operations
internal import Streaming

/// Sums of `metrics.jsonl` over all windows of one size that do not overlap: days as a rule.
struct WindowSums {
    struct Key: Hashable {
        var pool: String
        var dimension: String
        var key: String
    }

    /// The sums of one key.
    struct Total {
        private(set) var counts: [String: Int128] = [:]
        private(set) var money: [String: Int128] = [:]
        /// Amounts that were not known in some window.
        private(set) var unknown: Set<String> = []

        /// A count in millionths.
        func count(_ name: String) -> Int128 { counts[name] ?? 0 }

        /// An amount in millionths; nil where it is not known.
        func amount(_ name: String) -> Int128? { unknown.contains(name) ? nil : money[name] ?? 0 }

        /// Sends and impressions, whole ones.
        var messages: Int128 { (count("sends") + count("impressions")) / 1_000_000 }

        mutating func add(_ record: ResultRecord) {
            for (name, amount) in record.counts ?? [:] { counts[name, default: 0] += amount.millionths }
            for (name, amount) in record.money ?? [:] {
                if let amount { money[name, default: 0] += amount.millionths } else { unknown.insert(name) }
            }
        }
    }

    private(set) var totals: [Key: Total] = [:]
    /// The size of the windows, such as `P1D`; nil where there is none without overlaps.
    private(set) var size: String?
    private(set) var currency = ""

    /// Sums up some dimensions.
    ///
    /// Longer windows first: there are fewer of them. Sliding windows would count an event more than once.
    init(_ files: ResultFiles, _ dimensions: [String]) throws(CommandFailure) {
        var sizes: [(name: String, length: Milliseconds)] = []
        try files.metrics(dimensions, size: nil) { record in
            sizes.append((record.window.size, (record.end ?? 0) - (record.start ?? 0)))
        }
        for size in sizes.sorted(by: { ($0.length, $0.name) > ($1.length, $1.name) }) {
            var totals: [Key: Total] = [:]
            var spans: [String: [Milliseconds: Milliseconds]] = [:]
            var currency = ""
            try files.metrics(dimensions, size: size.name) { record in
                let key = Key(pool: record.pool, dimension: record.dimension, key: record.key)
                totals[key, default: Total()].add(record)
                if let start = record.start, let end = record.end {
                    spans[record.pool, default: [:]][start] = end
                }
                currency = record.currency ?? currency
            }
            guard spans.values.allSatisfy(Self.isApart) else { continue }
            (self.totals, self.size, self.currency) = (totals, size.name, currency)
            return
        }
    }

    private static func isApart(_ spans: [Milliseconds: Milliseconds]) -> Bool {
        let sorted = spans.sorted { $0.key < $1.key }
        return zip(sorted, sorted.dropFirst()).allSatisfy { $0.value <= $1.key }
    }

    /// The sums of one key.
    subscript(pool: String, dimension: String, key: String) -> Total? {
        totals[Key(pool: pool, dimension: dimension, key: key)]
    }

    /// Pools and sums of a dimension, by pool and key.
    func all(_ dimension: String) -> [(key: Key, total: Total)] {
        totals.filter { $0.key.dimension == dimension }.map { ($0.key, $0.value) }
            .sorted { ($0.key.pool, $0.key.key) < ($1.key.pool, $1.key.key) }
    }
}

extension ResultRecord {
    fileprivate var start: Milliseconds? { MetricTime.read(window.start) }
    fileprivate var end: Milliseconds? { MetricTime.read(window.end) }
}
