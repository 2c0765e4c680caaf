/// The four streams that a market writes, by the names of their files and topics.
public enum MarketStream: UInt8, Sendable, CaseIterable {
    case clicks = 0
    case beacons = 1
    case purchases = 2
    case unsubscribes = 3

    /// The stream's name.
    public var name: String {
        switch self {
        case .clicks: "clicks"
        case .beacons: "beacons"
        case .purchases: "purchases"
        case .unsubscribes: "unsubscribes"
        }
    }
}
