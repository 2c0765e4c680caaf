/// Refunds and deliveries.
extension ReferenceEngine {
    mutating func bookRefund(_ purchase: PlainPurchase, of event: PlainEvent, sequence: Int) {
        guard let amount = purchase.value else { return }
        guard let name = keptProfile(of: event), var order = profiles[name]?.orders[purchase.orderID],
            event.bookingTime - order.time <= config.refundWindow
        else {
            bookUnknownRefund(purchase, amount: amount, of: event)
            return
        }
        let before = order.refunded
        // "Let R be the least of the order's value V and what has been refunded of it so far."
        order.refunded = min(order.value, before + amount)
        order.changeSequence = sequence
        profiles[name]?.orders[purchase.orderID] = order
        for share in order.shares {
            bookLoss(of: share, order, from: before, time: event.bookingTime)
            takeBackValue(of: share, by: lost(share.value, order, from: before), of: name)
        }
        paths.add(
            order.path, orders: 0, value: before - order.refunded, pool: order.pool, time: event.bookingTime)
        let owedBack = lost(order.owed, order, from: before)
        bookSpend(-owedBack, at: order.owedPlaces, time: event.bookingTime)
        bookLateness(of: event, in: order.pool)
    }

    /// "Each share … of value and margin has then lost share × R / V, truncated towards zero; … a refund books
    /// the difference in its own window, at the order's own pool and keys".
    private func lost(_ share: Int128, _ order: StoredOrder, from before: Int128) -> Int128 {
        guard order.value > 0 else { return 0 }
        return truncatedShare(share, order.refunded, of: order.value)
            - truncatedShare(share, before, of: order.value)
    }

    /// "`orders` never falls; `refunds` counts 1 (parts, where credit counts); `refunded` is what was taken
    /// back".
    private mutating func bookLoss(
        of share: OrderShare, _ order: StoredOrder, from before: Int128, time: Int64
    ) {
        let value = lost(share.value, order, from: before)
        var measures: [String: Int128] = [:]
        if let model = share.model { measures["credit.\(model).value"] = -value }
        if share.isPrimary, share.isPassive { measures["credit.view_through.value"] = -value }
        if share.isPrimary {
            measures["counts.refunds"] = share.parts
            measures["money.value"] = -value
            measures["money.margin"] = -lost(share.margin, order, from: before)
            measures["money.refunded"] = value
        }
        for place in share.places { ledger.book(measures, at: place, time: time) }
        bookFrequency(of: share, orders: 0, value: -value, time: time)
    }

    /// "An unknown order (or one older than `refund_window` …): minus the value, and minus value ×
    /// `margin_rate`, at `(direct)` (all parts, every model) and at the refund's own keys".
    private mutating func bookUnknownRefund(_ purchase: PlainPurchase, amount: Int128, of event: PlainEvent) {
        let pool = pool(of: event)
        let money = [
            "money.value": -amount, "money.margin": -multiplied(amount, by: marginRate),
            "money.refunded": amount,
        ]
        let own = purchasePlaces(purchase, of: event, in: pool) + activityPlaces(of: event, in: pool)
        for place in own {
            ledger.book(money.merging(["counts.refunds": 1]) { $0 + $1 }, at: place, time: event.bookingTime)
        }
        var credit = money.merging(["counts.refunds": CreditModel.whole]) { $0 + $1 }
        for model in CreditModel.allCases { credit["credit.\(model.rawValue).value"] = -amount }
        for place in creditPlaces(nil, pool: pool) {
            ledger.book(credit, at: place, time: event.bookingTime)
        }
        bookLateness(of: event, in: pool)
    }

    /// "Deliveries and refunds of unknown orders: their `pool`, else the catalogue's for their `campaign_id`,
    /// else the default"; "on time when `event_time` ≤ `promised_at`".
    mutating func bookDelivery(_ purchase: PlainPurchase, of event: PlainEvent) {
        let pool = pool(of: event)
        bookLateness(of: event, in: pool)
        var measures: [String: Int128] = ["delivery.count": 1]
        if let promisedAt = purchase.promisedAt {
            measures["delivery.promised"] = 1
            measures["delivery.on_time"] = event.time <= promisedAt ? 1 : 0
        }
        // "Deliveries: pool, sales_channel, device, segment, `store_id`."
        for place in purchasePlaces(purchase, of: event, in: pool) {
            ledger.book(measures, at: place, time: event.bookingTime)
        }
    }
}
