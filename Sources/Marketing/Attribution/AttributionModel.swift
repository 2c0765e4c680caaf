/// How an order's credit is split over its eligible touches (SPEC 4, "Credit").
public enum AttributionModel: UInt8, Sendable, CaseIterable {
    case last = 0
    case first
    case linear
    case position
    case timeDecay

    /// The name in the configuration and in outputs.
    public var name: String {
        switch self {
        case .last: "last"
        case .first: "first"
        case .linear: "linear"
        case .position: "position"
        case .timeDecay: "time_decay"
        }
    }
}
