/// Journeys: how far they have come (AIDA), by which channels they went (paths), how they ended (`markov`).
extension ReferenceEngine {
    // MARK: AIDA

    /// "An event counts when it takes the current journey to a stage further than any before"; a guest's journey
    /// is that event alone.
    mutating func follow(_ touch: PlainTouch, of name: ProfileName?) {
        guard let stage = PlainStage(touch: touch.action) else { return }
        let furthest = name.flatMap { profiles[$0]?.journey.furthest }
        if furthest.map({ stage > $0 }) ?? true {
            book(
                stage, at: [("pool", touch.pool), ("channel", touch.channel)], pool: touch.pool,
                time: touch.time)
        }
        guard let name else { return }
        let step = PlainJourney.Step(
            sequence: touch.sequence, time: touch.time, pool: touch.pool, stage: stage)
        profiles[name, default: PlainProfile()].journey.add(step)
    }

    private mutating func book(_ stage: PlainStage, at keys: [(String, Text?)], pool: Text, time: Int64) {
        for place in places(keys, in: pool) { ledger.book([stage.measure: 1], at: place, time: time) }
    }

    // MARK: The end of a journey

    /// An order takes the journey to its last stage, tells its path, and ends it.
    mutating func endJourney(
        with order: StoredOrder, _ eligible: [PlainTouch], of name: ProfileName?, sequence: Int
    ) {
        let channel = eligible.last.map { $0.channel ?? "(unknown)" } ?? "(direct)"
        book(
            .action, at: [("pool", order.pool), ("channel", channel)], pool: order.pool, time: order.time)
        paths.add(order.path, orders: 1, value: order.value, pool: order.pool, time: order.time)
        guard let name, let profile = profiles[name] else { return }
        bookJourney(of: profile, isConverting: true, pool: order.pool, time: order.time)
        profiles[name]?.journey.end(byOrder: sequence)
    }

    /// "Channels of an order's eligible touches since the profile's previous order, runs collapsed, the newest
    /// 8, joined by `>`, `(direct)` where there are none".
    func path(_ eligible: [PlainTouch], of name: ProfileName?) -> Text {
        let previous = name.flatMap { profiles[$0]?.journey.orderSequence } ?? -1
        let channels = Self.channels(eligible.filter { $0.sequence > previous })
        return channels.isEmpty ? "(direct)" : KeyParts.joined(channels.suffix(8), by: ">")
    }

    /// "Over the channels of all its kept touches since its start, runs collapsed"; "orders without a touch are
    /// left out".
    private mutating func bookJourney(
        of profile: PlainProfile, isConverting: Bool, pool: Text, time: Int64
    ) {
        let touches = profile.touches.all.filter { !$0.isSend && profile.journey.contains($0) }
        guard !touches.isEmpty else { return }
        markov.add(
            PlainRoute(channels: Self.channels(touches), isConverting: isConverting), pool: pool, time: time)
    }

    private static func channels(_ touches: [PlainTouch]) -> [Text] {
        var channels: [Text] = []
        for channel in touches.map({ $0.channel ?? "(unknown)" }) where channels.last != channel {
            channels.append(channel)
        }
        return channels
    }

    // MARK: Timers

    /// Ends every journey whose time is before that instant: at the instant itself a touch is still eligible.
    ///
    /// "A journey that ends without order is booked start → … → null at its end, in its last touch's pool".
    mutating func endJourneys(before time: Int64) {
        let longest = config.lookback.values.max() ?? 30 * ReferenceConfig.day
        for (name, profile) in profiles {
            guard let last = profile.journey.last, last.time + longest < time else { continue }
            bookJourney(of: profile, isConverting: false, pool: last.pool, time: last.time + longest)
            profiles[name]?.journey.endWithoutOrder()
        }
    }
}
