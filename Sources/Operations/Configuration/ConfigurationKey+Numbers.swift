extension ConfigurationKey {
    /// The keys that decide numbers (SPEC 10, first block).
    static let numberKeys: [ConfigurationKey] =
        [
            .init("currency", "EUR", "the reporting currency", .text),
            .init("rates", "{}", "one unit of a currency in the reporting currency: {USD: 0.92}", .map),
            .init("default_pool", "default", "the pool of what names none", .text),
            .init("margin_rate", "0.3", "margin of an order that names none, as a fraction of its value"),
            .init("primary_model", "position", "last, first, linear, position or time_decay"),
            .init("lateness", "30s", "how far an event may trail the newest of its partition"),
            .init("idle_timeout", "10s", "when a partition at its end holds nobody back; or never"),
            .init("max_future_skew", "5m", "how far a clock may be ahead"),
            .init("dedup_window", "24h", "how long event ids are remembered"),
            .init(
                "windows.aligned", "[1m, 1h, 1d]", "sizes of windows: whole parts of a day, at most 8", .list),
            .init("windows.sliding", "[{size: 15m, every: 1m}]", "windows that overlap", .list),
            .init("windows.early_interval", "1m", "how often open windows are shown; or never"),
            .init(
                "time_zone", "UTC", "where hours and days begin; or by pool: {acme: Europe/Berlin}", .either),
        ] + lookbackKeys + [
            .init("half_life", "7d", "the half-life of time_decay"),
            .init("touch_gap", "30m", "touches of a campaign closer than this are one"),
            .init("max_touches", "64", "how many touches a profile keeps"),
            .init("refund_window", "60d", "how long orders and cost reports are remembered"),
            .init("room_window", "7d", "how far back showrooming and webrooming look"),
            .init("active_window", "90d", "an order after a longer pause is a reactivation"),
            .init("visit.gap", "10m", "a visit ends after this long without a signal"),
            .init("visit.enter_gap", "4h", "the same after an enter"),
            .init("visit.minimum_dwell", "60s", "a visit counts from this length"),
            .init("visit.enter_rssi", "null", "weaker signals open no visit, in dBm"),
            .init("visit.exit_rssi", "null", "weaker signals extend no visit, in dBm"),
            .init(
                "blocked_ids", #"["0", "null", "undefined", guest, unknown, none, "n/a", anonymous]"#,
                "ids that count as absent", .list),
            .init("consent_default.analytics", "true", "what holds for keys never given"),
            .init("consent_default.marketing", "true", "what holds for keys never given"),
            .init("consent_default.location", "true", "what holds for keys never given"),
            .init(
                "offline_channels", "[store, tv, print, direct_mail]",
                "offline where the catalogue says nothing", .list),
            .init(
                "sales_channels", "[web, app, store, call_center, marketplace]",
                "own pages and counters, where the catalogue says nothing", .list),
            .init(
                "lifetime", "null", "{r:, alpha:, a:, b:, p:, q:, v:}, or that by pool; null: no churn cost",
                .either),
            .init("churn.k", "null", "the weight of the prior in money; null: a mean order"),
            .init("churn.prior", "{}", "a channel's share before there is evidence: {email: 0.2}", .map),
            .init("churn.prior_default", "0.1", "the share of every other channel"),
            .init("churn.prospect_value", "0", "what a profile without an order is worth"),
        ] + severityKeys + [
            .init("id_key_file", "null", "the key of the id hash; null: a fixed key, for trials only", .text)
        ]

    /// How long a touch can earn, by action.
    private static let lookbackKeys: [ConfigurationKey] =
        [
            .init("lookback.default", "30d", "how long a touch can earn"),
            .init("lookback.impression", "1d", "the same for impressions"),
            .init("lookback.open", "7d", "the same for opened messages"),
            .init("lookback.visit", "7d", "the same for store visits"),
        ] + otherTouches.map { .init("lookback.\($0)", "null", "null: as lookback.default") }

    /// The touches for which the default lookback holds.
    static let otherTouches = [
        "view", "click", "search", "like", "share", "lead", "scan", "call", "cart", "checkout",
    ]

    private static let severityKeys: [ConfigurationKey] = [
        .init("churn.severity.unsubscribe", "1.0", "the part of the residual value that is lost"),
        .init("churn.severity.notification_block", "0.7", "the same for blocked notifications"),
        .init("churn.severity.app_uninstall", "1.0", "the same for an app taken off"),
        .init("churn.severity.spam_complaint", "1.5", "the same for a complaint about messages"),
        .init("churn.severity.loyalty_exit", "2.0", "the same for leaving the loyalty programme"),
    ]
}
