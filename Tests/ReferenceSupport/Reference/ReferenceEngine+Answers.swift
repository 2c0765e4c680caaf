/// Negative answers and resubscribes, and the campaigns that caused them.
extension ReferenceEngine {
    /// "Unsubscribes, resubscribes …: [pool] once; each responsible campaign …; the channel left; [device
    /// …] once".
    mutating func bookAnswer(isResubscribe: Bool, of event: PlainEvent) {
        guard let channel = event.fields.channel else { return }
        let campaigns = responsibleCampaigns(for: event, on: channel)
        let pool = answerPool(of: event, campaigns)
        var places: Set = [
            Place(pool: pool, dimension: "pool", key: pool),
            Place(pool: pool, dimension: "channel", key: channel),
        ]
        places.formUnion(personPlaces(of: event, in: pool))
        // "Each in its catalogue pool, else the event's; a team or partner counts once per event": a set.
        for campaign in campaigns {
            places.formUnion(campaignPlaces(campaign, in: catalogue.campaign(campaign)?.pool ?? pool))
        }
        if campaigns.isEmpty {
            places.insert(Place(pool: pool, dimension: "campaign", key: "(unknown)"))
        }
        let measure = isResubscribe ? "counts.resubscribes" : "counts.unsubscribes"
        for place in places { ledger.book([measure: 1], at: place, time: event.bookingTime) }
        bookLateness(of: event, in: pool)
    }

    /// "Who caused it: the event's own `campaign_id`; else the campaigns of the profile's touches and sends on
    /// that channel in the 7 days before (not after the `event_time` of a late answer)." Latest last.
    private func responsibleCampaigns(for event: PlainEvent, on channel: Text) -> [Text] {
        if let campaign = event.fields.campaign { return [campaign] }
        guard let name = keptProfile(of: event) else { return [] }
        return profiles[name]?.touches.responsible(on: channel, at: event.time) ?? []
    }

    /// "A negative answer: its `pool`, else the catalogue's for its `campaign_id`, else for the latest
    /// responsible campaign (5), else the default".
    private func answerPool(of event: PlainEvent, _ campaigns: [Text]) -> Text {
        event.fields.pool ?? catalogue.campaign(event.fields.campaign)?.pool
            ?? catalogue.campaign(campaigns.last)?.pool ?? Text(config.defaultPool)
    }
}
