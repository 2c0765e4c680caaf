internal import Market
internal import Operations
internal import Streaming

/// What `weir demo` was asked for.
struct DemoOptions: Sendable {
    /// How long it runs, in seconds; nil: until Ctrl-C, or until the market has come to the present.
    var seconds: Double?
    /// How many times faster than life.
    var speed = 600.0
    /// The market.
    var market = MarketOptions()

    /// Partitions of each stream's topic.
    static let partitions = 2
    /// How far the market goes back.
    static let days: Milliseconds = 3
    /// The hour at which it opens: a minute from then on has something to show, which the night has not.
    private static let opening: Milliseconds = 7 * .hour
    /// Some thousand events an hour with the default of people.
    private static let eventsPerPerson = 18

    /// Options with the defaults.
    ///
    /// - Parameters:
    ///   - now: the present, at which the market ends.
    ///   - profiles: how many people it has.
    ///   - seed: the seed of every draw.
    init(now: Milliseconds, profiles: Int = 20_000, seed: UInt64 = 1) {
        let day = (now + TownClock.offset - Self.opening) / .day - Self.days
        market.start = day * .day + Self.opening - TownClock.offset
        market.duration = Self.days * .day
        market.profiles = profiles
        market.events = profiles * Self.eventsPerPerson
        market.seed = seed
        // At 600 times the speed of life: what is later than three seconds is late.
        market.lateness = 30 * .minute
        market.disorder = 2 * .minute
    }
}
