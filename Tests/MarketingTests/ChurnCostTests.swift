import Events
import Marketing
import Mathematics
import Streaming
import Testing

@Suite("What negative answers are booked as")
struct ChurnCostTests {
    @Test("a second answer on a channel counts and costs nothing, one after coming back costs again")
    func twice() {
        var people = Leavers()
        people.answer(1)
        #expect(people.cost == 1_000_000, "a tenth of what a prospect is worth")
        people.answer(2, .spamComplaint)
        #expect(people.cost == 1_000_000 && people.sums(.unsubscribes, .channel) == ["email": 2])
        people.answer(3, .resubscribe)
        #expect(people.cost == 0)
        people.answer(4, .resubscribe)
        #expect(people.cost == 0 && people.sums(.resubscribes, .channel) == ["email": 2])
        people.answer(5, .spamComplaint)
        #expect(people.cost == 1_500_000)
        #expect(people.lines.count == 3)
    }

    @Test("coming back books minus the cost wherever it was charged, in its own window")
    func back() {
        var people = Leavers(
            Leavers.rules,
            Leavers.catalogue(["a": ("x", "crm", "net"), "b": ("y", "crm", nil), "c": (nil, nil, nil)]))
        people.touch(0, .send, "a", on: "email")
        people.touch(0.1, .send, "b", on: "email")
        people.touch(0.2, .send, "c", on: "email", pool: "x")
        people.answer(1, pool: "x", device: "mobile")
        let dimensions: [Dimension] = [
            .pool, .campaign, .team, .partner, .channel, .device, .activity, .presence, .frequency,
        ]
        for dimension in dimensions { #expect(!people.sums(.churnCost, dimension).isEmpty, "\(dimension)") }
        #expect(
            people.sums(.churnCost, .campaign) == ["x/a": 333_333, "y/b": 333_333, "x/c": 333_334])
        // What would be blamed now is somebody else.
        people.touch(2, .send, "d", on: "email")
        people.answer(3, .resubscribe, pool: "z")
        for dimension in dimensions { #expect(people.sums(.churnCost, dimension).isEmpty, "\(dimension)") }
        #expect(people.sums(.resubscribes, .campaign).keys.sorted() == ["x/a", "y/b", "z/c", "z/d"])
        #expect(people.sums(.resubscribes, .frequency).isEmpty)
        let minus = people.shop.journeys.facts.entries.filter { $0.measure == .churnCost && $0.value < 0 }
        let minute = Int32((Shop.start + 3 * 86_400_000) / 60_000)
        #expect(!minus.isEmpty && minus.allSatisfy { $0.pane == minute })
    }

    @Test("all closings of a profile together cost at most what it is worth")
    func cap() {
        var rules = Leavers.rules
        rules.churn.priors = ["email": Decimal(mantissa: 6, scale: 1), "sms": Decimal(mantissa: 6, scale: 1)]
        var people = Leavers(rules)
        people.answer(1)
        people.answer(2, from: "sms")
        people.answer(3, from: "push")
        #expect(people.sums(.churnCost, .channel) == ["email": 6_000_000, "sms": 4_000_000])
        #expect(people.lines.count == 2, "what costs nothing has no line")
        // What is taken back makes room again.
        people.answer(4, .resubscribe)
        people.answer(5, from: "app")
        #expect(people.sums(.churnCost, .channel) == ["sms": 4_000_000, "app": 1_000_000])
        people.answer(6, from: "push")
        #expect(people.cost == 5_000_000, "push is closed already, and stays so")
    }

    @Test("the own campaign is blamed alone; else those of the seven days before, both ends inclusive")
    func window() {
        let late = 7.0 + 1.0 / 86_400_000
        for (day, own, expected) in [
            (7.0, nil, ["a": 1_000_000]), (late, nil, ["(unknown)": 1_000_000]),
            (9.0, 7.0, ["a": 1_000_000]), (9.0, late, ["(unknown)": 1_000_000]),
            (9.0, 0.0, ["a": 1_000_000]), (9.0, -1.0 / 86_400_000, ["(unknown)": 1_000_000]),
        ] as [(Double, Double?, [String: Int128])] {
            var people = Leavers()
            people.touch(0, .send, "a", on: "email")
            people.touch(0, .send, "other", on: "sms")
            people.touch(0, .send, on: "email")
            people.answer(day, own: own)
            #expect(people.sums(.churnCost, .campaign) == expected, "\(day) \(own ?? day)")
            var named = Leavers()
            named.touch(0, .send, "a", on: "email")
            named.answer(day, blaming: "b", own: own)
            #expect(named.sums(.churnCost, .campaign) == ["b": 1_000_000])
        }
    }

    @Test("campaigns share in proportion, truncated; what remains goes to the one with the latest")
    func proportion() {
        var people = Leavers(
            Leavers.rules, Leavers.catalogue(["a": ("x", "crm", "net"), "b": ("x", "crm", "other")]))
        people.touch(0, .open, "a", on: "email")
        people.touch(1, .send, "b", on: "email")
        people.touch(2, .click, "a", on: "email")
        people.touch(3, .send, "b", on: "email")
        people.touch(4, .send, "a", on: "email")
        people.touch(5, .send, "c", on: "email")
        people.touch(5.5, .send, "b", on: "email")
        people.answer(6, pool: "x")
        #expect(
            people.sums(.churnCost, .campaign) == ["x/a": 428_571, "x/c": 142_857, "x/b": 428_572])
        #expect(people.sums(.churnCost, .team) == ["x/crm": 857_143], "once, with all its campaigns")
        #expect(people.sums(.churnCost, .partner) == ["x/net": 428_571, "x/other": 428_572])
        #expect(people.sums(.unsubscribes, .team) == ["x/crm": 1])
        #expect(people.sums(.churnCost, .pool) == ["x/x": 1_000_000])
    }

    @Test(
        "what orders brought through the channel is its share, less refunds; an unknown refund changes nothing"
    )
    func shares() throws {
        let k = try #require(Leavers.model?.meanOrder)
        func cost(_ change: (inout Leavers) -> Void) -> (Int128, PurchaseHistory) {
            var people = Leavers()
            people.touch(0, .click, "a", on: "email")
            people.purchase(0.1, 40_000_000, reference: 1)
            people.touch(20, .click, "b", on: "search")
            people.purchase(40, 60_000_000, reference: 2)
            change(&people)
            people.answer(60)
            var history = PurchaseHistory(day: Leavers.day(0.1), value: 40_000_000)
            history.add(day: Leavers.day(40), value: 60_000_000)
            return (people.cost, history)
        }
        func expected(_ own: Int64, _ whole: Int64, _ history: PurchaseHistory) -> Int128 {
            let top = Int128(own) * 10 + Int128(k)
            return roundedHalfToEven(
                Int128(Leavers.residual(history, at: 60)) * top, dividedBy: (Int128(whole) + Int128(k)) * 10)
        }
        // The second order's credit: half to the email of 40 days before is too old, so all to search.
        let (plain, history) = cost { _ in }
        #expect(plain == expected(40_000_000, 100_000_000, history) && plain > 0)
        let (less, same) = cost { $0.purchase(50, 10_000_000, .refund, reference: 1) }
        #expect(same == history && less == expected(30_000_000, 90_000_000, history))
        let (other, _) = cost { $0.purchase(50, 10_000_000, .refund, reference: 2) }
        #expect(other == expected(40_000_000, 90_000_000, history))
        let (unknown, _) = cost { $0.purchase(50, 10_000_000, .refund, reference: 9) }
        #expect(unknown == plain)
    }

    @Test("orders of one day of UTC are one, also just before midnight, and gross of refunds")
    func days() {
        // The shop opens at 10:00 UTC.
        let midnight = 14.0 / 24
        for (second, isOne) in [
            (midnight - 1.0 / 86_400_000, true), (midnight, false),
        ] {
            var people = Leavers()
            people.purchase(0, 20_000_000, reference: 1)
            people.purchase(second, 30_000_000, reference: 2)
            people.purchase(second, 15_000_000, .refund, reference: 2)
            people.answer(9, blaming: "a")
            let first = Leavers.day(0)
            let history =
                isOne
                ? PurchaseHistory(day: first, value: 50_000_000)
                : PurchaseHistory(
                    firstDay: first, lastDay: first + 1, repeats: 1, firstValue: 20_000_000,
                    repeatValue: 30_000_000)
            let residual = people.lines.first.map { $0.contains(Self.member("residual", history, at: 9)) }
            #expect(residual == true, "\(people.lines)")
            #expect(people.lines.first?.contains(#""orders":\#(isOne ? 1 : 2),"#) == true)
        }
    }

    private static func member(_ name: String, _ history: PurchaseHistory, at day: Double) -> String {
        var text: [UInt8] = []
        text.appendMillionths(Int128(Leavers.residual(history, at: day)))
        return "\"\(name)\":\(String(decoding: text, as: UTF8.self)),"
    }

    @Test("without parameters channels close and open, and nothing is priced")
    func unpriced() {
        var people = Leavers(JourneyRules())
        people.answer(1, blaming: "a")
        people.answer(2)
        people.answer(3, .resubscribe)
        #expect(people.sums(.churnCost, .pool).isEmpty && people.sums(.unsubscribes, .pool) == ["default": 2])
        #expect(people.lines.count == 2)
        #expect(
            people.lines[0].hasSuffix(
                #""residual":null,"share":null,"severity":1.0,"cost":null,"#
                    + #""campaigns":[{"pool":"default","campaign":"a","cost":null}]}"#))
        #expect(people.lines[1].contains(#""cost":null,"campaigns":[{"pool":"default","campaign":"a""#))
    }

    @Test("who keeps nothing is worth a prospect, each time")
    func guest() {
        var people = Leavers()
        people.answer(1, profile: nil)
        people.answer(2, .resubscribe, profile: nil)
        people.answer(3, profile: nil)
        #expect(people.cost == 2_000_000 && people.sums(.unsubscribes, .presence).isEmpty)
        #expect(people.lines.count == 2 && people.lines[0].contains(#""profile":null"#))
    }

    @Test("a line says what it rests on, and one of coming back what it takes away")
    func line() {
        var people = Leavers()
        people.touch(0, .send, "a", on: "email")
        people.answer(1, .loyaltyExit)
        people.answer(2, .resubscribe)
        let head = #","pool":"default","kind":"#
        let profile = #","channel":"email","profile":"00000000000000010000000000000001","orders":0,"#
        let figures = #""recency_days":0,"age_days":0,"n":1,"#
        #expect(
            people.lines == [
                #"{"at":"2026-03-02T10:00:00Z""# + head + #""loyalty_exit""# + profile + figures
                    + #""residual":10.0,"share":0.1,"severity":2.0,"cost":2.0,"#
                    + #""campaigns":[{"pool":"default","campaign":"a","cost":2.0}]}"#,
                #"{"at":"2026-03-03T10:00:00Z""# + head + #""resubscribe""# + profile + figures
                    + #""residual":null,"share":null,"severity":null,"cost":-2.0,"#
                    + #""campaigns":[{"pool":"default","campaign":"a","cost":-2.0}]}"#,
            ])
    }
}
