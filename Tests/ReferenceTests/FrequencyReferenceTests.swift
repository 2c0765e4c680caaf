import Testing

@testable import ReferenceSupport

/// The reference's own dimension `frequency`, counted by hand.
@Suite("The reference's frequency")
struct FrequencyReferenceTests {
    private static let email = #""channel":"email""#

    private func count(_ result: SmallResult, _ measure: String, _ key: String, day: Int64 = 0) -> Int128 {
        result.measure(measure, "frequency", key, day: day) ?? 0
    }

    @Test("counts each message under the n that it makes, and an answer under the n reached; then n is 0")
    func messagesAndAnswers() {
        var market = SmallMarket()
        for time in 0..<3 as Range<Int64> { market.touch("send", at: time, Self.email) }
        market.touch("impression", at: 3, Self.email)
        market.touch("send", at: 4, #""channel":"push""#)
        market.touch("open", at: 5, Self.email)
        market.touch("click", at: 6, Self.email)
        market.touch("view", at: 7, Self.email)
        market.touch("send", at: 8, #""channel":"push""#)
        let result = market.run()
        #expect((1...5).map { count(result, "counts.messages", "email/\($0)") } == [1, 1, 1, 1, 0])
        #expect(count(result, "counts.answers", "email/4") == 1)
        #expect(count(result, "counts.answers", "email/0") == 1)
        #expect(count(result, "counts.messages", "push/1") == 2)
    }

    @Test("is 0 after an order, and after a store visit, on every channel")
    func otherAnswers() {
        var market = SmallMarket()
        market.touch("send", at: 0, Self.email)
        market.order("o1", of: 10, at: 1)
        market.touch("send", at: 2, Self.email)
        let tap = #""customer_id":"ann","store_id":"s","zone":"z","signal":"tap""#
        market.add(.beacons, at: 3, tap)
        market.touch("send", at: 4, Self.email)
        let result = market.run()
        #expect(count(result, "counts.messages", "email/1") == 3)
        #expect(count(result, "counts.answers", "store/0") == 1)
    }

    @Test("is capped at 20")
    func cap() {
        var market = SmallMarket()
        for time in 0..<25 as Range<Int64> { market.touch("send", at: time, Self.email) }
        market.touch("click", at: 30, Self.email)
        let result = market.run()
        #expect(count(result, "counts.messages", "email/19") == 1)
        #expect(count(result, "counts.messages", "email/20") == 6)
        #expect(count(result, "counts.answers", "email/20") == 1)
        #expect(result.record("frequency", "email/21") == nil)
    }

    @Test("is 0 once more than 7 days have passed since the channel's last message")
    func sevenDays() {
        var market = SmallMarket()
        let week = 7 * SmallMarket.day
        market.touch("send", at: 0, of: "ann", Self.email)
        market.touch("send", at: 0, of: "bob", Self.email)
        market.touch("send", at: week, of: "ann", Self.email)
        market.touch("send", at: week + 1, of: "bob", Self.email)
        market.answer(at: 2 * week + 1, of: "ann")
        market.answer(at: 2 * week + 1, of: "bob")
        let result = market.run()
        #expect(count(result, "counts.messages", "email/2", day: 7) == 1)
        #expect(count(result, "counts.messages", "email/1", day: 7) == 1)
        #expect(count(result, "counts.unsubscribes", "email/0", day: 14) == 1)
        #expect(count(result, "counts.unsubscribes", "email/1", day: 14) == 1)
    }

    /// Two answers, after one message and after none, half the order each; a quarter of it comes back.
    @Test("has the primary credit of the answers, less refunds, and what leaving costs")
    func credit() {
        var market = SmallMarket()
        let hour = SmallMarket.hour
        market.touch("send", at: 0, Self.email)
        market.touch("click", at: 1, Self.email)
        market.touch("click", at: hour, Self.email)
        market.order("o1", of: 100, at: 2 * hour)
        let refund = #""customer_id":"ann","order_id":"o1","kind":"refund","value":25"#
        market.add(.purchases, at: SmallMarket.day, refund)
        market.touch("send", at: SmallMarket.day, of: "bob", Self.email)
        market.answer(at: SmallMarket.day + 1, of: "bob")
        let result = market.run()
        for key in ["email/1", "email/0"] {
            #expect(count(result, "counts.orders", key) == 500_000)
            #expect(count(result, "money.value", key) == 50_000_000)
            #expect(count(result, "money.value", key, day: 1) == -12_500_000)
        }
        #expect(count(result, "counts.unsubscribes", "email/1", day: 1) == 1)
        #expect(result.churn("frequency", "email/1", day: 1) == 4_000_000)
    }

    @Test("counts messages over both histories at a link, since the last answer of either")
    func link() {
        var market = SmallMarket()
        let (ann, cookie) = (#""customer_id":"ann""#, #""anonymous_id":"cookie""#)
        let send = #""action":"send","channel":"a/b""#
        market.add(.clicks, at: 0, "\(ann),\(send)")
        market.add(.clicks, at: 1, #"\#(cookie),"action":"view""#)
        market.add(.clicks, at: 2, "\(cookie),\(send)")
        market.add(.clicks, at: 3, "\(ann),\(send)")
        market.add(.clicks, at: 4, "\(ann),\(cookie),\(send)")
        let result = market.run()
        #expect(count(result, "counts.messages", "a%2Fb/1") == 2)
        #expect(count(result, "counts.messages", "a%2Fb/2") == 1)
        #expect(count(result, "counts.messages", "a%2Fb/3") == 1)
    }
}
