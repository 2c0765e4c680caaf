internal import Kafka
internal import Streaming
internal import Topology

/// A partition of a stage that keeps state.
class StageSeat: Seat {
    /// Where cycles of its rolling snapshot begin in the state log: the one before the last, and the last.
    var cycles: [Int64] = []

    // What the two kinds of task have in common.
    func receive(_ bytes: [UInt8], at offset: Int64) throws(FrameError) {}
    /// Works; returns whether work is left.
    func advance(limit: Int, into outbox: inout Outbox, mark: WorkMark) -> Bool { false }
    func writeState(_ commit: UInt64, into outbox: inout Outbox) {}
    var firstOffset: Int64 { 0 }
    var released: Milliseconds { Channels.unheard }
    var heldBy: ChannelID? { nil }
    var watermark: Milliseconds { Channels.unheard }

    override var holder: (channel: ChannelID, watermark: Milliseconds)? { heldBy.map { ($0, watermark) } }

    override func progress(into outbox: inout Outbox) -> (offset: Int64, note: CommitNote)? {
        let before = outbox.state.count
        writeState(committed.note.commit + 1, into: &outbox)
        guard outbox.state.count > before else { return nil }
        var note = committed.note
        note.commit += 1
        note.time = released == Channels.unheard ? nil : released
        note.isClosed = released == Channels.closed
        return (max(firstOffset, committed.offset), note)
    }
}

/// A partition of visitors or journeys.
final class ProfileSeat: StageSeat {
    var task: ProfileTask

    init(
        _ partition: TopicPartition, kind: TaskKind, committed: (offset: Int64, note: CommitNote),
        task: ProfileTask
    ) {
        self.task = task
        super.init(partition, kind: kind, committed: committed)
    }

    override var nextOffset: Int64 { max(task.nextOffset, committed.offset) }
    override var firstOffset: Int64 { task.firstOffset }
    override var released: Milliseconds { task.released }
    override var watermark: Milliseconds { task.watermark }
    override var heldBy: ChannelID? { task.heldBy }

    override func receive(_ bytes: [UInt8], at offset: Int64) throws(FrameError) {
        try task.receive(bytes, at: offset)
    }

    override func advance(limit: Int, into outbox: inout Outbox, mark: WorkMark) -> Bool {
        task.advance(into: &outbox, limit: limit, mark: mark)
    }

    override func writeState(_ commit: UInt64, into outbox: inout Outbox) {
        // It would write its meta entry all the same, and a lane at rest would commit for ever.
        guard task.isStateChanged else { return }
        task.writeState(commit: commit, into: &outbox)
    }

    override func count(into tally: inout LaneTally) {
        tally.tally = tally.tally + task.tally
        tally.buffered += task.bufferedCount
        tally.profiles += task.profileCount
        tally.stateBytes += task.stateBytes
    }
}

/// A partition of facts.
final class PoolSeat: StageSeat {
    /// Panes are larger than events: as many make about the same work.
    private static let eventsPerPane = 1_024
    var task: PoolTask

    init(_ partition: TopicPartition, committed: (offset: Int64, note: CommitNote), task: PoolTask) {
        self.task = task
        super.init(partition, kind: .pool, committed: committed)
    }

    override var nextOffset: Int64 { max(task.nextOffset, committed.offset) }
    override var firstOffset: Int64 { task.firstOffset }
    override var released: Milliseconds { task.released }
    override var watermark: Milliseconds { task.watermark }
    override var heldBy: ChannelID? { task.heldBy }

    override func receive(_ bytes: [UInt8], at offset: Int64) throws(FrameError) {
        try task.receive(bytes, at: offset)
    }

    override func advance(limit: Int, into outbox: inout Outbox, mark: WorkMark) -> Bool {
        task.advance(into: &outbox, limit: max(1, limit / Self.eventsPerPane))
    }

    override func writeState(_ commit: UInt64, into outbox: inout Outbox) {
        task.writeState(commit: commit, into: &outbox)
    }
}
