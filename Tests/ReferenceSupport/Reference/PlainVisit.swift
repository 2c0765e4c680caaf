/// An open store visit, or an open stay in one zone of a store.
struct PlainVisit: Sendable {
    let first: Int64
    private(set) var last: Int64
    private var lastIsEnter: Bool
    /// The place of its latest signal in the order of processing.
    private(set) var changeSequence: Int
    /// The pool where it counted, if it did.
    var countedPool: Text?

    init(_ beacon: PlainBeacon, at time: Int64, sequence: Int) {
        first = time
        last = time
        lastIsEnter = beacon.signal == "enter"
        changeSequence = sequence
    }

    /// "A signal extends the open visit when it follows its last signal within `visit.gap` (10 min), or, where
    /// that last one was an `enter` and this is not, within `visit.enter_gap` (4 h)".
    func isExtended(by beacon: PlainBeacon, at time: Int64, _ rules: VisitRules) -> Bool {
        if time - last <= rules.gap { return true }
        return lastIsEnter && beacon.signal != "enter" && time - last <= rules.enterGap
    }

    mutating func extend(by beacon: PlainBeacon, at time: Int64, sequence: Int) {
        last = time
        lastIsEnter = beacon.signal == "enter"
        changeSequence = sequence
    }

    /// "It ends at last signal + `visit.gap` (`enter_gap` where that was an `enter`)".
    func end(_ rules: VisitRules) -> Int64 {
        last + (lastIsEnter ? rules.enterGap : rules.gap)
    }

    var dwell: Int64 { last - first }
}

/// What one signal does to the visit or stay that it belongs to.
enum VisitStep: Sendable {
    case none, extends, opens

    /// "Else it opens a new one; an `exit` never opens"; a signal "below `enter_rssi` (to open) or `exit_rssi`
    /// (to extend), where set, makes no visit or stay".
    init(of beacon: PlainBeacon, on open: PlainVisit?, at time: Int64, _ rules: VisitRules) {
        if let open, open.isExtended(by: beacon, at: time, rules) {
            self = Self.reaches(rules.exitRSSI, beacon) ? .extends : .none
        } else {
            self = beacon.signal != "exit" && Self.reaches(rules.enterRSSI, beacon) ? .opens : .none
        }
    }

    private static func reaches(_ limit: Int?, _ beacon: PlainBeacon) -> Bool {
        guard let limit, let rssi = beacon.rssi else { return true }
        return rssi >= Double(limit)
    }
}
