import Events
import Streaming

/// Small random streams: few ids and campaigns, so that links, repeated records and denials meet; nothing is late.
enum Synthetic {
    static func feeds(seed: UInt64, count: Int) -> [Feed] {
        var random = Seeded(state: seed)
        var feeds = [
            Feed(.clicks, []), Feed(.clicks, [], partition: 1), Feed(.beacons, []), Feed(.purchases, []),
            Feed(.unsubscribes, []),
        ]
        var times = Array(repeating: Milliseconds(0), count: feeds.count)
        for number in 0..<count {
            let index = [0, 0, 0, 1, 1, 2, 3, 3, 4][random.below(9)]
            times[index] += Milliseconds(
                random.below(8) == 0 ? random.below(40_000_000) : random.below(200_000))
            let time = times[index] - Milliseconds(random.below(30_000))
            let id = "\(index)-\(number)"
            if feeds[index].stream == .beacons {
                feeds[index].lines += visit(id, &times[index], &random)
            } else {
                feeds[index].lines.append(line(feeds[index].stream, id, max(0, time), &random))
            }
            if random.below(9) == 0, let last = feeds[index].lines.last { feeds[index].lines.append(last) }
        }
        return feeds
    }

    /// The signals of one profile in one store, from zone to zone, minutes apart: some of one instant only, some
    /// with a gap that ends them, some from a visitor who is linked in the middle.
    private static func visit(
        _ id: String, _ time: inout Milliseconds, _ random: inout Seeded
    ) -> [String] {
        let store = "s\(random.below(3))"
        let anonymous = "a\(random.below(9))"
        let customer = random.below(3) == 0 ? "k\(random.below(7))" : nil
        let count = 1 + random.below(5)
        return (0..<count).map { index in
            let isNamed = customer != nil && index > 0
            var more = #""store_id":"\#(store)","zone":"z\#(random.below(2))""#
            let signal = index == 0 ? "enter" : ["ping", "ping", "exit", "tap"][random.below(4)]
            more += #","signal":"\#(signal)""#
            if random.below(6) == 0 { more += #","sensor":"qr""# }
            if random.below(4) == 0 { more += #","rssi":-\#(60 + random.below(50))"# }
            if random.below(4) == 0 { more += #","campaign_id":"c\#(random.below(5))""# }
            more += person(&random)
            defer { time += Milliseconds(random.below(random.below(6) == 0 ? 1_500_000 : 200_000)) }
            return record(
                "\(id).\(index)", at: max(0, time - Milliseconds(random.below(30_000))),
                customer: isNamed ? customer : nil, anonymous: anonymous, more)
        }
    }

    private static func line(
        _ stream: Events.Stream, _ id: String, _ time: Milliseconds, _ random: inout Seeded
    ) -> String {
        let customer = random.below(2) == 0 || stream == .unsubscribes ? "k\(random.below(7))" : nil
        let anonymous = random.below(2) == 0 ? "a\(random.below(9))" : nil
        let more = body(stream, &random) + person(&random)
        return record(id, at: time, customer: customer, anonymous: anonymous, more)
    }

    /// What any event may say of the person and the budget.
    private static func person(_ random: inout Seeded) -> String {
        var more = ""
        if random.below(15) == 0 {
            let (analytics, location) = (random.below(2) == 0, random.below(3) == 0)
            more += #","consent":{"analytics":\#(analytics),"location":\#(location)}"#
        }
        if random.below(9) == 0 { more += #","pool":"p\#(random.below(3))""# }
        if random.below(6) == 0 { more += #","segment":"g\#(random.below(3))""# }
        if random.below(6) == 0 { more += #","device":"d\#(random.below(2))""# }
        if random.below(6) == 0 { more += #","touchpoint":"t\#(random.below(2))""# }
        return more
    }

    private static func body(_ stream: Events.Stream, _ random: inout Seeded) -> String {
        let campaign = random.below(3) == 0 ? "" : #","campaign_id":"c\#(random.below(5))""#
        switch stream {
        case .clicks:
            let action = ["view", "click", "open", "send", "impression", "cart", "cost"][random.below(7)]
            let cost =
                action == "cost" ? #","cost":\#(random.below(100)),"report_id":"r\#(random.below(3))""# : ""
            let named = action == "cost" && campaign.isEmpty ? #","campaign_id":"c9""# : campaign
            return #""action":"\#(action)","channel":"\#(["email", "web", "search"][random.below(3)])""#
                + named + cost
        case .beacons: return ""
        case .purchases:
            let kind = ["order", "order", "order", "refund", "delivery"][random.below(5)]
            return
                #""kind":"\#(kind)","order_id":"o\#(random.below(30))","value":\#(random.below(1_000_000)).37"#
                + campaign + counter(&random) + items(&random)
        case .unsubscribes:
            return #""channel":"email","kind":"\#(["unsubscribe", "resubscribe"][random.below(2)])""#
                + campaign
        }
    }

    private static func counter(_ random: inout Seeded) -> String {
        let store = random.below(2) == 0 ? #","store_id":"s\#(random.below(3))""# : ""
        return store + (random.below(2) == 0 ? #","sales_channel":"store""# : "")
    }

    private static func items(_ random: inout Seeded) -> String {
        guard random.below(2) == 0 else { return "" }
        let items = (0..<random.below(4)).map { _ in
            #"{"category":"y\#(random.below(3))","quantity":\#(random.below(4)),"price":\#(random.below(90)).5}"#
        }
        return #","items":[\#(items.joined(separator: ","))]"#
    }
}
