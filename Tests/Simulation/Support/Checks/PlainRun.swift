import Events
import Kafka
import Marketing
import Streaming
import Topology

@testable import KafkaRuntime

/// The undisturbed run: every task once, each over all of its input, from hand to hand.
struct PlainRun {
    private let market: SmallMarket
    private let layout: Layout
    private var visitors: [ProfileTask]
    private var journeys: [ProfileTask]
    private var pools: [PoolTask]
    private let isClosed: Bool
    private var result = RunResult()

    /// What comes out, and the state after it; of sources that are closed, or stay open.
    ///
    /// The states of two runs compare only while the sources are open: which of what is over is still kept when
    /// they close depends on who closes first, and decides nothing.
    static func result(of market: SmallMarket, isClosed: Bool) throws -> RunResult {
        var run = PlainRun(market, isClosed: isClosed)
        return try run.run()
    }

    private init(_ market: SmallMarket, isClosed: Bool) {
        self.isClosed = isClosed
        let settings = market.settings
        let profiles = 0..<settings.profilePartitions
        self.market = market
        layout = Layout(
            market.options, profilePartitions: settings.profilePartitions,
            poolPartitions: settings.poolPartitions)
        visitors = profiles.map {
            ProfileTask(stage: .visitors, partition: $0, settings: settings, keepsLog: true)
        }
        journeys = profiles.map {
            ProfileTask(stage: .journeys, partition: $0, settings: settings, keepsLog: true)
        }
        pools = (0..<settings.poolPartitions).map {
            PoolTask(partition: $0, settings: settings, keepsLog: true)
        }
    }

    private mutating func run() throws -> RunResult {
        var outbox = Outbox()
        let channels = market.records.keys.sorted().compactMap { layout.channel(of: $0) }
        for (partition, records) in market.records.sorted(by: { $0.key < $1.key }) {
            switch layout.kind(of: partition.topic) {
            case .source(let stream): ingest(records, stream, partition, channels, into: &outbox)
            case .campaigns: broadcast(records, .campaigns, partition, channels, into: &outbox)
            case .erasures: broadcast(records, .erasures, partition, channels, into: &outbox)
            default: break
            }
        }
        try work(&outbox)
        return result
    }

    private mutating func ingest(
        _ records: [SourceRecord], _ stream: Events.Stream, _ partition: TopicPartition,
        _ channels: [ChannelID], into outbox: inout Outbox
    ) {
        let place = Layout.place(partition)
        var task = IngestTask(
            stream: stream, partition: place, sources: channels, settings: market.settings)
        let buffer = PaddedBuffer()
        for (offset, stored) in records.enumerated() {
            let value = stored.value ?? []
            var record = unsafe value.withUnsafeBytes { unsafe Record(paddedBytes: buffer.copy($0)) }
            record.offset = Int64(offset)
            record.partition = UInt32(truncatingIfNeeded: place)
            record.timestamp = stored.timestamp
            switch task.take(record) {
            case .accepted: break
            case .late: result.aside.add("late \(partition)@\(offset)")
            case .dead(let letter): result.aside.add("\(letter.code.name) \(partition)@\(offset)")
            }
        }
        task.seal(into: &outbox, isClosed: isClosed)
    }

    private mutating func broadcast(
        _ records: [SourceRecord], _ kind: BroadcastTask.Kind, _ partition: TopicPartition,
        _ channels: [ChannelID], into outbox: inout Outbox
    ) {
        var task = BroadcastTask(
            kind: kind, partition: Layout.place(partition), sources: channels, settings: market.settings)
        let readers = MarketReaders.readers
        for (offset, stored) in records.enumerated() {
            let (time, place) = (stored.timestamp, Int64(offset))
            var isRefused = false
            if kind == .campaigns {
                switch readers.campaign(stored.key ?? [], stored.value) {
                case .success(let record):
                    task.take(campaign: record.campaign, id: record.id, at: time, offset: place)
                case .failure: isRefused = true
                }
            } else {
                switch readers.erasure(stored.value) {
                case .success(let record):
                    task.take(
                        erasureOfCustomer: record.customer, anonymous: record.anonymous, at: time,
                        offset: place)
                case .failure: isRefused = true
                }
            }
            guard isRefused else { continue }
            task.skip(offset: place)
            result.aside.add("bad \(partition)@\(offset)")
        }
        task.seal(into: &outbox, wall: 0, isAtEnd: true, isClosed: isClosed)
    }

    private mutating func work(_ outbox: inout Outbox) throws {
        var frames = outbox.frames
        outbox.frames = []
        for index in visitors.indices {
            for frame in frames where frame.stage == .visitors && frame.partition == index {
                try visitors[index].receive(frame.bytes, at: visitors[index].nextOffset)
            }
            visitors[index].advance(into: &outbox)
        }
        frames += outbox.frames
        outbox.frames = []
        for index in journeys.indices {
            for frame in frames where frame.stage == .journeys && frame.partition == index {
                try journeys[index].receive(frame.bytes, at: journeys[index].nextOffset)
            }
            journeys[index].advance(into: &outbox)
        }
        frames += outbox.frames
        for index in pools.indices {
            for frame in frames where frame.stage == .pool && frame.partition == index {
                try pools[index].receive(frame.bytes)
            }
            pools[index].advance(into: &outbox)
        }
        result.released = pools.map(\.released) + (visitors + journeys).map(\.released)
        for index in visitors.indices {
            result.states["\(layout.visitors)[\(index)]"] = visitors[index].contentDigest
            result.states["\(layout.journeys)[\(index)]"] = journeys[index].contentDigest
        }
        for index in pools.indices { result.states["\(layout.facts)[\(index)]"] = pools[index].digest }
        result.addMetrics(of: outbox, application: layout.application)
    }
}
