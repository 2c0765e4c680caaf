internal import Events
internal import Streaming

extension Journeys {
    /// Books an order: once at its own keys, and credit to the touches that led to it (SPEC 4).
    mutating func bookOrder(_ event: Event, profile slot: Int?, lines: ArraySlice<OrderLine>) {
        eligible.removeAll(keepingCapacity: true)
        if let slot {
            eligibility.select(
                from: store.touches(of: slot), at: event.ownTime, store: event.store, into: &eligible)
            noteSide(isOnline: directory.channel(event.salesChannel).isOnlineSales, of: slot)
        }
        var order = order(event, pool: orderPool(event), profile: slot)
        order.path = path(of: order, profile: slot)
        let shares = shares(of: order)
        let pane = pane(of: event)
        bookOnce(order, event, profile: slot, pane: pane)
        bookOwed(&order, shares.last, pane: pane)
        for (index, share) in shares.enumerated() {
            bookCredit(order, share, index, of: shares, event, profile: slot, pane: pane)
        }
        bookAction(order, pane: pane)
        bookPath(order, pane: pane)
        bookAssists(order, pane: pane)
        bookLines(lines, pool: order.pool, pane: pane)
        countLate(event, pool: order.pool)
        guard let slot else { return }
        bookVisits(order, profile: slot, pane: pane)
        bookRoute(to: directory.order, pool: order.pool, pane: pane, profile: slot)
        store.profiles[slot].lastOrder = max(store.profiles[slot].lastOrder, event.time)
        store.profiles[slot].countOrders(1)
        store.add(order, shares: shares, to: slot, since: event.time - rules.refundWindow)
    }

    /// What is kept of an order, or of a refund of an unknown one: its amounts and its own keys.
    func order(_ event: Event, pool: StringID, profile slot: Int?) -> Order {
        var order = Order(
            reference: event.reference, time: event.time, value: event.value, margin: event.margin,
            pool: pool, salesChannel: event.salesChannel, device: event.device)
        let person = person(event, profile: slot)
        (order.segment, order.activity, order.presence) = (person.segment, person.activity, person.presence)
        order.store = event.store
        return order
    }

    /// The pool of an order: its own, else its campaign's, else that of its latest eligible touch with a
    /// campaign, else the default.
    private func orderPool(_ event: Event) -> StringID {
        if !event.pool.isAbsent { return event.pool }
        let named = directory.campaign(event.campaign).pool
        if !named.isAbsent { return named }
        return eligible.last { !$0.campaign.isAbsent }?.pool ?? directory.defaultPool
    }

    /// What each eligible touch gets; where there is none, all goes to `(direct)`.
    private mutating func shares(of order: Order) -> [Share] {
        guard !eligible.isEmpty else { return [direct(pool: order.pool)] }
        ages.removeAll(keepingCapacity: true)
        for touch in eligible { ages.append(order.time - touch.time) }
        Credit.decayParts(ages: ages, halfLife: rules.halfLife, into: &decay)
        return eligible.indices.map { index in
            let touch = eligible[index]
            let campaign = directory.campaign(touch.campaign)
            return Share(
                pool: touch.campaign.isAbsent ? order.pool : touch.pool,
                campaign: touch.campaign.isAbsent ? directory.organic : touch.campaign,
                team: campaign.team, partner: campaign.partner,
                channel: touch.channel.isAbsent ? directory.unknown : touch.channel,
                touchpoint: touch.touchpoint, decay: Int32(decay[index]), isPassive: touch.isPassive)
        }
    }

    func direct(pool: StringID) -> Share {
        Share(
            pool: pool, campaign: directory.direct, team: .absent, partner: .absent,
            channel: directory.direct, decay: Int32(Credit.whole), isPassive: false)
    }

    /// Everything that counts once: at the pool, the sales channel and the device.
    private mutating func bookOnce(
        _ order: Order, _ event: Event, profile slot: Int?, pane: Int32
    ) {
        let row = facts.row(onceKeys(order), pane: pane)
        facts.add(1, .orders, row: row)
        facts.add(Int128(order.value), .value, row: row)
        facts.add(Int128(order.margin), .margin, row: row)
        forEachKind(of: event, profile: slot) { facts, kind in
            facts.add(1, kind, row: row)
        }
    }

    /// The kinds of an order; new, repeat and reactivated are of customers, so a guest is none of them.
    private mutating func forEachKind(
        of event: Event, profile slot: Int?, _ body: (inout FactBook, Measure) -> Void
    ) {
        if event.flags.contains(.hasReferrer) { body(&facts, .referredOrders) }
        guard let slot else { return }
        let (count, last) = (store.profiles[slot].orderCount, store.profiles[slot].lastOrder)
        body(&facts, count == 0 ? .newCustomers : .repeatOrders)
        if count > 0, event.time - last > rules.activeWindow { body(&facts, .reactivated) }
        guard directory.channel(event.salesChannel).isOnlineSales else {
            let research = store.profiles[slot].person.research
            let hasResearched = research != Person.never && event.time - research <= rules.roomWindow
            if hasResearched { body(&facts, .webrooming) }
            return
        }
        if !visitedStores(before: event.time, profile: slot).isEmpty { body(&facts, .showrooming) }
    }

    /// What the campaign of the last eligible touch is owed by `cpa` or `revenue_share`.
    private mutating func bookOwed(_ order: inout Order, _ share: Share?, pane: Int32) {
        guard let share, let owed = directory.campaign(share.campaign).owed(forOrderOf: order.value)
        else { return }
        order.owed = owed
        order.isOwed = true
        add(owed, .spend, owedKeys(share), pane)
    }

    private mutating func bookCredit(
        _ order: Order, _ share: Share, _ index: Int, of shares: [Share], _ event: Event,
        profile slot: Int?, pane: Int32
    ) {
        let row = facts.row(creditKeys(share), pane: pane)
        for model in AttributionModel.allCases {
            let parts = Credit.parts(model, index: index, of: shares.count, decay: Int64(share.decay))
            let value = Self.part(of: order.value, model, index, shares)
            facts.add(Int128(parts), .orders(model), row: row)
            facts.add(Int128(value), .value(model), row: row)
            guard model == rules.primaryModel else { continue }
            facts.add(Int128(parts), .orders, row: row)
            facts.add(Int128(value), .value, row: row)
            let margin = Self.part(of: order.margin, model, index, shares)
            facts.add(Int128(margin), .margin, row: row)
            if share.isPassive {
                facts.add(Int128(parts), .viewThroughOrders, row: row)
                facts.add(Int128(value), .viewThroughValue, row: row)
            }
            forEachKind(of: event, profile: slot) { facts, kind in
                facts.add(Int128(parts), kind, row: row)
            }
        }
    }

    /// The share of an amount under a model: truncated towards zero, the latest touch gets what remains.
    static func part(of amount: Int64, _ model: AttributionModel, _ index: Int, _ shares: [Share]) -> Int64 {
        func share(_ index: Int) -> Int64 {
            let decay = Int64(shares[index].decay)
            return Credit.share(
                of: amount, parts: Credit.parts(model, index: index, of: shares.count, decay: decay))
        }
        guard index == shares.count - 1 else { return share(index) }
        return (0..<index).reduce(amount) { rest, earlier in rest - share(earlier) }
    }

    func onceKeys(_ order: Order) -> FactContext {
        var keys = FactContext(pool: order.pool, countsInPool: true)
        keys.salesChannel = order.salesChannel
        keys.device = order.device
        keys.segment = order.segment
        keys.activity = order.activity
        keys.presence = order.presence
        keys.store = order.store
        return keys
    }

    func creditKeys(_ share: Share) -> FactContext {
        var keys = FactContext(pool: share.pool, countsInPool: false)
        keys.campaign = share.campaign
        keys.team = share.team
        keys.partner = share.partner
        keys.channel = share.channel
        keys.touchpoint = share.touchpoint
        return keys
    }

    /// What a partner invoices is spend of the campaign, not of the touchpoint.
    func owedKeys(_ share: Share) -> FactContext {
        var keys = creditKeys(share)
        keys.countsInPool = true
        keys.touchpoint = .absent
        return keys
    }
}
