import Marketing
import Streaming

/// Profiles in their stored form: what is read means the same wherever it goes, and can be worked with.
struct RecordFuzz: ~Copyable {
    /// The names of a frame that has twelve of them.
    static let names: (table: StringTable, map: [StringID]) = {
        var table = StringTable()
        let ids = (1...12).map { table.intern("name-\($0)") }
        return (table, [.absent] + ids)
    }()

    private let rules = JourneyRules()

    /// Runs an input; tells whether it is a profile, and throws where a promise is not kept.
    func run(_ bytes: [UInt8]) throws(BrokenPromise) -> Bool {
        var reader = ByteReader(bytes)
        let record = StoredProfile(from: &reader, names: Self.names.map)
        var store = ProfileStore(rules: rules)
        var direct = ByteReader(bytes)
        let slot = store.read(&direct, names: Self.names.map)
        guard let record else {
            try expect(slot == nil, "a store reads what nobody else does")
            return false
        }
        try expect(reader.position <= bytes.count, "read beyond the end")
        try expect(try again(record) == record, "a profile came back otherwise")
        // A store finds profiles by their id.
        guard !record.id.isAbsent else { return true }
        guard let slot else { throw BrokenPromise(description: "a store does not read what others do") }
        try expect(direct.position == reader.position, "a store reads another length")
        let kept = StoredProfile(store, slot: slot)
        try expect(kept == record, "a store keeps something else")
        var (names, bytes) = (FrameNames(), [UInt8]())
        store.encode(slot, to: &bytes, names: &names)
        var (otherNames, otherBytes) = (FrameNames(), [UInt8]())
        record.encode(to: &otherBytes, names: &otherNames)
        try expect(bytes == otherBytes, "a store writes something else")
        use(record, in: &store, slot)
        return true
    }

    /// Writes a record and reads it.
    private func again(_ record: StoredProfile) throws(BrokenPromise) -> StoredProfile? {
        var (names, body) = (FrameNames(), [UInt8]())
        record.encode(to: &body, names: &names)
        var (head, table) = ([UInt8](), Self.names.table)
        names.write(table, to: &head)
        var reader = ByteReader(head)
        let map = FrameNames.read(&reader, into: &table)
        reader = ByteReader(body)
        let back = StoredProfile(from: &reader, names: map)
        try expect(reader.isAtEnd, "a profile is not read to its end")
        return back
    }

    /// What tasks do with profiles; none of it may trap.
    private func use(_ record: StoredProfile, in store: inout ProfileStore, _ slot: Int) {
        store.join(record, to: slot, limit: 64)
        var visitor = record
        visitor.id = Hash128(high: ~record.id.high, low: record.id.low)
        let other = store.slot(of: visitor.id, kind: .visitor)
        store.join(visitor, to: other, limit: 64)
        _ = store.isBlank(slot)
        store.wipe(slot)
        store.remove(slot)
        store.join(record, to: store.slot(of: record.id, kind: record.kind), limit: 64)
    }
}
