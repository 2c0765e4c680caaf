public import Streaming

/// A store visit of a profile, or its stay in a zone: the one that is open, or the latest (SPEC 4).
public struct Stay: Equatable, Sendable {
    /// The store.
    public var store: StringID
    /// The zone; absent: the visit to the store.
    public var zone: StringID
    /// The time of its first signal.
    public var first: Milliseconds
    /// The time of its last signal.
    public var last: Milliseconds
    /// The hash of that signal's id: its order among those of the same time.
    public var lastHash: UInt64
    /// When a visit to the store, this one or one before, counted last; `never` before the first one.
    public var counted: Milliseconds = Stay.never
    /// The pool in which it counted.
    public var pool: StringID = .absent
    /// Whether it has not ended.
    public var isOpen = true
    /// Whether its last signal was an `enter`.
    public var isEntered: Bool
    /// Whether it has counted.
    public var isCounted = false

    /// Before all times.
    public static let never = Milliseconds.min

    /// Opens a stay.
    ///
    /// - Parameters:
    ///   - store: the store.
    ///   - zone: the zone, absent of a visit to the store.
    ///   - time: the time of its first signal.
    ///   - idHash: the hash of that signal's id.
    ///   - isEntered: whether it was an `enter`.
    public init(
        store: StringID, zone: StringID, at time: Milliseconds, idHash: UInt64, isEntered: Bool
    ) {
        self.store = store
        self.zone = zone
        self.first = time
        self.last = time
        self.lastHash = idHash
        self.isEntered = isEntered
    }

    /// What fills the unused places of a pool.
    public static let filler = Stay(store: .absent, zone: .absent, at: 0, idHash: 0, isEntered: false)

    /// When it ends unless another signal comes: after all events of that instant.
    @inlinable
    public func end(_ rules: JourneyRules.VisitRules) -> Milliseconds {
        last + (isEntered ? rules.enterGap : rules.gap)
    }

    /// Whether a signal belongs to it.
    func isExtended(at time: Milliseconds, byEnter isEnter: Bool, _ rules: JourneyRules.VisitRules) -> Bool {
        guard isOpen else { return false }
        return time - last <= (isEntered && !isEnter ? max(rules.gap, rules.enterGap) : rules.gap)
    }
}

/// That a profile was counted at a key, and when last: so that it counts once in every window (SPEC 6,
/// `unique_profiles`).
public struct Sighting: Equatable, Sendable {
    /// The pool in whose record it was counted.
    public var pool: StringID
    /// The key; of a zone only its own part.
    public var key: StringID
    /// The store of a zone.
    public var store: StringID
    /// The minute since 1970, times 16, plus the dimension's place.
    @usableFromInline var packed: UInt32

    /// Makes a sighting in a minute since 1970.
    @inlinable
    public init(pool: StringID, place: UInt8, key: StringID, store: StringID, minute: UInt32) {
        self.pool = pool
        self.key = key
        self.store = store
        packed = minute << 4 | UInt32(place & 15)
    }

    /// The minute.
    @inlinable
    public var minute: UInt32 {
        get { packed >> 4 }
        set { packed = newValue << 4 | packed & 15 }
    }
    /// Which dimension: a place in `Sighting.dimensions`.
    @inlinable public var place: UInt8 { UInt8(packed & 15) }

    /// The dimensions in which profiles are counted, in the order of `place`.
    public static let dimensions: [Dimension] = [.pool, .campaign, .team, .partner, .channel, .store, .zone]
    /// What fills the unused places of a pool.
    public static let filler = Sighting(pool: .absent, place: 0, key: .absent, store: .absent, minute: 0)
}
