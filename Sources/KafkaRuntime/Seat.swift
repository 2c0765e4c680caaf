internal import Events
internal import Kafka
internal import Streaming
internal import Topology

/// A partition that a lane owns, with its task.
///
/// Classes, so that a task is changed where it stands; they are entered once per batch.
class Seat {
    /// How far a seat is.
    enum State: Equatable {
        /// Its task works.
        case working
        /// Its state is being read; nothing is taken from the partition meanwhile.
        case restoring
        /// It met something that it must not go on from; a person has to look.
        case stopped
    }

    let partition: TopicPartition
    let kind: TaskKind
    /// Under which its work is noted: that of its records, or its own.
    let channel: ChannelID
    var state = State.working
    /// What the log holds of it: the offset, and the note beside it.
    var committed: (offset: Int64, note: CommitNote)
    /// What the open transaction would make of that.
    var attempted: (offset: Int64, note: CommitNote)?
    /// The last read came to the log's end.
    var isAtEnd = false
    /// Where that was.
    var logEnd: Int64 = 0

    init(_ partition: TopicPartition, kind: TaskKind, committed: (offset: Int64, note: CommitNote)) {
        self.partition = partition
        self.kind = kind
        channel = Layout.channel(of: partition, kind)
        self.committed = committed
    }

    /// Where reading goes on, as long as the task is kept.
    var nextOffset: Int64 { committed.offset }

    /// Seals what is ready into frames.
    func seal(wall: Milliseconds, into outbox: inout Outbox) {}

    /// What a commit now would note; nil where nothing has changed since the last one.
    func progress(into outbox: inout Outbox) -> (offset: Int64, note: CommitNote)? { nil }

    /// The channel that holds the task's watermark, and that watermark.
    var holder: (channel: ChannelID, watermark: Milliseconds)? { nil }

    /// Adds what the task has done and keeps to the sums of its lane.
    func count(into tally: inout LaneTally) {}
}
