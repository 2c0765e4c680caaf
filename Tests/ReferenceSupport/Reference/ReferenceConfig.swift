/// The keys of the configuration that decide numbers, with the defaults of SPEC section 10.
struct ReferenceConfig: Sendable {
    static let minute: Int64 = 60_000
    static let hour: Int64 = 60 * minute
    static let day: Int64 = 24 * hour

    var currency = "EUR"
    /// One unit of each currency in the reporting currency, as decimal text.
    var rates: [String: String] = [:]
    var defaultPool = "default"
    var marginRate = "0.3"
    var primaryModel = "position"
    var lateness: Int64 = 30_000
    var maxFutureSkew = 5 * minute
    var dedupWindow = 24 * hour
    var aligned = [minute, hour, day]
    var sliding = [(size: 15 * minute, every: minute)]
    /// Pool to time zone.
    var timeZones: [String: String] = [:]
    var defaultTimeZone = "UTC"
    /// Action to lookback; `default` for the actions that are not named.
    var lookback = ["impression": day, "open": 7 * day, "visit": 7 * day, "default": 30 * day]
    var halfLife = 7 * day
    var touchGap = 30 * minute
    var maxTouches = 64
    var refundWindow = 60 * day
    var roomWindow = 7 * day
    var activeWindow = 90 * day
    var visit = VisitRules()
    var blockedIDs = ["0", "null", "undefined", "guest", "unknown", "none", "n/a", "anonymous"]
    var consentDefault = ["analytics": true, "marketing": true, "location": true]
    var offlineChannels = ["store", "tv", "print", "direct_mail"]
    var salesChannels = ["web", "app", "store", "call_center", "marketplace"]
    /// The clock when the replay began (2100-01-01: nothing is in the future).
    var startOfRun: Int64 = 4_102_444_800_000

    func lookback(of action: String) -> Int64 {
        lookback[action] ?? lookback["default"] ?? 30 * Self.day
    }

    func isOffline(_ channel: Text) -> Bool { offlineChannels.contains { Text($0) == channel } }
}

/// The keys under `visit`.
struct VisitRules: Sendable {
    var gap = 10 * ReferenceConfig.minute
    var enterGap = 4 * ReferenceConfig.hour
    var minimumDwell: Int64 = 60_000
    var enterRSSI: Int?
    var exitRSSI: Int?
}

/// Files of events: stream → partitions → lines.
struct ReferenceInput: Sendable {
    var partitions: [String: [[[UInt8]]]] = [:]
}
