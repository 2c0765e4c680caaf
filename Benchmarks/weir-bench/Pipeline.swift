internal import Events
internal import Market
internal import Marketing
internal import Operations
internal import Streaming
internal import Topology

/// All tasks of all stages, driven as `Replay` drives them, but each stage timed for itself.
///
/// Frames go from stage to stage batch by batch, so each stage finds its input as warm as in a replay.
struct Pipeline {
    private static let batch = 65_536
    private static let turn = 4_096

    private let sources: [BenchSource]
    private var visitors: [ProfileTask]
    private var journeys: [ProfileTask]
    private var pools: [PoolTask]
    private(set) var metricCount = 0
    private(set) var metricBytes = 0
    /// Bytes of frames, by the stage that reads them.
    private(set) var frameBytes: [StageName: Int] = [:]

    init(_ sample: MarketSample, _ settings: Settings) {
        let channels = sample.streams.map { ChannelID.source(stream: $0.stream.rawValue, partition: 0) }
        sources = sample.streams.map { BenchSource($0, channels, settings) }
        let profiles = 0..<settings.profilePartitions
        visitors = profiles.map { ProfileTask(stage: .visitors, partition: $0, settings: settings) }
        journeys = profiles.map { ProfileTask(stage: .journeys, partition: $0, settings: settings) }
        pools = (0..<settings.poolPartitions).map { _ in PoolTask(settings: settings) }
    }

    /// Runs all events through the stages up to and including the last one asked for.
    mutating func run(upTo last: Stage, _ meter: inout Meter) throws(FrameError) {
        while sources.contains(where: { !$0.isAtEnd }) {
            var frames = Outbox()
            meter.measure(.ingest) { ingest(into: &frames) }
            guard last != .ingest else { continue }
            try meter.measure(.visitors) { () throws(FrameError) in
                try deliver(.visitors, &frames)
                for index in visitors.indices { visitors[index].advance(into: &frames) }
            }
            guard last != .visitors else { continue }
            try meter.measure(.journeys) { () throws(FrameError) in
                try deliver(.journeys, &frames)
                for index in journeys.indices { journeys[index].advance(into: &frames) }
            }
            guard last != .journeys else { continue }
            try meter.measure(.pool) { () throws(FrameError) in
                try deliver(.pool, &frames)
                for index in pools.indices { pools[index].advance(into: &frames) }
            }
            metricCount += frames.metricCount
            metricBytes += frames.metrics.count
        }
    }

    /// Reads about a batch, always of the stream whose events are the oldest, and seals it.
    private func ingest(into frames: inout Outbox) {
        var count = 0
        while count < Self.batch {
            guard let source = sources.filter(\.hasMore).min(by: { $0.newest < $1.newest })
            else { break }
            count += source.read(limit: Self.turn)
        }
        for source in sources { source.seal(into: &frames) }
    }

    /// Hands over the frames of one stage and drops them.
    private mutating func deliver(_ stage: StageName, _ outbox: inout Outbox) throws(FrameError) {
        for frame in outbox.frames where frame.stage == stage {
            frameBytes[stage, default: 0] += frame.bytes.count
            switch stage {
            case .visitors:
                let next = visitors[frame.partition].nextOffset
                try visitors[frame.partition].receive(frame.bytes, at: next)
            case .journeys:
                let next = journeys[frame.partition].nextOffset
                try journeys[frame.partition].receive(frame.bytes, at: next)
            case .pool: try pools[frame.partition].receive(frame.bytes)
            }
        }
        outbox.frames.removeAll { $0.stage == stage }
    }

    /// What became of the events of both stages.
    var tally: Tally { (visitors + journeys).reduce(Tally()) { $0 + $1.tally } }

    /// How many profiles there are in both stages.
    var profileCount: Int { (visitors + journeys).reduce(0) { $0 + $1.profileCount } }

    /// How many people there are as far as known, as the replay counts them.
    var peopleCount: Int { (visitors + journeys).reduce(0) { $0 + $1.peopleCount } }

    /// How many of the profiles are visitors.
    var visitorCount: Int { visitors.reduce(0) { $0 + $1.profileCount } }

    /// What unique profiles cost: the blocks of all sightings, those in use and those free.
    var sightingBytes: Int { (visitors + journeys).reduce(0) { $0 + $1.sightingBytes } }

    /// Whether every pool has written its last window.
    var isClosed: Bool { pools.allSatisfy(\.isClosed) }

    var records: Int { sources.reduce(0) { $0 + $1.records } }
    var late: Int { sources.reduce(0) { $0 + $1.late } }
    var dead: Int { sources.reduce(0) { $0 + $1.dead } }

    /// What a replay of the same events must come to.
    var outcome: StageOutcome {
        StageOutcome(
            tally: tally, late: late, profiles: peopleCount,
            totals: ChannelTotals.lines(pools.flatMap { $0.totals(of: .channel) }))
    }

    /// Checks that nothing was lost or made up on the way.
    func checkBalance(_ sample: MarketSample, upTo last: Stage) throws(CommandFailure) {
        try check(records, is: sample.count, "the number of records ingested")
        try check(dead, is: sample.summary.broken, "the number of dead letters")
        try check(late <= sample.summary.late, "\(late) late, the market held back \(sample.summary.late)")
        guard last == .journeys || last == .pool else { return }
        let accounted = tally.processed + tally.duplicates + tally.withheld + late + dead
        try check(accounted, is: sample.count, "the number of records accounted for")
        try check(
            tally.duplicates <= sample.summary.duplicates,
            "\(tally.duplicates) duplicates, the market wrote \(sample.summary.duplicates)")
        guard last == .pool else { return }
        try check(isClosed, "not every window was written")
    }
}

/// What the stages came to; kept instead of the tasks, whose memory the replay is not to find in its way.
struct StageOutcome {
    let tally: Tally
    let late: Int
    let profiles: Int
    /// The sums of all channels, as text.
    let totals: [String]
}

/// Sums by channel in a form that can be compared.
enum ChannelTotals {
    /// All but unique profiles, which depend on the sizes of the windows.
    private static let measures: [Measure] = {
        let unique = Set((0..<Measure.uniqueSizes).map { Measure.unique($0) })
        return Measure.allCases.filter { !unique.contains($0) }
    }()

    static func lines(_ totals: [PoolTask.Total]) -> [String] {
        totals.map { total in
            let sums = measures.map { "\(total[$0])" }.joined(separator: " ")
            return "\(total.pool) \(total.key) \(sums)"
        }.sorted()
    }
}

/// One stream with its ingest task; a class because a task can be in no array, entered once a turn.
final class BenchSource {
    private let lines: Lines
    private var task: IngestTask
    private var next = 0

    init(_ lines: Lines, _ channels: [ChannelID], _ settings: Settings) {
        self.lines = lines
        task = IngestTask(stream: lines.stream, partition: 0, sources: channels, settings: settings)
    }

    /// Whether all was read and the channel was closed.
    private(set) var isAtEnd = false
    var hasMore: Bool { next < lines.count }
    var newest: Milliseconds { task.newest }
    var records: Int { task.records }
    var late: Int { task.late }
    var dead: Int { task.dead }

    /// Reads up to `limit` records, and tells how many.
    func read(limit: Int) -> Int {
        let range = next..<min(next + limit, lines.count)
        Self.read(lines, range, &task)
        next = range.upperBound
        return range.count
    }

    private static func read(_ lines: Lines, _ range: Range<Int>, _ task: inout IngestTask) {
        lines.forEachRecord(range) { _ = task.take($0) }
    }

    /// Seals what was read, and closes the channel at the end.
    func seal(into outbox: inout Outbox) {
        task.seal(into: &outbox, isClosed: !hasMore)
        isAtEnd = !hasMore
    }
}
