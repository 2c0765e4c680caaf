/// The dimensions of `metrics` records (SPEC 6, "What counts where").
public enum Dimension: UInt8, Sendable, CaseIterable {
    case pool = 0
    case campaign, team, partner, channel
    /// Keys are `channel/touchpoint`.
    case touchpoint
    case salesChannel, device, segment, activity, presence
    case store
    /// Keys are `store/zone`.
    case zone
    case category
    /// Keys are channels, joined by `>`; in windows of a day only.
    case path
    /// Keys are `channel/n`: how many messages a profile had on the channel since its last answer.
    case frequency
    /// No dimension of records: how often journeys went from one channel to another; keys hold both.
    case transition
    /// No dimension of records: how many visits of a record had each length; keys name the record.
    case dwellBucket

    /// The name in outputs.
    public var name: String { self == .salesChannel ? "sales_channel" : "\(self)" }

    /// Whether orders count here by primary-model credit instead of once.
    @inlinable
    public var isCredited: Bool {
        switch self {
        case .campaign, .team, .partner, .channel, .touchpoint, .frequency: true
        default: false
        }
    }

    /// Whether what customers are worth counts here: margin, spend, and what negative answers cost.
    var countsWorth: Bool {
        switch self {
        case .pool, .campaign, .team, .partner, .channel, .device, .segment, .activity, .presence: true
        default: false
        }
    }

    /// Whether profiles are counted here.
    var countsProfiles: Bool {
        switch self {
        case .pool, .campaign, .team, .partner, .channel, .store, .zone: true
        default: false
        }
    }

    /// Whether the stages of journeys are counted here.
    var countsStages: Bool { self == .pool || self == .channel }

    /// Whether it has records of its own.
    @inlinable public var isShown: Bool { self != .dwellBucket && self != .transition }

    /// Those that a fact can name a key of, but the pool; in the order of their raw values, from 1.
    public static let keyed = allCases.filter { $0 != .pool && $0 != .dwellBucket }
}
