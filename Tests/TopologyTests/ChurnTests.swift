import Events
import Marketing
import Streaming
import Testing
import Topology

@Suite("Who leaves a channel, over links, pauses and denials")
struct ChurnTests {
    private static let day: Milliseconds = 86_400_000

    private func order(_ id: String, _ day: Milliseconds, _ customer: String?, _ anonymous: String? = nil)
        -> String
    {
        record(
            id, at: day * Self.day, customer: customer, anonymous: anonymous,
            #""value":30,"order_id":"\#(id)""#)
    }

    private func leave(
        _ id: String, _ day: Milliseconds, _ customer: String?, _ anonymous: String? = nil,
        _ more: String = #""channel":"email""#
    ) -> String {
        record(id, at: day * Self.day, customer: customer, anonymous: anonymous, more)
    }

    private func run(_ orders: [String], _ answers: [String], clicks: [String] = []) throws -> Rig {
        var rig = Rig(settings(3, 1), .init(batch: 2))
        try rig.run([Feed(.clicks, clicks), Feed(.purchases, orders), Feed(.unsubscribes, answers)])
        return rig
    }

    private func cost(_ rig: Rig) -> Int128 { rig.sums(.churnCost, .pool).values.reduce(0, +) }

    @Test("a customer is worth the same whether the orders came under the customer's name or a visitor's")
    func link() throws {
        let plain = try run(
            [order("1", 0, "k"), order("2", 20, "k"), order("3", 30, "k")], [leave("u", 40, "k")])
        let linked = try run(
            [order("1", 0, nil, "a"), order("2", 20, "k", "a"), order("3", 30, nil, "a")],
            [leave("u", 40, "k")])
        let visitor = try run(
            [order("1", 0, nil, "a"), order("2", 20, nil, "a"), order("3", 30, nil, "a")],
            [leave("u", 40, nil, "a")])
        #expect(cost(plain) > 0 && cost(linked) == cost(plain) && cost(visitor) == cost(plain))
        #expect(plain.churnLines[0].contains(#""orders":3,"recency_days":30,"age_days":40,"#))
        #expect(linked.churnLines == plain.churnLines)
        let unlinked = try run(
            [order("1", 0, nil, "a"), order("2", 20, "k"), order("3", 30, nil, "a")], [leave("u", 40, "k")])
        #expect(unlinked.churnLines[0].contains(#""orders":1,"#))
    }

    @Test("orders and channels left outlast what is forgotten after 90 days")
    func forgotten() throws {
        let rig = try run(
            [order("1", 0, "k"), order("2", 200, "other")],
            [
                leave("u", 1, "k"), leave("v", 2, "prospect"), leave("w", 200, "k"),
                leave("x", 200, "prospect"),
                leave("y", 200, "k", nil, #""channel":"sms""#),
                leave("z", 210, "prospect", nil, #""channel":"email","kind":"resubscribe""#),
            ])
        #expect(rig.churnLines.count == 4, "\(rig.churnLines)")
        #expect(rig.churnLines[2].contains(#""channel":"sms""#))
        #expect(rig.churnLines[2].contains(#""orders":1,"recency_days":0,"age_days":200,"#))
        #expect(rig.churnLines[3].contains(#""cost":-1.0,"#))
    }

    @Test("a profile that denies analytics loses its orders and what it left, unbooked")
    func denied() throws {
        let deny = record("d", at: 2 * Self.day, customer: "k", #""consent":{"analytics":false}"#)
        let allow = record("e", at: 3 * Self.day, customer: "k", #""consent":{"analytics":true}"#)
        let kept = try run([order("1", 0, "k")], [leave("u", 1, "k"), leave("v", 4, "k")])
        let dropped = try run(
            [order("1", 0, "k")], [leave("u", 1, "k"), leave("v", 4, "k")], clicks: [deny, allow])
        #expect(kept.churnLines.count == 1 && dropped.churnLines.count == 2)
        #expect(cost(dropped) == cost(kept) + 1_000_000, "as a prospect's")
        // While it denies, nothing is kept of it: it is worth a prospect each time, and nobody is named.
        let meanwhile = try run(
            [order("1", 0, "k")], [leave("u", 1, "k"), leave("v", 4, "k"), leave("w", 5, "k")], clicks: [deny]
        )
        #expect(meanwhile.churnLines.count == 3 && cost(meanwhile) == cost(kept) + 2_000_000)
        #expect(meanwhile.churnLines[2].contains(#""profile":null,"orders":0,"#))
    }

    @Test("a late answer is priced where it is booked, and blames whom it had before it")
    func late() throws {
        func send(_ id: String, _ minutes: Milliseconds) -> String {
            record(
                id, at: minutes * 60_000, customer: "k",
                #""action":"send","channel":"email","campaign_id":"\#(id)""#)
        }
        var rig = Rig(settings(3, 1), .init(batch: 2))
        try rig.run([
            Feed(.clicks, [send("before", 1), send("after", 3), send("far", 60)]),
            Feed(
                .unsubscribes,
                [
                    record("1", at: 3_600_000, customer: "other", #""channel":"sms""#),
                    record("2", at: 120_000, customer: "k", #""channel":"email""#),
                ]),
        ])
        #expect(rig.sums(.churnCost, .campaign) == ["before": 1_000_000, "(unknown)": 1_000_000])
        #expect(rig.churnLines.first?.contains(#""at":"2026-03-01T10:59:30Z""#) == true)
        // The messages that it had had by then count, both of them.
        #expect(rig.sums(.churnCost, .frequency) == ["email/2": 1_000_000, "sms/0": 1_000_000])
    }
}
