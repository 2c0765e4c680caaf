public import Events
public import Kafka
public import Marketing
public import Streaming
public import Topology

/// What a worker tells of itself while it runs; the executable makes log lines of it.
public enum WorkerEvent: Sendable {
    /// The worker has looked at what there is, and its lanes begin.
    case started(Start)
    /// Another configuration was taken over.
    case configurationAccepted(from: UInt64, to: UInt64)
    /// A lane's producer made its first transaction.
    case warmedUp(lane: Int, milliseconds: Int)
    /// A lane got partitions.
    case assigned(lane: Int, Assignment)
    /// A lane gave partitions back, or lost them.
    case revoked(lane: Int, partitions: Int, isLost: Bool)
    /// A task's state is being read.
    case restoring(
        lane: Int, task: TopicPartition, position: Int64, end: Int64, profiles: Int, milliseconds: Int)
    /// A task's state is there again.
    case restored(lane: Int, task: TopicPartition, profiles: Int, milliseconds: Int)
    /// A task stopped its partition, and commits nothing more.
    case taskStopped(task: TopicPartition, FrameError)
    /// A task stopped its partition: there is an offset without a note, or state without an end.
    case taskUnreadable(task: TopicPartition, Unreadable)
    /// Records of a window were written: its length and end.
    case windowFinal(lane: Int, WindowSpan, records: Int)
    /// A source partition became idle, or active again.
    case idle(stream: Stream, partition: Int, isIdle: Bool)
    /// A lane takes nothing from its sources for a while.
    case hold(lane: Int, Hold, isOn: Bool)
    /// A commit took long.
    case slowCommit(lane: Int, milliseconds: Int)
    /// A transaction was given up; its work is done again.
    case aborted(lane: Int, KafkaError)
    /// The producer was replaced.
    case producerReplaced(lane: Int, KafkaError)
    /// The client library had something to say; without a lane it was the worker's own thread.
    case clientProblem(lane: Int?, KafkaError)
    /// A source partition of a topic that is no longer in the configuration holds nobody back any more.
    case retired(TopicPartition)
    /// The catalogue changed, from a time on.
    case catalogueChanged(campaign: String, effective: Milliseconds)
    /// Profiles were deleted.
    case erased(Outbox.Erased)
    /// What an interval brought: the worker's figures.
    case summary(WorkerSummary)
    /// What a pool did in a minute.
    case business(Outbox.Business)
    /// An output was larger than its topic takes, and went to dead letters.
    case outputTooLarge(lane: Int, topic: String, bytes: Int)
    /// A record crashed the process twice, and went to dead letters.
    case poisonSetAside(lane: Int, source: TopicPartition, offset: Int64)
    /// The last run of this instance ended in a crash, at a record or in the work of a task.
    case crashFound(task: TopicPartition, offset: Int64, count: Int)
    /// A crash of this run will leave no note: why.
    case crashNotesMissing(String)
    /// Nothing has moved for a while although there is something to do.
    case stalled(lane: Int, LanePhase, at: TopicPartition?, seconds: Int)
    /// A lane that does not get on gets new clients.
    case laneRestarts(lane: Int)

    /// What a worker finds at its start.
    public struct Start: Sendable {
        /// Whether there is state to go on from.
        public var isResumed = false
        /// Whether this instance ended in good order the last time; nil: it never ran.
        public var wasClean: Bool?
    }

    /// Why a task cannot go on from what the log holds.
    public enum Unreadable: Sendable {
        /// An offset is committed without Weir's note beside it.
        case noNote
        /// Its work crashed the process twice, and no single event is to blame.
        case crashes
        /// The state log has no end, or cannot be read.
        case state(String)
    }

    /// What a lane got.
    public struct Assignment: Sendable {
        /// Source partitions.
        public var sources = 0
        /// Partitions of the visitors stage.
        public var visitors = 0
        /// Partitions of the journeys stage.
        public var journeys = 0
        /// Partitions of facts.
        public var pools = 0
        /// Tasks whose state must be read first.
        public var restoring = 0
        /// Tasks that go on with the state in memory.
        public var resumed = 0
        /// How long it took.
        public var milliseconds = 0
    }

    /// Why a lane takes nothing from its sources.
    public enum Hold: String, Sendable {
        /// Its sources are too far ahead of the slowest one.
        case lead = "max_lead"
        /// The process takes more memory than it may.
        case memory
    }
}

/// The figures of a worker over an interval.
public struct WorkerSummary: Sendable {
    /// What all lanes have done since the start, and keep now.
    public var total = LaneTally()
    /// The length of the interval.
    public var seconds = 0.0
    /// Records read in it.
    public var records = 0
    /// Output records written in it.
    public var outputs = 0
    /// Source records that are there and not committed, of the whole application.
    public var lag: Int64 = 0
    /// Half of the commits took at most this, in milliseconds.
    public var commitMedian = 0
    /// 99 of 100 commits took at most this, in milliseconds.
    public var commitHigh = 0
    /// Resident memory in bytes.
    public var memory = 0
    /// What holds the watermark: a source partition, or a partition of the stage before.
    public var heldBy: TopicPartition?
    /// Whether every record read is an event that was sent on, late or dead.
    public var isBalanced = true
    /// The wall clock.
    public var wall: Milliseconds = 0
}
