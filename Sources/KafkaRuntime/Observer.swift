internal import Glibc
internal import Kafka
internal import Streaming

/// The worker's own thread: looks at the whole application once a second, and does what no lane must wait for.
final class Observer {
    private let options: WorkerOptions
    private let layout: Layout
    private let board: Board
    private let report: @Sendable (WorkerEvent) -> Void
    private let admin: Admin
    private var offsets: [PartitionOffset] = []
    private var lastLook: Milliseconds = 0
    private var lastSources: Milliseconds = 0
    private var lastSummary: Milliseconds
    private var lastMemory: Milliseconds = 0
    private let memory: MemoryGuard
    private var watchdog = Watchdog()
    private var formerRecords = 0
    private var formerOutputs = 0
    /// Retired partitions that were told of.
    private var told: Set<TopicPartition> = []

    private static let timeout: Int32 = 10_000
    private static let lookInterval: Milliseconds = 1_000
    private static let sourceInterval: Milliseconds = 30_000
    private static let summaryInterval: Milliseconds = 10_000
    private static let memoryInterval: Milliseconds = 250
    private static let spareFiles = 16

    init(
        _ options: WorkerOptions, _ layout: Layout, _ board: Board,
        report: @escaping @Sendable (WorkerEvent) -> Void
    ) throws(KafkaError) {
        self.options = options
        self.layout = layout
        self.board = board
        self.report = report
        lastSummary = SystemClock.elapsedNow
        memory = MemoryGuard(limit: options.memoryLimit, group: Resources.memoryOfGroup())
        admin = try Admin(ClientSetup.admin(options))
    }

    /// Finds out which source partitions there are, and which topics are not read any more.
    func findSources() throws(KafkaError) {
        lastSources = SystemClock.elapsedNow
        var known: [TopicPartition] = []
        let metadata = try admin.metadata(topics: layout.sources.map(\.topic), timeout: Self.timeout)
        for (_, topic) in layout.sources {
            for partition in metadata.topic(topic)?.partitions ?? [] {
                known.append(TopicPartition(topic, partition.id))
            }
        }
        offsets = try admin.groupOffsets(options.application, timeout: Self.timeout)
        let topics = Set(layout.subscription)
        let retired = offsets.map(\.partition).filter { !topics.contains($0.topic) }
        for partition in retired where told.insert(partition).inserted { report(.retired(partition)) }
        board.setSources(known, retired: retired.flatMap(Layout.channels(ofRetired:)))
    }

    /// Waits a little, then looks where it is time.
    func look() {
        usleep(50_000)
        let now = SystemClock.elapsedNow
        checkMemory(now)
        guard now - lastLook >= Self.lookInterval else { return }
        lastLook = now
        do throws(KafkaError) {
            if now - lastSources >= Self.sourceInterval { try findSources() }
            offsets = try admin.groupOffsets(options.application, timeout: Self.timeout)
            judge()
            try cut()
        } catch {
            // It only delays the next look, unless it is for good.
            if error.isFatal { board.fail(.kafka(error)) } else { report(.clientProblem(lane: nil, error)) }
        }
        for event in admin.takeEvents() {
            if case .failed(let error) = event, error.isFatal { board.fail(.kafka(error)) }
        }
        if now - lastSummary >= Self.summaryInterval { summarise(now) }
    }

    /// The last summary.
    func end() {
        summarise(SystemClock.elapsedNow)
        _ = admin.close(timeout: 5_000)
    }

    /// How far every source is, and whether everything has come to its end.
    private func judge() {
        var times: [TopicPartition: SourceTime] = [:]
        for partition in board.sources.known {
            // Campaigns and erasures are few, and hold nobody for long.
            if case .source = layout.kind(of: partition.topic) { times[partition] = .unheard }
        }
        var closedPools = 0
        for offset in offsets {
            guard let note = CommitNote(offset.metadata), let kind = layout.kind(of: offset.partition.topic)
            else { continue }
            if kind == .pool, note.isClosed { closedPools += 1 }
            guard case .source = kind else { continue }
            let isOut = note.isClosed || note.isIdle
            times[offset.partition] = isOut ? .out : note.time.map { .at($0) } ?? .unheard
        }
        board.setCommittedTimes(times)
        if options.isUntilEnd, closedPools == layout.poolPartitions { board.stop() }
    }

    /// Cuts logs off; what fails is asked for again with the next cut.
    private func cut() throws(KafkaError) {
        let cuts = board.takeCuts().offsets
        guard !cuts.isEmpty else { return }
        _ = try admin.deleteRecords(
            before: cuts.map { PartitionOffset($0.key, $0.value) }, timeout: Self.timeout)
    }

    /// Four times a second: a restore fills memory fast.
    private func checkMemory(_ now: Milliseconds) {
        guard now - lastMemory >= Self.memoryInterval else { return }
        lastMemory = now
        let used = Resources.residentMemory
        if let limit = memory.holdAt { board.setMemoryFull(used >= limit) }
        if let limit = memory.stopAt, used >= limit { board.fail(.memory(used: used, limit: limit)) }
    }

    /// Connections need descriptors; without some to spare they fail in ways that say nothing.
    private func checkFiles() {
        guard let (used, limit) = Resources.openFiles, used + Self.spareFiles > limit else { return }
        board.fail(.openFiles(limit: limit))
    }

    /// Looks after lanes that do not get on.
    private func watch(_ now: Milliseconds, _ ends: [TopicPartition: Int64]) {
        for verdict in watchdog.judge(board.looks, ends: ends, now: now) {
            switch verdict {
            case .stalled(let lane, let phase, let place, let time):
                report(.stalled(lane: lane, phase, at: place, seconds: Int(time / .second)))
            case .restart(let lane):
                report(.laneRestarts(lane: lane))
                board.restart(lane: lane)
            case .giveUp(let lane, let phase, let time):
                board.fail(.stalled(lane: lane, phase, seconds: Int(time / .second)))
            }
        }
    }

    private func summarise(_ now: Milliseconds) {
        var summary = WorkerSummary()
        summary.seconds = Double(now - lastSummary) / 1_000
        lastSummary = now
        for tally in board.takeTallies() { summary.total.add(tally) }
        summary.records = summary.total.records - formerRecords
        summary.outputs = summary.total.outputs - formerOutputs
        (formerRecords, formerOutputs) = (summary.total.records, summary.total.outputs)
        let times = summary.total.commitTimes.sorted()
        if !times.isEmpty {
            summary.commitMedian = times[times.count / 2]
            summary.commitHigh = times[min(times.count - 1, times.count * 99 / 100)]
        }
        // What goes on to the stages may be processed by another worker: only its own reading can be balanced.
        let total = summary.total
        summary.isBalanced = total.records == total.accepted + total.late + total.dead
        let ends = sourceEnds
        watch(now, ends)
        checkFiles()
        for offset in offsets {
            if let end = ends[offset.partition] { summary.lag += max(0, end - offset.offset) }
        }
        summary.heldBy = summary.total.heldBy.flatMap(place)
        summary.memory = Resources.residentMemory
        summary.wall = SystemClock.wallNow
        report(.summary(summary))
    }

    /// The partition that a channel is.
    private func place(_ channel: ChannelID) -> TopicPartition? {
        if channel.isSource { return board.sources.known.first { layout.channel(of: $0) == channel } }
        for topic in [layout.visitors, layout.journeys] {
            let partition = TopicPartition(topic, Int32(truncatingIfNeeded: channel.partition))
            let own =
                topic == layout.visitors
                ? ChannelID.visitors(channel.partition) : .journeys(channel.partition)
            if own == channel { return partition }
        }
        return nil
    }

    /// Where source partitions of the whole application end, as far as brokers tell.
    private var sourceEnds: [TopicPartition: Int64] {
        var ends: [TopicPartition: Int64] = [:]
        for offset in offsets where layout.kind(of: offset.partition.topic).map({ !$0.isStage }) ?? false {
            guard let bounds = try? admin.watermarks(of: offset.partition, timeout: 1_000) else { continue }
            ends[offset.partition] = bounds.high
        }
        return ends
    }
}
