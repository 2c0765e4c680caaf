import Marketing
import Mathematics
import Testing

@Suite("What a customer will still bring")
struct LifetimeModelTests {
    private static let cdnow = (
        r: 0.2426, alpha: 4.4135, a: 0.7929, b: 2.4258, p: 6.2488, q: 3.7446, v: 15.4477
    )

    private static func model(a: Double = cdnow.a, marginRate: Decimal = Decimal(mantissa: 3, scale: 1))
        throws
        -> LifetimeModel
    {
        try LifetimeModel(
            LifetimeParameters(
                r: cdnow.r, alpha: cdnow.alpha, a: a, b: cdnow.b, p: cdnow.p, q: cdnow.q, v: cdnow.v),
            marginRate: marginRate)
    }

    /// Histories and models of all sizes, from a fixed seed.
    private static func cases(_ count: Int) throws -> [(
        model: LifetimeModel, history: PurchaseHistory, day: Int32
    )] {
        var state: UInt64 = 11
        func below(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
        func spread(_ low: Double, _ high: Double) -> Double {
            low * Elementary.exp(Double(below(1_001)) / 1_000 * Elementary.log(high / low))
        }
        return try (0..<count).map { _ in
            let parameters = try LifetimeParameters(
                r: spread(0.05, 5), alpha: spread(0.5, 50), a: spread(0.003, 20), b: spread(0.05, 30),
                p: spread(0.5, 20), q: 1 + spread(0.05, 10), v: spread(0.1, 1e5))
            let first = Int32(below(20_000))
            let last = first + Int32(below(below(2) == 0 ? 20 : 1_500))
            let repeats = last == first ? 0 : 1 + below(Int(min(60, last - first)))
            let history = PurchaseHistory(
                firstDay: first, lastDay: last, repeats: Int32(repeats), firstValue: 5_000_000,
                repeatValue: Int64(repeats) * Int64(below(200_000_000)))
            return (
                LifetimeModel(parameters, marginRate: Decimal(mantissa: 3, scale: 1)), history,
                last + Int32(below(400))
            )
        }
    }

    @Test("never negative, bounded by a customer who never leaves, and the same on every run")
    func bounds() throws {
        for (model, history, day) in try Self.cases(100) {
            let buying = history.buying(on: day)
            let value = model.residualValue(of: history, on: day)
            #expect(value >= 0 && value <= Money.largest)
            let alive = model.probabilityAlive(buying)
            #expect(alive >= 0 && alive <= 1)
            let shape = model.parameters.r + buying.frequency
            let rate = shape / (model.parameters.alpha + buying.age)
            let orders = model.discountedOrders(of: buying)
            #expect(orders >= 0 && orders <= rate * LifetimeModel.year * (1 + 1e-12))
            #expect(orders <= model.expectedOrders(of: buying, within: LifetimeModel.year) * (1 + 1e-12))
            #expect(value == model.residualValue(of: history, on: day))
        }
    }

    @Test("longer silence, a lower mean value and a shorter time ahead are never worth more")
    func monotone() throws {
        for (model, history, day) in try Self.cases(50) {
            let value = model.residualValue(of: history, on: day)
            #expect(model.residualValue(of: history, on: day + 30) <= value)
            var richer = history
            richer.repeatValue += 40_000_000
            #expect(model.residualValue(of: richer, on: day) >= value)
            let buying = history.buying(on: day)
            var later = buying
            later.age += 5
            #expect(model.probabilityAlive(later) <= model.probabilityAlive(buying) * (1 + 1e-12))
            var before = 0.0
            for weeks in [1, 4, 13, 26, 52] {
                let orders = model.expectedOrders(of: buying, within: Double(weeks))
                #expect(orders >= before)
                before = orders
            }
        }
    }

    @Test("at a = 1, where the textbook divides by zero, it goes on smoothly")
    func smooth() throws {
        let history = BuyingHistory(frequency: 2, recency: 20, age: 30, meanValue: 40)
        let values = try [1 - 1e-9, 1, 1 + 1e-9].map { try Self.model(a: $0).discountedOrders(of: history) }
        #expect(abs(values[0] / values[1] - 1) < 1e-8 && abs(values[2] / values[1] - 1) < 1e-8)
    }

    @Test("in millionths, half to even; known bits of two hundred customers")
    func bits() throws {
        let model = try Self.model()
        #expect(model.acquiredValue == model.residualValue(of: PurchaseHistory(day: 3, value: 9), on: 3))
        // p · v / (q − 1)
        #expect(model.meanOrder == 35_170_731)
        var sum: UInt64 = 0
        for (model, history, day) in try Self.cases(200) {
            sum = sum &* 31 &+ UInt64(bitPattern: model.residualValue(of: history, on: day))
        }
        #expect(sum == 6_978_955_554_555_166_102)
        #expect(try Self.model(marginRate: .zero).acquiredValue == 0)
    }

    @Test("what cannot be is taken as the nearest that can: nothing traps")
    func hostile() throws {
        let model = try Self.model()
        let odd = [
            PurchaseHistory(firstDay: 9, lastDay: 3, repeats: 4, firstValue: 1, repeatValue: 5),
            PurchaseHistory(
                firstDay: .min, lastDay: .max, repeats: .max, firstValue: .max, repeatValue: .max),
            PurchaseHistory(firstDay: 0, lastDay: 1, repeats: .min, firstValue: .min, repeatValue: .min),
        ]
        for history in odd {
            for day in [Int32.min, -1, 0, 5, .max] {
                let value = model.residualValue(of: history, on: day)
                #expect(value >= 0 && value <= Money.largest)
            }
        }
        // A day before the last order counts as that day.
        let history = PurchaseHistory(firstDay: 0, lastDay: 70, repeats: 3, firstValue: 1, repeatValue: 9)
        #expect(model.residualValue(of: history, on: 60) == model.residualValue(of: history, on: 70))
    }

    @Test(
        "parameters that describe no customers are refused",
        arguments: [
            ([0, 4, 0.8, 2, 6, 4, 15], .outOfRange), ([.nan, 4, 0.8, 2, 6, 4, 15], .outOfRange),
            ([0.2, 4, 0.8, 2, 6, .infinity, 15], .outOfRange), ([0.2, 4, 0.8, 2, 6, 1, 15], .noMeanValue),
            ([0.2, 0.009, 0.8, 2, 6, 4, 15], .alphaTooSmall), ([0.2, 0.01, 0.8, 2, 6, 4, 15], nil),
            ([90, 1, 0.8, 2, 6, 4, 15], .tooManyOrders), ([1e-9, 1e9, 1e9, 1e-9, 1e9, 1e9, 1e9], nil),
            ([75, 1, 0.8, 2, 6, 4, 15], nil),
        ] as [([Double], LifetimeProblem?)])
    func refused(values: [Double], expected: LifetimeProblem?) {
        var found: LifetimeProblem?
        do throws(LifetimeProblem) {
            _ = try LifetimeParameters(
                r: values[0], alpha: values[1], a: values[2], b: values[3], p: values[4], q: values[5],
                v: values[6])
        } catch { found = error }
        #expect(found == expected)
    }
}
