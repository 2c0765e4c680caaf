internal import Events
internal import Kafka
internal import Streaming
internal import Topology

/// A partition that is read from outside Weir.
class InputSeat: Seat {
    /// Where it ends, of a run until the end.
    let end: Int64?
    /// Whether nothing more is read, because the run ends here.
    private(set) var isClosed: Bool
    /// Records that were taken as what they should be.
    var accepted = 0

    init(
        _ partition: TopicPartition, kind: TaskKind, committed: (offset: Int64, note: CommitNote), end: Int64?
    ) {
        self.end = end
        isClosed = committed.note.isClosed
        super.init(partition, kind: kind, committed: committed)
    }

    /// The offset behind the last record taken.
    var position: Int64 { 0 }
    /// The newest event time; `Channels.unheard` before the first.
    var newest: Milliseconds { Channels.unheard }
    var isIdle: Bool { false }

    override var nextOffset: Int64 { max(position, committed.offset) }

    /// Closes the seat where the run's end is reached; a log may end in records that no reader sees.
    func closeIfAtEnd(_ logEnd: Int64?) {
        guard let end, !isClosed else { return }
        if nextOffset >= end || (logEnd ?? -1) >= end { isClosed = true }
    }

    override func progress(into outbox: inout Outbox) -> (offset: Int64, note: CommitNote)? {
        var note = committed.note
        note.time = newest == Channels.unheard ? nil : newest
        note.end = end
        note.isClosed = isClosed
        note.isIdle = isIdle
        #if WEIR_MUTATIONS
            let isSkipping = Mutation.active == .skipPosition && nextOffset > committed.offset
            let offset = nextOffset + (isSkipping ? 1 : 0)
        #else
            let offset = nextOffset
        #endif
        guard offset != committed.offset || note != committed.note else { return nil }
        note.commit += 1
        return (offset, note)
    }
}

/// A source partition with its ingest task.
final class SourceSeat: InputSeat {
    let stream: Stream
    var task: IngestTask
    /// Dead letters by what is wrong with them.
    var dead: [DeadLetterCode: Int] = [:]

    init(
        _ partition: TopicPartition, stream: Stream, committed: (offset: Int64, note: CommitNote),
        end: Int64?,
        task: consuming IngestTask
    ) {
        self.stream = stream
        self.task = task
        super.init(partition, kind: .source(stream), committed: committed, end: end)
    }

    override var position: Int64 { task.position }
    override var newest: Milliseconds { task.newest }
    override var isIdle: Bool { task.isIdle }

    override func seal(wall: Milliseconds, into outbox: inout Outbox) {
        task.seal(into: &outbox, wall: wall, isAtEnd: isAtEnd, isClosed: isClosed)
    }

    override func count(into tally: inout LaneTally) {
        tally.records += task.records
        tally.accepted += accepted
        tally.late += task.late
        tally.dead += task.dead
        for (code, count) in dead {
            tally.deadCodes[DeadKind(stream: stream, code: code), default: 0] += count
        }
    }
}

/// A partition of the `campaigns` or `erasures` topic.
final class BroadcastSeat: InputSeat {
    var task: BroadcastTask

    init(
        _ partition: TopicPartition, kind: TaskKind, committed: (offset: Int64, note: CommitNote),
        end: Int64?,
        task: BroadcastTask
    ) {
        self.task = task
        super.init(partition, kind: kind, committed: committed, end: end)
    }

    override var position: Int64 { task.position }
    override var newest: Milliseconds { task.newest }
    override var isIdle: Bool { task.isIdle }

    override func seal(wall: Milliseconds, into outbox: inout Outbox) {
        task.seal(into: &outbox, wall: wall, isAtEnd: isAtEnd, isClosed: isClosed)
    }
}
