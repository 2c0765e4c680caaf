/// Negative answers and resubscribes, and the campaigns that caused them.
extension ReferenceEngine {
    /// "Unsubscribes, resubscribes, churn cost: [pool] once; each responsible campaign, cost shared; the channel
    /// left; [device …] once".
    mutating func bookAnswer(_ kind: String, of event: PlainEvent, sequence: Int) {
        guard let channel = event.fields.channel else { return }
        let campaigns = responsibleCampaigns(for: event, on: channel)
        let pool = answerPool(of: event, campaigns.map(\.campaign))
        let causes = causes(campaigns, pool: pool)
        let once =
            [
                Place(pool: pool, dimension: "pool", key: pool),
                Place(pool: pool, dimension: "channel", key: channel),
            ] + personPlaces(of: event, in: pool)
        // "A team or partner counts once per event": a set.
        let places = Set(once + causes.flatMap(\.places))
        if kind == "resubscribe" {
            for place in places {
                ledger.book(["counts.resubscribes": 1], at: place, time: event.bookingTime)
            }
            reopen(channel, of: event, sequence: sequence)
        } else {
            let frequency = frequencyPlace(ofAnswer: event, on: channel, in: pool)
            for place in places.union([frequency]) {
                ledger.book(["counts.unsubscribes": 1], at: place, time: event.bookingTime)
            }
            let closing = Closing(
                channel: channel, kind: kind, pool: pool, once: once + [frequency], causes: causes)
            close(closing, of: event, sequence: sequence)
        }
        bookLateness(of: event, in: pool)
    }

    /// "Who caused it: the event's own `campaign_id`; else the campaigns of the profile's touches and sends on
    /// that channel in the 7 days before (not after the `event_time` of a late answer)." Latest last.
    private func responsibleCampaigns(
        for event: PlainEvent, on channel: Text
    ) -> [(campaign: Text, contacts: Int128)] {
        if let campaign = event.fields.campaign { return [(campaign, 1)] }
        guard let name = keptProfile(of: event) else { return [] }
        return profiles[name]?.touches.responsible(on: channel, at: event.time) ?? []
    }

    /// Each campaign with its team and partner, or nobody known: "each in its catalogue pool, else the event's".
    private func causes(
        _ campaigns: [(campaign: Text, contacts: Int128)], pool: Text
    ) -> [ChurnCause] {
        guard !campaigns.isEmpty else {
            let unknown = Place(pool: pool, dimension: "campaign", key: "(unknown)")
            return [ChurnCause(places: [unknown], contacts: 1)]
        }
        return campaigns.map { campaign, contacts in
            let own = catalogue.campaign(campaign)?.pool ?? pool
            return ChurnCause(places: campaignPlaces(campaign, in: own), contacts: contacts)
        }
    }

    /// "A negative answer: its `pool`, else the catalogue's for its `campaign_id`, else for the latest
    /// responsible campaign (5), else the default".
    private func answerPool(of event: PlainEvent, _ campaigns: [Text]) -> Text {
        event.fields.pool ?? catalogue.campaign(event.fields.campaign)?.pool
            ?? catalogue.campaign(campaigns.last)?.pool ?? Text(config.defaultPool)
    }
}
