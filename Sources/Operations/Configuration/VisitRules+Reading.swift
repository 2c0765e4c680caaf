internal import Marketing
internal import Streaming

extension JourneyRules.VisitRules {
    /// Reads the rules.
    init(_ settings: inout SettingReader) {
        self.init()
        gap = settings.duration("visit.gap", in: .second...(.day))
        enterGap = settings.duration("visit.enter_gap", in: .second...(7 * .day))
        if enterGap < gap {
            settings.report(
                "visit.enter_gap", with: "visit.gap",
                "shorter than visit.gap (\(DurationText.text(gap))); write at least that")
        }
        minimumDwell = settings.duration("visit.minimum_dwell", in: 0...(.day))
        enterRSSI = settings.optional("visit.enter_rssi") { $0.integer($1, in: -99...(-1)) }
        exitRSSI = settings.optional("visit.exit_rssi") { $0.integer($1, in: -99...(-1)) }
        if let enterRSSI, let exitRSSI, exitRSSI > enterRSSI {
            settings.report(
                "visit.exit_rssi", with: "visit.enter_rssi",
                "above visit.enter_rssi (\(enterRSSI)): a signal would open a visit that it cannot extend;"
                    + " write at most \(enterRSSI)")
        }
    }
}
