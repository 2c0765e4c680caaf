/// The places of an event, by the table "What counts where".
extension ReferenceEngine {
    /// "Else the campaign's pool from the catalogue, else `default_pool`".
    func pool(of event: PlainEvent) -> Text {
        event.fields.pool ?? catalogue.campaign(event.fields.campaign)?.pool ?? Text(config.defaultPool)
    }

    /// "Else the campaign's channel from the catalogue".
    func channel(of event: PlainEvent) -> Text? {
        event.fields.channel ?? catalogue.campaign(event.fields.campaign)?.channel
    }

    /// Campaign, and its team and partner where the catalogue knows them.
    func campaignPlaces(_ campaign: Text, in pool: Text) -> [Place] {
        let known = catalogue.campaign(campaign)
        let keys = [("campaign", campaign), ("team", known?.team), ("partner", known?.partner)]
        return places(keys, in: pool)
    }

    /// A place for every key that there is.
    func places(_ keys: [(String, Text?)], in pool: Text) -> [Place] {
        keys.compactMap { dimension, key in
            key.map { Place(pool: pool, dimension: dimension, key: $0) }
        }
    }

    // MARK: Who it was

    /// Device, segment, activity and presence.
    func personPlaces(of event: PlainEvent, in pool: Text) -> [Place] {
        places([("device", event.fields.device), ("segment", segment(of: event))], in: pool)
            + activityPlaces(of: event, in: pool)
    }

    /// Activity and presence, of a kept profile only.
    ///
    /// "[A guest] counts in full, but not in `unique_profiles`, activity, presence or the kinds of customer".
    func activityPlaces(of event: PlainEvent, in pool: Text) -> [Place] {
        guard let name = keptProfile(of: event) else { return [] }
        let profile = profiles[name] ?? PlainProfile()
        let keys: [(String, Text?)] = [
            ("activity", activity(profile, at: event.bookingTime)),
            ("presence", profile.isOmnichannel ? "omnichannel" : "single"),
        ]
        return places(keys, in: pool)
    }

    /// Where a purchase counts but for activity and presence: pool, sales channel, store, device and segment.
    func purchasePlaces(_ purchase: PlainPurchase, of event: PlainEvent, in pool: Text) -> [Place] {
        let keys: [(String, Text?)] = [
            ("pool", pool), ("sales_channel", purchase.salesChannel), ("store", purchase.store),
            ("device", event.fields.device), ("segment", segment(of: event)),
        ]
        return places(keys, in: pool)
    }

    /// "It stays with the profile: an event without one has the profile's latest (guests have only their own)".
    func segment(of event: PlainEvent) -> Text? {
        if let segment = event.fields.segment { return segment }
        return keptProfile(of: event).flatMap { profiles[$0]?.segment?.name }
    }

    /// "`new` before and at its first order, `active` with an order in the 90 days before, else `inactive`".
    private func activity(_ profile: PlainProfile, at time: Int64) -> Text {
        guard let last = profile.lastOrderTime else { return "new" }
        return time - last <= config.activeWindow ? "active" : "inactive"
    }

    mutating func keepSegment(of event: PlainEvent, sequence: Int) {
        guard let segment = event.fields.segment, let name = keptProfile(of: event) else { return }
        profiles[name, default: PlainProfile()].segment = PlainProfile.Segment(
            name: segment, sequence: sequence)
    }

    /// Adds a touch or a `send` to the kept ones.
    mutating func keep(_ touch: PlainTouch, of name: ProfileName) {
        profiles[name, default: PlainProfile()].touches.append(touch, limit: config.maxTouches)
    }
}
