public import Streaming

/// Which windows are reported (SPEC 3, 10).
public struct WindowRules: Sendable {
    /// Sizes of aligned windows: divisors of a day, whole minutes, ascending.
    public var aligned: [Milliseconds] = [.minute, .hour, .day]
    /// Sliding windows.
    public var sliding = [Sliding(size: 15 * .minute, every: .minute)]
    /// How often an open window of an hour or more is shown early; nil: never (replay).
    public var earlyInterval: Milliseconds? = .minute
    /// Where hours and days begin, by pool.
    public var zones: [String: TimeZoneTable] = [:]
    /// Where hours and days begin in every other pool.
    public var defaultZone = TimeZoneTable.utc

    /// The defaults of SPEC 10.
    public init() {}

    /// Windows of one size that begin every so often; `size` is a multiple of `every`, both whole minutes.
    public struct Sliding: Hashable, Sendable {
        /// The length of a window.
        public var size: Milliseconds
        /// The distance from one window's beginning to the next one's.
        public var every: Milliseconds

        /// Makes a kind of sliding window.
        public init(size: Milliseconds, every: Milliseconds) {
            self.size = size
            self.every = every
        }
    }

    /// The zone of a pool.
    public func zone(of pool: String) -> TimeZoneTable { zones[pool] ?? defaultZone }
}
