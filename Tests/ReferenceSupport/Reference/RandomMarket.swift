/// What a random market is to be like.
struct RandomMarketOptions: Sendable {
    var seed: UInt64 = 1
    var events = 1500
    /// Partitions of every stream.
    var partitions = 3
    /// Whether events come later than `lateness`; else only out of order within it.
    var lateEvents = true
    /// Whether there are broken records.
    var brokenRecords = true
    /// Whether people walk through stores, seen by beacons.
    var walks = true
    /// Whether there are parameters of lifetimes, so that churn has a price.
    var pricesChurn = ReferenceScope.comparesChurn
    /// Whether there are events ahead of `startOfRun`, for engines whose clock can be set.
    var fastClocks = true
    var aligned = [ReferenceConfig.minute, ReferenceConfig.hour, ReferenceConfig.day]
    var sliding = [(size: 15 * ReferenceConfig.minute, every: ReferenceConfig.minute)]
}

/// A small market of a few days over a change of clocks, the same for the same options.
struct RandomMarket: Sendable {
    let input: ReferenceInput
    let catalogue: String
    let config: ReferenceConfig

    init(_ options: RandomMarketOptions) {
        let start = MarketSetting.start(options)
        config = MarketSetting.config(options, start: start)
        catalogue = MarketSetting.catalogue(options)
        var writer = MarketWriter(options: options, config: config, start: start)
        writer.writeEvents()
        input = writer.input()
    }
}

/// Where and when a market is, and by which rules.
enum MarketSetting {
    static let span = 84 * ReferenceConfig.hour

    /// 40 hours before clocks change: in Berlin or New York, in spring or in autumn.
    static func start(_ options: RandomMarketOptions) -> Int64 {
        let changes: [Text] = [
            "2026-03-29T01:00:00Z", "2026-11-01T06:00:00Z", "2026-10-25T01:00:00Z", "2026-03-08T07:00:00Z",
        ]
        let change = PlainInstant.parse(changes[Int(options.seed % 4)]) ?? 0
        return change - 40 * ReferenceConfig.hour
    }

    static func config(_ options: RandomMarketOptions, start: Int64) -> ReferenceConfig {
        let (minute, hour, day) = (ReferenceConfig.minute, ReferenceConfig.hour, ReferenceConfig.day)
        var random = SplitMix64(seed: options.seed ^ 0xC0FF_EE)
        var config = ReferenceConfig()
        config.aligned = options.aligned
        config.sliding = options.sliding
        config.rates = ["USD": "0.92", "GBP": "1.1735", "JPY": "0.0058713", "HUF": "0.0025"]
        config.marginRate = random.pick(["0.3", "0.3333333", "0.125"])
        config.primaryModel = random.pick([
            "position", "position", "position", "last", "first", "linear", "time_decay",
        ])
        config.lateness = random.pick([30_000, 5 * minute, 20 * minute])
        config.dedupWindow = random.pick([6 * hour, 24 * hour])
        config.timeZones = ["acme": "Europe/Berlin", "bolt": "America/New_York", "extra": "Asia/Kolkata"]
        config.halfLife = random.pick([7 * day, 20 * hour, 12_345_000])
        config.refundWindow = random.pick([60 * day, 20 * hour])
        config.activeWindow = random.pick([90 * day, 8 * hour, 16 * hour])
        config.startOfRun = start + span + 2 * hour
        // A small `max_touches` with long lookbacks, or the other way round: whether a touch that is too old
        // still takes a place is left open.
        if options.seed % 2 == 0 {
            config.maxTouches = random.pick([4, 7, 12])
            config.lookback = [
                "impression": 10 * day, "open": 10 * day, "visit": 7 * day, "default": 30 * day,
            ]
        } else {
            config.maxTouches = 500
            config.lookback = [
                "impression": 9 * hour, "open": 15 * hour, "view": 20 * hour, "visit": 25 * hour,
                "default": 30 * hour,
            ]
        }
        config.roomWindow = random.pick([7 * day, 10 * hour, 30 * hour])
        config.visit = VisitRules(
            gap: random.pick([10 * minute, 3 * minute, 20 * minute]),
            enterGap: random.pick([4 * hour, hour]), minimumDwell: random.pick([60_000, 30_000, 5 * minute]),
            enterRSSI: random.pick([nil, -70, -75]), exitRSSI: random.pick([nil, -85, -75]))
        if options.pricesChurn { config.lifetime = lifetime(options) }
        config.churn = churn(&random)
        return config
    }

    /// Campaigns with every cost model; a team's campaigns are in one pool.
    static func catalogue(_ options: RandomMarketOptions) -> String {
        var random = SplitMix64(seed: options.seed ^ 0xCA7A_106E)
        func cost(_ model: String, _ prices: [String]) -> String {
            #""cost":{"model":"\#(model)","price":\#(random.pick(prices))}"#
        }
        let campaigns = [
            #""ads-search":{"pool":"acme","channel":"search","team":"performance","partner":"seek-net","#
                + cost("cpc", ["0.35", "0.412345", "2e-1"]) + "}",
            #""spring-mail":{"pool":"acme","channel":"email","team":"crm","partner":"post-net","#
                + cost("cps", ["0.004", "0.0125"]) + "}",
            #""old-mail":{"pool":"acme","channel":"newsletter","team":"crm","status":"paused"}"#,
            #""banner":{"pool":"bolt","channel":"social","team":"social","partner":"face-net","#
                + cost("cpm", ["2.512345", "8.0005", "0.0125"]) + "}",
            #""advice":{"pool":"bolt","channel":"search","team":"leads","partner":"lead-net","#
                + #""objective":"leads","lead_value":12.5,"# + cost("cpl", ["7.25"]) + "}",
            #""partner-shop":{"pool":"acme","channel":"affiliate","team":"performance","partner":"aff-net","#
                + cost("cpa", ["4.5", "3.333333"]) + "}",
            #""resellers":{"pool":"bolt","channel":"affiliate","team":"social","partner":"share-net","#
                + cost("revenue_share", ["0.05", "0.0725", "0.123456789"]) + "}",
            #""tv-spot":{"pool":"acme","channel":"tv","objective":"awareness","# + cost("cpm", ["8", "11.1"])
                + "}",
            #""app-push":{"channel":"push","team":"mobile","partner":"push-net","#
                + cost("cps", ["0.001"]) + "}",
            #""no-cost":{"pool":"acme","channel":"search","team":"performance"}"#,
            #""callback":{"pool":"acme","channel":"call","team":"service","objective":"leads","#
                + #""lead_value":\#(random.pick(["7.123456", "3", "2.5e-1"])),"# + cost("cpl", ["1.75"])
                + "}",
        ]
        let channels = [
            #""email":{"online":true,"kind":"communication","aliases":["newsletter","e-mail"]}"#,
            #""hotline":{"online":false,"kind":"both","aliases":["call"]}"#,
            #""own-counter":{"online":false,"kind":"sales"}"#,
            #""marketplace":{"kind":"communication"}"#,
        ]
        return #"{"campaigns":{\#(campaigns.joined(separator: ","))},"#
            + #""channels":{\#(channels.joined(separator: ","))},"#
            + #""pools":{"acme":{"amount":27000,"period":"P30D","target":{"roi":0.4}}}}"#
    }
}
