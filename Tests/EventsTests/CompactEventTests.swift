import Events
import Mathematics
import Streaming
import Testing

@Suite("The compact form")
struct CompactEventTests {
    static let base = CompactEvent.Base(time: 1_772_359_200_000, offset: 1_000_000)
    static let nameCount = 300

    /// An event of any content that `EventDecoder` could make, and of late money.
    static func event(_ random: inout Seeded) -> Event {
        func number(_ limit: Int64) -> Int64 {
            let value = Int64(bitPattern: random.next()) >> Int64(random.below(64))
            return value < -limit || value > limit ? value % limit : value
        }
        func name() -> StringID {
            StringID(rawValue: random.below(2) == 0 ? 0 : UInt32(1 + random.below(nameCount)))
        }
        func hash() -> Hash128 {
            random.below(2) == 0 ? .absent : Hash128(high: random.next(), low: random.next())
        }
        var event = Event()
        event.stream = Events.Stream.allCases[random.below(4)]
        let kinds = [Action.allCases.count, BeaconSignal.allCases.count, PurchaseKind.allCases.count, 6]
        event.kind = UInt8(random.below(kinds[Int(event.stream.rawValue)]))
        event.time = base.time + number(40_000_000_000_000)
        event.ownTime = random.below(2) == 0 ? event.time : event.time + number(10_000_000_000)
        event.idHash = random.next()
        event.offset = number(.max)
        event.partition = UInt32(truncatingIfNeeded: number(.max))
        event.flags = Event.Flags(rawValue: UInt8(random.below(128)))
        for key in Consent.Key.allCases where random.below(2) == 0 {
            event.consent[key] = random.below(2) == 0
        }
        (event.customer, event.anonymous) = (hash(), hash())
        (event.pool, event.campaign, event.channel, event.touchpoint) = (name(), name(), name(), name())
        (event.device, event.segment, event.category) = (name(), name(), name())
        (event.store, event.zone, event.salesChannel) = (name(), name(), name())
        if random.below(2) == 0 { event.count = Int64(1 + random.below(1_000_000_000)) }
        (event.cost, event.value) = (number(Money.largest), number(Money.largest))
        event.margin = random.below(2) == 0 ? 0 : number(Money.largest)
        event.reference = random.below(2) == 0 ? 0 : random.next()
        event.promisedAt = random.below(2) == 0 ? 0 : number(60_000_000_000_000)
        event.sensor = BeaconSensor.allCases[random.below(5)]
        event.signalStrength = Int16(truncatingIfNeeded: number(.max))
        return event
    }

    /// Numbers of a frame in the order in which its events name them, and the way back.
    static func numbering(_ events: [Event]) -> (numbers: [UInt32], names: [StringID]) {
        var numbers = [UInt32](repeating: 0, count: nameCount + 1)
        var names = [StringID.absent]
        for event in events {
            event.forEachString { id in
                guard numbers[id.index] == 0 else { return }
                numbers[id.index] = UInt32(names.count)
                names.append(id)
            }
        }
        return (numbers, names)
    }

    @Test("what was written comes back", arguments: [1, 2, 3, 4, 5] as [UInt64])
    func roundTrip(seed: UInt64) {
        var random = Seeded(state: seed)
        let events = (0..<2_000).map { _ in Self.event(&random) }
        let (numbers, names) = Self.numbering(events)
        var bytes: [UInt8] = [0xaa]
        for event in events {
            let before = bytes.count
            CompactEvent.append(event, base: Self.base, numbers: numbers, to: &bytes)
            #expect(bytes.count - before <= CompactEvent.largestSize)
        }
        var position = 1
        var event = Event()
        for expected in events {
            let isSound = CompactEvent.decode(
                bytes.span, at: &position, base: Self.base, names: names, into: &event)
            guard isSound, event == expected else {
                Issue.record("seed \(seed): \(expected) came back as \(event)")
                return
            }
        }
        #expect(position == bytes.count)
        #expect(!CompactEvent.decode(bytes.span, at: &position, base: Self.base, names: names, into: &event))
        #expect(position == bytes.count)
    }

    @Test("extreme bases and offsets come back", arguments: [.min, -1, 0, .max] as [Int64])
    func bases(offset: Int64) {
        for baseOffset in [.min, 0, .max] as [Int64] {
            let base = CompactEvent.Base(time: baseOffset, offset: baseOffset)
            var event = Event()
            (event.offset, event.partition, event.time, event.ownTime) = (offset, .max, 0, -5)
            var bytes: [UInt8] = []
            CompactEvent.append(event, base: base, numbers: [0], to: &bytes)
            var position = 0
            var back = Event()
            #expect(CompactEvent.decode(bytes.span, at: &position, base: base, names: [], into: &back))
            #expect(back == event)
        }
    }

    @Test("an event cut off at any byte is malformed")
    func truncation() {
        var random = Seeded(state: 11)
        for _ in 0..<100 {
            let event = Self.event(&random)
            let (numbers, names) = Self.numbering([event])
            var bytes: [UInt8] = []
            CompactEvent.append(event, base: Self.base, numbers: numbers, to: &bytes)
            var back = Event()
            for count in 0..<bytes.count {
                let part = Array(bytes[..<count])
                var position = 0
                #expect(
                    !CompactEvent.decode(part.span, at: &position, base: Self.base, names: names, into: &back)
                )
                #expect(position == 0)
            }
        }
    }

    @Test("changed and random bytes never trap, and give no value that no record could")
    func malformed() {
        var random = Seeded(state: 12)
        var accepted = 0
        for round in 0..<40_000 {
            let original = Self.event(&random)
            let (numbers, names) = Self.numbering([original])
            var bytes: [UInt8] = []
            CompactEvent.append(original, base: Self.base, numbers: numbers, to: &bytes)
            if round % 2 == 0 {
                for _ in 0...random.below(3) {
                    bytes[random.below(bytes.count)] = UInt8(truncatingIfNeeded: random.next())
                }
            } else {
                bytes = (0..<random.below(600)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            }
            var position = 0
            var event = Event()
            let isSound = CompactEvent.decode(
                bytes.span, at: &position, base: Self.base, names: names, into: &event)
            guard isSound else { continue }
            accepted += 1
            #expect(position > 0 && position <= bytes.count)
            #expect((1...1_000_000_000).contains(event.count))
            #expect(max(abs(event.cost), abs(event.value), abs(event.margin)) <= Money.largest)
            #expect(
                abs(event.time) < 1 << 50 && abs(event.ownTime) < 1 << 50 && abs(event.promisedAt) < 1 << 50)
            event.forEachString { #expect(names.contains($0)) }
        }
        #expect(accepted > 1_000)
    }

    @Test("positions outside the bytes are malformed", arguments: [-1, .min, 3, 4, .max])
    func positions(start: Int) {
        var position = start
        var event = Event()
        let bytes: [UInt8] = [0, 0, 0]
        #expect(!CompactEvent.decode(bytes.span, at: &position, base: Self.base, names: [], into: &event))
        #expect(position == start)
    }
}
