internal import Events
internal import Streaming

/// What an order says beside its credit: who assisted, which visits and stages led to it, what was bought.
extension Journeys {
    /// Counts the campaigns, channels, teams and partners that helped (SPEC 4, "Assist").
    ///
    /// They are those among the eligible touches that the latest is not of, each once per pool. Names are compared,
    /// not pools.
    mutating func bookAssists(_ order: Order, pane: Int32) {
        guard let latest = eligible.last else { return }
        let last = assistKeys(latest, of: order)
        assists.removeAll(keepingCapacity: true)
        for touch in eligible.dropLast() {
            let keys = assistKeys(touch, of: order)
            for dimension in [Dimension.campaign, .channel, .team, .partner] {
                let name = keys[dimension]
                guard !name.isAbsent, name != last[dimension] else { continue }
                var single = FactContext(pool: keys.pool, countsInPool: false)
                single[dimension] = name
                if !assists.contains(single) { assists.append(single) }
            }
        }
        for keys in assists { add(1, .assists, keys, pane) }
    }

    /// What a touch is of; `(organic)` and `(unknown)` are no assist.
    private func assistKeys(_ touch: Touch, of order: Order) -> FactContext {
        let campaign = directory.campaign(touch.campaign)
        var keys = FactContext(pool: touch.campaign.isAbsent ? order.pool : touch.pool, countsInPool: false)
        keys.campaign = touch.campaign
        keys.channel = touch.channel
        keys.team = campaign.team
        keys.partner = campaign.partner
        return keys
    }

    /// Counts an order as the last stage of its journey: in its pool, at the channel of the latest touch.
    mutating func bookAction(_ order: Order, pane: Int32) {
        var keys = FactContext(pool: order.pool, countsInPool: true)
        keys.channel = directory.direct
        if let latest = eligible.last {
            keys.channel = latest.channel.isAbsent ? directory.unknown : latest.channel
        }
        add(1, .aidaAction, keys, pane)
    }

    /// Counts an order at the stores that its customer had visited (SPEC 4, `visit_orders`).
    mutating func bookVisits(_ order: Order, profile slot: Int, pane: Int32) {
        let stores = visitedStores(before: order.time, profile: slot)
        guard !stores.isEmpty else { return }
        var keys = FactContext(pool: order.pool, countsInPool: false)
        keys.channel = directory.store
        add(1, .visitOrders, keys, pane)
        keys.channel = .absent
        for store in stores {
            keys.store = store
            add(1, .visitOrders, keys, pane)
        }
    }

    /// Counts an order at each category that it has.
    mutating func bookLines(_ lines: ArraySlice<OrderLine>, pool: StringID, pane: Int32) {
        var keys = FactContext(pool: pool, countsInPool: false)
        for line in lines {
            keys.category = line.category
            let row = facts.row(keys, pane: pane)
            facts.add(1, .orders, row: row)
            facts.add(Int128(line.units), .units, row: row)
            facts.add(line.value, .value, row: row)
        }
    }
}
