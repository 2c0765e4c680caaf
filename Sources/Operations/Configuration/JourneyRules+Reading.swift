internal import Events
internal import Marketing
internal import Streaming

extension JourneyRules {
    /// Reads the rules.
    init(_ settings: inout SettingReader) {
        self.init()
        let long: ClosedRange<Milliseconds> = 0...(3_650 * .day)
        defaultPool = settings.text("default_pool")
        let models = AttributionModel.allCases.map { ($0.name, $0) }
        primaryModel =
            settings.reader.choice(settings.node("primary_model"), "primary_model", among: models)
            ?? .position
        dedupWindow = settings.duration("dedup_window", in: long)
        defaultLookback = settings.duration("lookback.default", in: long)
        visitLookback = settings.duration("lookback.visit", in: long)
        lookback = [:]
        for action in Action.allCases where action.isTouch {
            lookback[action] = settings.optional("lookback.\(action)") { $0.duration($1, in: long) }
        }
        visits = VisitRules(&settings)
        roomWindow = settings.duration("room_window", in: 0...(3_650 * .day))
        halfLife = settings.duration("half_life", in: 1...(3_650 * .day))
        touchGap = settings.duration("touch_gap", in: long)
        maxTouches = settings.integer("max_touches", in: 1...1_024)
        refundWindow = settings.duration("refund_window", in: long)
        activeWindow = settings.duration("active_window", in: long)
        consentDefault.analytics = settings.truth("consent_default.analytics")
        consentDefault.marketing = settings.truth("consent_default.marketing")
        consentDefault.location = settings.truth("consent_default.location")
        offlineChannels = settings.texts("offline_channels")
        salesChannels = settings.texts("sales_channels")
    }
}
