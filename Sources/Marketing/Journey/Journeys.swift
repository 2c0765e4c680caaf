public import Events
public import Streaming

/// What profiles' events count for: the state of one task's profiles, and the facts that follow from events.
///
/// Events come in their order, deduplicated, with their profile decided; facts pile up until the task sends
/// them. Everything here is a function of the events and the rules.
public struct Journeys: Sendable {
    /// The rules.
    public let rules: JourneyRules
    /// The task's names.
    public var names = StringTable()
    /// The catalogue by the task's names.
    public private(set) var directory: Directory
    /// The profiles.
    public var store: ProfileStore
    /// The facts since they were last sent.
    public var facts = FactBook()
    var eligibility: Eligibility
    // Used again for every order, so that none allocates.
    var eligible: [Touch] = []
    var ages: [Milliseconds] = []
    var decay: [Int64] = []
    var assists: [FactContext] = []
    var wanted = InlineArray<7, StringID>(repeating: .absent)
    var isNamed = InlineArray<7, Bool>(repeating: false)
    var news = InlineArray<7, UInt8>(repeating: 0)
    var calendar: WindowCalendar
    /// The paths of the day, by pool.
    public var paths = PathBook()
    let longestLookback: Milliseconds

    /// Starts without profiles.
    ///
    /// - Parameters:
    ///   - rules: the rules.
    ///   - windows: in whose aligned windows profiles are counted.
    ///   - catalogue: the catalogue file.
    public init(rules: JourneyRules, windows: WindowRules = WindowRules(), catalogue: Catalogue) {
        self.rules = rules
        longestLookback = rules.longestLookback
        calendar = WindowCalendar(windows)
        store = ProfileStore(rules: rules)
        eligibility = Eligibility(rules: rules)
        directory = Directory(catalogue, rules: rules, names: &names)
        calendar.extend(to: names)
    }

    /// Takes note of names that were added to `names`.
    public mutating func namesChanged() {
        directory.extend(to: &names)
        calendar.extend(to: names)
    }

    /// Takes a change of the catalogue over: it holds for the events booked from now on.
    public mutating func apply(_ change: CatalogueChange) {
        directory.apply(change, names: &names)
        calendar.extend(to: names)
    }

    /// Books an event.
    ///
    /// - Parameters:
    ///   - event: the event.
    ///   - slot: the profile's, of a cost report its campaign's; nil is a guest, of whom nothing is kept.
    ///   - lines: what an order consists of, by category.
    public mutating func book(_ event: Event, profile slot: Int?, lines: ArraySlice<OrderLine> = []) {
        if let slot, !event.isCostReport { takeSegment(event, profile: slot) }
        switch event.stream {
        case .clicks: bookClick(event, profile: slot)
        case .beacons: bookBeacon(event, profile: slot)
        case .purchases:
            switch event.purchase {
            case .order: bookOrder(event, profile: slot, lines: lines)
            case .refund: bookRefund(event, profile: slot)
            case .delivery: bookDelivery(event, profile: slot)
            }
        case .unsubscribes: bookAnswer(event, profile: slot)
        }
    }

    /// The channel that an event names, aliases replaced.
    func channel(of event: Event) -> StringID { directory.channel(event.channel).name }

    /// The pane in which an event is booked.
    func pane(of event: Event) -> Int32 {
        Int32(truncatingIfNeeded: event.time.floorDivided(by: .minute))
    }

    /// The pool of an event without journey: its own, else its campaign's, else the default.
    func pool(of event: Event) -> StringID {
        if !event.pool.isAbsent { return event.pool }
        let pool = directory.campaign(event.campaign).pool
        return pool.isAbsent ? directory.defaultPool : pool
    }

    /// Counts late money in the record of the pool in which it was booked.
    mutating func countLate(_ event: Event, pool: StringID) {
        guard event.flags.contains(.late) else { return }
        add(1, .bookedLate, FactContext(pool: pool, countsInPool: true), pane(of: event))
    }

    /// Adds to one sum.
    mutating func add(_ value: Int64, _ measure: Measure, _ context: FactContext, _ pane: Int32) {
        facts.add(Int128(value), measure, context, pane: pane)
    }

    /// Names the campaign that an event names, with its team and partner.
    func nameCampaign(of event: Event, in keys: inout FactContext) {
        let campaign = directory.campaign(event.campaign)
        keys.campaign = event.campaign
        keys.team = campaign.team
        keys.partner = campaign.partner
    }

    /// Counts a delivery, and whether what was promised was kept.
    private mutating func bookDelivery(_ event: Event, profile slot: Int?) {
        let pool = pool(of: event)
        var keys = FactContext(pool: pool, countsInPool: true)
        let person = person(event, profile: slot)
        keys.salesChannel = event.salesChannel
        keys.device = person.device
        keys.segment = person.segment
        keys.store = event.store
        let pane = pane(of: event)
        let row = facts.row(keys, pane: pane)
        facts.add(1, .deliveries, row: row)
        if event.flags.contains(.hasPromise) {
            facts.add(1, .promised, row: row)
            if event.ownTime <= event.promisedAt { facts.add(1, .onTime, row: row) }
        }
        countLate(event, pool: pool)
    }
}
