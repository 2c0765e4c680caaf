/// A kept contact of a profile: a touch (of the click stream, or a `visit`), or a `send`, "which earn nothing
/// but tell who caused an unsubscribe".
struct PlainTouch: Sendable {
    /// The place of its event in the order of processing.
    let sequence: Int
    let time: Int64
    let action: String
    let pool: Text
    let campaign: Text?
    let channel: Text?
    let touchpoint: Text?
    /// Where a visit was; nil for everything else.
    let store: Text?
    /// "A touch is *own* when it has no campaign and its channel is absent or of kind `sales`".
    let isOwn: Bool
    /// The n that it answers, where it is an engaged touch on a channel: for `frequency`.
    var reached: Int?

    var isSend: Bool { action == "send" }
    var isVisit: Bool { action == "visit" }
    var isPassive: Bool { PlainClick.passive.contains(action) }

    /// "[Own is] a visit when it is to the order's own `store_id`".
    func isOwn(forOrderIn orderStore: Text?) -> Bool {
        isOwn || (isVisit && store == orderStore)
    }

    /// "Of touches that follow one another in that group with the same pool, campaign and channel … (visits are
    /// never joined)".
    func isSameContact(as other: PlainTouch) -> Bool {
        !isVisit && !other.isVisit && pool == other.pool && campaign == other.campaign
            && channel == other.channel
    }
}

/// The kept touches of a profile, in the order of processing.
struct PlainTouches: Sendable {
    private(set) var all: [PlainTouch] = []

    /// "When a new one comes and they are full, … [one] goes …; the new one is always kept".
    mutating func append(_ touch: PlainTouch, limit: Int) {
        while all.count >= limit, !all.isEmpty { removeOne() }
        all.append(touch)
    }

    /// "After a link the same rule holds until the number fits".
    mutating func join(_ others: PlainTouches, limit: Int) {
        all = (all + others.all).sorted { $0.sequence < $1.sequence }
        while all.count > limit { removeOne() }
    }

    /// "The oldest *own* touch goes …, else the oldest `send`, else the oldest passive touch, else the oldest
    /// `view`, else the oldest".
    private mutating func removeOne() {
        let index =
            all.firstIndex { !$0.isSend && $0.isOwn }
            ?? all.firstIndex { $0.isSend }
            ?? all.firstIndex { $0.isPassive }
            ?? all.firstIndex { $0.action == "view" }
            ?? 0
        all.remove(at: index)
    }

    /// The touches that earn for an order of that time and store.
    ///
    /// "**Eligible** … when order time − lookback ≤ touch time ≤ order time. … Of the four groups engaged …,
    /// passive, own, own and passive, only the first that has an eligible touch earns. … Of touches that follow
    /// one another in that group …, each within `touch_gap` of the one before, only the latest is eligible".
    func eligible(at orderTime: Int64, in store: Text?, _ config: ReferenceConfig) -> [PlainTouch] {
        let inTime = all.filter { touch in
            let earliest = orderTime - config.lookback(of: touch.action)
            return !touch.isSend && earliest <= touch.time && touch.time <= orderTime
        }
        let groups = [(false, false), (false, true), (true, false), (true, true)].map { isOwn, isPassive in
            inTime.filter { $0.isOwn(forOrderIn: store) == isOwn && $0.isPassive == isPassive }
        }
        return Self.collapsed(groups.first { !$0.isEmpty } ?? [], config)
    }

    private static func collapsed(_ group: [PlainTouch], _ config: ReferenceConfig) -> [PlainTouch] {
        group.indices.filter { index in
            guard index + 1 < group.count else { return true }
            let (touch, next) = (group[index], group[index + 1])
            return !(touch.isSameContact(as: next) && next.time - touch.time <= config.touchGap)
        }.map { group[$0] }
    }

    /// How many touches and sends each campaign had on a channel, the one with the latest last.
    ///
    /// "The campaigns of the profile's touches and sends on that channel in the 7 days before".
    func responsible(on channel: Text, at time: Int64) -> [(campaign: Text, contacts: Int128)] {
        var campaigns: [(campaign: Text, contacts: Int128)] = []
        for touch in all where touch.channel == channel {
            guard touch.time <= time, touch.time >= time - 7 * ReferenceConfig.day else { continue }
            guard let campaign = touch.campaign else { continue }
            let former = campaigns.first { $0.campaign == campaign }?.contacts ?? 0
            campaigns.removeAll { $0.campaign == campaign }
            campaigns.append((campaign, former + 1))
        }
        return campaigns
    }
}
