/// Who helped along, and how many there were.
extension ReferenceEngine {
    /// "A campaign, channel, team or partner among the eligible touches other than that of the latest touch,
    /// once per order and pool …; `(organic)` and `(unknown)` are no assist; names are compared, not pools".
    mutating func bookAssists(_ eligible: [PlainTouch], orderPool: Text, time: Int64) {
        guard let latest = eligible.last else { return }
        let latestKeys = assistKeys(latest)
        var assisting: Set<Place> = []
        for touch in eligible {
            let pool = touch.campaign == nil ? orderPool : touch.pool
            for (dimension, key) in assistKeys(touch) where latestKeys[dimension] != key {
                assisting.insert(Place(pool: pool, dimension: dimension, key: key))
            }
        }
        for place in assisting { ledger.book(["counts.assists": 1], at: place, time: time) }
    }

    private func assistKeys(_ touch: PlainTouch) -> [String: Text] {
        let known = catalogue.campaign(touch.campaign)
        let keys = [
            "campaign": touch.campaign, "channel": touch.channel, "team": known?.team,
            "partner": known?.partner,
        ]
        return keys.compactMapValues(\.self)
    }

    /// "`unique_profiles` … counts profiles under the identity that they had at the event's own time"; a guest
    /// is not among them.
    mutating func bookProfile(of event: PlainEvent, at places: [Place]) {
        guard let name = keptProfile(of: event) else { return }
        let counted: Set = ["pool", "campaign", "team", "partner", "channel", "store", "zone"]
        for place in places where counted.contains(place.dimension) {
            ledger.bookProfile(name, at: place, time: event.time)
        }
    }
}
