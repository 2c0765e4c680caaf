/// The channels of a journey, runs collapsed, one at least.
struct PlainRoute: Sendable {
    let channels: [Text]
    let isConverting: Bool
}

/// The journeys that ended, for the `markov` shares of whole days.
struct MarkovTally {
    private var entries: [(route: PlainRoute, pool: Text, time: Int64)] = []

    /// Shares are kept in parts of 10^12.
    static let unit = 1e12

    mutating func add(_ route: PlainRoute, pool: Text, time: Int64) {
        entries.append((route, pool, time))
    }

    /// "`markov` is computed per pool and day"; a channel without a share makes no record.
    func records(_ config: ReferenceConfig) -> [RecordKey: [String: Int128]] {
        var days = DayTable<[PlainRoute]>(config)
        for entry in entries { days.change(entry.pool, entry.time, []) { $0.append(entry.route) } }
        var records: [RecordKey: [String: Int128]] = [:]
        for (day, routes) in days.content {
            for (channel, share) in MarkovChain(routes).shares where share > 1e-12 {
                let amount = Int128(share * Self.unit + 0.5)
                records[day.key("channel", channel)] = ["credit.markov.share": amount]
            }
        }
        return records
    }
}

/// The first-order chain over the channels of some journeys.
struct MarkovChain {
    private let channels: [Text]
    /// Row 0 is the start, then every channel; the columns likewise, then order and null.
    private var counts: [[Double]]

    /// "Transitions start → c₁ → … → order of each converting journey, …; a journey that ends without order is
    /// booked start → … → null".
    init(_ routes: [PlainRoute]) {
        channels = Set(routes.flatMap(\.channels)).sorted()
        let size = channels.count + 1
        counts = Array(repeating: Array(repeating: 0, count: size + 2), count: size)
        for route in routes {
            var state = 0
            for channel in route.channels {
                guard let index = channels.firstIndex(of: channel) else { continue }
                counts[state][index + 1] += 1
                state = index + 1
            }
            counts[state][route.isConverting ? size : size + 1] += 1
        }
    }

    /// "The removal effect of *c* is 1 − P(order without *c*) / P(order), exact, normalised to sum 1".
    var shares: [Text: Double] {
        let whole = probability(without: nil)
        guard whole > 0 else { return [:] }
        let effects = channels.indices.map { 1 - probability(without: $0 + 1) / whole }
        let sum = effects.reduce(0, +)
        return Dictionary(uniqueKeysWithValues: zip(channels, effects.map { $0 / sum }))
    }

    /// The probability that the start leads to an order, where who comes to that state is lost.
    ///
    /// The equations p(i) = Σ t(i, j) · p(j) + t(i, order), solved by Gauss and Jordan.
    func probability(without removed: Int?) -> Double {
        let size = channels.count + 1
        var rows = (0..<size).map { equation($0, removed: removed) }
        for column in 0..<size {
            let pivot = (column..<size).max { abs(rows[$0][column]) < abs(rows[$1][column]) } ?? column
            rows.swapAt(column, pivot)
            for row in 0..<size where row != column {
                let factor = rows[row][column] / rows[column][column]
                for index in column...size { rows[row][index] -= factor * rows[column][index] }
            }
        }
        return rows[0][size] / rows[0][0]
    }

    /// The coefficients of p(i) − Σ t(i, j) · p(j), then t(i, order).
    private func equation(_ state: Int, removed: Int?) -> [Double] {
        let size = channels.count + 1
        var row = Array(repeating: 0.0, count: size + 1)
        row[state] = 1
        if state == removed { return row }
        let all = counts[state].reduce(0, +)
        for next in 0..<size { row[next] -= counts[state][next] / all }
        row[size] = counts[state][size] / all
        return row
    }
}
