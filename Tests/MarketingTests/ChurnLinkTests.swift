import Events
import Mathematics
import Streaming
import Testing

@testable import Marketing

@Suite("Two histories of one person become one")
struct ChurnLinkTests {
    @Test("order days that both have are one, first, last or between", arguments: Array(1...40) as [UInt64])
    func days(seed: UInt64) throws {
        var random = Seeded(state: seed)
        var people = Leavers(profiles: 2)
        var days: [Int: Int64] = [:]
        for day in 0..<(2 + random.below(30)) {
            for profile in 0..<2 where random.below(3) == 0 {
                people.purchase(Double(day * 5), Int64(1 + day) * 1_000_000, profile: profile)
                days[day * 5, default: 0] += Int64(1 + day) * 1_000_000
            }
        }
        people.link(1, to: 0)
        people.purchase(400, 7_000_000)
        days[400] = 7_000_000
        let first = try #require(days.keys.min())
        let expected = PurchaseHistory(
            firstDay: Leavers.day(Double(first)), lastDay: Leavers.day(400), repeats: Int32(days.count - 1),
            firstValue: days[first] ?? 0, repeatValue: days.values.reduce(0, +) - (days[first] ?? 0))
        let store = people.shop.journeys.store
        let account = StoredAccount(store.accounts, store.profiles[people.shop.slots[0]].account)
        #expect(account.history == expected, "seed \(seed)")
        let decoded = OrderDays.decode(account.days[...], first: expected.firstDay)
        #expect(decoded == days.keys.sorted().map { Leavers.day(Double($0)) }, "seed \(seed)")
        #expect(
            store.accounts.credited(.absent, in: store.profiles[people.shop.slots[0]].account).whole
                == days.values.reduce(0, +))
    }

    @Test("of a channel's states the later changed one wins; where it is closed in both, the costs add up")
    func closings() {
        // What the visitor (1) and the customer (0) did on which day, and what remains after the link and a return.
        typealias Step = (day: Double, profile: Int, kind: AnswerKind)
        let cases: [(steps: [Step], isClosed: Bool, open: Int128, rest: Int128)] = [
            ([(1, 0, .unsubscribe)], true, 1_000_000, 0), ([(1, 1, .unsubscribe)], true, 1_000_000, 0),
            ([(1, 0, .unsubscribe), (2, 1, .unsubscribe)], true, 2_000_000, 0),
            ([(1, 1, .unsubscribe), (2, 1, .resubscribe), (3, 0, .unsubscribe)], true, 1_000_000, 0),
            // Dropped unbooked: what the earlier state cost stays.
            ([(1, 0, .unsubscribe), (2, 1, .unsubscribe), (3, 1, .resubscribe)], false, 0, 1_000_000),
            ([(1, 1, .unsubscribe), (2, 0, .unsubscribe), (3, 0, .resubscribe)], false, 0, 1_000_000),
            // A return from a channel that was open changes nothing.
            ([(1, 0, .unsubscribe), (2, 1, .resubscribe)], true, 1_000_000, 0),
        ]
        for (steps, isClosed, open, rest) in cases {
            var people = Leavers(profiles: 2)
            for step in steps {
                people.answer(step.day, step.kind, blaming: "c\(step.day)", profile: step.profile)
            }
            people.link(1, to: 0)
            let store = people.shop.journeys.store
            let (account, email) = (store.profiles[people.shop.slots[0]].account, people.shop.name("email"))
            #expect(store.accounts.isClosed(email, in: account) == isClosed, "\(steps)")
            #expect(store.accounts.openCost(in: account) == open, "\(steps)")
            people.answer(9, .resubscribe)
            #expect(people.cost == rest, "\(steps)")
            if rest == 0 { #expect(people.sums(.churnCost, .campaign).isEmpty, "\(steps)") }
        }
    }

    @Test("messages are counted over both, since the last answer of either")
    func messages() {
        // Messages by email of both by day, then answers, and the number of the next message.
        for (messages, answers, expected) in [
            ([(1.0, 0), (2, 1), (3, 0)], [], "email/4"),
            ([(1, 0), (2, 1), (3, 0)], [(1.5, 1)], "email/3"),
            ([(1, 0), (2, 1), (3, 0)], [(3.5, 1)], "email/1"),
            ([(1, 0), (2, 0), (3, 0)], [(2, 1)], "email/2"),
            // A pause in one is none in both.
            ([(0, 0), (5, 1), (10, 0)], [], "email/4"),
            ([(0, 0), (10, 0), (10.5, 1)], [], "email/3"),
        ] as [([(Double, Int)], [(Double, Int)], String)] {
            var people = Leavers(profiles: 2)
            let steps =
                messages.map { ($0.0, $0.1, Action.send) } + answers.map { ($0.0, $0.1, Action.click) }
            for (day, profile, action) in steps.sorted(by: { $0.0 < $1.0 }) {
                people.touch(day, action, on: action == .send ? "email" : "web", profile: profile)
            }
            people.link(1, to: 0)
            let before = people.sums(.messages, .frequency)
            people.touch((steps.map(\.0).max() ?? 0) + 0.6, .send, on: "email")
            let after = people.sums(.messages, .frequency)
            #expect(after[expected, default: 0] == before[expected, default: 0] + 1, "\(messages) \(answers)")
        }
    }

    @Test("of the messages of one instant and an answer, those before it count no more")
    func instant() {
        for (order, kept) in [(7, true), (5, false), (6, false)] as [(UInt32, Bool)] {
            let message = Message(time: 100, channel: StringID(rawValue: 1), order: order)
            #expect(Message.joined([message], [], since: (100, 6)) == (kept ? [message] : []))
            #expect(Message.joined([], [message], since: (101, 6)).isEmpty)
            #expect(Message.joined([], [message], since: (99, 6)) == [message])
        }
    }

    @Test("credit of both adds up")
    func credit() {
        var people = Leavers(profiles: 2)
        people.touch(0, .click, on: "email", profile: 1)
        people.purchase(1, 3_000_000, profile: 1)
        people.touch(1, .click, on: "email")
        people.purchase(2, 5_000_000)
        people.purchase(2, 2_000_000, profile: 1)
        people.link(1, to: 0)
        let store = people.shop.journeys.store
        let account = store.profiles[people.shop.slots[0]].account
        let credited = store.accounts.credited(people.shop.name("email"), in: account)
        #expect(credited.channel == 10_000_000 && credited.whole == 10_000_000)
        #expect(store.accounts.credited(people.shop.name("sms"), in: account).channel == 0)
    }
}
