import Marketing
import Testing

@Suite("A customer's order days")
struct PurchaseHistoryTests {
    @Test(
        "days of UTC",
        arguments: [(0, 0), (86_399_999, 0), (86_400_000, 1), (-1, -1), (-86_400_000, -1), (-86_400_001, -2)])
    func days(time: Int64, day: Int32) { #expect(PurchaseHistory.day(of: time) == day) }

    @Test("orders of a day are one, and the first day's value is no part of the mean")
    func adding() {
        var history = PurchaseHistory(day: 10, value: 7_000_000)
        history.add(day: 10, value: 3_000_000)
        #expect(history.repeats == 0 && history.firstValue == 10_000_000)
        history.add(day: 17, value: 2_000_000)
        history.add(day: 17, value: 4_000_000)
        history.add(day: 31, value: 12_000_000)
        #expect(history.repeats == 2 && history.repeatValue == 18_000_000)
        #expect(history.buying(on: 45) == BuyingHistory(frequency: 2, recency: 3, age: 5, meanValue: 9))
    }

    @Test("joining two histories is as if the days had been one person's")
    func joining() {
        // Every two sets of up to three of the days 0…5, where only first and last days are shared.
        for left in 1..<64 {
            for right in 1..<64 {
                let (one, other) = (Self.days(left), Self.days(right))
                let inner = Set(one.dropFirst().dropLast()).union(other.dropFirst().dropLast())
                guard inner.isDisjoint(with: Set(one).intersection(other)),
                    one.last! != other.first! || one.count == 1,
                    other.last! != one.first! || other.count == 1
                else { continue }
                var joined = Self.history(one)
                joined.join(Self.history(other))
                let both = Set(one + other).sorted()
                #expect(joined.repeats == Int32(both.count - 1), "\(one) \(other)")
                #expect(joined.firstDay == both[0] && joined.lastDay == both[both.count - 1])
                #expect(joined.firstValue + joined.repeatValue == Int64(one.count + other.count))
                let first = Int64([one[0], other[0]].count { $0 == both[0] })
                #expect(joined.firstValue == first)
            }
        }
    }

    private static func days(_ bits: Int) -> [Int32] {
        (0..<6).filter { bits & 1 << $0 != 0 }.map(Int32.init)
    }

    private static func history(_ days: [Int32]) -> PurchaseHistory {
        var history = PurchaseHistory(day: days[0], value: 1)
        for day in days.dropFirst() { history.add(day: day, value: 1) }
        return history
    }
}
