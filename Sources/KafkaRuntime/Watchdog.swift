internal import Kafka
internal import Streaming

/// What a lane does at a moment: the name of what hangs, where something does.
public enum LanePhase: String, Sendable, CaseIterable {
    /// Connecting, and making its first transaction.
    case joining
    /// Waiting for the group, and for records.
    case polling
    /// Asking from where its partitions go on.
    case assigning
    /// Reading records, and working on them.
    case working
    /// Committing.
    case committing
    /// Giving a transaction up.
    case aborting
    /// Leaving.
    case leaving
}

/// Finds out which lanes do not get on, and what is to be done about it.
///
/// A lane that does not come back from what it does cannot be stopped, for a thread cannot be: the process has to
/// end. One that comes round, but does not get on with records that are there, gets new clients first.
struct Watchdog {
    /// What is seen of a lane.
    struct Look {
        var lane: Int
        var phase: LanePhase
        /// Since when it does that.
        var since: Milliseconds
        /// How far each source is that it should read, by what is committed or was found to be the end.
        var reached: [TopicPartition: Int64]
    }

    enum Verdict: Equatable {
        /// Say so.
        case stalled(lane: Int, LanePhase, at: TopicPartition?, milliseconds: Milliseconds)
        /// Give it new clients.
        case restart(lane: Int)
        /// End the process.
        case giveUp(lane: Int, LanePhase, milliseconds: Milliseconds)
    }

    /// How long it may take until it is told.
    static let patience: Milliseconds = .minute
    /// Until there are new clients.
    static let restartAfter: Milliseconds = 3 * .minute
    /// Until the process ends: more than all time-outs of one step together.
    static let giveUpAfter: Milliseconds = 6 * .minute

    private struct Wait {
        var reached: Int64
        var since: Milliseconds
    }

    private var waits: [Int: [TopicPartition: Wait]] = [:]
    private var restarted: Set<Int> = []

    /// Looks at all lanes.
    ///
    /// - Parameters:
    ///   - looks: what is seen of them.
    ///   - ends: where source partitions end, as far as that is known.
    ///   - now: a clock that never falls.
    /// - Returns: what is to be done.
    mutating func judge(
        _ looks: [Look], ends: [TopicPartition: Int64], now: Milliseconds
    ) -> [Verdict] {
        looks.flatMap { look in
            let hanging = now - look.since
            if hanging >= Self.patience { return verdicts(look, at: nil, after: hanging, canRestart: false) }
            guard let (partition, waiting) = longestWait(look, ends, now), waiting >= Self.patience else {
                return []
            }
            return verdicts(look, at: partition, after: waiting, canRestart: true)
        }
    }

    private mutating func verdicts(
        _ look: Look, at partition: TopicPartition?, after time: Milliseconds, canRestart: Bool
    ) -> [Verdict] {
        guard time < Self.giveUpAfter else {
            return [.giveUp(lane: look.lane, look.phase, milliseconds: time)]
        }
        var verdicts = [Verdict.stalled(lane: look.lane, look.phase, at: partition, milliseconds: time)]
        if canRestart, time >= Self.restartAfter, restarted.insert(look.lane).inserted {
            verdicts.append(.restart(lane: look.lane))
        }
        return verdicts
    }

    /// The partition that has had records for the longest time without getting on.
    private mutating func longestWait(
        _ look: Look, _ ends: [TopicPartition: Int64], _ now: Milliseconds
    ) -> (TopicPartition, Milliseconds)? {
        var kept: [TopicPartition: Wait] = [:]
        for (partition, reached) in look.reached {
            // An end that is not known is no reason to wait: the brokers may be away.
            guard let end = ends[partition], end > reached else { continue }
            let former = waits[look.lane]?[partition]
            kept[partition] = former?.reached == reached ? former : Wait(reached: reached, since: now)
        }
        waits[look.lane] = kept
        if kept.allSatisfy({ $0.value.since == now }) { restarted.remove(look.lane) }
        return kept.min { ($0.value.since, $0.key) < ($1.value.since, $1.key) }
            .map { ($0.key, now - $0.value.since) }
    }
}
