public import Events
public import Marketing
public import Streaming

/// All settings that decide numbers, validated; the drivers add only where and how it runs.
public struct Settings: Sendable {
    /// How records become events.
    public var events = EventRules()
    /// What a profile's events count for.
    public var journeys = JourneyRules()
    /// Which windows are reported.
    public var windows = WindowRules()
    /// The catalogue file's content.
    public var catalogue = Catalogue()
    /// `partitions.profiles`: partitions of `weir.visitors` and `weir.journeys`, 1…1024.
    public var profilePartitions = 16
    /// `partitions.pools`: partitions of `weir.facts`, 1…256.
    public var poolPartitions = 4
    /// `idle_timeout`; nil: nobody is ever idle, as in a replay.
    public var idleTimeout: Milliseconds?
    /// The digest of a configuration that this one took over: its frames are read, too.
    public var formerDigest: UInt64?
    /// The digest of all number-deciding configuration: frames carry it, and tasks refuse any other.
    public var digest: UInt64 = 0

    /// The defaults of SPEC 10.
    public init() {}
}
