internal import Streaming

extension ProfileStore {
    /// Joins a visitor's history into a customer's at their link (SPEC 4, "Profile"): touches, orders and known
    /// ids join; of each key of consent the later word holds; counts stay as they were booked.
    public mutating func join(_ record: StoredProfile, to slot: Int, limit: Int) {
        join(record.touches, to: slot, limit: limit)
        for id in record.seen { seen.insert(id, into: &profiles[slot].seen, of: slot) }
        for id in record.references { seen.insert(id, into: &profiles[slot].references, of: slot) }
        joinOrders(record.orders, to: slot)
        for word in record.consent { take(word, for: slot) }
        if record.orderCount > 0 {
            let known = profiles[slot].orderCount > 0
            profiles[slot].lastOrder =
                known
                ? max(profiles[slot].lastOrder, record.lastOrder) : record.lastOrder
            profiles[slot].countOrders(record.orderCount)
        }
    }

    /// Puts a record back as it was taken out.
    public mutating func restore(_ record: StoredProfile) {
        let slot = slot(of: record.id, kind: record.kind)
        profiles[slot].link = record.link
        profiles[slot].deadline = record.deadline
        join(record, to: slot, limit: .max)
        for report in record.reports { reports.append(report, to: &profiles[slot].reports) }
    }

    private mutating func joinOrders(_ new: [(order: Order, shares: [Share])], to slot: Int) {
        guard !new.isEmpty else { return }
        var all = orders.array(profiles[slot].orders)
        for (order, shares) in new {
            var order = order
            order.shares = Block()
            self.shares.replace(&order.shares, with: shares)
            all.append(order)
        }
        all.sort { $0.time < $1.time }
        orders.replace(&profiles[slot].orders, with: all)
    }
}
