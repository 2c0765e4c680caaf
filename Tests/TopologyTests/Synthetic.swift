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
            feeds[index].lines.append(line(feeds[index].stream, id, max(0, time), &random))
            if random.below(9) == 0, let last = feeds[index].lines.last { feeds[index].lines.append(last) }
        }
        return feeds
    }

    private static func line(
        _ stream: Events.Stream, _ id: String, _ time: Milliseconds, _ random: inout Seeded
    ) -> String {
        let isNamed = stream == .unsubscribes || stream == .beacons
        let customer = random.below(2) == 0 || stream == .unsubscribes ? "k\(random.below(7))" : nil
        let anonymous = random.below(2) == 0 || (isNamed && customer == nil) ? "a\(random.below(9))" : nil
        var more = body(stream, &random)
        if random.below(15) == 0 {
            let (analytics, location) = (random.below(2) == 0, random.below(3) == 0)
            more += #","consent":{"analytics":\#(analytics),"location":\#(location)}"#
        }
        if random.below(9) == 0 { more += #","pool":"p\#(random.below(3))""# }
        return record(id, at: time, customer: customer, anonymous: anonymous, more)
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
        case .beacons:
            return #""store_id":"s1","zone":"z\#(random.below(2))","signal":"ping""#
        case .purchases:
            let kind = ["order", "order", "order", "refund", "delivery"][random.below(5)]
            return
                #""kind":"\#(kind)","order_id":"o\#(random.below(30))","value":\#(random.below(1_000_000)).37"#
                + campaign
        case .unsubscribes:
            return #""channel":"email","kind":"\#(["unsubscribe", "resubscribe"][random.below(2)])""#
                + campaign
        }
    }
}
