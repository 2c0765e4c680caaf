internal import Fitting
internal import Marketing
internal import Mathematics

/// What the models say of days that they have not seen, beside what happened.
struct HoldOut {
    /// Customers with as many order days before, but the first; the last row has all that had more.
    struct Row {
        let frequency: Int
        var customers = 0
        var expected = 0.0
        var actual = 0
    }

    /// Order days but the first, of all customers of the calibration, up to the end of a day.
    struct Point {
        let day: Int32
        let expected: Double
        let actual: Int
    }

    /// More order days are put together.
    private static let mostRows = 8

    /// The last day that the models have seen.
    let calibrationEnd: Int32
    let rows: [Row]
    let curve: [Point]

    /// Weeks held out.
    let weeks: Double

    init(_ customers: [OrderBook.Customer], _ model: LifetimeModel, from end: Int32, to last: Int32) {
        calibrationEnd = end
        weeks = Double(last - end) / 7
        var rows = (0..<Self.mostRows).map { Row(frequency: $0) }
        for customer in customers {
            guard let history = customer.history(upTo: end) else { continue }
            let row = min(Int(history.repeats), Self.mostRows - 1)
            rows[row].customers += 1
            rows[row].expected += model.expectedOrders(of: history.buying(on: end), within: weeks)
            rows[row].actual += customer.orders(after: end)
        }
        self.rows = rows.filter { $0.customers > 0 }
        curve = Self.curve(customers, model, from: end, to: last)
    }

    var expected: Double { rows.reduce(0) { $0 + $1.expected } }
    var actual: Int { rows.reduce(0) { $0 + $1.actual } }

    private static func curve(
        _ customers: [OrderBook.Customer], _ model: LifetimeModel, from end: Int32, to last: Int32
    ) -> [Point] {
        let seen = customers.filter { ($0.days.first?.day ?? .max) <= end }
        guard let start = seen.compactMap({ $0.days.first?.day }).min() else { return [] }
        var begun: [Int32: Int] = [:]
        var repeats: [Int32: Int] = [:]
        for customer in seen {
            for (place, entry) in customer.days.enumerated() {
                if place == 0 {
                    begun[entry.day, default: 0] += 1
                } else {
                    repeats[entry.day, default: 0] += 1
                }
            }
        }
        let starts = begun.sorted { $0.key < $1.key }
        // By how many days a customer is known.
        var known: [Double] = [0]
        for age in 1...max(1, last - start) {
            known.append(model.expectedOrders(of: .justAcquired, within: Double(age) / 7))
        }
        var points = [Point(day: start, expected: 0, actual: 0)]
        var actual = 0
        for day in start...last {
            actual += repeats[day] ?? 0
            guard (day - start) % 7 == 6 || day == last else { continue }
            let expected = starts.reduce(0) { sum, entry in
                entry.key < day ? sum + Double(entry.value) * known[Int(day - entry.key)] : sum
            }
            points.append(Point(day: day, expected: expected, actual: actual))
        }
        return points
    }
}
