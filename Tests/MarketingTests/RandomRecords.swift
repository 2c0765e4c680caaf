import Events
import Streaming

@testable import Marketing

/// Records of random content over the names of a table.
struct RandomRecords {
    var random: Seeded
    var names = StringTable()

    init(seed: UInt64) {
        random = Seeded(state: seed)
        for index in 0..<30 { _ = names.intern("name \(index)") }
    }

    mutating func record() -> StoredProfile {
        var record = StoredProfile()
        record.id = hash()
        record.kind = [ProfileKind.visitor, .customer, .guest, .campaign][random.below(4)]
        record.link = random.below(2) == 0 ? .absent : hash()
        record.deadline = time()
        record.lastOrder = time()
        record.orderCount = UInt32(truncatingIfNeeded: random.next() >> UInt64(random.below(60)))
        record.person = person()
        for _ in 0..<random.below(5) { record.touches.append(touch()) }
        for _ in 0..<random.below(5) {
            record.seen.append(seen([.clicks, .beacons, .purchases, .unsubscribes]))
        }
        for _ in 0..<random.below(3) { record.references.append(seen([.order, .delivery])) }
        for _ in 0..<random.below(3) { record.orders.append(order()) }
        for _ in 0..<random.below(3) {
            record.reports.append(
                Report(reference: random.next(), time: time(), cost: money(), keys: context()))
        }
        for key in Consent.Key.allCases where random.below(2) == 0 {
            record.consent.append(ConsentWord(time: time(), key: key, allows: random.below(2) == 0))
        }
        // A profile has one stay at a place.
        for place in 0..<UInt32(random.below(4)) { record.stays.append(stay(StringID(rawValue: 1 + place))) }
        for _ in 0..<random.below(6) { record.sightings.append(sighting()) }
        return record
    }

    /// Keys in any dimensions.
    mutating func context() -> FactContext {
        var keys = FactContext(pool: known(), countsInPool: random.below(2) == 0)
        for dimension in Dimension.keyed where random.below(2) == 0 { keys[dimension] = known() }
        return keys
    }

    private mutating func person() -> Person {
        var person = Person()
        if random.below(3) > 0 {
            (person.segment, person.segmentTime, person.segmentOrder) = (known(), time(), random.next())
        }
        person.traits = Person.Traits(rawValue: UInt8(random.below(4)))
        if random.below(2) == 0 { person.research = time() }
        if random.below(2) == 0 { person.journey.attention = time() }
        if random.below(2) == 0 { person.journey.interest = time() }
        if random.below(2) == 0 { person.journey.desire = time() }
        if person.journey.last != Person.never { person.journey.pool = known() }
        return person
    }

    private mutating func touch() -> Touch {
        var touch =
            random.below(4) == 0
            ? Touch(visitAt: time(), idHash: random.next(), pool: name(), channel: name(), store: known())
            : Touch(
                time: time(), idHash: random.next(), pool: name(), campaign: name(), channel: name(),
                action: Action.allCases[random.below(Action.allCases.count)], isOwn: random.below(2) == 0)
        touch.touchpoint = name()
        touch.isPast = random.below(2) == 0
        return touch
    }

    private mutating func stay(_ store: StringID) -> Stay {
        let (isEntered, first) = (random.below(2) == 0, time())
        var stay = Stay(store: store, zone: name(), at: first, idHash: 0, isEntered: isEntered)
        (stay.last, stay.lastHash, stay.pool) = (time(), random.next(), name())
        (stay.isOpen, stay.isCounted) = (random.below(2) == 0, random.below(2) == 0)
        if random.below(2) == 0 { stay.counted = time() }
        return stay
    }

    private mutating func sighting() -> Sighting {
        Sighting(
            pool: known(), place: UInt8(random.below(Sighting.dimensions.count)), key: known(), store: name(),
            minute: UInt32(random.below(1 << 28)))
    }

    private mutating func order() -> (order: Order, shares: [Share]) {
        var order = Order(
            reference: random.next(), time: time(), value: abs(money()), margin: money(), pool: name(),
            salesChannel: name(), device: name())
        order.refunded = order.value / Int64(1 + random.below(5))
        (order.owed, order.isOwed) = (money(), random.below(2) == 0)
        (order.segment, order.activity, order.presence) = (name(), name(), name())
        (order.store, order.path) = (name(), name())
        let shares = (0..<random.below(4)).map { _ in
            Share(
                pool: name(), campaign: name(), team: name(), partner: name(), channel: name(),
                touchpoint: name(), decay: Int32(random.below(1_000_001)), isPassive: random.below(2) == 0)
        }
        return (order, shares)
    }

    private mutating func seen(_ spaces: [SeenID.Space]) -> SeenID {
        SeenID(hash: random.next(), space: spaces[random.below(spaces.count)], time: time())
    }

    private mutating func hash() -> Hash128 { Hash128(high: random.next(), low: random.next()) }
    private mutating func time() -> Milliseconds { Milliseconds(random.signed(1_800_000_000_000)) }
    private mutating func money() -> Int64 { Int64(random.signed(1_000_000_000_000_000_000)) }
    private mutating func name() -> StringID { StringID(rawValue: UInt32(random.below(names.count + 1))) }
    private mutating func known() -> StringID { StringID(rawValue: UInt32(1 + random.below(names.count))) }
}
