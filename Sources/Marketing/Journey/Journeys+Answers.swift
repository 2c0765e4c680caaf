internal import Events
internal import Streaming

extension Journeys {
    /// Counts a negative answer, or its taking back, and whom it is blamed on (SPEC 5, "Who caused it").
    mutating func bookAnswer(_ event: Event, profile slot: Int?) {
        let channel = channel(of: event)
        let measure: Measure = event.answer == .resubscribe ? .resubscribes : .unsubscribes
        let responsible = responsible(for: event, channel: channel, profile: slot)
        let pool = answerPool(event, latest: responsible.last)
        let pane = pane(of: event)
        var once = FactContext(pool: pool, countsInPool: true)
        once.channel = channel
        add(1, measure, once, pane)
        let person = Self.ofPool(pool, person(event, profile: slot))
        if !person.isEmpty { add(1, measure, person, pane) }
        if responsible.isEmpty {
            var keys = FactContext(pool: pool, countsInPool: false)
            keys.campaign = directory.unknown
            add(1, measure, keys, pane)
        }
        var counted: Set<FactContext> = []
        for campaign in responsible {
            for keys in blamedKeys(campaign, pool: pool) where counted.insert(keys).inserted {
                add(1, measure, keys, pane)
            }
        }
        countLate(event, pool: pool)
    }

    /// The campaigns that are blamed, the one with the latest touch last.
    private func responsible(
        for event: Event, channel: StringID, profile slot: Int?
    ) -> [StringID] {
        if !event.campaign.isAbsent { return [event.campaign] }
        guard let slot else { return [] }
        let (end, start) = (event.ownTime, event.ownTime - JourneyRules.blameWindow)
        var campaigns: [StringID] = []
        for touch in store.touches(of: slot)
        where touch.channel == channel && !touch.campaign.isAbsent && touch.time >= start && touch.time <= end
        {
            campaigns.removeAll { $0 == touch.campaign }
            campaigns.append(touch.campaign)
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

    /// The campaign, its team and its partner, in its catalogue pool, else the answer's; as keys of their own,
    /// because a team or partner counts once per answer.
    private func blamedKeys(_ campaign: StringID, pool: StringID) -> [FactContext] {
        let entry = directory.campaign(campaign)
        let none = FactContext(pool: entry.pool.isAbsent ? pool : entry.pool, countsInPool: false)
        var (named, team, partner) = (none, none, none)
        named.campaign = campaign
        team.team = entry.team
        partner.partner = entry.partner
        return [named] + (entry.team.isAbsent ? [] : [team]) + (entry.partner.isAbsent ? [] : [partner])
    }
}
