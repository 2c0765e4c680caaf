/// A responsible campaign (or nobody known), and how many contacts it had.
struct ChurnCause: Sendable {
    /// The campaign, and its team and partner.
    let places: [Place]
    let contacts: Int128
}

/// A negative answer on its way to its cost.
struct Closing: Sendable {
    let channel: Text
    let kind: String
    let pool: Text
    /// Where the whole cost is charged.
    let once: [Place]
    let causes: [ChurnCause]
}

/// What churn costs (SPEC section 5).
extension ReferenceEngine {
    // MARK: Closing and opening

    /// "A second negative event on a channel already closed costs nothing more".
    mutating func close(_ closing: Closing, of event: PlainEvent, sequence: Int) {
        let name = keptProfile(of: event)
        if let name, profiles[name]?.subscriptions[closing.channel]?.isClosed == true { return }
        let cost = cost(of: closing, name, at: event.bookingTime) ?? 0
        let charges = Self.charges(of: cost, closing)
        bookChurn(charges, time: event.bookingTime)
        guard let name else { return }
        profiles[name, default: PlainProfile()].subscriptions[closing.channel] = PlainSubscription(
            cost: cost, charges: charges, sequence: sequence)
    }

    /// "`resubscribe` reopens it and books minus the cost, in its own window, at every key where the closing was
    /// charged".
    mutating func reopen(_ channel: Text, of event: PlainEvent, sequence: Int) {
        guard let name = keptProfile(of: event),
            let closed = profiles[name]?.subscriptions[channel], closed.isClosed
        else { return }
        profiles[name]?.subscriptions[channel]?.reopen(sequence: sequence)
        bookChurn(closed.charges.mapValues { -$0 }, time: event.bookingTime)
    }

    private mutating func bookChurn(_ charges: [Place: Int128], time: Int64) {
        for (place, amount) in charges {
            bookUnlessNothing(["money.churn_cost": amount], at: place, time: time)
        }
    }

    /// For what is no event of its own at a place: nothing there is no fact.
    mutating func bookUnlessNothing(_ measures: [String: Int128], at place: Place, time: Int64) {
        guard measures.values.contains(where: { $0 != 0 }) else { return }
        ledger.book(measures, at: place, time: time)
    }

    /// "Each in proportion to how many it had there, cost × its number / all truncated, the remainder to the one
    /// with the latest; … a team or partner counts once per event, with the cost of all its campaigns".
    private static func charges(of cost: Int128, _ closing: Closing) -> [Place: Int128] {
        var charges: [Place: Int128] = [:]
        for place in closing.once { charges[place] = cost }
        let all = closing.causes.reduce(0) { $0 + $1.contacts }
        var shares = closing.causes.map { truncatedShare(cost, $0.contacts, of: all) }
        shares[shares.count - 1] += cost - shares.reduce(0, +)
        for (cause, share) in zip(closing.causes, shares) {
            for place in cause.places { charges[place, default: 0] += share }
        }
        return charges
    }

    // MARK: The cost

    /// "Residual value × min(1, share × severity), but all open closings of a profile together cost at most its
    /// residual value"; nil where there are no parameters.
    private func cost(of closing: Closing, _ name: ProfileName?, at time: Int64) -> Int128? {
        guard let lifetime = config.lifetime.parameters(of: closing.pool) else { return nil }
        let profile = name.flatMap { profiles[$0] } ?? PlainProfile()
        let residual = residualValue(profile, lifetime, at: time)
        let part = min(1, share(of: closing, profile, lifetime) * config.churn.severity(of: closing.kind))
        let open = profile.subscriptions.values.reduce(0) { $0 + $1.cost }
        return max(0, min(millionths(residual * part), millionths(residual) - open))
    }

    /// In units of the reporting currency.
    ///
    /// "A profile with no order yet is worth `prospect_value`".
    private func residualValue(
        _ profile: PlainProfile, _ lifetime: PlainLifetime, at time: Int64
    ) -> Double {
        guard let history = profile.orderDays.history(at: time) else { return config.churn.prospectValue }
        return lifetime.yearValue(history) * doubleMarginRate
    }

    /// "*share* = (value_h + k · prior_h) / (value + k), where value_h is the profile's credited order value …
    /// through channel *h* and value the whole".
    private func share(of closing: Closing, _ profile: PlainProfile, _ lifetime: PlainLifetime) -> Double {
        let k = config.churn.k ?? lifetime.meanOrder
        let through = Double(profile.credited.channels[closing.channel] ?? 0) / 1_000_000
        let whole = Double(profile.credited.whole) / 1_000_000
        return (through + k * config.churn.prior(of: closing.channel)) / (whole + k)
    }

    var doubleMarginRate: Double {
        let (numerator, denominator) = marginRate.fraction
        return Double(numerator) / Double(denominator)
    }

    /// "Money is rounded half to even to millionths".
    func millionths(_ units: Double) -> Int128 {
        Int128((units * 1_000_000).rounded(.toNearestOrEven))
    }

    // MARK: What a profile has bought

    /// Keeps what an order tells of its customer.
    mutating func rememberValue(of order: StoredOrder, of name: ProfileName, sequence: Int) {
        profiles[name]?.orderDays.add(order.value, at: order.time)
        profiles[name]?.contacts.answer(sequence: sequence)
        for share in order.shares { profiles[name]?.credited.add(share.value, of: share) }
    }

    /// "Net of refunds": the same difference that is booked.
    mutating func takeBackValue(of share: OrderShare, by value: Int128, of name: ProfileName) {
        profiles[name]?.credited.add(-value, of: share)
    }
}

extension PlainCreditedValue {
    /// Adds (or takes away) what one share of an order had: the whole once, and the primary model's by channel.
    mutating func add(_ value: Int128, of share: OrderShare) {
        guard share.isPrimary else { return }
        if share.model == nil {
            add(value)
        } else if let channel = share.channel {
            add(value, through: channel)
        }
    }
}
