public import Topology

/// What a replay read, and what became of it.
public struct ReplaySummary: Sendable {
    /// Records read.
    public var records = 0
    /// Bytes of records read, uncompressed.
    public var bytes: Int64 = 0
    /// What became of the events.
    public var tally: Tally
    /// Records that came too late and were set aside.
    public var late = 0
    /// Records that are no event.
    public var dead = 0
    /// Why they are none, the most frequent code first.
    public var deadCodes: [(code: String, count: Int)] = []
    /// Fields with a value that was ignored, and how often.
    public var ignored: [(field: String, count: Int)] = []
    /// People at the end, as far as known.
    public var profiles = 0
    /// Records written to `metrics.jsonl`.
    public var metricRecords = 0
    /// Bytes written to `metrics.jsonl`.
    public var metricBytes: Int64 = 0
    /// The reporting currency.
    public var currency = ""
    /// Sums over everything, by pool and channel.
    public var channels: [PoolTask.Total] = []
    /// Sums over everything, by pool and campaign.
    public var campaigns: [PoolTask.Total] = []

    /// Channels all of whose campaigns are there to be seen: what they sell says nothing of them.
    public var awarenessChannels: Set<String> = []

    init(tally: Tally) { self.tally = tally }

    /// Processed, duplicate, late, dead and withheld: all that came in.
    public var accounted: Int {
        tally.processed + tally.duplicates + tally.withheld + tally.behind + late + dead
    }
}
