import Events
import Kafka
import Marketing
import Streaming
import Topology

@testable import KafkaRuntime

/// A record of a source, and when it gets there.
struct SourceRecord {
    var key: [UInt8]?
    var value: [UInt8]?
    var timestamp: Milliseconds
    var arrival: Milliseconds
}

/// A market as small as it can be with everything in it: a few people and campaigns, links, orders, refunds,
/// records that come twice, late or broken, changes of the catalogue, and people who want to be forgotten.
struct SmallMarket {
    private(set) var settings = Settings()
    private(set) var options = WorkerOptions()
    /// By source partition, in the order in which they stand there.
    private(set) var records: [TopicPartition: [SourceRecord]] = [:]
    /// When the last record arrives.
    let span: Milliseconds
    /// Whether sources may fall idle; then what comes out depends on clocks too, by way of the log.
    let hasIdle: Bool
    private var random: Seeded

    /// Event times begin here, so that nothing is in the future of a worker.
    static let start = SimulatedClock.start - 12 * .hour

    init(seed: UInt64) {
        random = Seeded(seed, 2)
        span = Milliseconds(random.within(6_000...16_000))
        hasIdle = random.oneOf(3)
        makeSettings()
        makeOptions()
        let count = random.within(24...90)
        for (stream, topics) in options.sources.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            for topic in topics {
                for number in 0..<(stream == .clicks ? random.within(1...2) : 1) {
                    write(stream, TopicPartition(topic, Int32(number)), count: count)
                }
            }
        }
        if let topic = options.campaigns { writeCampaigns(TopicPartition(topic, 0)) }
        if let topic = options.erasures { writeErasures(TopicPartition(topic, 0)) }
    }

    private mutating func makeSettings() {
        settings.profilePartitions = random.within(1...3)
        settings.poolPartitions = random.within(1...2)
        settings.windows.aligned = random.oneOf(2) ? [.hour, .day] : [.minute, .hour, .day]
        settings.windows.sliding = random.oneOf(3) ? [.init(size: .hour, every: 30 * .minute)] : []
        settings.windows.earlyInterval = nil
        settings.journeys.dedupWindow = random.pick([20 * .minute, .hour, .day])
        settings.journeys.maxTouches = random.pick([2, 5, 64])
        settings.digest = 0x5EED
        if hasIdle { settings.idleTimeout = Milliseconds(random.pick([600, 1_200, 2_500])) }
        var campaign = Catalogue.Campaign()
        campaign.pool = "p1"
        settings.catalogue.campaigns["c1"] = campaign
    }

    private mutating func makeOptions() {
        options.sources = [.clicks: ["clicks"], .purchases: ["orders"]]
        if random.oneOf(2) { options.sources[.beacons] = ["beacons"] }
        if random.oneOf(2) { options.sources[.unsubscribes] = ["unsubs"] }
        if random.oneOf(2) { options.campaigns = "campaigns" }
        if random.oneOf(2) { options.erasures = "erasures" }
        options.commitInterval = random.pick([100, 200, 200, 700])
        options.maxLead = random.pick([10 * .minute, 100 * .hour, 100 * .hour])
    }

    private mutating func write(_ stream: Events.Stream, _ partition: TopicPartition, count: Int) {
        var time = Self.start
        var lines: [String] = []
        let most = stream == .clicks ? count : count / 3 + 1
        for number in 0..<most {
            time += Milliseconds(random.oneOf(8) ? random.below(3_000_000) : random.below(150_000))
            var offset = random.below(30_000)
            if random.oneOf(20) { offset += 60_000 }
            let id = "\(partition)-\(number)"
            lines.append(line(stream, id, max(Self.start, time - Milliseconds(offset))))
            if random.oneOf(9), let last = lines.last { lines.append(last) }
            if random.oneOf(15) {
                lines.append(random.pick(["", "{", "{\"event_id\":\"x\"}", "[1]", "\u{1}"]))
            }
        }
        lay(lines.map { (nil, Array($0.utf8), SimulatedClock.start) }, to: partition)
    }

    /// Spreads records over the span, or puts most of them there at once.
    private mutating func lay(
        _ lines: [(key: [UInt8]?, value: [UInt8]?, timestamp: Milliseconds)], to partition: TopicPartition
    ) {
        let isThere = random.oneOf(4)
        let arrivals = lines.map { _ in isThere ? 0 : Milliseconds(random.below(Int(span))) }.sorted()
        records[partition] = zip(lines, arrivals).map {
            SourceRecord(key: $0.key, value: $0.value, timestamp: $0.timestamp, arrival: $1)
        }
    }

    private mutating func line(_ stream: Events.Stream, _ id: String, _ time: Milliseconds) -> String {
        var text = #"{"event_id":"\#(id)","event_time":\#(time)"#
        let isNamed = stream == .unsubscribes || stream == .beacons
        let customer = random.oneOf(2) || stream == .unsubscribes
        if customer { text += #","customer_id":"k\#(random.below(5))""# }
        if random.oneOf(2) || (isNamed && !customer) { text += #","anonymous_id":"a\#(random.below(6))""# }
        text += body(stream)
        if random.oneOf(15) { text += #","consent":{"analytics":\#(random.oneOf(2))}"# }
        if random.oneOf(9) { text += #","pool":"p\#(random.below(3))""# }
        return text + "}"
    }

    private mutating func body(_ stream: Events.Stream) -> String {
        let campaign = random.oneOf(3) ? "" : #","campaign_id":"c\#(random.below(4))""#
        switch stream {
        case .clicks:
            let action = random.pick(["view", "click", "open", "impression", "cart", "cost"])
            let named = action == "cost" && campaign.isEmpty ? #","campaign_id":"c9""# : campaign
            let cost =
                action == "cost" ? #","cost":\#(random.below(100)),"report_id":"r\#(random.below(3))""# : ""
            return #","action":"\#(action)","channel":"\#(random.pick(["email", "web"]))""# + named + cost
        case .beacons:
            return #","store_id":"s1","zone":"z\#(random.below(2))","signal":"ping""#
        case .purchases:
            let kind = random.pick(["order", "order", "order", "refund", "delivery"])
            return #","kind":"\#(kind)","order_id":"o\#(random.below(20))","#
                + #""value":\#(random.below(1_000)).37"# + campaign
        case .unsubscribes:
            return #","channel":"email","kind":"\#(random.pick(["unsubscribe", "resubscribe"]))""# + campaign
        }
    }

    private mutating func writeCampaigns(_ partition: TopicPartition) {
        var time = Self.start
        var lines: [(key: [UInt8]?, value: [UInt8]?, timestamp: Milliseconds)] = []
        for _ in 0..<random.within(1...6) {
            time += Milliseconds(random.below(2_000_000))
            let value = random.oneOf(5) ? nil : random.oneOf(6) ? "bad" : "p\(random.below(3))"
            lines.append((Array("c\(random.below(4))".utf8), value.map { Array($0.utf8) }, time))
        }
        lay(lines, to: partition)
    }

    private mutating func writeErasures(_ partition: TopicPartition) {
        var time = Self.start
        var lines: [(key: [UInt8]?, value: [UInt8]?, timestamp: Milliseconds)] = []
        for _ in 0..<random.within(1...4) {
            time += Milliseconds(random.below(3_000_000))
            let whom = random.pick(["k\(random.below(5))", "a\(random.below(6))", "bad"])
            lines.append((nil, Array(whom.utf8), time))
        }
        lay(lines, to: partition)
    }
}
