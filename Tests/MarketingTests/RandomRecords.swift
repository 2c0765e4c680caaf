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
        for _ in 0..<random.below(5) {
            record.messages.append(
                Message(time: time(), channel: known(), order: UInt32(truncatingIfNeeded: random.next())))
        }
        if random.below(2) == 0 { record.account = account() }
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
        if random.below(2) == 0 { person.answered = time() }
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
        if touch.isEngaged { touch.messages = UInt8(random.below(21)) }
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
            var share = Share(
                pool: name(), campaign: name(), team: name(), partner: name(), channel: name(),
                touchpoint: name(), decay: Int32(random.below(1_000_001)), isPassive: random.below(2) == 0)
            share.frequency = UInt8(random.below(22))
            return share
        }
        return (order, shares)
    }

    private mutating func account() -> StoredAccount {
        var account = StoredAccount()
        if random.below(4) > 0 {
            let days = Set((0...random.below(9)).map { _ in Int32(random.below(30_000)) }).sorted()
            account.history = PurchaseHistory(
                firstDay: days[0], lastDay: days[days.count - 1], repeats: Int32(days.count - 1),
                firstValue: abs(money()), repeatValue: abs(money()))
            for (day, next) in zip(days, days.dropFirst()) {
                OrderDays.forEachByte(ofGap: next - day) { account.days.append($0) }
            }
        }
        account.credited = abs(money())
        for _ in 0..<random.below(3) {
            account.channels.append(ChannelCredit(channel: name(), value: abs(money())))
        }
        for _ in 0..<random.below(3) { account.closings.append((closing(), charges())) }
        return account
    }

    private mutating func closing() -> Closing {
        var closing = Closing(channel: known(), time: time(), idHash: random.next())
        (closing.isClosed, closing.isPriced) = (random.below(2) == 0, random.below(2) == 0)
        (closing.messages, closing.cost) = (UInt8(random.below(21)), abs(money()))
        (closing.pool, closing.device, closing.segment) = (name(), name(), name())
        (closing.activity, closing.presence) = (name(), name())
        return closing
    }

    private mutating func charges() -> [Charge] {
        (0..<random.below(4)).map { _ in
            var charge = Charge(pool: name(), campaign: name())
            (charge.team, charge.partner, charge.cost) = (name(), name(), abs(money()))
            return charge
        }
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
