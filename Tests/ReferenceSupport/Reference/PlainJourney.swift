/// How far a touch or an order takes a journey: AIDA.
///
/// "Attention = impression/open, interest = view/click/like/share/scan/search, desire = lead/call/cart/checkout/
/// store visit, action = order".
enum PlainStage: Int, Comparable, Sendable {
    case attention, interest, desire, action

    init?(touch action: String) {
        switch action {
        case "impression", "open": self = .attention
        case "view", "click", "like", "share", "scan", "search": self = .interest
        case "lead", "call", "cart", "checkout", "visit": self = .desire
        default: return nil
        }
    }

    var measure: String { "aida.\(self)" }

    static func < (left: PlainStage, right: PlainStage) -> Bool { left.rawValue < right.rawValue }
}

/// The current journey of a profile: every touch since it began, whether it is still kept or not.
///
/// "Single *journeys*, which end at an order or when 30 days (the longest lookback) have passed since the last
/// touch".
struct PlainJourney: Sendable {
    struct Step: Sendable {
        let sequence: Int
        let time: Int64
        let pool: Text
        let stage: PlainStage
    }

    private(set) var steps: [Step] = []
    /// The place of the latest order in the order of processing.
    private(set) var orderSequence = -1

    var last: Step? { steps.last }
    var furthest: PlainStage? { steps.map(\.stage).max() }

    mutating func add(_ step: Step) {
        steps.append(step)
    }

    mutating func end(byOrder sequence: Int) {
        steps = []
        orderSequence = sequence
    }

    mutating func endWithoutOrder() {
        steps = []
    }

    func contains(_ touch: PlainTouch) -> Bool {
        steps.contains { $0.sequence == touch.sequence }
    }

    /// What both have done since the latest order of either, in the order of processing.
    mutating func join(_ other: PlainJourney) {
        orderSequence = max(orderSequence, other.orderSequence)
        steps = (steps + other.steps).filter { $0.sequence > orderSequence }
            .sorted { $0.sequence < $1.sequence }
    }
}
