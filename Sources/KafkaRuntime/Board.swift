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
    func end() { state.withLock { $0.ended += 1 } }
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
    /// A defect of Weir.
    case bug(String)
}
