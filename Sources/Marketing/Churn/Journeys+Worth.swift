internal import Events
internal import Streaming

/// What orders say of a profile's worth: their days, and which channels they came by.
extension Journeys {
    /// Takes note of an order and where its credit went under the primary model.
    mutating func noteOrder(_ order: Order, _ shares: [Share], profile slot: Int) {
        store.accounts.open(&store.profiles[slot].account)
        let account = store.profiles[slot].account
        store.accounts.addOrder(day: PurchaseHistory.day(of: order.time), value: order.value, to: account)
        for (index, share) in shares.enumerated() {
            let value = Self.part(of: order.value, rules.primaryModel, index, shares)
            store.accounts.credit(value, to: leavable(share.channel), in: account)
        }
    }

    /// Takes back what a refund takes from each share; the order and its day stay.
    ///
    /// - Parameters:
    ///   - order: the order.
    ///   - shares: who was credited.
    ///   - slot: the profile's.
    ///   - lost: what a share loses.
    mutating func noteRefund(
        _ order: Order, _ shares: [Share], profile slot: Int, _ lost: (Int64) -> Int64
    ) {
        let account = store.profiles[slot].account
        guard account != 0 else { return }
        for (index, share) in shares.enumerated() {
            let value = lost(Self.part(of: order.value, rules.primaryModel, index, shares))
            store.accounts.credit(-value, to: leavable(share.channel), in: account)
        }
    }

    /// The channel where it can be left, else none: of no other one is it asked what it was worth.
    private func leavable(_ channel: StringID) -> StringID {
        directory.channel(channel).canBeLeft ? channel : .absent
    }

    /// Books the primary credit of a touch that answered messages, or what a refund takes of it; nothing is no fact.
    mutating func bookFrequency(_ share: Share, parts: Int64, value: Int64, pane: Int32) {
        guard share.frequency > 0, parts != 0 || value != 0 else { return }
        let keys = frequencyKeys(share.channel, share.frequency - 1, pool: share.pool)
        let row = facts.row(keys, pane: pane)
        if parts != 0 { facts.add(Int128(parts), .orders, row: row) }
        facts.add(Int128(value), .value, row: row)
    }
}
