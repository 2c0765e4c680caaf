public import Events
public import Streaming

/// What one record of state is about.
public enum ProfileKind: UInt8, Sendable {
    /// An anonymous id, in the visitors stage.
    case visitor = 0
    /// A customer, in the journeys stage.
    case customer = 1
    /// One event without a usable id, or whose profile denies analytics: keeps its name only.
    case guest = 2
    /// A campaign's cost reports.
    case campaign = 3
}

/// The fixed part of a profile; its lists stand in the store's pools.
public struct Profile: Sendable {
    /// The hashed id, in its name space.
    public var id: Hash128
    /// The customer that a visitor is linked to.
    public var link: Hash128 = .absent
    /// The time of the latest order, where `orderCount` is above 0.
    public var lastOrder: Milliseconds = 0
    /// What is kept of the person besides lists.
    public var person = Person()
    /// Until when it is kept, inclusive; 0 where no timer is set.
    ///
    /// A guest's name is forgotten then, of any other profile the lists.
    public var deadline: Milliseconds = 0
    /// Touches and sends, in processing order.
    public var touches = Block()
    /// Event ids seen.
    public var seen = Block()
    /// Order ids of orders and deliveries seen.
    public var references = Block()
    /// Orders that can still be refunded.
    public var orders = Block()
    /// A campaign's cost reports with an id.
    public var reports = Block()
    /// What the profile said of consent.
    public var consent = Block()
    /// Store visits and stays in zones, open ones and the latest.
    public var stays = Block()
    /// Where it was counted as a profile, and when last.
    public var sightings = Block()
    /// Messages since the last answer.
    public var messages = Block()
    /// Its number in the accounts; 0: it has none.
    public var account: UInt32 = 0
    /// When a timer next looks whether a visit or the journey has ended; none of its state.
    public var endTimer: Milliseconds = .max
    /// How many orders there were.
    public var orderCount: UInt32 = 0
    /// What the record is about.
    public var kind: ProfileKind

    /// A profile of which nothing is known.
    public init(id: Hash128, kind: ProfileKind) {
        self.id = id
        self.kind = kind
    }

    /// Counts orders; the count stays at the largest that there is.
    mutating func countOrders(_ more: UInt32) {
        orderCount = UInt32(clamping: UInt64(orderCount) + UInt64(more))
    }
}

/// An event or order id that was seen: the identity for deduplication (SPEC 3).
public struct SeenID: Equatable, Sendable {
    /// XXH64 of the id.
    public var hash: UInt64
    /// The time of the first sight, times 8, plus what the id is of.
    private var packed: Int64

    /// What an id is of: ids of different things never match.
    public enum Space: UInt8, Sendable {
        case clicks = 0
        case beacons, purchases, unsubscribes
        case order, delivery
    }

    /// Makes an entry.
    public init(hash: UInt64, space: Space, time: Milliseconds) {
        self.hash = hash
        self.packed = time << 3 | Int64(space.rawValue)
    }

    /// What the id is of.
    public var space: Space { Space(rawValue: UInt8(truncatingIfNeeded: packed & 7)) ?? .clicks }
    /// When it was first seen.
    public var time: Milliseconds { packed >> 3 }
    /// What fills the unused places of a pool.
    public static let filler = SeenID(hash: 0, space: .clicks, time: 0)
}

/// An order that can still be refunded: its amounts, its own keys, and where its credit went.
public struct Order: Equatable, Sendable {
    /// XXH64 of `order_id`.
    public var reference: UInt64
    /// When it was booked.
    public var time: Milliseconds
    /// V.
    public var value: Int64
    /// Its margin.
    public var margin: Int64
    /// R: what was refunded of it so far, at most V.
    public var refunded: Int64 = 0
    /// What is owed by `cpa` or `revenue_share` to the campaign of the last eligible touch.
    public var owed: Int64 = 0
    /// Its pool.
    public var pool: StringID
    /// Its sales channel.
    public var salesChannel: StringID
    /// Its device.
    public var device: StringID
    /// The profile's segment.
    public var segment: StringID = .absent
    /// The profile's activity.
    public var activity: StringID = .absent
    /// The profile's presence.
    public var presence: StringID = .absent
    /// Its store.
    public var store: StringID = .absent
    /// The key of its path; absent where there are no windows of a day.
    public var path: StringID = .absent
    /// Whether `owed` was booked, be it 0.
    public var isOwed = false
    /// The eligible touches, in processing order.
    public var shares = Block()

    /// Makes an order without credit.
    public init(
        reference: UInt64, time: Milliseconds, value: Int64, margin: Int64, pool: StringID,
        salesChannel: StringID, device: StringID
    ) {
        self.reference = reference
        self.time = time
        self.value = value
        self.margin = margin
        self.pool = pool
        self.salesChannel = salesChannel
        self.device = device
    }

    /// What fills the unused places of a pool.
    public static let filler = Order(
        reference: 0, time: 0, value: 0, margin: 0, pool: .absent, salesChannel: .absent, device: .absent)
}

/// What one touch got of an order: the keys, as they were then, and its part under `time_decay`; the parts
/// under all other models follow from its place.
public struct Share: Equatable, Sendable {
    /// The pool in whose records it counts.
    public var pool: StringID
    /// The campaign, absent for `(organic)`.
    public var campaign: StringID
    /// The campaign's team.
    public var team: StringID
    /// The campaign's partner.
    public var partner: StringID
    /// The channel.
    public var channel: StringID
    /// The touchpoint.
    public var touchpoint: StringID
    /// Its part under `time_decay`, of 10^6.
    public var decay: Int32
    /// Whether the touch was passive.
    public var isPassive: Bool
    /// How many messages on its channel the touch answered, plus 1; 0: it is no answer.
    public var frequency: UInt8 = 0

    /// Makes a share.
    public init(
        pool: StringID, campaign: StringID, team: StringID, partner: StringID, channel: StringID,
        touchpoint: StringID = .absent, decay: Int32, isPassive: Bool
    ) {
        self.pool = pool
        self.campaign = campaign
        self.team = team
        self.partner = partner
        self.channel = channel
        self.touchpoint = touchpoint
        self.decay = decay
        self.isPassive = isPassive
    }

    /// What fills the unused places of a pool.
    public static let filler = Share(
        pool: .absent, campaign: .absent, team: .absent, partner: .absent, channel: .absent, decay: 0,
        isPassive: false)
}

/// A cost report that another one of its id would replace.
public struct Report: Equatable, Sendable {
    /// XXH64 of `report_id`.
    public var reference: UInt64
    /// When the latest one was booked.
    public var time: Milliseconds
    /// What it reported, in millionths.
    public var cost: Int64
    /// The keys at which it was booked.
    public var keys: FactContext

    /// Makes a report.
    public init(reference: UInt64, time: Milliseconds, cost: Int64, keys: FactContext) {
        self.reference = reference
        self.time = time
        self.cost = cost
        self.keys = keys
    }

    /// What fills the unused places of a pool.
    public static let filler = Report(
        reference: 0, time: 0, cost: 0, keys: FactContext(pool: .absent, countsInPool: false))
}

/// The latest word of a profile on one key of its consent.
public struct ConsentWord: Equatable, Sendable {
    /// When it was given.
    public var time: Milliseconds
    /// The key.
    public var key: Consent.Key
    /// Whether it allows.
    public var allows: Bool

    /// Makes a word.
    public init(time: Milliseconds, key: Consent.Key, allows: Bool) {
        self.time = time
        self.key = key
        self.allows = allows
    }

    /// What fills the unused places of a pool.
    public static let filler = ConsentWord(time: 0, key: .analytics, allows: true)
}
