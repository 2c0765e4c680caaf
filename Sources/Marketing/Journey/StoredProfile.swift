internal import Events
public import Streaming

/// Everything kept of one profile, out of its task: on its way to a customer at a link, or in the state log.
///
/// The stored form is self-contained but for its names, which are numbers of the frame that holds it. It opens
/// with a version; another one is refused.
public struct StoredProfile: Equatable, Sendable {
    /// The version that is written.
    public static let version: UInt8 = 3

    /// The hashed id.
    public var id = Hash128.absent
    /// What the record is about.
    public var kind = ProfileKind.visitor
    /// A visitor's customer.
    public var link = Hash128.absent
    /// A guest's deadline.
    public var deadline: Milliseconds = 0
    /// The time of the latest order.
    public var lastOrder: Milliseconds = 0
    /// How many orders there were.
    public var orderCount: UInt32 = 0
    /// What is kept of the person besides lists.
    public var person = Person()
    /// Touches and sends.
    public var touches: [Touch] = []
    /// Event ids.
    public var seen: [SeenID] = []
    /// Order ids.
    public var references: [SeenID] = []
    /// Orders, each with what touches got of it.
    public var orders: [(order: Order, shares: [Share])] = []
    /// Cost reports.
    public var reports: [Report] = []
    /// Words on consent.
    public var consent: [ConsentWord] = []
    /// Store visits and stays in zones.
    public var stays: [Stay] = []
    /// Where it was counted as a profile.
    public var sightings: [Sighting] = []
    /// Messages since the last answer.
    public var messages: [Message] = []
    /// Orders by day, credit and closed channels, where there are any.
    public var account: StoredAccount?

    /// An empty record.
    public init() {}

    /// Takes a profile's record out of a store, which keeps it.
    public init(_ store: ProfileStore, slot: Int) {
        let profile = store.profiles[slot]
        id = profile.id
        kind = profile.kind
        link = profile.link
        deadline = profile.deadline
        lastOrder = profile.lastOrder
        orderCount = profile.orderCount
        person = profile.person
        touches = store.touches.array(profile.touches)
        seen = store.seen.ids.array(profile.seen)
        references = store.seen.ids.array(profile.references)
        orders = store.orders.array(profile.orders).map { ($0, store.shares.array($0.shares)) }
        reports = store.reports.array(profile.reports)
        consent = store.consents.array(profile.consent)
        stays = store.stays.array(profile.stays)
        sightings = store.sightings.array(profile.sightings)
        messages = store.messages.array(profile.messages)
        account = profile.account == 0 ? nil : StoredAccount(store.accounts, profile.account)
    }

    /// Whether two records hold the same.
    public static func == (left: StoredProfile, right: StoredProfile) -> Bool {
        func plain(_ orders: [(order: Order, shares: [Share])]) -> [Order] {
            orders.map { pair in
                var order = pair.order
                order.shares = Block()
                return order
            }
        }
        return left.id == right.id && left.kind == right.kind && left.link == right.link
            && left.deadline == right.deadline && left.lastOrder == right.lastOrder
            && left.orderCount == right.orderCount && left.touches == right.touches
            && left.seen == right.seen && left.references == right.references
            && plain(left.orders) == plain(right.orders)
            && left.orders.map(\.shares) == right.orders.map(\.shares) && left.reports == right.reports
            && left.consent == right.consent && left.person == right.person && left.stays == right.stays
            && left.sightings == right.sightings && left.messages == right.messages
            && left.account == right.account
    }
}
