import Events
import Marketing
import Streaming
import Testing

@Suite("The stored form of a profile")
struct StoredProfileTests {
    private func bytes(_ record: StoredProfile, _ table: StringTable) -> (names: [UInt8], body: [UInt8]) {
        var names = FrameNames()
        var body: [UInt8] = []
        record.encode(to: &body, names: &names)
        var head: [UInt8] = []
        names.write(table, to: &head)
        return (head, body)
    }

    /// Puts a record into a store by its stored form.
    private func put(_ record: StoredProfile, of table: StringTable, into store: inout ProfileStore) {
        let body = bytes(record, table)
        var names = table
        var reader = ByteReader(body.body)
        #expect(store.read(&reader, names: map(body.names, &names)) != nil)
    }

    private func map(_ head: [UInt8], _ table: inout StringTable) -> [StringID] {
        var reader = ByteReader(head)
        return FrameNames.read(&reader, into: &table)
    }

    @Test("comes back whole", arguments: Array(1...40) as [UInt64])
    func roundTrip(seed: UInt64) {
        var records = RandomRecords(seed: seed)
        for round in 0..<10 {
            let record = records.record()
            let (head, body) = bytes(record, records.names)
            let names = map(head, &records.names)
            var reader = ByteReader(body + [0xAA])
            #expect(StoredProfile(from: &reader, names: names) == record, "seed \(seed), round \(round)")
            #expect(reader.position == body.count)
        }
    }

    @Test("comes back from a store as it went in", arguments: Array(1...10) as [UInt64])
    func store(seed: UInt64) {
        var records = RandomRecords(seed: seed)
        var store = ProfileStore(rules: JourneyRules())
        for round in 0..<20 {
            var record = records.record()
            record.touches.sort(by: Touch.precedes)
            record.orders.sort { $0.order.time < $1.order.time }
            if record.orderCount == 0 { record.lastOrder = 0 }
            put(record, of: records.names, into: &store)
            guard let slot = store.find(record.id) else {
                Issue.record("seed \(seed), round \(round): not found")
                continue
            }
            #expect(StoredProfile(store, slot: slot) == record, "seed \(seed), round \(round)")
            if round % 3 == 0 {
                store.remove(slot)
                #expect(store.find(record.id) == nil)
            }
        }
    }

    @Test(
        "has the same bytes straight from a store, and goes straight into one",
        arguments: Array(1...20) as [UInt64])
    func direct(seed: UInt64) {
        var records = RandomRecords(seed: seed)
        var (store, copy) = (ProfileStore(rules: JourneyRules()), ProfileStore(rules: JourneyRules()))
        for round in 0..<20 {
            var record = records.record()
            // More than are searched in order: those have a table of their own.
            if round == 7 { for _ in 0..<150 { record.seen += records.record().seen } }
            if round % 4 == 3, let slot = store.profiles.firstIndex(where: { !$0.id.isAbsent }) {
                record.id = store.profiles[slot].id
                store.remove(slot)
            }
            put(record, of: records.names, into: &store)
            guard let slot = store.find(record.id) else { continue }
            let (head, body) = bytes(StoredProfile(store, slot: slot), records.names)
            var names = FrameNames()
            var direct: [UInt8] = []
            store.encode(slot, to: &direct, names: &names)
            #expect(direct == body, "seed \(seed), round \(round)")
            var reader = ByteReader(body + [0xAA])
            let place = copy.read(&reader, names: map(head, &records.names))
            #expect(place == copy.find(record.id) && reader.position == body.count)
            guard let place else { continue }
            #expect(StoredProfile(copy, slot: place) == StoredProfile(store, slot: slot))
            #expect(copy.count == store.count)
            for seen in record.seen.prefix(3) {
                let (left, right) = (store.profiles[slot].seen, copy.profiles[place].seen)
                #expect(
                    store.seen.contains(seen.hash, seen.space, in: left, of: slot, at: seen.time)
                        == copy.seen.contains(seen.hash, seen.space, in: right, of: place, at: seen.time))
            }
        }
    }

    @Test("cut short anywhere is refused", arguments: Array(1...8) as [UInt64])
    func truncated(seed: UInt64) {
        var records = RandomRecords(seed: seed)
        let (head, body) = bytes(records.record(), records.names)
        let names = map(head, &records.names)
        for length in body.indices {
            var reader = ByteReader(Array(body.prefix(length)))
            #expect(StoredProfile(from: &reader, names: names) == nil, "seed \(seed), \(length) bytes")
        }
    }

    @Test("malformed never traps, and refuses names that are not there", arguments: Array(1...8) as [UInt64])
    func malformed(seed: UInt64) {
        var records = RandomRecords(seed: seed)
        let (head, body) = bytes(records.record(), records.names)
        let names = map(head, &records.names)
        for index in body.indices {
            for value in [0x00, 0x01, 0x7F, 0x80, 0xFF, body[index] ^ 0x10] as [UInt8] {
                var damaged = body
                damaged[index] = value
                var reader = ByteReader(damaged)
                _ = StoredProfile(from: &reader, names: names)
                #expect(reader.position <= damaged.count)
            }
        }
        var noise = records.random
        for _ in 0..<300 {
            let bytes =
                [1, UInt8(noise.below(5))] + (0..<noise.below(200)).map { _ in UInt8(noise.below(256)) }
            var reader = ByteReader(bytes)
            _ = StoredProfile(from: &reader, names: names)
        }
        var record = StoredProfile()
        record.touches = [touch(1, campaign: 9, channel: 0, pool: 0)]
        var (used, encoded) = (FrameNames(), [UInt8]())
        record.encode(to: &encoded, names: &used)
        var reader = ByteReader(encoded)
        #expect(StoredProfile(from: &reader, names: [.absent]) == nil)
    }

    @Test("with as many orders as can be counted it can be joined with another")
    func mostOrders() {
        var store = ProfileStore(rules: JourneyRules())
        var record = StoredProfile()
        (record.id, record.orderCount) = (Hash128(high: 1, low: 2), .max)
        put(record, of: StringTable(), into: &store)
        guard let slot = store.find(record.id) else {
            Issue.record("not found")
            return
        }
        store.join(record, to: slot, limit: 64)
        #expect(store.profiles[slot].orderCount == .max)
    }

    @Test("with what no event could lead to is refused")
    func impossible() {
        func isRead(_ change: (inout StoredProfile) -> Void) -> Bool {
            var record = StoredProfile()
            record.id = Hash128(high: 1, low: 2)
            record.orders = [
                (
                    Order(
                        reference: 1, time: 5, value: 10, margin: 3, pool: .absent, salesChannel: .absent,
                        device: .absent),
                    [
                        Share(
                            pool: .absent, campaign: .absent, team: .absent, partner: .absent,
                            channel: .absent,
                            decay: 1_000_000, isPassive: false)
                    ]
                )
            ]
            change(&record)
            var (names, body) = (FrameNames(), [UInt8]())
            record.encode(to: &body, names: &names)
            var (reader, direct) = (ByteReader(body), ByteReader(body))
            var store = ProfileStore(rules: JourneyRules())
            let isRead = StoredProfile(from: &reader, names: [.absent]) != nil
            #expect((store.read(&direct, names: [.absent]) != nil) == isRead)
            return isRead
        }
        #expect(isRead { _ in })
        #expect(isRead { $0.orders[0].order.refunded = 10 })
        #expect(!isRead { $0.orders[0].order.refunded = 11 })
        #expect(!isRead { $0.orders[0].order.refunded = -1 })
        #expect(!isRead { $0.orders[0].order.value = -1 })
        #expect(!isRead { $0.orders[0].order.margin = .min })
        #expect(!isRead { $0.orders[0].order.owed = .max })
        #expect(!isRead { $0.orders[0].order.time = .min })
        #expect(!isRead { $0.orders[0].shares[0].decay = 1_000_001 })
        #expect(isRead { $0.deadline = .farthest } && isRead { $0.deadline = -.farthest })
        #expect(!isRead { $0.deadline = .farthest + 1 } && !isRead { $0.lastOrder = -.farthest - 1 })
        #expect(isRead { $0.orderCount = .max })
    }

    @Test(
        "of an unknown version or kind is refused",
        arguments: [(0, 0), (1, 0), (3, 0), (255, 0), (2, 4), (2, 255)])
    func version(version: UInt8, kind: UInt8) {
        var (names, body) = (FrameNames(), [UInt8]())
        StoredProfile().encode(to: &body, names: &names)
        #expect(body[0] == 2 && body[1] == 0)
        body[0] = version
        body[1] = kind
        var reader = ByteReader(body)
        #expect(StoredProfile(from: &reader, names: [.absent]) == nil)
    }
}
