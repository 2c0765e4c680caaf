internal import Events
internal import Marketing
internal import Streaming

extension ProfileTask {
    /// Processes one event, in its turn.
    ///
    /// - Parameters:
    ///   - event: the event.
    ///   - record: that of a visitor who is linked by the event.
    ///   - lines: what an order consists of.
    mutating func process(_ event: Event, record: CarriedRecord?, lines: ArraySlice<OrderLine>) {
        if stage == .visitors { return processVisitor(event, lines) }
        if event.isCostReport { return processReport(event) }
        guard !event.customer.isAbsent else { return processGuest(event, lines) }
        let slot = slot(of: event.customer, kind: .customer, at: event.time)
        if let record {
            journeys.store.join(record.profile, to: slot, limit: settings.journeys.maxTouches)
            watch(slot)
        }
        processProfile(event, slot, lines)
    }

    /// An event that names an anonymous id: passed on where the id belongs to a customer, else booked here.
    private mutating func processVisitor(_ event: Event, _ lines: ArraySlice<OrderLine>) {
        let slot = slot(of: event.anonymous, kind: .visitor, at: event.time)
        let link = journeys.store.profiles[slot].link
        guard !event.customer.isAbsent || !link.isAbsent else { return processProfile(event, slot, lines) }
        guard !isDuplicate(event, slot) else {
            tally.duplicates += 1
            return
        }
        var record: CarriedRecord?
        if link.isAbsent {
            var profile = StoredProfile(journeys.store, slot: slot)
            // It was counted as itself; the customer has not been seen by that.
            profile.sightings = []
            record = CarriedRecord(profile)
            handOver(slot)
        }
        note(event, slot)
        var event = event
        if event.customer.isAbsent { event.customer = link }
        journeys.store.profiles[slot].link = event.customer
        let destination = Int(truncatingIfNeeded: event.customer.low % UInt64(settings.profilePartitions))
        passedOn[destination].append(event, record: record, lines: lines)
        if passedOn[destination].isFull { sealEvents(destination) }
    }

    /// A visitor that is linked keeps nothing but its link and, for their windows, its event and order ids.
    private mutating func handOver(_ slot: Int) {
        let profile = journeys.store.profiles[slot]
        journeys.store.profiles[slot].seen = Block()
        journeys.store.profiles[slot].references = Block()
        journeys.store.wipe(slot)
        journeys.store.consents.removeAll(&journeys.store.profiles[slot].consent)
        journeys.store.profiles[slot].seen = profile.seen
        journeys.store.profiles[slot].references = profile.references
    }

    /// An event of a profile that is decided: deduplication, consent, then what it counts for.
    private mutating func processProfile(_ event: Event, _ slot: Int, _ lines: ArraySlice<OrderLine>) {
        guard !isDuplicate(event, slot) else {
            tally.duplicates += 1
            // A history that was joined stays joined, and its word on consent holds.
            if !allows(.analytics, slot, event: .absent) { drop(slot, at: event.time) }
            return
        }
        guard allows(.analytics, slot, event: event.consent) else { return processDenied(event, slot, lines) }
        takeConsent(event, slot)
        note(event, slot)
        if event.stream == .beacons, !allows(.location, slot, event: .absent) {
            tally.withheld += 1
            return
        }
        tally.processed += 1
        journeys.book(event, profile: slot, lines: lines)
        watch(slot)
    }

    /// Without `analytics` an event is processed as a guest's, and nothing is kept of the profile but its
    /// consent and links (SPEC 9).
    ///
    /// The guest's name holds the profile, too: it is kept in the profile's task, and must mean the same there
    /// however many tasks there are.
    private mutating func processDenied(_ event: Event, _ slot: Int, _ lines: ArraySlice<OrderLine>) {
        let (profile, name) = (journeys.store.profiles[slot].id, guestName(of: event))
        let id = Hash128(high: profile.high ^ name.high, low: profile.low ^ name.low)
        guard isFirstSight(ofGuest: id, at: event.time) else {
            tally.duplicates += 1
            return
        }
        takeConsent(event, slot)
        drop(slot, at: event.time)
        if event.stream == .beacons, !allows(.location, slot, event: .absent) {
            tally.withheld += 1
            return
        }
        tally.processed += 1
        journeys.book(event, profile: nil, lines: lines)
    }

    /// Drops what is kept of a profile that denies `analytics`.
    ///
    /// Where it was counted stays known until no window is open in which it was: consent that returns on the same
    /// day must not count it twice.
    private mutating func drop(_ slot: Int, at time: Milliseconds) {
        journeys.store.wipe(slot, keepsSightings: true)
        guard !journeys.store.profiles[slot].sightings.isEmpty else { return }
        let deadline = time + Journeys.longestWindow
        journeys.store.profiles[slot].deadline = deadline
        timers.schedule(slot, at: deadline)
    }

    private mutating func processGuest(_ event: Event, _ lines: ArraySlice<OrderLine>) {
        guard isFirstSight(ofGuest: guestName(of: event), at: event.time) else {
            tally.duplicates += 1
            return
        }
        tally.processed += 1
        journeys.book(event, profile: nil, lines: lines)
    }

    private mutating func processReport(_ event: Event) {
        let slot = slot(of: event.customer, kind: .campaign, at: event.time)
        guard !isDuplicate(event, slot) else {
            tally.duplicates += 1
            return
        }
        note(event, slot)
        tally.processed += 1
        journeys.book(event, profile: slot)
    }

    /// Whether a profile saw the event's id, or an order's, within its window.
    @inline(__always)
    private func isDuplicate(_ event: Event, _ slot: Int) -> Bool {
        let (seen, references) = (
            journeys.store.profiles[slot].seen, journeys.store.profiles[slot].references
        )
        let isSeen = journeys.store.seen.contains(
            event.idHash, space(of: event), in: seen, of: slot, at: event.time)
        guard !isSeen, let space = referenceSpace(of: event) else { return isSeen }
        return journeys.store.seen.contains(
            event.reference, space, in: references, of: slot, at: event.time)
    }

    private mutating func note(_ event: Event, _ slot: Int) {
        keep(slot, since: event.time)
        let id = SeenID(hash: event.idHash, space: space(of: event), time: event.time)
        journeys.store.seen.insert(id, into: &journeys.store.profiles[slot].seen, of: slot)
        guard let space = referenceSpace(of: event) else { return }
        let reference = SeenID(hash: event.reference, space: space, time: event.time)
        journeys.store.seen.insert(reference, into: &journeys.store.profiles[slot].references, of: slot)
    }

    @inline(__always)
    private func space(of event: Event) -> SeenID.Space {
        SeenID.Space(rawValue: event.stream.rawValue) ?? .clicks
    }

    /// Orders and deliveries have a second identity, refunds have not (SPEC 3).
    @inline(__always)
    private func referenceSpace(of event: Event) -> SeenID.Space? {
        guard event.stream == .purchases else { return nil }
        return switch event.purchase {
        case .order: .order
        case .delivery: .delivery
        case .refund: nil
        }
    }

    private func guestName(of event: Event) -> Hash128 {
        hasher.guest(stream: event.stream, idHash: event.idHash)
    }

    /// Remembers a guest's name, and tells whether it was unknown.
    private mutating func isFirstSight(ofGuest id: Hash128, at time: Milliseconds) -> Bool {
        if let slot = journeys.store.find(id), journeys.store.profiles[slot].deadline >= time {
            return false
        }
        let slot = slot(of: id, kind: .guest, at: time)
        let deadline = time + settings.journeys.dedupWindow
        journeys.store.profiles[slot].deadline = deadline
        timers.schedule(slot, at: deadline)
        return true
    }

    /// The consent that holds for an event: its own word, else the profile's, else the default.
    @inline(__always)
    private func allows(_ key: Consent.Key, _ slot: Int, event: Consent) -> Bool {
        if let word = event[key] { return word }
        let defaults = settings.journeys.consentDefault
        let fallback =
            switch key {
            case .analytics: defaults.analytics
            case .marketing: defaults.marketing
            case .location: defaults.location
            }
        return journeys.store.allows(key, slot, default: fallback)
    }

    private mutating func takeConsent(_ event: Event, _ slot: Int) {
        guard event.consent != .absent else { return }
        for key in Consent.Key.allCases {
            guard let allows = event.consent[key] else { continue }
            journeys.store.take(ConsentWord(time: event.time, key: key, allows: allows), for: slot)
        }
    }
}
