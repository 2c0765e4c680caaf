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

    /// Makes an empty outbox.
    public init() {}
}

/// The stages behind ingest.
public enum StageName: UInt8, Sendable {
    case visitors = 0
    case journeys
    case pool
}

/// What became of events, for the balance: in = processed + duplicate + late + dead + withheld.
public struct Tally: Equatable, Sendable {
    /// Events booked.
    public var processed = 0
    /// Events seen before.
    public var duplicates = 0
    /// Beacons of profiles that do not allow their place to be used.
    public var withheld = 0

    /// Nothing yet.
    public init() {}

    /// Adds two tallies up.
    public static func + (left: Tally, right: Tally) -> Tally {
        var sum = left
        sum.processed += right.processed
        sum.duplicates += right.duplicates
        sum.withheld += right.withheld
        return sum
    }
}
