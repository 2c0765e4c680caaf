internal import Dispatch
internal import Marketing
internal import Streaming
internal import Topology

/// All tasks of all stages in one process: frames go from hand to hand instead of through Kafka.
///
/// The tasks of a stage share nothing, so they work side by side on all cores; what they send is put together in the
/// order of their numbers, so that the output does not depend on who was first.
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

    /// No event before this time is still to be worked off.
    var released: Milliseconds {
        (visitors + journeys).map(\.released).min() ?? Channels.closed
    }

    var tally: Tally { (visitors + journeys).reduce(Tally()) { $0 + $1.tally } }

    var peopleCount: Int { (visitors + journeys).reduce(0) { $0 + $1.peopleCount } }

    func totals(of dimension: Dimension) -> [PoolTask.Total] { pools.flatMap { $0.totals(of: dimension) } }

    /// Takes the frames of ingest through all stages; the outbox then holds the records that are due.
    mutating func run(_ outbox: inout Outbox) throws(FrameError) {
        var post = Post(profiles: visitors.count, pools: pools.count)
        post.sort(&outbox)
        try Self.work(&visitors, &post.visitors, &outbox) { task, frame throws(FrameError) in
            try task.receive(frame, at: task.nextOffset)
        } advance: {
            $0.advance(into: &$1)
        }
        post.sort(&outbox)
        try Self.work(&journeys, &post.journeys, &outbox) { task, frame throws(FrameError) in
            try task.receive(frame, at: task.nextOffset)
        } advance: {
            $0.advance(into: &$1)
        }
        post.sort(&outbox)
        try Self.work(&pools, &post.pools, &outbox) { task, frame throws(FrameError) in
            try task.receive(frame)
        } advance: {
            $0.advance(into: &$1)
        }
        metricCount += outbox.metricCount
    }

    /// Lets every task take its frames and work off what is due, all tasks at once.
    private static func work<Task: Sendable>(
        _ tasks: inout [Task], _ frames: inout [[[UInt8]]], _ outbox: inout Outbox,
        receive: @Sendable (inout Task, [UInt8]) throws(FrameError) -> Void,
        advance: @Sendable (inout Task, inout Outbox) -> Void
    ) throws(FrameError) {
        var results = tasks.map { _ in TaskResult() }
        let post = frames
        // Safe: every iteration has a task and a result of its own, and all have ended when the call returns.
        unsafe tasks.withUnsafeMutableBufferPointer { tasks in
            unsafe results.withUnsafeMutableBufferPointer { results in
                nonisolated(unsafe) let (tasks, results) = unsafe (tasks, results)
                DispatchQueue.concurrentPerform(iterations: post.count) { index in
                    do throws(FrameError) {
                        for frame in post[index] { try unsafe receive(&tasks[index], frame) }
                        unsafe advance(&tasks[index], &results[index].outbox)
                    } catch {
                        unsafe results[index].failure = error
                    }
                }
            }
        }
        for index in frames.indices { frames[index].removeAll(keepingCapacity: true) }
        for result in results {
            if let failure = result.failure { throw failure }
            outbox.append(result.outbox)
        }
    }
}

/// What a task sent, or why it stopped.
private struct TaskResult: Sendable {
    var outbox = Outbox()
    var failure: FrameError?
}

/// Frames by the task that reads them.
private struct Post {
    var visitors: [[[UInt8]]]
    var journeys: [[[UInt8]]]
    var pools: [[[UInt8]]]

    init(profiles: Int, pools: Int) {
        visitors = Array(repeating: [], count: profiles)
        journeys = visitors
        self.pools = Array(repeating: [], count: pools)
    }

    /// Takes the frames out of an outbox.
    mutating func sort(_ outbox: inout Outbox) {
        for frame in outbox.frames {
            switch frame.stage {
            case .visitors: visitors[frame.partition].append(frame.bytes)
            case .journeys: journeys[frame.partition].append(frame.bytes)
            case .pool: pools[frame.partition].append(frame.bytes)
            }
        }
        outbox.frames.removeAll()
    }
}
