public import Streaming

/// The keys at which one fact counts: its pool, and one key in each dimension that it touches.
///
/// A click counts at its pool, campaign, team, partner, channel and device; sending the keys together, and
/// spreading them over the dimensions only when a pane is folded, is one addition an event instead of six.
public struct FactContext: Hashable, Sendable {
    /// The pool in whose records it counts.
    public var pool: StringID
    /// Whether it counts in the pool's own record, too.
    public var countsInPool: Bool
    /// The campaign.
    public var campaign: StringID = .absent
    /// The campaign's team.
    public var team: StringID = .absent
    /// The campaign's partner.
    public var partner: StringID = .absent
    /// The channel.
    public var channel: StringID = .absent
    /// The sales channel.
    public var salesChannel: StringID = .absent
    /// The device.
    public var device: StringID = .absent

    /// Makes a context without a key but the pool.
    @inlinable
    public init(pool: StringID, countsInPool: Bool) {
        self.pool = pool
        self.countsInPool = countsInPool
    }

    /// The key in a dimension, absent where it does not count there.
    @inlinable
    public subscript(dimension: Dimension) -> StringID {
        get {
            switch dimension {
            case .pool: countsInPool ? pool : .absent
            case .campaign: campaign
            case .team: team
            case .partner: partner
            case .channel: channel
            case .salesChannel: salesChannel
            case .device: device
            }
        }
        set {
            switch dimension {
            case .pool: countsInPool = !newValue.isAbsent
            case .campaign: campaign = newValue
            case .team: team = newValue
            case .partner: partner = newValue
            case .channel: channel = newValue
            case .salesChannel: salesChannel = newValue
            case .device: device = newValue
            }
        }
    }

    @usableFromInline var mixed: UInt64 {
        var hash = UInt64(pool.rawValue) << 1 | (countsInPool ? 1 : 0)
        hash = (hash ^ (UInt64(campaign.rawValue) << 32 | UInt64(channel.rawValue))) &* 0x9E37_79B9_7F4A_7C15
        hash =
            (hash ^ (hash >> 29) ^ (UInt64(team.rawValue) << 32 | UInt64(partner.rawValue)))
            &* 0xBF58_476D_1CE4_E5B9
        hash =
            (hash ^ (hash >> 32) ^ (UInt64(device.rawValue) << 32 | UInt64(salesChannel.rawValue)))
            &* 0x94D0_49BB_1331_11EB
        return hash ^ (hash >> 31)
    }
}

/// Numbers contexts in order of first appearance, from 0.
public struct ContextTable: Sendable {
    /// The contexts by number.
    public private(set) var contexts: [FactContext] = []
    private var slots: [UInt32] = Array(repeating: 0, count: 256)

    /// Makes an empty table.
    public init() {}

    /// The number of a context, which is added where it is new.
    public mutating func intern(_ context: FactContext) -> UInt32 {
        var position = Int(truncatingIfNeeded: context.mixed) & (slots.count - 1)
        while slots[position] != 0 {
            let number = slots[position] - 1
            if contexts[Int(number)] == context { return number }
            position = (position + 1) & (slots.count - 1)
        }
        contexts.append(context)
        slots[position] = UInt32(contexts.count)
        let number = UInt32(contexts.count - 1)
        if contexts.count * 2 > slots.count { grow() }
        return number
    }

    /// Forgets all contexts.
    public mutating func removeAll() { self = ContextTable() }

    private mutating func grow() {
        slots = Array(repeating: 0, count: slots.count * 2)
        for (number, context) in contexts.enumerated() {
            var position = Int(truncatingIfNeeded: context.mixed) & (slots.count - 1)
            while slots[position] != 0 { position = (position + 1) & (slots.count - 1) }
            slots[position] = UInt32(number + 1)
        }
    }
}
