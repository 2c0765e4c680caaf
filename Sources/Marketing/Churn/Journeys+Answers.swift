internal import Events
internal import Streaming

/// Negative answers: what they count for, what they cost, and whom they are blamed on (SPEC 5).
extension Journeys {
    /// Counts a negative answer, or its taking back, and books what it costs.
    mutating func bookAnswer(_ event: Event, profile slot: Int?) {
        var answer = answer(event, profile: slot)
        if event.answer == .resubscribe {
            reopen(&answer, event, profile: slot)
        } else {
            close(&answer, event, profile: slot)
        }
        countLate(event, pool: answer.closing.pool)
    }

    /// An answer with those to blame, before it is priced.
    private func answer(_ event: Event, profile slot: Int?) -> Answer {
        let channel = channel(of: event)
        let blamed = responsible(for: event, channel: channel, profile: slot)
        let person = person(event, profile: slot)
        let pool = answerPool(event, latest: blamed.last?.campaign)
        var closing = Closing(channel: channel, time: event.time, idHash: event.idHash)
        closing.pool = pool
        (closing.device, closing.segment) = (person.device, person.segment)
        (closing.activity, closing.presence) = (person.activity, person.presence)
        if let slot { closing.messages = messages(on: channel, at: event.time, profile: slot) }
        var charges = blamed.map { part in
            let campaign = directory.campaign(part.campaign)
            var charge = Charge(pool: campaign.pool.isAbsent ? pool : campaign.pool, campaign: part.campaign)
            (charge.team, charge.partner) = (campaign.team, campaign.partner)
            return charge
        }
        if charges.isEmpty { charges = [Charge(pool: pool, campaign: directory.unknown)] }
        return Answer(closing: closing, charges: charges, counts: blamed.map(\.count))
    }

    /// Counts a negative answer; the first one on a channel closes it, and costs.
    private mutating func close(_ answer: inout Answer, _ event: Event, profile slot: Int?) {
        let channel = answer.closing.channel
        let account = slot.map { store.profiles[$0].account } ?? 0
        let isNew = account == 0 || !store.accounts.isClosed(channel, in: account)
        if isNew {
            let price = price(answer, event, account: account)
            answer.closing.isPriced = price != nil
            answer.charge(price?.cost ?? 0)
            if price == nil || answer.closing.cost != 0 { note(answer, price, event, profile: slot) }
        }
        forEachKey(of: answer.closing, answer.charges[...]) { facts, keys, cost in
            let row = facts.row(keys, pane: answer.closing.pane)
            facts.add(1, .unsubscribes, row: row)
            if cost != 0 { facts.add(Int128(cost), .churnCost, row: row) }
        }
        guard isNew, let slot else { return }
        store.accounts.open(&store.profiles[slot].account)
        store.accounts.replace(
            answer.closing, charges: answer.charges, in: store.profiles[slot].account)
    }

    /// Counts that somebody came back, and takes back what the channel's closing had cost, where it was charged.
    private mutating func reopen(_ answer: inout Answer, _ event: Event, profile slot: Int?) {
        let pane = answer.closing.pane
        forEachKey(of: answer.closing, answer.charges[...], countsMessages: false) { facts, keys, _ in
            facts.add(1, .resubscribes, keys, pane: pane)
        }
        let channel = answer.closing.channel
        guard let slot else { return }
        let account = store.profiles[slot].account
        guard account != 0, store.accounts.isClosed(channel, in: account) else { return }
        let closings = store.accounts.closings(of: account).filter { $0.channel == channel && $0.isClosed }
        var former: [Charge] = []
        for closing in closings {
            let charges = store.accounts.charges(of: closing)
            former += charges
            guard closing.cost != 0 else { continue }
            forEachKey(of: closing, charges) { facts, keys, cost in
                if cost != 0 { facts.add(Int128(-cost), .churnCost, keys, pane: pane) }
            }
        }
        noteReturn(answer, of: closings, former, event, profile: slot)
        answer.closing.isClosed = false
        store.accounts.replace(answer.closing, charges: [], in: account)
    }

    private func price(_ answer: Answer, _ event: Event, account: UInt32) -> ChurnPrice? {
        let history = account == 0 ? nil : store.accounts[account].history
        let channel = answer.closing.channel
        return rules.churn.price(
            event.answer, of: names.text(channel), in: names.text(answer.closing.pool), history,
            on: PurchaseHistory.day(of: event.time),
            credited: account == 0 ? (0, 0) : store.accounts.credited(channel, in: account),
            open: account == 0 ? 0 : store.accounts.openCost(in: account))
    }

    /// Calls `body` with every key at which a closing counts, and what it costs there: once at the pool and the
    /// channel, once at what belongs to the person, at how often they were written to, and at everybody to blame.
    private mutating func forEachKey(
        of closing: Closing, _ charges: ArraySlice<Charge>, countsMessages: Bool = true,
        _ body: (inout FactBook, FactContext, Int64) -> Void
    ) {
        var once = FactContext(pool: closing.pool, countsInPool: true)
        once.channel = closing.channel
        body(&facts, once, closing.cost)
        var person = FactContext(pool: closing.pool, countsInPool: false)
        (person.device, person.segment) = (closing.device, closing.segment)
        (person.activity, person.presence) = (closing.activity, closing.presence)
        if !person.isEmpty { body(&facts, person, closing.cost) }
        if countsMessages {
            let keys = frequencyKeys(closing.channel, closing.messages, pool: closing.pool)
            body(&facts, keys, closing.cost)
        }
        // A team or partner counts once per answer, with all that its campaigns cost.
        var sums: [(keys: FactContext, cost: Int64)] = []
        for charge in charges {
            for keys in charge.keys {
                if let index = sums.firstIndex(where: { $0.keys == keys }) {
                    sums[index].cost += charge.cost
                } else {
                    sums.append((keys, charge.cost))
                }
            }
        }
        for (keys, cost) in sums { body(&facts, keys, cost) }
    }

    // MARK: Who caused it

    /// The campaigns that are blamed, with how many touches and sends each had; the one with the latest last.
    private func responsible(
        for event: Event, channel: StringID, profile slot: Int?
    ) -> [(campaign: StringID, count: Int64)] {
        if !event.campaign.isAbsent { return [(event.campaign, 1)] }
        guard let slot else { return [] }
        let (end, start) = (event.ownTime, event.ownTime - JourneyRules.blameWindow)
        var campaigns: [(campaign: StringID, count: Int64)] = []
        for touch in store.touches(of: slot)
        where touch.channel == channel && !touch.campaign.isAbsent && touch.time >= start && touch.time <= end
        {
            let index = campaigns.firstIndex { $0.campaign == touch.campaign }
            let known = index.map { campaigns.remove(at: $0).count } ?? 0
            campaigns.append((touch.campaign, known + 1))
        }
        return campaigns
    }

    private func answerPool(_ event: Event, latest: StringID?) -> StringID {
        if !event.pool.isAbsent { return event.pool }
        for campaign in [event.campaign, latest ?? .absent] {
            let pool = directory.campaign(campaign).pool
            if !pool.isAbsent { return pool }
        }
        return directory.defaultPool
    }
}

/// A negative answer on its way through the books.
struct Answer {
    var closing: Closing
    var charges: [Charge]
    /// How many touches and sends each campaign had; empty where there is nobody to blame.
    let counts: [Int64]

    /// Splits a cost over those to blame: in proportion, truncated, and what remains to the one with the latest touch.
    mutating func charge(_ cost: Int64) {
        closing.cost = cost
        let all = Int128(counts.reduce(0, +))
        var rest = cost
        for (index, count) in counts.dropLast().enumerated() {
            charges[index].cost = Int64(Int128(cost) * Int128(count) / all)
            rest -= charges[index].cost
        }
        charges[charges.count - 1].cost = rest
    }
}

extension Closing {
    /// The pane in which it is booked.
    fileprivate var pane: Int32 { Int32(truncatingIfNeeded: time.floorDivided(by: .minute)) }
}

extension Charge {
    /// The campaign, its team and its partner, as keys of their own.
    fileprivate var keys: [FactContext] {
        let none = FactContext(pool: pool, countsInPool: false)
        var (named, team, partner) = (none, none, none)
        named.campaign = campaign
        team.team = self.team
        partner.partner = self.partner
        return [named] + (self.team.isAbsent ? [] : [team]) + (self.partner.isAbsent ? [] : [partner])
    }
}
