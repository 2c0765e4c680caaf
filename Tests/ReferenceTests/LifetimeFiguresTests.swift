import Foundation
import Testing

@testable import ReferenceSupport

/// The reference's own lifetimes against figures that others have published.
@Suite("The reference's lifetimes")
struct LifetimeFiguresTests {
    @Test("₂F₁ is what closed forms give")
    func hypergeometric() {
        for z in [0.0, 0.1, 0.5, 0.9, 0.99] {
            let power = PlainLifetime.hypergeometric(3.5, 1.25, 1.25, z)
            #expect(Self.isClose(power, pow(1 - z, -3.5)))
            guard z > 0 else { continue }
            #expect(Self.isClose(PlainLifetime.hypergeometric(1, 1, 2, z), -log(1 - z) / z))
        }
    }

    /// Euler's integral with lgamma, for a > 1, where it converges.
    @Test("₂F₁ is Euler's integral")
    func euler() {
        let (a, b, c, z) = (2.7, 3.5, 6.25, 0.8)
        let steps = 200_000
        var sum = 0.0
        for step in 0..<steps {
            let t = (Double(step) + 0.5) / Double(steps)
            sum += pow(t, b - 1) * pow(1 - t, c - b - 1) * pow(1 - z * t, -a)
        }
        let beta = exp(lgamma(b) + lgamma(c - b) - lgamma(c))
        let integral = sum / Double(steps) / beta
        #expect(abs(PlainLifetime.hypergeometric(a, b, c, z) / integral - 1) < 1e-7)
    }

    /// x, t_x, T, mean, orders in 39 weeks, value of an order, value of 12 months.
    private static let published: [[Double]] = [
        [2, 30.43, 38.86, 22.35, 1.2259104241743999, 24.658616189236472, 36.27849576362541],
        [1, 1.71, 38.86, 11.77, 0.20325062425619006, 18.911479869929103, 4.637466328569604],
        [0, 0, 38.86, 0, 0.1947808579394776, 35.17100215250665, 8.344093121809983],
    ]

    @Test("CDNOW's customers are worth what Fader and Hardie's models say", arguments: published)
    func cdnow(row: [Double]) {
        let history = PlainHistory(repeats: Int(row[0]), recency: row[1], age: row[2], mean: row[3])
        let lifetime = SmallMarket.cdnow
        #expect(Self.isClose(lifetime.expectedOrders(in: 39, history), row[4]))
        #expect(Self.isClose(lifetime.expectedValue(history), row[5]))
        #expect(Self.isClose(lifetime.yearValue(history), row[6]))
    }

    @Test("and so are all of them", .enabled(if: predictions != nil, "set WEIR_REFERENCE to the public data"))
    func everyCustomer() throws {
        let text = try String(contentsOf: try #require(Self.predictions), encoding: .utf8)
        let rows = text.split(whereSeparator: \.isNewline).dropFirst()
        #expect(rows.count == 2357)
        for row in rows {
            let fields = row.split(separator: ",").compactMap { Double($0) }
            let history = PlainHistory(
                repeats: Int(fields[1]), recency: fields[2], age: fields[3], mean: fields[4])
            #expect(Self.isClose(SmallMarket.cdnow.expectedValue(history), fields[5]))
            #expect(Self.isClose(SmallMarket.cdnow.yearValue(history), fields[6]))
        }
    }

    @Test("a customer's history is in UTC days: x, recency, age and the mean of the days after the first")
    func history() throws {
        var days = PlainOrderDays()
        #expect(days.history(at: SmallMarket.start) == nil)
        let noon = SmallMarket.start + 12 * SmallMarket.hour
        days.add(100_000_000, at: noon)
        days.add(5_000_000, at: noon + 12 * SmallMarket.hour - 1)
        days.add(10_000_000, at: noon + 12 * SmallMarket.hour)
        days.add(20_000_000, at: noon + 12 * SmallMarket.hour)
        days.add(4_000_000, at: noon + 7 * SmallMarket.day)
        let history = try #require(days.history(at: noon + 14 * SmallMarket.day))
        #expect(history.repeats == 2)
        #expect(history.recency == 1)
        #expect(history.age == 2)
        #expect(history.mean == 17)
    }

    private static let predictions: URL? = {
        let named = ProcessInfo.processInfo.environment["WEIR_REFERENCE"].map { URL(filePath: $0) }
        let package = URL(filePath: #filePath).appending(path: "../../../..").standardizedFileURL
        let directory = named ?? package.appending(path: "shared/reference")
        let file = directory.appending(path: "ltv/cdnow_gammagamma_clv.csv")
        return FileManager.default.fileExists(atPath: file.path) ? file : nil
    }()

    private static func isClose(_ left: Double, _ right: Double) -> Bool {
        abs(left / right - 1) < 1e-11
    }
}
