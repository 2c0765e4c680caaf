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
    /// `visit`: what a store visit is.
    public var visits = VisitRules()
    /// `room_window`: showrooming and webrooming look back so far, inclusive.
    public var roomWindow: Milliseconds = 7 * .day
    /// `consent_default`: what holds for keys never given.
    public var consentDefault = ConsentDefault()
    /// `offline_channels`: offline where the catalogue says nothing.
    public var offlineChannels = ["store", "tv", "print", "direct_mail"]
    /// `sales_channels`: own pages and counters where the catalogue says nothing.
    public var salesChannels = ["web", "app", "store", "call_center", "marketplace"]
    /// `lifetime` and `churn`: what negative answers cost.
    public var churn = ChurnRules()
    /// The days back in which messages are blamed for a negative answer (SPEC 5: not configurable).
    public static let blameWindow: Milliseconds = 7 * .day

    /// The defaults of SPEC 10.
    public init() {}

    /// The longest of all lookbacks: so long after its last touch a journey has ended.
    public var longestLookback: Milliseconds {
        lookback.values.reduce(max(defaultLookback, visitLookback), max)
    }

    /// What a store visit is (SPEC 4).
    public struct VisitRules: Hashable, Sendable {
        /// `visit.gap`: a signal extends the visit up to so long after the last one, inclusive.
        public var gap: Milliseconds = 10 * .minute
        /// `visit.enter_gap`: the same where that last one was an `enter` and this is none; at least `gap`.
        public var enterGap: Milliseconds = 4 * .hour
        /// `visit.minimum_dwell`: a visit counts once it has lasted so long.
        public var minimumDwell: Milliseconds = 60 * .second
        /// `visit.enter_rssi` in dBm: weaker signals open no visit.
        public var enterRSSI: Int?
        /// `visit.exit_rssi` in dBm: weaker signals extend no visit.
        public var exitRSSI: Int?

        /// The defaults of SPEC 10.
        public init() {}
    }

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
