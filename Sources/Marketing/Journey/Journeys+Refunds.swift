internal import Events
internal import Streaming

extension Journeys {
    /// Takes back what an order's keys got, in the refund's own window (SPEC 4, "Refunds").
    mutating func bookRefund(_ event: Event, profile slot: Int?) {
        let oldest = event.time - rules.refundWindow
        guard let slot, let index = store.order(event.reference, of: slot, since: oldest) else {
            bookUnknownRefund(event, profile: slot)
            return
        }
        let block = store.profiles[slot].orders
        let before = store.orders[block, index]
        var order = before
        order.refunded = Int64(min(Int128(order.value), Int128(order.refunded) + Int128(event.value)))
        store.orders[block, index] = order
        let shares = store.shares.array(order.shares)
        let pane = pane(of: event)
        let loss = Loss(before: before.refunded, after: order.refunded, value: order.value)
        let once = facts.row(onceKeys(order), pane: pane)
        facts.add(1, .refunds, row: once)
        takeBack(loss.of(order.value), margin: loss.of(order.margin), row: once)
        takeBackPath(order, loss.of(order.value), pane: pane)
        if order.isOwed, let last = shares.last { add(-loss.of(order.owed), .spend, owedKeys(last), pane) }
        for (place, share) in shares.enumerated() {
            refundCredit(order, loss, share, place, of: shares, pane: pane)
        }
        countLate(event, pool: order.pool)
    }

    private mutating func refundCredit(
        _ order: Order, _ loss: Loss, _ share: Share, _ index: Int, of shares: [Share], pane: Int32
    ) {
        let row = facts.row(creditKeys(share), pane: pane)
        for model in AttributionModel.allCases {
            let value = loss.of(Self.part(of: order.value, model, index, shares))
            facts.add(Int128(-value), .value(model), row: row)
            guard model == rules.primaryModel else { continue }
            let parts = Credit.parts(model, index: index, of: shares.count, decay: Int64(share.decay))
            facts.add(Int128(parts), .refunds, row: row)
            let margin = loss.of(Self.part(of: order.margin, model, index, shares))
            takeBack(value, margin: margin, row: row)
            if share.isPassive {
                facts.add(Int128(-value), .viewThroughValue, row: row)
            }
        }
    }

    private mutating func takeBack(_ value: Int64, margin: Int64, row: Int) {
        facts.add(Int128(-value), .value, row: row)
        facts.add(Int128(-margin), .margin, row: row)
        facts.add(Int128(value), .refunded, row: row)
    }

    /// An unknown order: minus the value at `(direct)`, under every model, and at the refund's own keys.
    private mutating func bookUnknownRefund(_ event: Event, profile slot: Int?) {
        let pool = pool(of: event)
        let order = order(event, pool: pool, profile: slot)
        let pane = pane(of: event)
        let once = facts.row(onceKeys(order), pane: pane)
        facts.add(1, .refunds, row: once)
        takeBack(event.value, margin: event.margin, row: once)
        let credit = facts.row(creditKeys(direct(pool: pool)), pane: pane)
        facts.add(Int128(Credit.whole), .refunds, row: credit)
        takeBack(event.value, margin: event.margin, row: credit)
        for model in AttributionModel.allCases {
            facts.add(Int128(-event.value), .value(model), row: credit)
        }
        countLate(event, pool: pool)
    }
}

/// What shares of an order lose when its refunded amount rises.
private struct Loss {
    let before: Int64
    let after: Int64
    let value: Int64

    func of(_ share: Int64) -> Int64 {
        Credit.lost(of: share, refunded: after, value: value)
            - Credit.lost(of: share, refunded: before, value: value)
    }
}
