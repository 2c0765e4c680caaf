public import Marketing

/// How a number of customers bought: rows of frequency, recency and age, equal ones together.
public struct BuyingSample: Sendable {
    /// Customers of equal history.
    public struct Row: Hashable, Sendable {
        /// x.
        public var frequency: Int
        /// tₓ in weeks.
        public var recency: Double
        /// T in weeks.
        public var age: Double
        /// How many customers.
        public var customers: Int
    }

    /// A repeat buyer's mean value.
    public struct ValueRow: Hashable, Sendable {
        /// x.
        public var frequency: Int
        /// The mean of the x days.
        public var mean: Double
    }

    /// All customers, in a fixed order.
    public private(set) var rows: [Row]
    /// Those with x > 0 and a mean above 0.
    public private(set) var values: [ValueRow]

    /// How many customers there are.
    public var customers: Int { rows.reduce(0) { $0 + $1.customers } }
    /// How many of them bought on more than one day.
    public var repeaters: Int { rows.reduce(0) { $0 + ($1.frequency > 0 ? $1.customers : 0) } }

    /// Collects histories.
    public init(_ histories: some Sequence<BuyingHistory>) {
        var counts: [Row: Int] = [:]
        var values: [ValueRow] = []
        for history in histories {
            let frequency = Int(history.frequency)
            let row = Row(
                frequency: frequency, recency: frequency == 0 ? 0 : history.recency, age: history.age,
                customers: 1)
            counts[row, default: 0] += 1
            if frequency > 0, history.meanValue > 0 {
                values.append(ValueRow(frequency: frequency, mean: history.meanValue))
            }
        }
        rows = counts.map { row, count in
            Row(frequency: row.frequency, recency: row.recency, age: row.age, customers: count)
        }.sorted { ($0.frequency, $0.recency, $0.age) < ($1.frequency, $1.recency, $1.age) }
        self.values = values.sorted { ($0.frequency, $0.mean) < ($1.frequency, $1.mean) }
    }

    /// The correlation of frequency and mean value, which Gamma-Gamma takes to be none.
    public var correlation: Double {
        let n = Double(values.count)
        guard n > 1 else { return 0 }
        let x = values.reduce(0) { $0 + Double($1.frequency) } / n
        let m = values.reduce(0) { $0 + $1.mean } / n
        var (xx, xm, mm) = (0.0, 0.0, 0.0)
        for row in values {
            let (dx, dm) = (Double(row.frequency) - x, row.mean - m)
            xx += dx * dx
            xm += dx * dm
            mm += dm * dm
        }
        return xx > 0 && mm > 0 ? xm / (xx * mm).squareRoot() : 0
    }
}
