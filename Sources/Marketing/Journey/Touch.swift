public import Events
public import Streaming

/// Something of a profile that can earn credit or be blamed: an engaged or passive touch, a store visit, or a
/// send.
public struct Touch: Equatable, Sendable {
    /// When.
    public var time: Milliseconds
    /// XXH64 of the event's id: the order among touches of one instant.
    public var idHash: UInt64
    /// Its pool: the event's, else its campaign's, else the default.
    public var pool: StringID
    /// Its campaign, absent for `(organic)`.
    public var campaign: StringID
    /// Its channel, aliases replaced, absent for `(unknown)`.
    public var channel: StringID
    /// The touchpoint that it named.
    public var touchpoint: StringID = .absent
    /// The store of a visit.
    public var store: StringID = .absent
    /// The raw value of its `Action`, or `visitKind`.
    public var kind: UInt8
    /// Whether the journey that it belonged to has ended.
    public var isPast = false
    /// No campaign, and its channel absent or of kind sales: one's own pages and counters (SPEC 4).
    public var isOwn: Bool
    /// Of an engaged touch: how many messages on its channel it answered.
    public var messages: UInt8 = 0

    /// Makes a touch.
    public init(
        time: Milliseconds, idHash: UInt64, pool: StringID, campaign: StringID, channel: StringID,
        action: Action, isOwn: Bool
    ) {
        self.time = time
        self.idHash = idHash
        self.pool = pool
        self.campaign = campaign
        self.channel = channel
        self.kind = action.rawValue
        self.isOwn = isOwn
    }

    /// Makes the touch that a store visit is at the moment at which it counts.
    public init(
        visitAt time: Milliseconds, idHash: UInt64, pool: StringID, channel: StringID, store: StringID
    ) {
        self.time = time
        self.idHash = idHash
        self.pool = pool
        self.campaign = .absent
        self.channel = channel
        self.store = store
        self.kind = Self.visitKind
        self.isOwn = false
    }

    /// The kind of a store visit, which is no `Action`.
    public static let visitKind: UInt8 = 0x40

    /// What fills the unused places of a pool.
    public static let filler = Touch(
        time: 0, idHash: 0, pool: .absent, campaign: .absent, channel: .absent, action: .view, isOwn: false)

    /// Whether it is a store visit.
    @inlinable public var isVisit: Bool { kind == Self.visitKind }
    /// Whether it is a message, which earns nothing.
    @inlinable public var isSend: Bool { kind == Action.send.rawValue }
    /// Whether it is a view of one's pages.
    @inlinable public var isView: Bool { kind == Action.view.rawValue }
    /// Whether the customer acted: an engaged click-stream event, or a visit.
    @inlinable public var isEngaged: Bool { Action(rawValue: kind)?.isEngaged ?? isVisit }
    /// Whether it was only seen.
    @inlinable public var isPassive: Bool { Action(rawValue: kind)?.isPassive ?? false }

    /// Which of the four groups it earns in for an order of a store, the first one first; nil for a send.
    ///
    /// A visit to the order's own store was on the way to the counter: it is own.
    @inlinable
    public func group(forOrderIn orderStore: StringID) -> Int? {
        if isVisit { return store == orderStore ? 2 : 0 }
        guard kind <= Action.open.rawValue else { return nil }
        return (isPassive ? 1 : 0) + (isOwn ? 2 : 0)
    }

    /// The order of processing among a profile's touches (SPEC 3).
    @inlinable
    public static func precedes(_ left: Touch, _ right: Touch) -> Bool {
        left.time != right.time ? left.time < right.time : left.idHash < right.idHash
    }
}

extension Touch {
    /// Which touch goes when there is one too many, before the new one comes (SPEC 4, `max_touches`): the
    /// oldest own one, else the oldest send, else the oldest passive, else the oldest view, else the oldest.
    public static func evicted(from touches: ArraySlice<Touch>) -> Int {
        var (send, passive, view) = (-1, -1, -1)
        for (index, touch) in zip(0..., touches) {
            if touch.isOwn, !touch.isSend { return index }
            if touch.isSend {
                if send < 0 { send = index }
            } else if touch.isPassive {
                if passive < 0 { passive = index }
            } else if touch.isView, view < 0 {
                view = index
            }
        }
        return send >= 0 ? send : passive >= 0 ? passive : max(view, 0)
    }
}
