/// What is kept of one profile.
struct PlainProfile: Sendable {
    /// The last word on a key, and the place of its event in the order of processing.
    struct Word: Sendable {
        let allowed: Bool
        let sequence: Int
    }

    /// The latest segment, and the place of its event in the order of processing.
    struct Segment: Sendable {
        let name: Text
        let sequence: Int
    }

    var touches = PlainTouches()
    var orders: [Text: StoredOrder] = [:]
    var lastOrderTime: Int64?
    var consent: [String: Word] = [:]
    var segment: Segment?
    var journey = PlainJourney()
    private var metOnline = false
    private var metOffline = false
    /// The latest `view`, `click`, `search` or `scan` on an online channel.
    var lastBrowsingTime: Int64?
    /// The open visits by store, and the open stays by zone.
    var visits: [Text: PlainVisit] = [:]
    var stays: [Text: PlainVisit] = [:]
    /// When visits to a store counted.
    var visitTimes: [Text: [Int64]] = [:]
    var orderDays = PlainOrderDays()
    var credited = PlainCreditedValue()
    var contacts = PlainContacts()
    /// By channel, once it has been closed.
    var subscriptions: [Text: PlainSubscription] = [:]

    /// "`omnichannel` once it has at least one online and one offline touch or order".
    var isOmnichannel: Bool { metOnline && metOffline }

    mutating func meet(isOnline: Bool) {
        if isOnline { metOnline = true } else { metOffline = true }
    }

    /// "Touches, orders … join"; "at a link the later word on each key holds"; of two orders of one id "the
    /// later changed one wins".
    mutating func join(_ other: PlainProfile, maxTouches: Int) {
        touches.join(other.touches, limit: maxTouches)
        orders.merge(other.orders) { $0.changeSequence > $1.changeSequence ? $0 : $1 }
        lastOrderTime = [lastOrderTime, other.lastOrderTime].compactMap(\.self).max()
        consent.merge(other.consent) { $0.sequence > $1.sequence ? $0 : $1 }
        segment = [segment, other.segment].compactMap(\.self).max { $0.sequence < $1.sequence }
        journey.join(other.journey)
        metOnline = metOnline || other.metOnline
        metOffline = metOffline || other.metOffline
        lastBrowsingTime = [lastBrowsingTime, other.lastBrowsingTime].compactMap(\.self).max()
        // "Of two states of the same thing (a visit …) the later changed one wins and the other is dropped
        // unbooked."
        visits.merge(other.visits) { $0.changeSequence > $1.changeSequence ? $0 : $1 }
        stays.merge(other.stays) { $0.changeSequence > $1.changeSequence ? $0 : $1 }
        visitTimes.merge(other.visitTimes) { $0 + $1 }
        orderDays.join(other.orderDays)
        credited.join(other.credited)
        contacts.join(other.contacts)
        subscriptions.merge(other.subscriptions) { $0.joined(with: $1) }
    }

    /// "Everything kept of the profile is dropped, unbooked, but its consent and links".
    mutating func drop() {
        self = PlainProfile(consent: consent)
    }
}

/// What one touch got of an order under one model, or what a key got of the whole order.
struct OrderShare: Sendable {
    /// Every place that got this share: campaign, team, partner and channel of the touch.
    let places: [Place]
    /// Nil where the order counts once, whole.
    let model: String?
    let isPrimary: Bool
    let isPassive: Bool
    /// The channel of a touch that got it; nil where no touch did, or the touch had none.
    let channel: Text?
    /// Where it counts by frequency.
    let frequencyPlace: Place?
    let parts: Int128
    let value: Int128
    let margin: Int128
}

/// A booked order, with what a refund must take back.
struct StoredOrder: Sendable {
    let time: Int64
    let pool: Text
    let value: Int128
    /// The channels that led to it.
    let path: Text
    let shares: [OrderShare]
    /// What is owed by `cpa` and `revenue_share`, and the places where it was spent.
    let owed: Int128
    let owedPlaces: [Place]
    /// R: what has been refunded of it so far, never above its value.
    var refunded: Int128 = 0
    var changeSequence: Int
}
