public import Marketing
public import Streaming

/// What a task has to send: the driver delivers it, in the order of the frames.
public struct Outbox: Sendable {
    /// A frame, and the partition that it goes to.
    public struct Sealed: Sendable {
        /// The stage that reads it.
        public var stage: StageName
        /// The partition of the stage.
        public var partition: Int
        /// The frame.
        public var bytes: [UInt8]
    }

    /// Frames for the next stages.
    public var frames: [Sealed] = []
    /// `metrics` records, each closed by a line feed.
    public var metrics: [UInt8] = []
    /// How many records `metrics` holds.
    public var metricCount = 0
    /// What Kafka wants to know of each record in `metrics`, in their order.
    public var metricLabels: [Label] = []
    /// Frames for the task's own state log, in their order.
    public var state: [StateFrame] = []
    /// Events that came behind the watermark and are no money.
    public var behind: [Behind] = []

    /// Appends all that another task has to send.
    public mutating func append(_ other: Outbox) {
        frames.append(contentsOf: other.frames)
        metrics.append(contentsOf: other.metrics)
        metricCount += other.metricCount
        metricLabels.append(contentsOf: other.metricLabels)
        state.append(contentsOf: other.state)
        behind.append(contentsOf: other.behind)
        erased.append(contentsOf: other.erased)
        business.append(contentsOf: other.business)
        churnEvents.append(contentsOf: other.churnEvents)
    }

    /// What negative answers cost, one by one, in no order; of a task that keeps no log.
    public var churnEvents: [ChurnEvent] = []

    /// Who was deleted, for the audit line.
    public var erased: [Erased] = []

    /// What a wish to forget somebody came to in one task.
    public struct Erased: Equatable, Sendable {
        /// The task's stage.
        public var stage: StageName
        /// Its partition.
        public var partition: Int
        /// The hashed id.
        public var profile: Hash128
        /// How many profiles were deleted.
        public var count: Int

        /// Makes an entry.
        public init(stage: StageName, partition: Int, profile: Hash128, count: Int) {
            self.stage = stage
            self.partition = partition
            self.profile = profile
            self.count = count
        }
    }

    /// What pools did in minutes that are final, for the log of the process.
    public var business: [Business] = []

    /// What a pool did in a minute.
    public struct Business: Sendable {
        /// The pool.
        public var pool: String
        /// The beginning of the minute.
        public var start: Milliseconds
        /// Orders.
        public var orders: Int128 = 0
        /// Clicks.
        public var clicks: Int128 = 0
        /// Their value, in millionths.
        public var value: Int128 = 0
        /// What was spent, in millionths.
        public var spend: Int128 = 0
    }

    /// A frame for a task's own state log.
    public struct StateFrame: Sendable {
        /// The frame.
        public var bytes: [UInt8]
        /// A cycle of the rolling snapshot begins with it: once the next one begins, what is older is not
        /// needed any more.
        public var opensCycle: Bool

        /// Makes a frame.
        public init(bytes: [UInt8], opensCycle: Bool) {
            self.bytes = bytes
            self.opensCycle = opensCycle
        }
    }

    /// What a record needs on Kafka besides its value.
    public struct Label: Sendable {
        /// The record's key, such as `pool|dimension|key`.
        public var key: [UInt8]
        /// The hash of what the record is about: `ce_id`.
        public var id: UInt64
        /// Its window; the end is `ce_time`.
        public var window: WindowSpan

        /// Makes a label.
        public init(key: [UInt8], id: UInt64, window: WindowSpan) {
            self.key = key
            self.id = id
            self.window = window
        }
    }

    /// Where an event stands that came behind the watermark, after its partition had been idle.
    public struct Behind: Sendable {
        /// The number of its stream.
        public var stream: UInt8
        /// Its source partition, by the number that events carry.
        public var partition: UInt32
        /// Its offset.
        public var offset: Int64

        /// Makes a place.
        public init(stream: UInt8, partition: UInt32, offset: Int64) {
            self.stream = stream
            self.partition = partition
            self.offset = offset
        }
    }

    /// Makes an empty outbox.
    public init() {}
}

/// The stages behind ingest.
public enum StageName: UInt8, Sendable {
    case visitors = 0
    case journeys
    case pool
}

/// What became of events, for the balance: in = processed + duplicate + late + behind + dead + withheld.
public struct Tally: Equatable, Sendable {
    /// Events booked.
    public var processed = 0
    /// Events seen before.
    public var duplicates = 0
    /// Beacons of profiles that do not allow their place to be used.
    public var withheld = 0
    /// Events that came behind the watermark and are no money: they go to the late topic.
    public var behind = 0

    /// Nothing yet.
    public init() {}

    /// Adds two tallies up.
    public static func + (left: Tally, right: Tally) -> Tally {
        var sum = left
        sum.processed += right.processed
        sum.duplicates += right.duplicates
        sum.withheld += right.withheld
        sum.behind += right.behind
        return sum
    }
}
