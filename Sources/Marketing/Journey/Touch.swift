public import Events
public import Streaming

/// Something of a profile that can earn credit or be blamed: an engaged or passive touch, or a send.
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
    /// The raw value of its `Action`.
    public var kind: UInt8
    /// No campaign, and its channel absent or of kind sales: one's own pages and counters (SPEC 4).
    public var isOwn: Bool

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

    /// What fills the unused places of a pool.
    public static let filler = Touch(
        time: 0, idHash: 0, pool: .absent, campaign: .absent, channel: .absent, action: .view, isOwn: false)

    /// What happened.
    @inlinable public var action: Action { Action(rawValue: kind) ?? .view }

    /// Which of the four groups it earns in, the first one first; nil for a send, which earns nothing.
    @inlinable
    public var group: Int? {
        guard kind <= Action.open.rawValue else { return nil }
        return (action.isPassive ? 1 : 0) + (isOwn ? 2 : 0)
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
            if touch.isOwn, touch.action != .send { return index }
            if touch.action == .send {
                if send < 0 { send = index }
            } else if touch.action.isPassive {
                if passive < 0 { passive = index }
            } else if touch.action == .view, view < 0 {
                view = index
            }
        }
        return send >= 0 ? send : passive >= 0 ? passive : max(view, 0)
    }
}
