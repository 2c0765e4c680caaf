import Events
import Streaming
import Testing

@testable import Marketing

@Suite("The stored form of keys")
struct FactContextTests {
    private func bytes(_ context: FactContext, _ table: StringTable) -> (names: [UInt8], body: [UInt8]) {
        var (names, body, head) = (FrameNames(), [UInt8](), [UInt8]())
        context.encode(to: &body, names: &names)
        names.write(table, to: &head)
        return (head, body)
    }

    private func map(_ head: [UInt8], _ table: inout StringTable) -> [StringID] {
        var reader = ByteReader(head)
        return FrameNames.read(&reader, into: &table)
    }

    @Test("comes back with a key in every dimension that has one", arguments: Dimension.keyed)
    func single(dimension: Dimension) {
        var names = StringTable()
        for text in ["pool", "a", "b"] { _ = names.intern(text) }
        for countsInPool in [false, true] {
            for bucket in [0, 1, UInt16(DwellScale.bucketCount)] {
                var context = FactContext(pool: names.intern("pool"), countsInPool: countsInPool)
                context[dimension] = names.intern("b")
                context.bucket = bucket
                let (head, body) = bytes(context, names)
                var reader = ByteReader(body + [7])
                #expect(FactContext(from: &reader, names: map(head, &names)) == context)
                #expect(reader.position == body.count && !reader.isBroken)
            }
        }
    }

    @Test("comes back with any keys, and equal ones are one context", arguments: Array(1...20) as [UInt64])
    func random(seed: UInt64) {
        var records = RandomRecords(seed: seed)
        var table = ContextTable()
        var known: [FactContext: UInt32] = [:]
        for round in 0..<50 {
            var context = records.context()
            context.bucket = UInt16(records.random.below(3))
            let (head, body) = bytes(context, records.names)
            var reader = ByteReader(body)
            let read = FactContext(from: &reader, names: map(head, &records.names))
            #expect(read == context && reader.isAtEnd && !reader.isBroken, "seed \(seed), round \(round)")
            let number = table.intern(read)
            #expect(known[context, default: number] == number, "seed \(seed), round \(round)")
            known[context] = number
        }
        #expect(table.contexts.count == known.count, "seed \(seed)")
    }

    @Test("keys that are not there, buckets beyond the last and names of no pool are refused")
    func refused() {
        let names = (0...3).map { StringID(rawValue: $0) }
        func isRead(_ parts: UInt64, _ rest: [UInt64]) -> Bool {
            var bytes: [UInt8] = []
            for value in [parts] + rest { bytes.appendVarint(value) }
            var reader = ByteReader(bytes)
            _ = FactContext(from: &reader, names: names)
            return !reader.isBroken
        }
        #expect(isRead(1, [1]) && isRead(0, [3]))
        #expect(!isRead(1, [0]) && !isRead(1, [4]) && !isRead(1, [.max]), "the pool's name")
        #expect(isRead(2, [1, 1]) && isRead(2, [1, DwellScale.bucketCount]))
        #expect(
            !isRead(2, [1, 0]) && !isRead(2, [1, DwellScale.bucketCount + 1]) && !isRead(2, [1, 65_537]))
        #expect(isRead(1 << 16, [1, 2]) && !isRead(1 << 17, [1, 2]) && !isRead(1 << 63, [1, 2]))
        #expect(!isRead(4, [1, 0]) && !isRead(4, [1]), "a key without a name")
    }

    @Test("damaged in any byte it never traps", arguments: Array(1...10) as [UInt64])
    func damaged(seed: UInt64) {
        var records = RandomRecords(seed: seed)
        let context = records.context()
        let (head, body) = bytes(context, records.names)
        let names = map(head, &records.names)
        for index in body.indices {
            for value in UInt8.min...UInt8.max {
                var damaged = body
                damaged[index] = value
                var reader = ByteReader(damaged)
                let read = FactContext(from: &reader, names: names)
                #expect(reader.position <= damaged.count)
                // What was read can be written again, and means the same.
                guard !reader.isBroken else { continue }
                let (head, again) = bytes(read, records.names)
                reader = ByteReader(again)
                let copy = FactContext(from: &reader, names: map(head, &records.names))
                #expect(read == copy, "seed \(seed)")
            }
        }
    }
}
