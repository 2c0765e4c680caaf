public import Events
public import Streaming

/// The settings that decide what a profile's events count for (SPEC 4, 9, 10).
public struct JourneyRules: Sendable {
    /// `default_pool`.
    public var defaultPool = "default"
    /// `primary_model`: feeds rates, alerts and budgets.
    public var primaryModel = AttributionModel.position
    /// `dedup_window`: how long an event id is remembered, inclusive, from its first sight.
    public var dedupWindow: Milliseconds = .day
    /// `lookback` by action, and where it says nothing `defaultLookback`.
    public var lookback: [Action: Milliseconds] = [.impression: .day, .open: 7 * .day]
    /// `lookback.visit`.
    public var visitLookback: Milliseconds = 7 * .day
    /// `lookback.default`.
    public var defaultLookback: Milliseconds = 30 * .day
    /// `half_life` of the model `time_decay`.
    public var halfLife: Milliseconds = 7 * .day
    /// `touch_gap`: touches of a campaign closer than this are one.
    public var touchGap: Milliseconds = 30 * .minute
    /// `max_touches` that a profile keeps: 1…1024.
    public var maxTouches = 64
    /// `refund_window`: how long orders and cost reports are remembered, inclusive.
    public var refundWindow: Milliseconds = 60 * .day
    /// `active_window`: without an order for longer, the next one is a reactivation.
    public var activeWindow: Milliseconds = 90 * .day
    /// `consent_default`: what holds for keys never given.
    public var consentDefault = ConsentDefault()
    /// `offline_channels`: offline where the catalogue says nothing.
    public var offlineChannels = ["store", "tv", "print", "direct_mail"]
    /// `sales_channels`: own pages and counters where the catalogue says nothing.
    public var salesChannels = ["web", "app", "store", "call_center", "marketplace"]
    /// The days back in which messages are blamed for a negative answer (SPEC 5: not configurable).
    public static let blameWindow: Milliseconds = 7 * .day

    /// The defaults of SPEC 10.
    public init() {}

    /// What holds where a profile never said.
    public struct ConsentDefault: Sendable, Equatable {
        /// Whether the profile may be followed at all.
        public var analytics = true
        /// Whether it may be sent offers.
        public var marketing = true
        /// Whether its place may be used.
        public var location = true

        /// All allowed, the default of SPEC 10.
        public init() {}
    }
}
