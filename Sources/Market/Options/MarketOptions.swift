public import Streaming

/// What market to make: the same options give the same bytes, on every machine.
public struct MarketOptions: Hashable, Sendable {
    /// The seed of every draw.
    public var seed: UInt64 = 1
    /// The first instant of the market; default: Monday 2026-03-02, midnight in the market's towns (UTC+1).
    public var start: Milliseconds = 1_772_406_000_000
    /// How long it goes on.
    public var duration: Milliseconds = 7 * .day
    /// How many people there are.
    public var profiles = 1_000
    /// About how many events they make in all.
    public var events = 10_000
    /// How many brands, each with a budget of its own: 1…4.
    public var pools = 2
    /// How far a record may trail the newest of its partition without being late.
    public var disorder: Milliseconds = 10 * .second
    /// The `lateness` of the configuration: late records trail by more than that.
    public var lateness: Milliseconds = 30 * .second
    /// The share of records that are written twice.
    public var duplicates = 0.01
    /// The share of records that come late.
    public var late = 0.001
    /// The share of records that are damaged.
    public var broken = 0.001
    /// Into how many partitions each stream goes.
    public var partitions = 1

    /// The defaults above.
    public init() {}

    /// The first instant after the market.
    public var end: Milliseconds { start + duration }

    /// Refuses what no market can be made of.
    public func check() throws(MarketError) {
        try require(duration >= .minute && duration <= 3_660 * .day, "duration", "1m…3660d")
        try require(start >= 946_684_800_000 && start <= 32_503_680_000_000, "start", "2000…3000")
        try require(profiles >= 1 && profiles <= 10_000_000, "profiles", "1…10000000")
        try require(events >= 1 && events <= 100_000_000_000, "events", "1…10^11")
        try require(pools >= 1 && pools <= Brand.all.count, "pools", "1…\(Brand.all.count)")
        try require(partitions >= 1 && partitions <= 1_024, "partitions", "1…1024")
        try require(lateness >= 1 && lateness <= .day, "lateness", "1ms…1d")
        try require(disorder >= 0 && disorder <= lateness, "disorder", "0…lateness")
        for (name, share) in [("duplicates", duplicates), ("late", late), ("broken", broken)] {
            try require(share >= 0 && share <= 0.5, name, "0…0.5")
        }
    }

    private func require(_ holds: Bool, _ option: String, _ range: String) throws(MarketError) {
        guard holds else { throw MarketError(option: option, range: range) }
    }
}

/// An option of which no market can be made.
public struct MarketError: Error, Hashable, CustomStringConvertible {
    /// The option's name.
    public var option: String
    /// What it may be.
    public var range: String

    /// One sentence for people.
    public var description: String { "\(option) must be in \(range)" }
}
