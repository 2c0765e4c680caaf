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
    var lifetime = PlainLifetimes.none
    var churn = ChurnRules()
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

/// `lifetime`: "one set or one per pool".
enum PlainLifetimes: Sendable {
    case none
    case one(PlainLifetime)
    case byPool([String: PlainLifetime])

    func parameters(of pool: Text) -> PlainLifetime? {
        switch self {
        case .none: nil
        case .one(let lifetime): lifetime
        case .byPool(let pools): pools[pool.string]
        }
    }
}

/// The keys under `churn`.
struct ChurnRules: Sendable {
    /// Nil: a mean order.
    var k: Double?
    var prior: [String: Double] = [:]
    var priorDefault = 0.1
    var prospectValue = 0.0
    /// What the file says; the other kinds keep their defaults.
    var severity: [String: Double] = [:]

    private static let severities = [
        "unsubscribe": 1.0, "notification_block": 0.7, "app_uninstall": 1.0, "spam_complaint": 1.5,
        "loyalty_exit": 2.0,
    ]

    func severity(of kind: String) -> Double { severity[kind] ?? Self.severities[kind] ?? 1 }

    func prior(of channel: Text) -> Double { prior[channel.string] ?? priorDefault }
}

/// Files of events: stream → partitions → lines.
struct ReferenceInput: Sendable {
    var partitions: [String: [[[UInt8]]]] = [:]
}
