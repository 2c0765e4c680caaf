internal import Dispatch
internal import Kafka
internal import Streaming
internal import Synchronization
internal import Topology

/// Reads the state of tasks, beside the lane that waits for them.
protocol Restorer: AnyObject {
    /// Asks for a task as of a commit.
    func restore(_ partition: TopicPartition, kind: TaskKind, commit: UInt64)
    /// The task is somebody else's by now.
    func cancel(_ partition: TopicPartition)
    /// What is ready.
    func takeRestored() -> [Restored]
}

/// A task with its state, or why there is none.
struct Restored: Sendable {
    enum Outcome: Sendable {
        case profiles(ProfileTask)
        case pool(PoolTask)
        case failed(String)
    }

    let partition: TopicPartition
    let commit: UInt64
    let outcome: Outcome
    var profiles = 0
    var milliseconds = 0
}

/// The state of one task while its log is read: one of the two is there.
struct Restoring {
    private var profileRestore: ProfileRestore?
    private var poolRestore: PoolRestore?

    init(_ partition: TopicPartition, kind: TaskKind, commit: UInt64, settings: Settings) {
        let number = Int(partition.partition)
        switch kind {
        case .pool: poolRestore = PoolRestore(partition: number, settings: settings, commit: commit)
        default:
            profileRestore = ProfileRestore(
                stage: kind == .visitors ? .visitors : .journeys, partition: number, settings: settings,
                commit: commit)
        }
    }

    /// Takes a frame; true once the wanted commit was read.
    mutating func take(_ bytes: [UInt8]) throws(FrameError) -> Bool {
        // Changed where it stands: a copy of a table that large would cost more than the reading.
        if let isDone = try profileRestore?.take(bytes) { return isDone }
        return try poolRestore?.take(bytes) ?? false
    }

    var profiles: Int { profileRestore?.profileCount ?? 0 }

    func finish() throws(FrameError) -> Restored.Outcome {
        if let task = try profileRestore?.finish() { return .profiles(task) }
        if let task = try poolRestore?.finish() { return .pool(task) }
        throw .damaged
    }
}

/// What is to be restored, and what was: between a lane and its restoring thread.
final class RestoreQueue: Sendable {
    struct Request: Sendable {
        let partition: TopicPartition
        let kind: TaskKind
        let commit: UInt64
    }

    private struct State {
        var waiting: [Request] = []
        var current: Request?
        var isCancelled = false
        var done: [Restored] = []
        var isClosed = false
    }

    private let state = Mutex(State())
    private let signal = DispatchSemaphore(value: 0)

    func add(_ request: Request) {
        state.withLock { $0.waiting.append(request) }
        signal.signal()
    }

    func cancel(_ partition: TopicPartition) {
        state.withLock { state in
            state.waiting.removeAll { $0.partition == partition }
            if state.current?.partition == partition { state.isCancelled = true }
        }
    }

    /// Waits for the next request; nil once the queue is closed.
    func next() -> Request? {
        while true {
            signal.wait()
            let (request, isClosed) = state.withLock { state -> (Request?, Bool) in
                guard !state.isClosed, !state.waiting.isEmpty else { return (nil, state.isClosed) }
                let request = state.waiting.removeFirst()
                state.current = request
                state.isCancelled = false
                return (request, false)
            }
            if isClosed { return nil }
            if let request { return request }
        }
    }

    /// Whether the current request still stands.
    var isWanted: Bool { state.withLock { !$0.isCancelled && !$0.isClosed } }

    func finish(_ restored: Restored) {
        state.withLock { state in
            if !state.isCancelled { state.done.append(restored) }
            state.current = nil
        }
    }

    func takeDone() -> [Restored] {
        state.withLock { state in
            defer { state.done = [] }
            return state.done
        }
    }

    func close() {
        state.withLock { $0.isClosed = true }
        signal.signal()
    }
}
