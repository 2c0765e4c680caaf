internal import Events
internal import Kafka
internal import Streaming
internal import Topology

/// One thread's share of the work: a consumer, a producer, and the tasks that it was assigned.
///
/// A round reads what is there and works on it; a commit makes one transaction of frames, outputs, changed
/// state and the offsets of all its partitions (DESIGN, "Exactly once on librdkafka"). Nothing here knows Kafka
/// but through `LaneLog`, so that the tests can run it on a simulated log.
final class Lane<Log: LaneLog> {
    let number: Int
    let options: WorkerOptions
    let settings: Settings
    let layout: Layout
    let log: Log
    let board: Board
    let restorer: any Restorer
    let clock: any LaneClock
    let readers: TopicReaders
    let report: @Sendable (WorkerEvent) -> Void

    /// What it owns, in the order in which it is drained.
    var seats: [Seat] = []
    /// What it owned before a rebalance, as of its last commit.
    var suspended: [TopicPartition: Seat] = [:]
    /// The member id under which the seats were assigned.
    var member: String?
    var isOpen = false
    /// Whether the log was asked to commit it, and has not said yes.
    var mayBeCommitted = false
    /// Bytes sent in the open transaction.
    var openBytes = 0
    var outbox = Outbox()
    let buffer = PaddedBuffer()
    var tally = LaneTally()
    var lastCommit: Milliseconds = 0
    var lastPost: Milliseconds = 0
    /// Whether the last round left something to read.
    var isBehind = false
    var holds: Set<WorkerEvent.Hold> = []
    /// Partitions whose task met something that it must not go on from.
    var stopped: Set<TopicPartition> = []
    /// How often in a row Kafka did not allow what was to be done.
    var refusals = 0
    /// An assignment that could not be taken over yet.
    var pending: [TopicPartition]?
    /// The newest time of the own sources when somebody had not been heard.
    var leadBase: Milliseconds?
    /// How far sources may read.
    var leadLimit: Milliseconds?
    var lastTimes: Milliseconds = 0
    /// Since when all open sources have been ahead of the slowest one.
    var leadingSince: Milliseconds?
    var lastEarly: Milliseconds = 0
    /// Outcome of the state frames that open a cycle: by token.
    var openings: [UInt64: StageSeat] = [:]
    var nextToken: UInt64 = 1

    init(
        number: Int, options: WorkerOptions, settings: Settings, layout: Layout, log: Log, board: Board,
        restorer: any Restorer, clock: any LaneClock, readers: TopicReaders,
        report: @escaping @Sendable (WorkerEvent) -> Void
    ) {
        self.number = number
        self.options = options
        self.settings = settings
        self.layout = layout
        self.log = log
        self.board = board
        self.restorer = restorer
        self.clock = clock
        self.readers = readers
        self.report = report
    }

    /// Works until told to stop; what is committed then is all there is.
    func run() throws(WorkerFailure) {
        do throws(KafkaError) {
            try start()
            while !board.isStopping { try step() }
            try leave()
        } catch {
            if error.code == .fencedInstanceID || error.code == .fatal {
                throw .fenced(instance: options.instance)
            }
            throw .kafka(error)
        }
    }

    /// Warms up and joins.
    func start() throws(KafkaError) {
        try log.prepare()
        if !options.isAtLeastOnce { try warmUp() }
        try log.subscribe(to: layout.subscription)
        lastCommit = clock.elapsed
    }

    /// One step: what came from outside, a round of work, and a commit where it is due.
    func step() throws(KafkaError) {
        try serve(timeout: 0)
        if pending != nil { try takePending() }
        takeRestored()
        var isBusy = true
        do throws(LaneFault) {
            isBusy = try round()
            try showEarly()
            if isCommitDue { try commit() }
        } catch {
            try recover(from: error)
        }
        // What ends the membership ends the lane: it is no fault of a transaction, to be recovered from.
        if !isBusy { try wait() }
        postTally()
    }

    /// Nothing to do: waits a little for a rebalance, and lets the log work.
    private func wait() throws(KafkaError) {
        log.breathe()
        try serve(timeout: 5)
    }

    /// Serves rebalances, one after the other.
    private func serve(timeout: Int32) throws(KafkaError) {
        var timeout = timeout
        while let event = log.poll(timeout: timeout) {
            timeout = 0
            switch event {
            case .assigned(let partitions):
                pending = partitions
                try takePending()
            case .revoked(let partitions, let isLost): try revoked(partitions, isLost: isLost)
            case .failed(let error):
                if error.isFatal || error.code == .fatal { throw error }
                report(.clientProblem(lane: number, error))
            }
        }
    }

    /// A transaction on every internal partition: the first one takes seconds, so it comes before joining.
    private func warmUp() throws(KafkaError) {
        let began = clock.elapsed
        let header = FrameHeader(
            kind: .warmUp, channel: .visitors(0), from: 0, to: 0, watermark: 0, digest: settings.digest)
        let frame = Frame.encode(header, payload: [])
        try log.begin()
        for (topic, partitions) in layout.internalTopics {
            for partition in 0..<Int32(partitions) {
                try log.send(frame, to: TopicPartition(topic, partition), token: 0)
            }
        }
        try log.commit([])
        report(.warmedUp(lane: number, milliseconds: Int(clock.elapsed - began)))
    }

    /// Commits, and goes: static members keep their partitions unless told to leave for good.
    func leave() throws(KafkaError) {
        do throws(LaneFault) { try commit(isLast: true) } catch { try recover(from: error) }
        log.close(leaving: options.leaves)
    }

    private func postTally() {
        let now = clock.elapsed
        guard now - lastPost >= 250 else { return }
        lastPost = now
        var sum = LaneTally()
        for seat in seats {
            seat.count(into: &sum)
            guard let holder = seat.holder, holder.watermark < sum.watermark ?? .max else { continue }
            (sum.watermark, sum.heldBy) = (holder.watermark, holder.channel)
        }
        (sum.outputs, sum.commits, sum.aborts) = (tally.outputs, tally.commits, tally.aborts)
        sum.commitTimes = tally.commitTimes
        tally.commitTimes = []
        board.post(sum, lane: number)
    }
}

/// Why a round or a commit did not come to its end.
enum LaneFault: Error {
    /// The log refused.
    case kafka(KafkaError)
    /// A task met a frame that it must not go on from.
    case frame(FrameError, TopicPartition)
    /// The member id is another one than at the assignment: the partitions may be somebody else's.
    case memberChanged
}

/// The time, as far as a lane needs it.
protocol LaneClock: AnyObject {
    /// The wall clock, for leases: milliseconds since 1970.
    var wall: Milliseconds { get }
    /// Milliseconds since some moment, never falling.
    var elapsed: Milliseconds { get }
}
