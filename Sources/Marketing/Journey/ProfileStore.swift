public import Events
public import Streaming

/// The profiles of one task: found by hashed id, their lists in shared pools.
public struct ProfileStore: Sendable {
    /// The fixed parts; a slot that is free has the absent id.
    public var profiles: [Profile] = []
    /// Touches and sends of all profiles.
    public var touches = BlockPool(filler: Touch.filler)
    /// Orders of all profiles.
    public var orders = BlockPool(filler: Order.filler)
    /// What touches got of all orders.
    public var shares = BlockPool(filler: Share.filler)
    /// Cost reports of all campaigns.
    public var reports = BlockPool(filler: Report.filler)
    /// Words on consent of all profiles.
    public var consents = BlockPool(filler: ConsentWord.filler)
    /// Store visits and stays of all profiles.
    public var stays = BlockPool(filler: Stay.filler)
    /// Where all profiles were counted.
    public var sightings = BlockPool(filler: Sighting.filler, least: 2)
    /// Ids seen, of events and of orders.
    public var seen: SeenStore
    private var index = HashIndex()
    private var free: [UInt32] = []

    /// Makes an empty store.
    public init(rules: JourneyRules) {
        seen = SeenStore(dedupWindow: rules.dedupWindow, refundWindow: rules.refundWindow)
    }

    /// How many profiles there are.
    public var count: Int { index.count }

    /// The slot of a profile, nil where nothing is known of it.
    public func find(_ id: Hash128) -> Int? { index.find(id) }

    /// The slot of a profile, which is made where nothing is known of it.
    public mutating func slot(of id: Hash128, kind: ProfileKind) -> Int {
        if let slot = index.find(id) { return slot }
        let slot: Int
        if let reused = free.popLast() {
            slot = Int(reused)
            profiles[slot] = Profile(id: id, kind: kind)
        } else {
            slot = profiles.count
            profiles.makeRoom(for: 1)
            profiles.append(Profile(id: id, kind: kind))
        }
        index.insert(id, slot)
        return slot
    }

    /// Drops everything kept of a profile but its consent and link (SPEC 9).
    ///
    /// - Parameters:
    ///   - slot: the profile's.
    ///   - keepsSightings: whether it stays known where the profile was counted.
    public mutating func wipe(_ slot: Int, keepsSightings: Bool = false) {
        touches.removeAll(&profiles[slot].touches)
        seen.removeAll(slot, &profiles[slot].seen)
        seen.removeAll(slot, &profiles[slot].references)
        for index in 0..<Int(profiles[slot].orders.count) { removeShares(slot, index) }
        orders.removeAll(&profiles[slot].orders)
        reports.removeAll(&profiles[slot].reports)
        stays.removeAll(&profiles[slot].stays)
        if !keepsSightings { sightings.removeAll(&profiles[slot].sightings) }
        profiles[slot].lastOrder = 0
        profiles[slot].orderCount = 0
        profiles[slot].person = Person()
    }

    /// Takes a profile out altogether.
    public mutating func remove(_ slot: Int) {
        wipe(slot)
        consents.removeAll(&profiles[slot].consent)
        index.remove(profiles[slot].id)
        profiles[slot] = Profile(id: .absent, kind: .guest)
        free.append(UInt32(slot))
    }

    /// Adds a touch; where there are too many, one goes first.
    public mutating func add(_ touch: Touch, to slot: Int, limit: Int) {
        while profiles[slot].touches.count >= UInt32(limit) { evict(slot) }
        touches.append(touch, to: &profiles[slot].touches)
    }

    /// A profile's touches, without a copy.
    public func touches(of slot: Int) -> ArraySlice<Touch> {
        touches.slice(profiles[slot].touches)
    }

    /// Joins touches of another history into a profile's, in processing order.
    public mutating func join(_ others: [Touch], to slot: Int, limit: Int) {
        var all = touches.array(profiles[slot].touches) + others
        all.sort(by: Touch.precedes)
        while all.count > limit { all.remove(at: Touch.evicted(from: all[...])) }
        touches.replace(&profiles[slot].touches, with: all)
    }

    /// Adds an order, and forgets those too old to be refunded when the list would grow.
    public mutating func add(_ order: Order, shares new: [Share], to slot: Int, since oldest: Milliseconds) {
        let count = profiles[slot].orders.count
        if count > 0, count & (count - 1) == 0 { forgetOrders(of: slot, before: oldest) }
        var order = order
        shares.replace(&order.shares, with: new)
        orders.append(order, to: &profiles[slot].orders)
    }

    /// The place of the latest order of that id since some time.
    public func order(_ reference: UInt64, of slot: Int, since oldest: Milliseconds) -> Int? {
        let block = profiles[slot].orders
        for index in stride(from: Int(block.count) - 1, through: 0, by: -1) {
            let order = orders[block, index]
            if order.reference == reference { return order.time >= oldest ? index : nil }
        }
        return nil
    }

    /// The effective consent on a key: the profile's word, else the default.
    public func allows(_ key: Consent.Key, _ slot: Int, default fallback: Bool) -> Bool {
        let block = profiles[slot].consent
        for index in 0..<Int(block.count) where consents[block, index].key == key {
            return consents[block, index].allows
        }
        return fallback
    }

    /// Takes a word on consent, unless a later one on its key is known.
    public mutating func take(_ word: ConsentWord, for slot: Int) {
        let block = profiles[slot].consent
        for index in 0..<Int(block.count) where consents[block, index].key == word.key {
            if consents[block, index].time <= word.time { consents[block, index] = word }
            return
        }
        consents.append(word, to: &profiles[slot].consent)
    }

    private mutating func evict(_ slot: Int) {
        let index = Touch.evicted(from: touches(of: slot))
        touches.remove(at: index, from: &profiles[slot].touches)
    }

    private mutating func forgetOrders(of slot: Int, before oldest: Milliseconds) {
        let block = profiles[slot].orders
        guard !block.isEmpty, orders[block, 0].time < oldest else { return }
        for index in 0..<Int(block.count) where orders[block, index].time < oldest {
            removeShares(slot, index)
        }
        orders.keep(in: &profiles[slot].orders) { _, order in order.time >= oldest }
    }

    private mutating func removeShares(_ slot: Int, _ index: Int) {
        var block = orders[profiles[slot].orders, index].shares
        shares.removeAll(&block)
    }
}
