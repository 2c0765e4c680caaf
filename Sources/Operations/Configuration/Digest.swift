internal import Events
internal import Marketing
internal import Mathematics
internal import Streaming
internal import Topology

/// Text that is the same for the same meaning: names and values with their lengths, sets in order.
struct CanonicalText {
    private(set) var bytes: [UInt8] = []

    mutating func add(_ name: String, _ value: String) {
        bytes += "\(name) \(value.utf8.count):".utf8
        bytes += value.utf8
        bytes.append(0x0A)
    }

    mutating func add(_ name: String, _ value: some BinaryInteger) { add(name, "\(value)") }
    mutating func add(_ name: String, _ value: Bool) { add(name, value ? "true" : "false") }
    mutating func add(_ name: String, _ value: Decimal) { add(name, "\(value.mantissa)e-\(value.scale)") }

    mutating func add(_ name: String, _ value: (some BinaryInteger)?) {
        if let value { add(name, value) }
    }

    mutating func add(_ name: String, _ value: String?) {
        if let value { add(name, value) }
    }

    /// Adds texts whose order means nothing.
    mutating func add(_ name: String, set: some Sequence<String>) {
        for item in set.sorted(by: Self.precedes) { add(name, item) }
    }

    /// Adds the entries of a map in the order of their keys.
    mutating func add<Value>(
        _ name: String, _ map: [String: Value], _ body: (inout CanonicalText, String, Value) -> Void
    ) {
        for (key, value) in map.sorted(by: { Self.precedes($0.key, $1.key) }) {
            add(name, key)
            body(&self, "\(name).", value)
        }
    }

    private static func precedes(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }

    /// XXH64 of the text.
    var digest: UInt64 { XXHash.hash64(bytes.span) }
}

extension Configuration {
    /// The form of the canonical text: another one makes every digest another.
    private static let digestVersion = 1

    /// All that decides numbers, a name and a value per line; of the id key only a hash is in it.
    public var numbersText: [UInt8] { numbers.bytes }

    /// The digest of all that decides numbers.
    var digest: UInt64 { numbers.digest }

    private var numbers: CanonicalText {
        var text = CanonicalText()
        text.add("version", Self.digestVersion)
        addEvents(to: &text)
        addJourneys(to: &text)
        addWindows(to: &text)
        valuation.add(to: &text)
        settings.catalogue.add(to: &text)
        return text
    }

    private func addEvents(to text: inout CanonicalText) {
        let events = settings.events
        text.add("currency", events.currency)
        text.add("rates", events.rates) { $0.add($1, $2) }
        text.add("margin_rate", events.marginRate)
        text.add("max_future_skew", events.maxFutureSkew)
        text.add("lateness", events.lateness)
        text.add("idle_timeout", deployment.idleTimeout)
        text.add("blocked_ids", set: Set(events.blockedIDs.map(Self.lowercased)))
        text.add("id_key", XXHash.hash64(events.idKey.span))
    }

    /// ASCII letters only, as events are compared.
    private static func lowercased(_ text: String) -> String {
        let letters = UInt8(ascii: "A")...UInt8(ascii: "Z")
        return String(decoding: text.utf8.map { letters.contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
    }

    private func addJourneys(to text: inout CanonicalText) {
        let journeys = settings.journeys
        text.add("default_pool", journeys.defaultPool)
        text.add("primary_model", journeys.primaryModel.name)
        text.add("dedup_window", journeys.dedupWindow)
        for action in Action.allCases where action.isTouch {
            text.add("lookback.\(action)", journeys.lookback[action] ?? journeys.defaultLookback)
        }
        text.add("lookback.visit", journeys.visitLookback)
        text.add("lookback.default", journeys.defaultLookback)
        text.add("half_life", journeys.halfLife)
        text.add("touch_gap", journeys.touchGap)
        text.add("max_touches", journeys.maxTouches)
        text.add("refund_window", journeys.refundWindow)
        text.add("active_window", journeys.activeWindow)
        text.add("consent_default.analytics", journeys.consentDefault.analytics)
        text.add("consent_default.marketing", journeys.consentDefault.marketing)
        text.add("consent_default.location", journeys.consentDefault.location)
        text.add("visit.gap", journeys.visits.gap)
        text.add("visit.enter_gap", journeys.visits.enterGap)
        text.add("visit.minimum_dwell", journeys.visits.minimumDwell)
        text.add("visit.enter_rssi", journeys.visits.enterRSSI)
        text.add("visit.exit_rssi", journeys.visits.exitRSSI)
        text.add("room_window", journeys.roomWindow)
        text.add("offline_channels", set: journeys.offlineChannels)
        text.add("sales_channels", set: journeys.salesChannels)
    }

    private func addWindows(to text: inout CanonicalText) {
        let windows = settings.windows
        for size in windows.aligned { text.add("windows.aligned", size) }
        for window in windows.sliding {
            text.add("windows.sliding.size", window.size)
            text.add("windows.sliding.every", window.every)
        }
        text.add("windows.early_interval", windows.earlyInterval)
        text.add("time_zone", windows.zones) { $2.add(to: &$0) }
        windows.defaultZone.add(to: &text)
    }
}

extension TimeZoneTable {
    fileprivate func add(to text: inout CanonicalText) {
        text.add("zone", name)
        for transition in transitions { text.add("at", transition) }
        for offset in offsets { text.add("offset", offset) }
    }
}

extension Valuation {
    fileprivate func add(to text: inout CanonicalText) {
        lifetime?.add(to: &text, "lifetime.")
        text.add("lifetime", lifetimes) { $2.add(to: &$0, $1) }
        text.add("churn.k", priorWeight)
        text.add("churn.prior", priors) { $0.add($1, $2) }
        text.add("churn.prior_default", defaultPrior)
        text.add("churn.prospect_value", prospectValue)
        text.add("churn.severity", severities) { $0.add($1, $2) }
    }
}

extension Valuation.Lifetime {
    fileprivate func add(to text: inout CanonicalText, _ prefix: String) {
        for (name, value) in [("r", r), ("alpha", alpha), ("a", a), ("b", b), ("p", p), ("q", q), ("v", v)] {
            text.add(prefix + name, value)
        }
    }
}
