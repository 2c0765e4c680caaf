internal import Marketing
internal import Streaming
internal import Topology

/// All tasks of all stages in one process: frames go from hand to hand instead of through Kafka.
struct StageRunner {
    private var visitors: [ProfileTask]
    private var journeys: [ProfileTask]
    private var pools: [PoolTask]
    /// How many `metrics` records were written.
    private(set) var metricCount = 0

    init(settings: Settings) {
        let profiles = 0..<settings.profilePartitions
        visitors = profiles.map { ProfileTask(stage: .visitors, partition: $0, settings: settings) }
        journeys = profiles.map { ProfileTask(stage: .journeys, partition: $0, settings: settings) }
        pools = (0..<settings.poolPartitions).map { PoolTask(partition: $0, settings: settings) }
    }

    /// Whether every channel has ended, and all that was in it has come out.
    var isClosed: Bool { pools.allSatisfy(\.isClosed) }

    var tally: Tally { (visitors + journeys).reduce(Tally()) { $0 + $1.tally } }

    var peopleCount: Int { (visitors + journeys).reduce(0) { $0 + $1.peopleCount } }

    func totals(of dimension: Dimension) -> [PoolTask.Total] { pools.flatMap { $0.totals(of: dimension) } }

    /// Takes the frames of ingest through all stages; the outbox then holds the records that are due.
    mutating func run(_ outbox: inout Outbox) throws(FrameError) {
        try deliver(&outbox)
        for index in visitors.indices { visitors[index].advance(into: &outbox) }
        try deliver(&outbox)
        for index in journeys.indices { journeys[index].advance(into: &outbox) }
        try deliver(&outbox)
        for index in pools.indices { pools[index].advance(into: &outbox) }
        metricCount += outbox.metricCount
    }

    private mutating func deliver(_ outbox: inout Outbox) throws(FrameError) {
        for frame in outbox.frames {
            switch frame.stage {
            case .visitors:
                let next = visitors[frame.partition].nextOffset
                try visitors[frame.partition].receive(frame.bytes, at: next)
            case .journeys:
                let next = journeys[frame.partition].nextOffset
                try journeys[frame.partition].receive(frame.bytes, at: next)
            case .pool: try pools[frame.partition].receive(frame.bytes)
            }
        }
        outbox.frames.removeAll()
    }
}
