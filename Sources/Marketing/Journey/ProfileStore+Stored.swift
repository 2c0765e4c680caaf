internal import Streaming

extension ProfileStore {
    /// Joins a visitor's history into a customer's at their link (SPEC 4, "Profile"): touches, orders and known
    /// ids join; of each key of consent the later word holds; counts stay as they were booked.
    public mutating func join(_ record: StoredProfile, to slot: Int, limit: Int) {
        joinMessages(record, to: slot)
        if let account = record.account {
            accounts.open(&profiles[slot].account)
            accounts.join(account, to: profiles[slot].account)
        }
        join(record.touches, to: slot, limit: limit)
        for id in record.seen { seen.insert(id, into: &profiles[slot].seen, of: slot) }
        for id in record.references { seen.insert(id, into: &profiles[slot].references, of: slot) }
        joinOrders(record.orders, to: slot)
        for word in record.consent { take(word, for: slot) }
        for stay in record.stays { join(stay, to: slot) }
        if record.orderCount > 0 {
            let known = profiles[slot].orderCount > 0
            profiles[slot].lastOrder =
                known
                ? max(profiles[slot].lastOrder, record.lastOrder) : record.lastOrder
            profiles[slot].countOrders(record.orderCount)
        }
        let order = profiles[slot].orderCount > 0 ? profiles[slot].lastOrder : nil
        profiles[slot].person.join(record.person, since: order)
        if let order { endJourney(of: slot, at: order) }
    }

    /// Lets the touches up to an order, or all, belong to the journey no more.
    mutating func endJourney(of slot: Int, at time: Milliseconds) {
        let block = profiles[slot].touches
        for index in 0..<Int(block.count) where touches[block, index].time <= time {
            touches[block, index].isPast = true
        }
    }

    /// Of two visits to the same place the later changed one goes on; both have counted where they counted.
    ///
    /// One that has ended is booked, and no state of the one that goes on.
    private mutating func join(_ new: Stay, to slot: Int) {
        let block = profiles[slot].stays
        for index in 0..<Int(block.count) {
            let known = stays[block, index]
            guard known.store == new.store, known.zone == new.zone else { continue }
            let isLater = (new.last, new.lastHash) > (known.last, known.lastHash)
            var later = (new.isOpen == known.isOpen ? isLater : new.isOpen) ? new : known
            later.counted = max(new.counted, known.counted)
            stays[block, index] = later
            return
        }
        stays.append(new, to: &profiles[slot].stays)
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
