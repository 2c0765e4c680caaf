internal import Events
internal import Streaming

/// Beacon signals into visits to stores and stays in their zones (SPEC 4, "Store visit").
extension Journeys {
    /// Takes a signal of a profile; nil is a guest, of whom no visit can be kept.
    mutating func bookBeacon(_ event: Event, profile slot: Int?) {
        let isMeasured = event.flags.contains(.hasSignalStrength)
        if isMeasured, event.signalStrength >= 0 || event.signalStrength <= -100 { return }
        guard let slot else { return }
        let pool = pool(of: event)
        countSighting(ofBeacon: event, pool: pool, profile: slot)
        takeSignal(event, zone: .absent, pool: pool, profile: slot)
        takeSignal(event, zone: event.zone, pool: pool, profile: slot)
    }

    private mutating func takeSignal(_ event: Event, zone: StringID, pool: StringID, profile slot: Int) {
        let isEnter = event.signal == .enter
        var index = stay(at: event.store, zone, of: slot)
        let block = store.profiles[slot].stays
        if let index, store.stays[block, index].isExtended(at: event.time, byEnter: isEnter, rules.visits) {
            guard isAudible(event, rules.visits.exitRSSI) else { return }
            store.stays[block, index].last = event.time
            store.stays[block, index].lastHash = event.idHash
            store.stays[block, index].isEntered = isEnter
        } else {
            guard event.signal != .exit, isAudible(event, rules.visits.enterRSSI) else { return }
            index = open(event, zone: zone, profile: slot, former: index)
        }
        guard let index else { return }
        count(event, stay: index, pool: pool, profile: slot)
        if !zone.isAbsent, event.signal == .exit { end(index, of: slot, at: event.time) }
    }

    private func isAudible(_ event: Event, _ limit: Int?) -> Bool {
        guard event.flags.contains(.hasSignalStrength), let limit else { return true }
        return Int(event.signalStrength) >= limit
    }

    private func stay(at place: StringID, _ zone: StringID, of slot: Int) -> Int? {
        let block = store.profiles[slot].stays
        return (0..<Int(block.count)).first { index in
            store.stays[block, index].store == place && store.stays[block, index].zone == zone
        }
    }

    /// Opens a stay in the place of the former one, which ends here if it has not.
    private mutating func open(
        _ event: Event, zone: StringID, profile slot: Int, former index: Int?
    ) -> Int {
        var new = Stay(
            store: event.store, zone: zone, at: event.time, idHash: event.idHash,
            isEntered: event.signal == .enter)
        guard let index else {
            forgetStays(of: slot, at: event.time)
            store.stays.append(new, to: &store.profiles[slot].stays)
            return Int(store.profiles[slot].stays.count) - 1
        }
        end(index, of: slot, at: event.time)
        let block = store.profiles[slot].stays
        new.counted = store.stays[block, index].counted
        store.stays[block, index] = new
        return index
    }

    /// Counts a stay, once, when it has lasted or the signal is deliberate.
    private mutating func count(_ event: Event, stay index: Int, pool: StringID, profile slot: Int) {
        let block = store.profiles[slot].stays
        var stay = store.stays[block, index]
        guard !stay.isCounted else { return }
        let isDeliberate = event.signal == .tap || event.sensor == .nfc || event.sensor == .qr
        guard isDeliberate || event.time - stay.first >= rules.visits.minimumDwell else { return }
        if stay.zone.isAbsent { noteSide(isOnline: directory.channel(directory.store).isOnline, of: slot) }
        stay.isCounted = true
        stay.counted = event.time
        stay.pool = pool
        store.stays[block, index] = stay
        var keys = keys(of: stay)
        guard stay.zone.isAbsent else { return add(1, .storeVisits, keys, pane(of: event)) }
        keys.countsInPool = true
        keys.channel = directory.store
        add(1, .storeVisits, keys, pane(of: event))
        let person = Self.ofPool(pool, person(event, profile: slot))
        add(1, .storeVisits, person, pane(of: event))
        addVisit(stay, event, pool: pool, profile: slot)
    }

    /// A visit that counts is a touch.
    private mutating func addVisit(_ stay: Stay, _ event: Event, pool: StringID, profile slot: Int) {
        var touch = Touch(
            visitAt: event.time, idHash: event.idHash, pool: pool, channel: directory.store,
            store: stay.store)
        touch.touchpoint = event.touchpoint
        var keys = FactContext(pool: pool, countsInPool: true)
        keys.channel = directory.store
        let row = facts.row(keys, pane: pane(of: event))
        noteStage(.desire, at: event.time, pool: pool, row: row, profile: slot)
        store.add(touch, to: slot, limit: rules.maxTouches)
    }

    /// Where a stay counts: its store or zone.
    private func keys(of stay: Stay) -> FactContext {
        var place = FactContext(pool: stay.pool, countsInPool: false)
        place.store = stay.store
        place.zone = stay.zone
        return place
    }

    /// Ends a stay, and books how long it was if it counted.
    private mutating func end(_ index: Int, of slot: Int, at time: Milliseconds) {
        let block = store.profiles[slot].stays
        let stay = store.stays[block, index]
        guard stay.isOpen else { return }
        store.stays[block, index].isOpen = false
        guard stay.isCounted else { return }
        let seconds = (stay.last - stay.first) / .second
        let pane = Int32(truncatingIfNeeded: time.floorDivided(by: .minute))
        var keys = keys(of: stay)
        let row = facts.row(keys, pane: pane)
        facts.add(1, .dwellVisits, row: row)
        facts.add(Int128(seconds), .dwellSum, row: row)
        keys.bucket = DwellScale.bucket(of: seconds)
        facts.add(1, .dwellVisits, keys, pane: pane)
    }

    // MARK: Timers

    /// Ends what has ended by then, each at its own time.
    ///
    /// - Parameters:
    ///   - slot: the profile's.
    ///   - time: the ends before it, not those at it: a timer fires after all events of its instant.
    /// - Returns: when the next stay ends; nil where none is open.
    mutating func endStays(of slot: Int, before time: Milliseconds) -> Milliseconds? {
        var next: Milliseconds?
        let block = store.profiles[slot].stays
        for index in 0..<Int(block.count) where store.stays[block, index].isOpen {
            let due = store.stays[block, index].end(rules.visits)
            if due < time { end(index, of: slot, at: due) } else { next = min(next ?? due, due) }
        }
        return next
    }

    /// Forgets what can count no more when the list would grow: before every single place that it grows by, for
    /// in steps of two it might pass by every power of two.
    private mutating func forgetStays(of slot: Int, at time: Milliseconds) {
        let count = store.profiles[slot].stays.count
        guard count >= 4, count & (count - 1) == 0 else { return }
        let oldest = time - rules.roomWindow
        store.stays.keep(in: &store.profiles[slot].stays) { _, stay in
            stay.isOpen || (stay.zone.isAbsent && stay.counted >= oldest)
        }
    }

    // MARK: Orders

    /// The stores of which a counted visit lies within `room_window` before an order.
    func visitedStores(before time: Milliseconds, profile slot: Int) -> [StringID] {
        var stores: [StringID] = []
        for stay in store.stays.slice(store.profiles[slot].stays)
        where stay.zone.isAbsent && stay.counted != Stay.never && time - stay.counted <= rules.roomWindow {
            stores.append(stay.store)
        }
        return stores
    }
}
