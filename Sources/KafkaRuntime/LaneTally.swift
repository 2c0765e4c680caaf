public import Events
public import Streaming
public import Topology

/// What a kind of dead letter is counted by.
public struct DeadKind: Hashable, Sendable {
    /// The stream.
    public let stream: Stream
    /// Why it is no event.
    public let code: DeadLetterCode
}

/// What the tasks of a lane have done since they came to it, and what they keep now.
public struct LaneTally: Sendable {
    /// Records read from sources.
    public var records = 0
    /// Of them, events.
    public var accepted = 0
    /// Of them, too late and no money.
    public var late = 0
    /// Of them, no event.
    public var dead = 0
    /// Dead letters by stream and code.
    public var deadCodes: [DeadKind: Int] = [:]
    /// What became of the events of profiles.
    public var tally = Tally()
    /// Events that wait for the watermark now.
    public var buffered = 0
    /// Records of state now.
    public var profiles = 0
    /// About how many bytes the state takes now.
    public var stateBytes = 0
    /// Records written to outputs.
    public var outputs = 0
    /// Commits.
    public var commits = 0
    /// Transactions that were given up.
    public var aborts = 0
    /// How long commits took, in milliseconds, since the last look.
    public var commitTimes: [Int] = []
    /// The least watermark of any stage's task, and the channel that holds it.
    public var watermark: Milliseconds?
    /// The channel that holds that watermark.
    public var heldBy: ChannelID?

    /// Nothing yet.
    public init() {}
}

extension LaneTally {
    /// Adds another lane's.
    mutating func add(_ other: LaneTally) {
        records += other.records
        accepted += other.accepted
        late += other.late
        dead += other.dead
        deadCodes.merge(other.deadCodes, uniquingKeysWith: +)
        tally = tally + other.tally
        buffered += other.buffered
        profiles += other.profiles
        stateBytes += other.stateBytes
        outputs += other.outputs
        commits += other.commits
        aborts += other.aborts
        commitTimes += other.commitTimes
        if let time = other.watermark, time < watermark ?? .max {
            (watermark, heldBy) = (time, other.heldBy)
        }
    }
}
