import Foundation

/// What a customer is still worth, by BG/NBD and Gamma-Gamma.
///
/// From the formulas of Fader, Hardie & Lee (2005), "Counting Your Customers the Easy Way", and Fader & Hardie
/// (2013), "The Gamma-Gamma Model of Monetary Value", as they are printed; weeks are the unit of time.
struct PlainLifetime: Sendable {
    var r: Double
    var alpha: Double
    var a: Double
    var b: Double
    var p: Double
    var q: Double
    var v: Double

    static let weeksPerMonth = 4.345

    /// "A mean order, p·v / (q − 1)".
    var meanOrder: Double { p * v / (q - 1) }

    /// E[Y(t) | x, t_x, T]: orders in the `weeks` after age `history.age`.
    func expectedOrders(in weeks: Double, _ history: PlainHistory) -> Double {
        let x = Double(history.repeats)
        let (recency, age) = (history.recency, history.age)
        let series = Self.hypergeometric(r + x, b + x, a + b + x - 1, weeks / (alpha + age + weeks))
        let decay = pow((alpha + age) / (alpha + age + weeks), r + x)
        let orders = (a + b + x - 1) / (a - 1) * (1 - decay * series)
        guard history.repeats > 0 else { return orders }
        return orders / (1 + a / (b + x - 1) * pow((alpha + age) / (alpha + recency), r + x))
    }

    /// E[M | x, m]: the value of an order to come.
    func expectedValue(_ history: PlainHistory) -> Double {
        let x = Double(history.repeats)
        return p * (v + x * history.mean) / (p * x + q - 1)
    }

    /// The value of 12 months, "discounted monthly (month i by 1.01^i)".
    func yearValue(_ history: PlainHistory) -> Double {
        var sum = 0.0
        for month in 1...12 {
            let until = expectedOrders(in: Self.weeksPerMonth * Double(month), history)
            let before = month == 1 ? 0 : expectedOrders(in: Self.weeksPerMonth * Double(month - 1), history)
            sum += (until - before) / pow(1.01, Double(month))
        }
        return sum * expectedValue(history)
    }

    /// ₂F₁(a, b; c; z) by its series, for 0 ≤ z < 1.
    static func hypergeometric(_ a: Double, _ b: Double, _ c: Double, _ z: Double) -> Double {
        var (term, sum, n) = (1.0, 1.0, 0.0)
        // Past the hump of the terms each is less than the one before, by a factor close to z.
        while n < 50 || abs(term) > 1e-18 * abs(sum) {
            term *= (a + n) * (b + n) / ((c + n) * (n + 1)) * z
            sum += term
            n += 1
        }
        return sum
    }
}

/// What the models see of a customer with an order.
struct PlainHistory: Sendable {
    /// x: "order days but the first".
    var repeats = 0
    /// t_x: weeks from the first to the last order day.
    var recency = 0.0
    /// T: weeks from the first order day to the day of the question.
    var age = 0.0
    /// "Mean value of the days after the first", in units of the reporting currency.
    var mean = 0.0
}

/// "Orders of one UTC day are one": the value of each order day, by its number since 1970, "gross of refunds".
struct PlainOrderDays: Sendable {
    private var values: [Int64: Int128] = [:]

    mutating func add(_ value: Int128, at time: Int64) {
        values[Self.day(time), default: 0] += value
    }

    mutating func join(_ other: PlainOrderDays) {
        values.merge(other.values) { $0 + $1 }
    }

    /// Nil where there is no order yet.
    func history(at time: Int64) -> PlainHistory? {
        guard let first = values.keys.min(), let last = values.keys.max() else { return nil }
        let repeats = values.count - 1
        let later = values.filter { $0.key != first }.values.reduce(0, +)
        return PlainHistory(
            repeats: repeats, recency: Double(last - first) / 7,
            age: Double(Self.day(time) - first) / 7,
            mean: repeats == 0 ? 0 : Double(later) / 1_000_000 / Double(repeats))
    }

    private static func day(_ time: Int64) -> Int64 {
        Int64((Double(time) / Double(ReferenceConfig.day)).rounded(.down))
    }
}
