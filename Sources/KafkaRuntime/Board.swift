public import Kafka
internal import Streaming
internal import Synchronization

/// What lanes and the worker's own thread tell each other.
final class Board: Sendable {
    /// What is to be cut off internal topics: everything before these offsets.
    struct Cuts {
        var offsets: [TopicPartition: Int64] = [:]
    }

    private struct State {
        var isStopping = false
        var failure: WorkerFailure?
        var sources: [TopicPartition] = []
        var retired: [ChannelID] = []
        var committedTimes: [TopicPartition: SourceTime] = [:]
        var ownTimes: [Int: [TopicPartition: SourceTime]] = [:]
        var isMemoryFull = false
        var cuts = Cuts()
        var tallies: [Int: LaneTally] = [:]
        var ended = 0
        /// What each lane does, since when, and how far its sources are that it should read.
        var looks: [Int: Watchdog.Look] = [:]
        /// Lanes that are to get new clients.
        var restarts: Set<Int> = []
    }

    private let state = Mutex(State())

    /// Whether lanes are to commit what they have, and to end.
    var isStopping: Bool { state.withLock(\.isStopping) }

    func stop() { state.withLock { $0.isStopping = true } }

    /// Ends the worker, because of a lane.
    func fail(_ failure: WorkerFailure) {
        state.withLock { state in
            state.failure = state.failure ?? failure
            state.isStopping = true
        }
    }

    var failure: WorkerFailure? { state.withLock(\.failure) }

    /// A lane has ended.
    func end(lane: Int? = nil) {
        state.withLock { state in
            state.ended += 1
            if let lane { state.looks[lane] = nil }
        }
    }
    var ended: Int { state.withLock(\.ended) }

    /// All source partitions that there are, and the channels of topics taken from the configuration.
    var sources: (known: [TopicPartition], retired: [ChannelID]) {
        state.withLock { ($0.sources, $0.retired) }
    }

    func setSources(_ known: [TopicPartition], retired: [ChannelID]) {
        state.withLock { state in
            state.sources = known
            state.retired = retired
        }
    }

    /// How far the sources are, as their commits say: those of other workers, a second ago.
    func setCommittedTimes(_ times: [TopicPartition: SourceTime]) {
        state.withLock { $0.committedTimes = times }
    }

    /// How far a lane's own sources are, now; returns the slowest source of the whole application that others
    /// must wait for, nil while one of them has not been heard.
    func post(_ times: [TopicPartition: SourceTime], lane: Int) -> Milliseconds? {
        state.withLock { state in
            state.ownTimes[lane] = times
            var all = state.committedTimes
            for own in state.ownTimes.values { all.merge(own) { _, own in own } }
            var slowest = Milliseconds.max
            for time in all.values {
                switch time {
                case .out: continue
                case .unheard: return nil
                case .at(let time): slowest = min(slowest, time)
                }
            }
            return slowest
        }
    }

    /// A lane begins to do something.
    func enter(_ phase: LanePhase, lane: Int, at time: Milliseconds) {
        state.withLock { state in
            var look = state.looks[lane] ?? .init(lane: lane, phase: phase, since: time, reached: [:])
            (look.phase, look.since) = (phase, time)
            state.looks[lane] = look
        }
    }

    /// How far a lane's sources are that it should read.
    func post(reached: [TopicPartition: Int64], lane: Int) {
        state.withLock { $0.looks[lane]?.reached = reached }
    }

    /// What is seen of the lanes that have not ended.
    var looks: [Watchdog.Look] { state.withLock { Array($0.looks.values) } }

    /// Asks for new clients of a lane.
    func restart(lane: Int) { state.withLock { _ = $0.restarts.insert(lane) } }

    /// Whether a lane is to get new clients; asked once.
    func takeRestart(lane: Int) -> Bool { state.withLock { $0.restarts.remove(lane) != nil } }

    var isMemoryFull: Bool { state.withLock(\.isMemoryFull) }
    func setMemoryFull(_ isFull: Bool) { state.withLock { $0.isMemoryFull = isFull } }

    /// Asks for everything before an offset to be cut off.
    func cut(_ partition: TopicPartition, before offset: Int64) {
        state.withLock { state in
            state.cuts.offsets[partition] = max(offset, state.cuts.offsets[partition] ?? 0)
        }
    }

    func takeCuts() -> Cuts {
        state.withLock { state in
            defer { state.cuts = Cuts() }
            return state.cuts
        }
    }

    func post(_ tally: LaneTally, lane: Int) {
        state.withLock { state in
            var tally = tally
            // Times since the last look: those that nobody has looked at yet stay.
            tally.commitTimes = (state.tallies[lane]?.commitTimes ?? []) + tally.commitTimes
            state.tallies[lane] = tally
        }
    }

    /// What all lanes have posted; the times of commits are handed out once.
    func takeTallies() -> [LaneTally] {
        state.withLock { state in
            defer { for lane in state.tallies.keys { state.tallies[lane]?.commitTimes = [] } }
            return state.tallies.sorted { $0.key < $1.key }.map(\.value)
        }
    }
}

/// How far a source partition is, for those that must not run ahead of it.
enum SourceTime: Equatable, Sendable {
    /// Nothing was read of it yet.
    case unheard
    /// Its newest event time.
    case at(Milliseconds)
    /// It holds nobody: idle, or at its end.
    case out
}

/// Why a worker ends before it was told to.
public enum WorkerFailure: Error, Sendable {
    /// Kafka does not answer, or refuses.
    case kafka(KafkaError)
    /// Another worker has the same name.
    case fenced(instance: String)
    /// A topic is missing or unfit; each line says which and what to do.
    case topics([String])
    /// The configuration that decides numbers is another one than that of the state.
    case configuration(changes: [String])
    /// Partitions of internal topics are fixed once there is state.
    case partitions(profiles: Int, pools: Int)
    /// The application was run to its end; there is nothing to go on with.
    case ended
    /// The process takes more memory than it may, in bytes.
    case memory(used: Int, limit: Int)
    /// The process has as many files open as it may.
    case openFiles(limit: Int)
    /// A file cannot be written.
    case cannotWrite(path: String, reason: String)
    /// A lane does not get on, and new clients did not help.
    case stalled(lane: Int, LanePhase, seconds: Int)
    /// A defect of Weir.
    case bug(String)

    /// Whether what is open is better given up than committed: there is nothing left to do it with.
    var isLimit: Bool {
        switch self {
        case .memory, .openFiles: true
        default: false
        }
    }
}
