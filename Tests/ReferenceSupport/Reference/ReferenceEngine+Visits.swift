/// Store visits, and stays in the zones of a store.
extension ReferenceEngine {
    mutating func bookBeacon(_ beacon: PlainBeacon, of event: PlainEvent, sequence: Int) {
        guard beacon.isSeen, let name = keptProfile(of: event) else { return }
        let signal = Signal(beacon: beacon, event: event, sequence: sequence, profile: name)
        let zone = KeyParts.joined([beacon.store, beacon.zone], by: "/")
        bookProfile(of: event, at: beaconPlaces(beacon, zone: zone, of: event))
        if follow(signal, \.visits, key: beacon.store, dimension: "store") { bookVisit(signal) }
        if follow(signal, \.stays, key: zone, dimension: "zone") {
            let pool = pool(of: event)
            let place = Place(pool: pool, dimension: "zone", key: zone)
            ledger.book(["counts.store_visits": 1], at: place, time: event.bookingTime)
        }
        // "A **stay** … also ends at the zone's `exit`."
        if beacon.signal == "exit", let stay = profiles[name]?.stays[zone], stay.changeSequence == sequence {
            profiles[name]?.stays[zone] = nil
            bookDwell(stay, dimension: "zone", key: zone, at: event.bookingTime)
        }
    }

    /// Where somebody seen by a beacon is one of the unique profiles: "yes" in every column, where the event
    /// names or implies the key.
    private func beaconPlaces(_ beacon: PlainBeacon, zone: Text, of event: PlainEvent) -> [Place] {
        let pool = pool(of: event)
        let keys: [(String, Text?)] = [
            ("pool", pool), ("channel", channel(of: event)), ("store", beacon.store), ("zone", zone),
        ]
        return places(keys, in: pool) + (event.fields.campaign.map { campaignPlaces($0, in: pool) } ?? [])
    }

    private struct Signal {
        let beacon: PlainBeacon
        let event: PlainEvent
        let sequence: Int
        let profile: ProfileName
    }

    /// Extends or opens, and says whether it counts now.
    ///
    /// "A visit **counts**, once, at the first signal by which it has lasted `minimum_dwell` (60 s), or at once
    /// at a deliberate signal".
    private mutating func follow(
        _ signal: Signal, _ all: WritableKeyPath<PlainProfile, [Text: PlainVisit]>, key: Text,
        dimension: String
    ) -> Bool {
        let (beacon, time) = (signal.beacon, signal.event.bookingTime)
        let former = profiles[signal.profile]?[keyPath: all][key]
        var visit: PlainVisit
        switch VisitStep(of: beacon, on: former, at: time, config.visit) {
        case .none:
            return false
        case .extends:
            guard let former else { return false }
            visit = former
            visit.extend(by: beacon, at: time, sequence: signal.sequence)
        case .opens:
            // "Or where a new one opens, if sooner."
            if let former { bookDwell(former, dimension: dimension, key: key, at: time) }
            visit = PlainVisit(beacon, at: time, sequence: signal.sequence)
        }
        let lasts = visit.dwell >= config.visit.minimumDwell || beacon.isDeliberate
        let counts = visit.countedPool == nil && lasts
        if counts { visit.countedPool = pool(of: signal.event) }
        profiles[signal.profile, default: PlainProfile()][keyPath: all][key] = visit
        return counts
    }

    /// "Visits, dwell: [pool] visits; [channel] `store`: visits; [device …] visits; store"; a visit is a touch
    /// "at the moment it counts".
    private mutating func bookVisit(_ signal: Signal) {
        let (event, store) = (signal.event, signal.beacon.store)
        let pool = pool(of: event)
        let isOnline = catalogue.isOnline("store", config)
        profiles[signal.profile]?.meet(isOnline: isOnline)
        profiles[signal.profile]?.visitTimes[store, default: []].append(event.bookingTime)
        let places =
            [
                Place(pool: pool, dimension: "pool", key: pool),
                Place(pool: pool, dimension: "channel", key: "store"),
                Place(pool: pool, dimension: "store", key: store),
            ] + personPlaces(of: event, in: pool)
        for place in places { ledger.book(["counts.store_visits": 1], at: place, time: event.bookingTime) }
        let reached = bookAnswered(on: "store", of: event, sequence: signal.sequence)
        let touch = PlainTouch(
            sequence: signal.sequence, time: event.bookingTime, action: "visit", pool: pool, campaign: nil,
            channel: "store", touchpoint: nil, store: store, isOwn: false, reached: reached)
        keep(touch, of: signal.profile)
        follow(touch, of: signal.profile)
    }

    /// "Its dwell, last − first signal, is booked in the pane of that instant, in the pool where it counted, if
    /// it did"; "dwell is in whole seconds".
    private mutating func bookDwell(_ visit: PlainVisit, dimension: String, key: Text, at time: Int64) {
        guard let pool = visit.countedPool else { return }
        let place = Place(pool: pool, dimension: dimension, key: key)
        ledger.bookDwell(visit.dwell / 1000, at: place, time: time)
    }

    // MARK: Timers

    /// Ends every visit and stay whose time is before that instant: at the instant itself a signal may still
    /// come.
    mutating func endVisits(before time: Int64) {
        for (name, profile) in profiles {
            for (store, visit) in profile.visits where visit.end(config.visit) < time {
                profiles[name]?.visits[store] = nil
                bookDwell(visit, dimension: "store", key: store, at: visit.end(config.visit))
            }
            for (zone, stay) in profile.stays where stay.end(config.visit) < time {
                profiles[name]?.stays[zone] = nil
                bookDwell(stay, dimension: "zone", key: zone, at: stay.end(config.visit))
            }
        }
    }

    // MARK: Orders near visits

    /// The stores that the profile has visited within `room_window` up to that time.
    func visitedStores(_ name: ProfileName?, upTo time: Int64) -> [Text] {
        guard let name, let visits = profiles[name]?.visitTimes else { return [] }
        return visits.filter { _, times in
            times.contains { $0 <= time && time - $0 <= config.roomWindow }
        }.map(\.key)
    }

    /// "`visit_orders`: each counted visit to a store within `room_window` (7 days) up to an order counts that
    /// order once per store and once for channel `store`, in the order's window and pool".
    mutating func bookVisitOrders(_ stores: [Text], pool: Text, time: Int64) {
        guard !stores.isEmpty else { return }
        let places =
            stores.map { Place(pool: pool, dimension: "store", key: $0) }
            + [Place(pool: pool, dimension: "channel", key: "store")]
        for place in places { ledger.book(["counts.visit_orders": 1], at: place, time: time) }
    }
}
