import Events
import Kafka
import Streaming
import Topology

@testable import KafkaRuntime

/// A lane on a planned log, with one partition of everything.
final class PlannedLane {
    let lane: Lane<PlannedLog>
    let log: PlannedLog
    let heard = Heard()
    private let restorer: PlannedRestorer
    private let clock = PlannedClock()
    private var sent: Int64 = 0

    static let source = TopicPartition("clicks", 0)
    static let dead = TopicPartition("dead-letters", 0)
    static let stages = ["visitors", "journeys", "facts"].map { TopicPartition("shop.\($0)", 0) }

    init() throws {
        var options = WorkerOptions()
        options.application = "shop"
        options.sources = [.clicks: ["clicks"]]
        options.commitInterval = 20
        options.outputs.dead = Self.dead.topic
        options.keepsLogs = true
        var settings = Settings()
        (settings.profilePartitions, settings.poolPartitions) = (1, 1)
        let board = Board()
        board.setSources([Self.source], retired: [])
        log = PlannedLog([Self.source] + Self.stages)
        restorer = PlannedRestorer(log, settings)
        let heard = heard
        lane = Lane(
            number: 0, options: options, settings: settings,
            layout: Layout(options, profilePartitions: 1, poolPartitions: 1), log: log, board: board,
            restorer: restorer, clock: clock,
            readers: TopicReaders(
                campaign: { _, _ in .failure(RecordRefusal(code: "none", message: "none")) },
                erasure: { _ in .failure(RecordRefusal(code: "none", message: "none")) }),
            report: { heard.take($0) })
        try lane.start()
        try step { lane.seats.count == 4 }
    }

    /// The commits that restores were asked for.
    var restored: [UInt64] { restorer.commits }

    /// Sends a click, and a record that is none and goes to the dead letters.
    func send() {
        let time = PlannedClock.start + sent * 1_000
        let click = #"{"event_id":"e\#(sent)","event_time":\#(time),"anonymous_id":"a\#(sent % 3)"}"#
        log.append(Array(click.utf8), to: Self.source)
        log.append(Array("none \(sent)".utf8), to: Self.source)
        sent += 2
    }

    /// Steps until all that was sent is committed, and nothing that is planned is left.
    func commitAll() throws {
        try step { [self] in
            log.offsets[Self.source]?.offset == sent && log.ends.isEmpty
                && lane.seats.allSatisfy { $0.state == .working }
        }
        // What the source has sent on is worked off with the next commits.
        for _ in 0..<20 { try once() }
    }

    func step(until isOver: () -> Bool) throws {
        for _ in 0..<1_000 {
            if isOver() { return }
            try once()
        }
        throw TookTooLong(events: heard.events.map { "\($0)" })
    }

    private func once() throws {
        clock.elapsed += 10
        try lane.step()
    }
}

/// Time that passes with the steps.
private final class PlannedClock: LaneClock {
    /// 2026-03-01.
    static let start: Milliseconds = 1_772_323_200_000
    var elapsed: Milliseconds = 0
    var wall: Milliseconds { Self.start + elapsed }
}

/// Reads state logs at once.
private final class PlannedRestorer: Restorer {
    private let log: PlannedLog
    private let settings: Settings
    private(set) var commits: [UInt64] = []
    private var done: [Restored] = []

    init(_ log: PlannedLog, _ settings: Settings) {
        self.log = log
        self.settings = settings
    }

    func restore(_ partition: TopicPartition, kind: TaskKind, commit: UInt64) {
        commits.append(commit)
        var restoring = Restoring(partition, kind: kind, commit: commit, settings: settings)
        var outcome = Restored.Outcome.failed("its state log ends before commit \(commit)")
        let state = TopicPartition(Layout.state(of: partition.topic), partition.partition)
        do throws(FrameError) {
            for value in log.values(of: state) {
                guard try restoring.take(value) else { continue }
                outcome = try restoring.finish()
                break
            }
        } catch { outcome = .failed("its state log is damaged: \(error)") }
        done.append(Restored(partition: partition, commit: commit, outcome: outcome))
    }

    func cancel(_ partition: TopicPartition) { done.removeAll { $0.partition == partition } }

    func takeRestored() -> [Restored] {
        defer { done = [] }
        return done
    }
}
