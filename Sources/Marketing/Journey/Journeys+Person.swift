internal import Events
internal import Streaming

/// What an event says of the person behind it: segment, activity, presence, and how far the journey has come.
extension Journeys {
    /// Keeps the segment that an event gives.
    mutating func takeSegment(_ event: Event, profile slot: Int) {
        guard !event.segment.isAbsent else { return }
        store.profiles[slot].person.segment = event.segment
        store.profiles[slot].person.segmentTime = event.time
        store.profiles[slot].person.segmentOrder = Person.order(of: event)
    }

    /// The keys that belong to the person: the event's device, and the profile as it is now.
    ///
    /// A guest has no activity and no presence, and only its own segment.
    func person(_ event: Event, profile slot: Int?) -> FactContext {
        var keys = FactContext(pool: .absent, countsInPool: false)
        keys.device = event.device
        keys.segment = event.segment
        guard let slot else { return keys }
        keys.segment = store.profiles[slot].person.segment
        keys.activity = activity(of: slot, at: event.time)
        keys.presence =
            store.profiles[slot].person.traits == .everywhere ? directory.omnichannel : directory.single
        return keys
    }

    private func activity(of slot: Int, at time: Milliseconds) -> StringID {
        if store.profiles[slot].orderCount == 0 { return directory.new }
        let isActive = time - store.profiles[slot].lastOrder <= rules.activeWindow
        return isActive ? directory.active : directory.inactive
    }

    /// Takes note that a profile was online or offline.
    mutating func noteSide(isOnline: Bool, of slot: Int) {
        store.profiles[slot].person.traits.insert(isOnline ? .online : .offline)
    }

    /// How far a touch takes a journey (SPEC 4, "AIDA").
    enum Stage: UInt8 {
        case attention = 1
        case interest, desire

        init?(_ action: Action) {
            switch action {
            case .impression, .open: self = .attention
            case .view, .click, .like, .share, .scan, .search: self = .interest
            case .lead, .call, .cart, .checkout: self = .desire
            case .send, .bounce, .rating, .complaint, .exposure, .cost: return nil
            }
        }

        var measure: Measure {
            switch self {
            case .attention: .attention
            case .interest: .interest
            case .desire: .desire
            }
        }
    }

    /// Counts a touch that takes the journey further than any before; the journey goes on with it.
    ///
    /// - Parameters:
    ///   - stage: where the touch belongs.
    ///   - time: the touch's.
    ///   - pool: its pool.
    ///   - row: where its pool and channel are booked.
    ///   - slot: the profile's; a guest's journey has one event.
    mutating func noteStage(
        _ stage: Stage, at time: Milliseconds, pool: StringID, row: Int, profile slot: Int?
    ) {
        var reached: UInt8 = 0
        if let slot {
            var journey = store.profiles[slot].person.journey
            reached = journey.stage?.rawValue ?? 0
            journey.touch(stage, at: time, pool: pool)
            store.profiles[slot].person.journey = journey
        }
        if stage.rawValue > reached { facts.add(1, stage.measure, row: row) }
    }
}
