import Events
import Marketing
import Mathematics
import Streaming
import Topology

/// One source partition and its records.
struct Feed {
    var stream: Events.Stream
    var partition = 0
    var lines: [String]

    init(_ stream: Events.Stream, _ lines: [String], partition: Int = 0) {
        (self.stream, self.partition, self.lines) = (stream, partition, lines)
    }
}

/// All stages in memory, driven by hand: frames are delivered in any order that keeps each channel's own.
struct Rig {
    /// How frames travel.
    struct Transport {
        var seed: UInt64 = 1
        /// How many records a source reads before it seals.
        var batch = 3
        /// Whether frames are delivered again, one in three.
        var repeats = false
        /// The place, in the order of delivery, of a frame that is lost.
        var loses: Int?
        /// How many events a task releases at a time.
        var limit = Int.max
    }

    private struct Address: Hashable {
        let stage: StageName
        let partition: Int
        let channel: ChannelID
    }

    let settings: Settings
    private var transport: Transport
    private var random: Seeded
    private var visitors: [ProfileTask]
    private var journeys: [ProfileTask]
    private var pools: [PoolTask]
    private var queues: [(address: Address, frames: [[UInt8]])] = []
    private var delivered = 0
    private(set) var metrics: [UInt8] = []
    private var churn: [ChurnEvent] = []
    /// Where the range of the lost frame began.
    private(set) var lostFrom: Int64?
    private(set) var outcomes: [IngestTask.Outcome] = []

    init(_ settings: Settings, _ transport: Transport = Transport()) {
        self.settings = settings
        self.transport = transport
        random = Seeded(state: transport.seed)
        let profiles = 0..<settings.profilePartitions
        visitors = profiles.map { ProfileTask(stage: .visitors, partition: $0, settings: settings) }
        journeys = profiles.map { ProfileTask(stage: .journeys, partition: $0, settings: settings) }
        pools = (0..<settings.poolPartitions).map { _ in PoolTask(settings: settings) }
    }

    /// Reads feeds to their end, and lets everything through; `isClosed: false` leaves the sources open.
    mutating func run(_ feeds: [Feed], isClosed: Bool = true) throws {
        let channels = feeds.map { ChannelID.source(stream: $0.stream.rawValue, partition: $0.partition) }
        for feed in feeds {
            var task = IngestTask(
                stream: feed.stream, partition: feed.partition, sources: channels, settings: settings)
            var outbox = Outbox()
            for (offset, line) in feed.lines.enumerated() {
                outcomes.append(task.take(line, offset: Int64(offset), partition: UInt32(feed.partition)))
                if (offset + 1) % transport.batch == 0 { task.seal(into: &outbox) }
            }
            task.seal(into: &outbox, isClosed: isClosed)
            try queue(&outbox)
        }
        try drain()
    }

    var tally: Tally { (visitors + journeys).reduce(Tally()) { $0 + $1.tally } }
    var profileCount: Int { (visitors + journeys).reduce(0) { $0 + $1.profileCount } }
    var bufferedCount: Int { (visitors + journeys).reduce(0) { $0 + $1.bufferedCount } }
    var isClosed: Bool { pools.allSatisfy(\.isClosed) }

    /// The records, sorted: the order between partitions is nobody's promise.
    var records: [String] {
        String(decoding: metrics, as: UTF8.self).split(separator: "\n").map(String.init).sorted()
    }

    /// What negative answers cost, in the order of the events.
    var churnLines: [String] {
        churn.sorted(by: ChurnEvent.precedes).map { String(decoding: $0.line, as: UTF8.self) }
    }

    /// A measure's sums by key, without those that are 0; a key outside the pool `default` reads `pool/key`.
    func sums(_ measure: Measure, _ dimension: Dimension) -> [String: Int128] {
        var sums: [String: Int128] = [:]
        for total in pools.flatMap({ $0.totals(of: dimension) }) where total[measure] != 0 {
            sums[total.pool == "default" ? total.key : "\(total.pool)/\(total.key)"] = total[measure]
        }
        return sums
    }

    func total(_ measure: Measure) -> Int128 { sums(measure, .pool).values.reduce(0, +) }

    private mutating func queue(_ outbox: inout Outbox) throws {
        for frame in outbox.frames {
            let channel = try Frame.decode(frame.bytes, digest: settings.digest).0.channel
            let address = Address(stage: frame.stage, partition: frame.partition, channel: channel)
            if let index = queues.firstIndex(where: { $0.address == address }) {
                queues[index].frames.append(frame.bytes)
            } else {
                queues.append((address, [frame.bytes]))
            }
        }
        metrics += outbox.metrics
        churn += outbox.churnEvents
        outbox = Outbox()
    }

    private mutating func drain() throws {
        while !queues.isEmpty {
            let index = random.below(queues.count)
            let address = queues[index].address
            let bytes = queues[index].frames.removeFirst()
            if queues[index].frames.isEmpty { queues.remove(at: index) }
            delivered += 1
            if transport.loses == delivered {
                lostFrom = try Frame.decode(bytes, digest: settings.digest).0.from
                continue
            }
            try deliver(bytes, address)
            if transport.repeats, random.below(3) == 0 { try deliver(bytes, address) }
            if queues.isEmpty || random.below(4) == 0 { try advance() }
        }
    }

    private mutating func deliver(_ bytes: [UInt8], _ address: Address) throws {
        let place = address.partition
        switch address.stage {
        case .visitors:
            let next = visitors[place].nextOffset
            try visitors[place].receive(bytes, at: next)
        case .journeys:
            let next = journeys[place].nextOffset
            try journeys[place].receive(bytes, at: next)
        case .pool: try pools[place].receive(bytes)
        }
    }

    /// Lets every task work once; where nothing else is to come, until nothing is left.
    private mutating func advance() throws {
        var (outbox, isWorking) = (Outbox(), false)
        for index in visitors.indices {
            let isMore = visitors[index].advance(into: &outbox, limit: transport.limit)
            isWorking = isMore || isWorking
        }
        for index in journeys.indices {
            let isMore = journeys[index].advance(into: &outbox, limit: transport.limit)
            isWorking = isMore || isWorking
        }
        for index in pools.indices { pools[index].advance(into: &outbox) }
        try queue(&outbox)
        if isWorking, queues.isEmpty { try advance() }
    }
}

extension IngestTask {
    mutating func take(_ line: String, offset: Int64, partition: UInt32) -> Outcome {
        let bytes = Array(line.utf8)
        let padded = bytes + Array(repeating: 0, count: Record.padding)
        return unsafe padded.withUnsafeBytes { buffer in
            var record = unsafe Record(paddedBytes: UnsafeRawBufferPointer(rebasing: buffer[..<bytes.count]))
            record.offset = offset
            record.partition = partition
            return take(record)
        }
    }
}

/// 2026-03-01T10:00:00Z.
let start: Milliseconds = 1_772_359_200_000

/// A record as JSON, some milliseconds after `start`; what is nil is not there.
func record(
    _ id: String, at time: Milliseconds, customer: String? = nil, anonymous: String? = nil,
    _ more: String = ""
) -> String {
    var text = #"{"event_id":"\#(id)","event_time":\#(start + time)"#
    if let customer { text += #","customer_id":"\#(customer)""# }
    if let anonymous { text += #","anonymous_id":"\#(anonymous)""# }
    return text + (more.isEmpty ? "" : "," + more) + "}"
}

/// Small settings: two partitions of each stage, minutes and days only; churn is priced, prospects are worth 10.
func settings(_ profiles: Int = 2, _ pools: Int = 2) -> Settings {
    var settings = Settings()
    settings.profilePartitions = profiles
    settings.poolPartitions = pools
    settings.windows.aligned = [.minute, .day]
    settings.windows.sliding = []
    settings.windows.earlyInterval = nil
    settings.journeys.churn.model = cdnow
    settings.journeys.churn.prospectValue = 10_000_000
    return settings
}

/// CDNOW's customers.
private let cdnow: LifetimeModel? = {
    let parameters = try? LifetimeParameters(
        r: 0.2426, alpha: 4.4135, a: 0.7929, b: 2.4258, p: 6.2488, q: 3.7446, v: 15.4477)
    return parameters.map { LifetimeModel($0, marginRate: Decimal(mantissa: 3, scale: 1)) }
}()
