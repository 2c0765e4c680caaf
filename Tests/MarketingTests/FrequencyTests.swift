import Events
import Marketing
import Streaming
import Testing

@Suite("How often people are written to before they answer")
struct FrequencyTests {
    private static let instant = 1.0 / 86_400_000

    @Test("messages count up by channel, from the last answer on any")
    func messages() {
        var people = Leavers()
        people.touch(0, .send, on: "email")
        people.touch(1, .impression, on: "email")
        people.touch(2, .send, on: "sms")
        people.touch(3, .open, on: "email")
        people.touch(4, .send, on: "email")
        people.touch(5, .send)
        #expect(people.sums(.messages, .frequency) == ["email/1": 1, "email/2": 1, "email/3": 1, "sms/1": 1])
        people.touch(6, .view, on: "web")
        people.touch(7, .send, on: "email")
        people.touch(8, .send, on: "sms")
        #expect(people.sums(.messages, .frequency) == ["email/1": 2, "email/2": 1, "email/3": 1, "sms/1": 2])
        #expect(people.sums(.answers, .frequency) == ["web/0": 1])
    }

    @Test("an answer counts under what the channel had reached; an order is one, and none of a channel")
    func answers() {
        var people = Leavers()
        for day in 0..<3 { people.touch(Double(day), .send, on: "email") }
        people.touch(3, .click, on: "email")
        people.touch(3.1, .click, on: "email")
        people.touch(4, .send, on: "email")
        people.purchase(5, 1_000_000)
        people.touch(6, .click, on: "email")
        people.touch(7, .like)
        #expect(people.sums(.answers, .frequency) == ["email/3": 1, "email/0": 2])
    }

    @Test("after more than seven days of silence the count begins anew, on the instant it goes on")
    func pause() {
        for (gap, expected) in [
            (7.0, ["email/1": 1, "email/2": 1]), (7.0 + Self.instant, ["email/1": 2]),
        ] as [(Double, [String: Int128])] {
            var people = Leavers()
            people.touch(0, .send, on: "email")
            people.touch(gap, .send, on: "email")
            #expect(people.sums(.messages, .frequency) == expected, "\(gap)")
            var clicked = Leavers()
            clicked.touch(0, .send, on: "email")
            clicked.touch(gap, .click, on: "email")
            #expect(clicked.sums(.answers, .frequency) == [gap == 7 ? "email/1" : "email/0": 1])
            var left = Leavers()
            left.touch(0, .send, on: "email")
            left.answer(gap)
            #expect(left.sums(.unsubscribes, .frequency) == [gap == 7 ? "email/1" : "email/0": 1])
            #expect(left.sums(.churnCost, .frequency) == [gap == 7 ? "email/1" : "email/0": 1_000_000])
        }
    }

    @Test("twenty are the most")
    func most() {
        var people = Leavers()
        for hour in 0..<25 { people.touch(Double(hour) / 24, .send, on: "email") }
        let sums = people.sums(.messages, .frequency)
        #expect(sums["email/19"] == 1 && sums["email/20"] == 6 && sums.count == 20)
        people.touch(2, .click, on: "email")
        #expect(people.sums(.answers, .frequency) == ["email/20": 1])
    }

    @Test("orders count where the credited touch had answered, less refunds; passive ones and visits nowhere")
    func orders() {
        var people = Leavers()
        people.touch(0, .send, "a", on: "email")
        people.touch(1, .send, "a", on: "email")
        people.touch(2, .click, "a", on: "email", pool: "x")
        people.touch(3, .click, "b", on: "search")
        people.purchase(4, 10_000_000, reference: 1)
        #expect(people.sums(.orders, .frequency) == ["x/email/2": 500_000, "search/0": 500_000])
        #expect(people.sums(.value, .frequency) == ["x/email/2": 5_000_000, "search/0": 5_000_000])
        people.purchase(5, 4_000_000, .refund, reference: 1)
        #expect(people.sums(.orders, .frequency) == ["x/email/2": 500_000, "search/0": 500_000])
        #expect(people.sums(.value, .frequency) == ["x/email/2": 3_000_000, "search/0": 3_000_000])
        var seen = Leavers()
        seen.touch(0, .impression, "a", on: "display")
        seen.purchase(0.5, 10_000_000)
        #expect(seen.sums(.orders, .campaign) == ["a": 1_000_000] && seen.sums(.orders, .frequency).isEmpty)
    }

    @Test("keys hold the channel, encoded where it holds a slash")
    func keys() {
        var people = Leavers()
        people.touch(0, .send, on: "a/b")
        #expect(people.sums(.messages, .frequency) == ["a%2Fb/1": 1])
    }
}
