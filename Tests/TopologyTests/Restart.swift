import Events
import Marketing
import Streaming
import Topology

/// The partition of frames that one task reads, with sources that fall idle, come back, and are behind then.
struct FrameLog {
    var frames: [[UInt8]] = []

    /// Settings with idle leases and names that expire soon.
    static func settings() -> Settings {
        var settings = TopologyTests.settings(1, 1)
        settings.idleTimeout = 10_000
        settings.journeys.dedupWindow = 40 * .minute
        return settings
    }

    /// The log of the visitors' or the journeys' only partition.
    init(_ stage: StageName, seed: UInt64, count: Int = 150, isClosed: Bool = false) throws {
        let settings = Self.settings()
        var random = Seeded(state: seed)
        let feeds = Synthetic.feeds(seed: seed, count: count)
        let sources =
            feeds.map { ChannelID.source(stream: $0.stream.rawValue, partition: $0.partition) } + [
                .source(stream: BroadcastTask.Kind.campaigns.stream, partition: 0),
                .source(stream: BroadcastTask.Kind.erasures.stream, partition: 0),
            ]
        var sealed: [(wall: Milliseconds, frame: Outbox.Sealed)] = []
        for kind in [BroadcastTask.Kind.campaigns, .erasures] {
            sealed += Self.notices(kind, sources, settings, &random)
        }
        for (place, feed) in feeds.enumerated() {
            var task = IngestTask(
                stream: feed.stream, partition: feed.partition, sources: sources, settings: settings)
            var (next, wall, quiet) = (0, Milliseconds(place), 0)
            repeat {
                if quiet == 0, random.below(12) == 0 { quiet = 4 + random.below(8) }
                let end = quiet > 0 ? next : min(feed.lines.count, next + random.below(3))
                for offset in next..<end {
                    _ = task.take(
                        feed.lines[offset], offset: Int64(offset), partition: UInt32(feed.partition))
                }
                quiet = max(0, quiet - 1)
                var outbox = Outbox()
                let isLast = isClosed && end == feed.lines.count
                task.seal(into: &outbox, wall: wall, isAtEnd: next == end, isClosed: isLast)
                for frame in outbox.frames { sealed.append((wall, frame)) }
                (next, wall) = (end, wall + 2_500)
            } while next < feed.lines.count
        }
        try route(sealed.sorted { $0.wall < $1.wall }.map(\.frame), to: stage)
    }

    /// A few campaigns and erasures, at the times of the events.
    private static func notices(
        _ kind: BroadcastTask.Kind, _ sources: [ChannelID], _ settings: Settings, _ random: inout Seeded
    ) -> [(wall: Milliseconds, frame: Outbox.Sealed)] {
        var task = BroadcastTask(kind: kind, partition: 0, sources: sources, settings: settings)
        var sealed: [(wall: Milliseconds, frame: Outbox.Sealed)] = []
        var (time, offset) = (start, Int64(0))
        for step in 0..<90 {
            let isQuiet = random.below(5) > 0
            if !isQuiet {
                time += Milliseconds(random.below(12_000_000))
                if kind == .campaigns {
                    var campaign = Catalogue.Campaign()
                    campaign.pool = "p\(random.below(3))"
                    task.take(
                        campaign: random.below(4) == 0 ? nil : campaign, id: "c\(random.below(5))", at: time,
                        offset: offset)
                } else {
                    let (customer, anonymous) = ("k\(random.below(7))", "a\(random.below(9))")
                    task.take(
                        erasureOfCustomer: random.below(3) == 0 ? nil : Array(customer.utf8),
                        anonymous: Array(anonymous.utf8), at: time, offset: offset)
                }
                offset += 1
            }
            var outbox = Outbox()
            let wall = Milliseconds(step) * 2_500 + 7
            task.seal(into: &outbox, wall: wall, isAtEnd: isQuiet)
            for frame in outbox.frames where frame.stage != .pool { sealed.append((wall, frame)) }
        }
        return sealed
    }

    /// The visitors work between, so that the journeys find their frames among those of the sources.
    private mutating func route(_ sealed: [Outbox.Sealed], to stage: StageName) throws {
        var visitors = ProfileTask(stage: .visitors, partition: 0, settings: Self.settings())
        for (number, frame) in sealed.enumerated() {
            if frame.stage == stage { frames.append(frame.bytes) }
            guard frame.stage == .visitors, stage == .journeys else { continue }
            try visitors.receive(frame.bytes, at: Int64(number))
            var outbox = Outbox()
            visitors.advance(into: &outbox)
            frames += outbox.frames.filter { $0.stage == .journeys }.map(\.bytes)
        }
    }
}

/// One task's run over a log: what it does when, and what came out and was committed.
///
/// A limit counts timers, too, and a task that was restored has none of those that were outlived: so with
/// limits the same things leave it in other frames.
struct Run {
    enum Step {
        case take(Int)
        case advance(Int)
        case commit
    }

    /// Everything that leaves a task.
    struct Output: Equatable {
        var frames: [[UInt8]] = []
        var behind: [Int64] = []
        var erased: [Outbox.Erased] = []

        mutating func take(_ outbox: inout Outbox) {
            frames += outbox.frames.map(\.bytes)
            behind += outbox.behind.map { $0.offset << 8 | Int64($0.stream) << 4 | Int64($0.partition) }
            erased += outbox.erased
            outbox = Outbox()
        }
    }

    let stage: StageName
    let log: FrameLog
    let steps: [Step]
    var random: Seeded
    /// Of how many commits one is followed by a restart; 0: none.
    var killsOneOf = 0
    /// Whether the state log is cut where a restore needs it no longer.
    var cuts = false
    private(set) var restarts = 0
    private(set) var stateLog: [Outbox.StateFrame] = []
    private(set) var output = Output()
    private(set) var digests: [UInt64] = []

    init(
        _ stage: StageName, _ log: FrameLog, seed: UInt64, killsOneOf: Int = 0, cuts: Bool = false,
        isLimited: Bool = false
    ) {
        self.stage = stage
        self.log = log
        self.killsOneOf = killsOneOf
        self.cuts = cuts
        var plan = Seeded(state: seed)
        var (steps, left): ([Step], Int) = ([], log.frames.count)
        while left > 0 {
            let count = min(left, 1 + plan.below(6))
            left -= count
            steps.append(.take(count))
            for _ in 0...plan.below(3) {
                let limit = [1, 2, 5, 20, .max][plan.below(5)]
                steps.append(.advance(isLimited ? limit : .max))
            }
            if plan.below(2) == 0 { steps.append(.commit) }
        }
        self.steps = steps + [.advance(.max), .commit]
        random = Seeded(state: seed &+ 77)
    }

    mutating func run() throws -> ProfileTask {
        let settings = FrameLog.settings()
        var task = ProfileTask(stage: stage, partition: 0, settings: settings, keepsLog: true)
        var (outbox, pending) = (Outbox(), Output())
        var (commit, place, committedPlace) = (UInt64(0), 0, 0)
        var committedNext: Int64 = 0
        while place < steps.count {
            switch steps[place] {
            case .take(let count):
                for _ in 0..<count {
                    let next = task.nextOffset
                    try task.receive(log.frames[Int(next)], at: next)
                }
            case .advance(let limit): task.advance(into: &outbox, limit: limit)
            case .commit:
                commit += 1
                task.writeState(commit: commit, into: &outbox)
                keep(outbox.state)
                pending.take(&outbox)
                output.frames += pending.frames
                output.behind += pending.behind
                output.erased += pending.erased
                pending = Output()
                (committedPlace, committedNext) = (place + 1, task.nextOffset)
                digests.append(task.digest)
            }
            place += 1
            // What was done since the commit is done again: whatever was sent of it was never committed.
            guard killsOneOf > 0, commit > 0, restarts < 40, random.below(killsOneOf) == 0 else { continue }
            restarts += 1
            (outbox, pending, place) = (Outbox(), Output(), committedPlace)
            task = try restored(commit)
            var silent = Outbox()
            while task.nextOffset < committedNext {
                let next = task.nextOffset
                try task.receive(log.frames[Int(next)], at: next)
                if task.nextOffset < committedNext { task.advance(into: &silent) }
            }
            guard silent.frames.isEmpty, silent.behind.isEmpty, silent.erased.isEmpty,
                task.digest == digests.last
            else {
                throw Mismatch(place: place)
            }
        }
        return task
    }

    struct Mismatch: Error {
        let place: Int
    }

    private func restored(_ commit: UInt64) throws -> ProfileTask {
        var restore = ProfileRestore(
            stage: stage, partition: 0, settings: FrameLog.settings(), commit: commit)
        for frame in stateLog where try restore.take(frame.bytes) { break }
        return try restore.finish()
    }

    private mutating func keep(_ frames: [Outbox.StateFrame]) {
        for frame in frames {
            stateLog.append(frame)
            guard cuts, frame.opensCycle else { continue }
            let openings = stateLog.indices.filter { stateLog[$0].opensCycle }
            if openings.count > 1 { stateLog.removeFirst(openings[openings.count - 2]) }
        }
    }
}
