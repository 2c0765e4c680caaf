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

    /// Counts the profile of a click-stream event.
    mutating func countSighting(_ keys: FactContext, of event: Event, profile slot: Int) {
        let sizes = calendar.starts(of: keys.pool, at: event.time)
        guard !sizes.isEmpty else { return }
        let minute = UInt32(clamping: event.time.floorDivided(by: .minute))
        var (all, some): (UInt8, UInt8) = (.max, 0)
        news.removeAll(keepingCapacity: true)
        for (place, dimension) in zip(UInt8(0)..., Sighting.dimensions) where !keys[dimension].isAbsent {
            let new = see(
                keys[dimension], in: .absent, at: place, pool: keys.pool, minute: minute, sizes: sizes,
                profile: slot)
            all &= new
            some |= new
            news.append((place, new))
        }
        let pane = pane(of: event)
        bookSightings(keys, all, pane: pane)
        guard some != all else { return }
        for (place, new) in news where new & ~all != 0 {
            let dimension = Sighting.dimensions[Int(place)]
            var single = FactContext(pool: keys.pool, countsInPool: false)
            single[dimension] = keys[dimension]
            bookSightings(single, new & ~all, pane: pane)
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
        let sizes = calendar.starts(of: pool, at: event.time)
        let minute = UInt32(clamping: event.time.floorDivided(by: .minute))
        let new = see(
            event.zone, in: event.store, at: UInt8(Sighting.dimensions.count - 1), pool: pool, minute: minute,
            sizes: sizes, profile: slot)
        var zone = FactContext(pool: pool, countsInPool: false)
        zone.store = event.store
        zone.zone = event.zone
        bookSightings(zone, new, pane: pane(of: event))
    }

    private mutating func bookSightings(_ keys: FactContext, _ sizes: UInt8, pane: Int32) {
        var rest = sizes
        guard rest != 0 else { return }
        let context = facts.context(keys)
        while rest != 0 {
            facts.add(1, .unique(rest.trailingZeroBitCount), context: context, pane: pane)
            rest &= rest - 1
        }
    }

    /// Notes that a profile is seen at a key.
    ///
    /// - Returns: the sizes of windows, one bit each, in which it is seen there for the first time.
    private mutating func see(
        _ key: StringID, in place: StringID, at dimension: UInt8, pool: StringID, minute: UInt32,
        sizes: [Milliseconds], profile slot: Int
    ) -> UInt8 {
        let block = store.profiles[slot].sightings
        for index in 0..<Int(block.count) {
            var known = store.sightings[block, index]
            guard known.key == key, known.pool == pool, known.place == dimension, known.store == place
            else { continue }
            if known.minute == minute { return 0 }
            let last = Int64(known.minute) * .minute
            known.minute = minute
            store.sightings[block, index] = known
            var new: UInt8 = 0
            for (size, start) in sizes.enumerated() where start > last { new |= 1 << UInt8(size) }
            return new
        }
        forgetSightings(of: slot, at: minute)
        store.sightings.append(
            Sighting(pool: pool, place: dimension, key: key, store: place, minute: minute),
            to: &store.profiles[slot].sightings)
        return UInt8(truncatingIfNeeded: (1 << sizes.count) - 1)
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
