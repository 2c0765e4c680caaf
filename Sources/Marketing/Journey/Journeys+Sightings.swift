internal import Events
public import Streaming

/// Counts each profile once per key and window (SPEC 6, `unique_profiles`).
///
/// The profile itself remembers when it was last counted at each key, so that windows of every size add up from
/// panes: it is booked for those windows in which the event is its first there. That takes 16 bytes per key at
/// which a profile appeared within the longest window.
extension Journeys {
    /// No aligned window is longer: a day of 25 hours, and an hour to spare.
    public static let longestWindow: Milliseconds = 26 * .hour

    /// Counts the profile of an event at the keys that it names or implies.
    ///
    /// - Parameters:
    ///   - keys: the keys.
    ///   - event: the event.
    ///   - slot: the profile's.
    ///   - row: where these keys are booked, if it is known.
    mutating func countSighting(
        _ keys: FactContext, of event: Event, profile slot: Int, row: Int? = nil
    ) {
        let starts = calendar.starts(of: keys.pool, at: event.time)
        guard !starts.isEmpty else { return }
        let minute = UInt32(clamping: event.time.floorDivided(by: .minute))
        see(keys, minute: minute, starts: starts, profile: slot)
        // What is new everywhere goes with the event's own keys; the rest with keys of its own, as few as can be.
        var (all, some): (UInt8, UInt8) = (.max, 0)
        for place in news.indices where isNamed[place] {
            all &= news[place]
            some |= news[place]
        }
        let pane = pane(of: event)
        bookSightings(keys, all, pane: pane, row: row)
        guard some != all else { return }
        for place in news.indices where news[place] & ~all != 0 {
            let sizes = news[place] & ~all
            var part = FactContext(pool: keys.pool, countsInPool: false)
            for other in news.indices where news[other] & ~all == sizes {
                let dimension = Sighting.dimensions[other]
                part[dimension] = keys[dimension]
                news[other] = all
            }
            bookSightings(part, sizes, pane: pane)
        }
    }

    /// Counts the profile of a beacon: at what it names or implies, and at its zone.
    mutating func countSighting(ofBeacon event: Event, pool: StringID, profile slot: Int) {
        var keys = FactContext(pool: pool, countsInPool: true)
        nameCampaign(of: event, in: &keys)
        let named = channel(of: event)
        keys.channel = named.isAbsent ? directory.campaign(event.campaign).channel : named
        keys.store = event.store
        countSighting(keys, of: event, profile: slot)
        var zone = FactContext(pool: pool, countsInPool: false)
        zone.store = event.store
        zone.zone = event.zone
        countSighting(zone, of: event, profile: slot)
    }

    private mutating func bookSightings(
        _ keys: FactContext, _ sizes: UInt8, pane: Int32, row: Int? = nil
    ) {
        var rest = sizes
        guard rest != 0 else { return }
        let row = row ?? facts.row(keys, pane: pane)
        // A run of sizes is booked at its last one, see `Measure.unique`: as a rule there is one run.
        while rest != 0 {
            let first = rest.trailingZeroBitCount
            let last = first + (~(rest >> UInt8(first))).trailingZeroBitCount - 1
            facts.add(1, .unique(last), row: row)
            if first > 0 { facts.add(-1, .unique(first - 1), row: row) }
            rest = last == 7 ? 0 : rest & (.max << UInt8(last + 1))
        }
    }

    /// Notes that a profile is seen at keys: `news` tells, by dimension, the sizes of windows, one bit each, in
    /// which it is seen there for the first time.
    private mutating func see(
        _ keys: FactContext, minute: UInt32, starts: [Milliseconds], profile slot: Int
    ) {
        let whole = UInt8(truncatingIfNeeded: (1 << starts.count) - 1)
        let store = name(keys)
        for place in wanted.indices {
            isNamed[place] = !wanted[place].isAbsent
            news[place] = isNamed[place] ? whole : 0
        }
        for index in 0..<Int(self.store.profiles[slot].sightings.count) {
            let known = self.store.sightings[self.store.profiles[slot].sightings, index]
            let place = Int(known.place)
            guard known.key == wanted[place], known.pool == keys.pool, known.store == store else { continue }
            wanted[place] = .absent
            news[place] = 0
            guard known.minute != minute else { continue }
            let last = Int64(known.minute) * .minute
            for size in starts.indices where starts[size] > last { news[place] |= 1 << UInt8(size) }
            self.store.sightings[self.store.profiles[slot].sightings, index].minute = minute
        }
        for place in wanted.indices where !wanted[place].isAbsent {
            forgetSightings(of: slot, at: minute)
            self.store.sightings.append(
                Sighting(
                    pool: keys.pool, place: UInt8(place), key: wanted[place], store: store, minute: minute),
                to: &self.store.profiles[slot].sightings)
        }
    }

    /// Looks for keys, in the order of `Sighting.dimensions`; the store of a zone is a part of its key.
    private mutating func name(_ keys: FactContext) -> StringID {
        let isZone = !keys.zone.isAbsent
        wanted[0] = keys.countsInPool ? keys.pool : .absent
        wanted[1] = keys.campaign
        wanted[2] = keys.team
        wanted[3] = keys.partner
        wanted[4] = keys.channel
        wanted[5] = isZone ? .absent : keys.store
        wanted[6] = keys.zone
        return isZone ? keys.store : .absent
    }

    /// Forgets keys of windows that are over, when the list would grow.
    private mutating func forgetSightings(of slot: Int, at minute: UInt32) {
        let count = store.profiles[slot].sightings.count
        guard count >= 4, count & (count - 1) == 0 else { return }
        let oldest = minute - min(minute, UInt32(Self.longestWindow / .minute))
        store.sightings.keep(in: &store.profiles[slot].sightings) { _, known in known.minute >= oldest }
    }
}

/// Where the windows begin that hold an instant, by pool: events come in order, so it is found once per minute.
struct WindowCalendar: Sendable {
    private let sizes: [Milliseconds]
    private let rules: WindowRules
    private let zones: [TimeZoneTable]
    private var zoneOfPool: [Int] = [0]
    private var open: [(from: Milliseconds, to: Milliseconds, starts: [Milliseconds])]

    init(_ rules: WindowRules) {
        self.rules = rules
        sizes = Array(rules.aligned.prefix(Measure.uniqueSizes))
        var zones = [rules.defaultZone]
        for zone in rules.zones.values.sorted(by: { $0.name < $1.name }) where !zones.contains(zone) {
            zones.append(zone)
        }
        self.zones = zones
        open = zones.map { _ in (0, 0, []) }
    }

    /// Takes note of names that were added to a task's table.
    mutating func extend(to names: StringTable) {
        while zoneOfPool.count <= names.count {
            let pool = names.text(StringID(rawValue: UInt32(zoneOfPool.count)))
            zoneOfPool.append(zones.firstIndex(of: rules.zone(of: pool)) ?? 0)
        }
    }

    /// Whether there are windows of a day.
    var hasDays: Bool { sizes.last == .day }

    /// Where the day of a pool began that holds a time; nil where there are no windows of a day.
    mutating func day(of pool: StringID, at time: Milliseconds) -> Milliseconds? {
        hasDays ? starts(of: pool, at: time).last : nil
    }

    /// The first instants of the aligned windows that hold a time, in the order of their sizes.
    mutating func starts(of pool: StringID, at time: Milliseconds) -> [Milliseconds] {
        let zone = zoneOfPool[pool.index]
        if time >= open[zone].from, time < open[zone].to { return open[zone].starts }
        var next = (from: Milliseconds.min, to: Milliseconds.max, starts: [Milliseconds]())
        for size in sizes {
            let bounds = zones[zone].window(holding: time, size: size)
            next.starts.append(bounds.start)
            next.from = max(next.from, bounds.start)
            next.to = min(next.to, bounds.end)
        }
        open[zone] = next
        return next.starts
    }
}
