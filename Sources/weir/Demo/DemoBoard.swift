internal import Kafka
internal import KafkaRuntime
internal import Streaming
internal import Synchronization

/// What the threads of the demo tell each other.
final class DemoBoard: Sendable {
    private struct State {
        var isStopping = false
        var hasWorkerEnded = false
        var failure: DemoFailure?
        var clock: Milliseconds
        var fed = 0
        var committed: [String: Int] = [:]
        var assigned = 0
        var hasCaughtUp = false
        var isHeld = false
        var summary: WorkerSummary?
    }

    /// What the feeder has done, and how much of it was counted.
    struct Feed: Sendable {
        /// The market's time.
        var clock: Milliseconds
        /// Records sent.
        var fed: Int
        /// Records that Weir has read and committed.
        var committed: Int
        /// The market has come to the present.
        var hasCaughtUp: Bool
        /// The market waits for Weir.
        var isHeld: Bool

        /// Records sent and not committed yet.
        var lag: Int { max(0, fed - committed) }
    }

    private let state: Mutex<State>

    init(start: Milliseconds) { state = Mutex(State(clock: start)) }

    /// Whether everything is to end.
    var isStopping: Bool { state.withLock(\.isStopping) }
    func stop() { state.withLock { $0.isStopping = true } }

    var hasWorkerEnded: Bool { state.withLock(\.hasWorkerEnded) }
    func endWorker() { state.withLock { $0.hasWorkerEnded = true } }

    /// Ends the demo, because something cannot go on.
    func fail(_ failure: DemoFailure) {
        state.withLock { state in
            state.failure = state.failure ?? failure
            state.isStopping = true
        }
    }
    var failure: DemoFailure? { state.withLock(\.failure) }

    var feed: Feed {
        state.withLock { state in
            Feed(
                clock: state.clock, fed: state.fed, committed: state.committed.values.reduce(0, +),
                hasCaughtUp: state.hasCaughtUp, isHeld: state.isHeld)
        }
    }

    /// The feeder has sent what arrives up to a time.
    func setFeed(clock: Milliseconds, fed: Int, isHeld: Bool, hasCaughtUp: Bool) {
        state.withLock { state in
            state.clock = clock
            state.fed = fed
            state.isHeld = isHeld
            state.hasCaughtUp = hasCaughtUp
        }
    }

    /// Records that were committed, by topic.
    var committed: [String: Int] { state.withLock(\.committed) }
    func setCommitted(_ counts: [String: Int]) { state.withLock { $0.committed = counts } }

    /// Whether the lanes have the sources.
    var isReading: Bool { state.withLock { $0.assigned >= 2 * DemoOptions.partitions } }
    func addAssigned(sources: Int) { state.withLock { $0.assigned += sources } }

    var summary: WorkerSummary? { state.withLock(\.summary) }
    func setSummary(_ summary: WorkerSummary) { state.withLock { $0.summary = summary } }
}

/// Why the demo ends before its time.
enum DemoFailure: Error, Sendable {
    case worker(WorkerFailure)
    case broker(KafkaError)
    case stopped(String)
}
