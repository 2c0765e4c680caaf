public import Streaming

/// The keys at which one fact counts: its pool, and one key in each dimension that it touches.
///
/// A click counts at its pool, campaign, team, partner and channel; sending the keys together, and spreading them
/// over the dimensions only when a pane is folded, is one addition an event instead of five. What belongs to the
/// person (device, segment, activity, presence) goes in a context of its own: together they would be nearly as
/// many contexts as events.
public struct FactContext: Hashable, Sendable {
    /// The pool in whose records it counts.
    public var pool: StringID
    /// The campaign.
    public var campaign: StringID = .absent
    /// The campaign's team.
    public var team: StringID = .absent
    /// The campaign's partner.
    public var partner: StringID = .absent
    /// The channel.
    public var channel: StringID = .absent
    /// The touchpoint; the pool makes the key of it and the channel, and there is none without a channel.
    public var touchpoint: StringID = .absent
    /// The sales channel.
    public var salesChannel: StringID = .absent
    /// The device.
    public var device: StringID = .absent
    /// The segment.
    public var segment: StringID = .absent
    /// The activity.
    public var activity: StringID = .absent
    /// The presence.
    public var presence: StringID = .absent
    /// The store; beside a zone it is only a part of the zone's key.
    public var store: StringID = .absent
    /// The zone; the pool makes the key of it and the store.
    public var zone: StringID = .absent
    /// The category.
    public var category: StringID = .absent
    /// The path of an order.
    public var path: StringID = .absent
    /// Where journeys went next from `channel`, which is only a part of the transition's key then.
    public var next: StringID = .absent
    /// Whether it counts in the pool's own record, too.
    public var countsInPool: Bool
    /// The number of a bucket of lengths of visits, from 1; 0: not about one.
    public var bucket: UInt16 = 0

    /// Makes a context without a key but the pool.
    @inlinable
    public init(pool: StringID, countsInPool: Bool) {
        self.pool = pool
        self.countsInPool = countsInPool
    }

    /// Whether it counts anywhere.
    @inlinable
    var isEmpty: Bool {
        !countsInPool
            && campaign.rawValue | team.rawValue | partner.rawValue | channel.rawValue | salesChannel.rawValue
                | device.rawValue | segment.rawValue | activity.rawValue | presence.rawValue | store.rawValue
                | category.rawValue | path.rawValue == 0
    }

    /// The key in a dimension, absent where it does not count there; of touchpoint and zone only their own part.
    public subscript(dimension: Dimension) -> StringID {
        get {
            switch dimension {
            case .pool: countsInPool ? pool : .absent
            case .campaign: campaign
            case .team: team
            case .partner: partner
            case .channel: channel
            case .touchpoint: touchpoint
            case .salesChannel: salesChannel
            case .device: device
            case .segment: segment
            case .activity: activity
            case .presence: presence
            case .store: store
            case .zone: zone
            case .category: category
            case .path: path
            case .transition: next
            case .dwellBucket: .absent
            }
        }
        set {
            switch dimension {
            case .pool: countsInPool = !newValue.isAbsent
            case .campaign: campaign = newValue
            case .team: team = newValue
            case .partner: partner = newValue
            case .channel: channel = newValue
            case .touchpoint: touchpoint = newValue
            case .salesChannel: salesChannel = newValue
            case .device: device = newValue
            case .segment: segment = newValue
            case .activity: activity = newValue
            case .presence: presence = newValue
            case .store: store = newValue
            case .zone: zone = newValue
            case .category: category = newValue
            case .path: path = newValue
            case .transition: next = newValue
            case .dwellBucket: break
            }
        }
    }

    /// A hash of all keys.
    @inlinable
    var mixed: UInt64 {
        func pair(_ left: StringID, _ right: StringID) -> UInt64 {
            UInt64(left.rawValue) << 32 | UInt64(right.rawValue)
        }
        func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
            let product = left.multipliedFullWidth(by: right)
            return product.high ^ product.low
        }
        let rest = UInt64(bucket) << 1 | (countsInPool ? 1 : 0)
        let head = UInt64(pool.rawValue) << 32 | rest
        // The constants are the fractions of the square roots of 2, 3, 5 and 7.
        let first = fold(
            head ^ 0x6A09_E667_F3BC_C908, pair(campaign, channel) ^ 0xBB67_AE85_84CA_A73B)
        let second = fold(
            pair(team, partner) ^ 0x3C6E_F372_FE94_F82B, pair(touchpoint, store) ^ 0xA54F_F53A_5F1D_36F1)
        let third = fold(
            pair(device, segment) ^ 0x6A09_E667_F3BC_C908, pair(activity, presence) ^ 0xBB67_AE85_84CA_A73B)
        let fourth = fold(
            pair(salesChannel, category) ^ 0x3C6E_F372_FE94_F82B,
            pair(zone, next) ^ 0xA54F_F53A_5F1D_36F1)
        return fold(first ^ fourth, second &+ third &+ UInt64(path.rawValue) << 17 | 1)
    }
}
