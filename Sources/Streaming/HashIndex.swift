/// Finds the slot of a 128-bit key: open addressing, linear probing, one cache line for most look-ups.
///
/// The keys are hashes already, so their low bits are the position.
public struct HashIndex: Sendable {
    /// Key and slot side by side: a look-up that hits at once reads one cache line.
    private struct Entry {
        var key: Hash128
        var slot: UInt32
    }

    private var entries: [Entry]
    /// How many keys there are.
    public private(set) var count = 0

    private static let free = Entry(key: .absent, slot: .max)

    /// Makes an empty index.
    public init() { entries = Array(repeating: HashIndex.free, count: 64) }

    /// The slot of a key.
    public func find(_ key: Hash128) -> Int? {
        var position = start(of: key)
        while entries[position].slot != .max {
            if entries[position].key == key { return Int(entries[position].slot) }
            position = next(position)
        }
        return nil
    }

    /// Adds a key that is not there.
    public mutating func insert(_ key: Hash128, _ slot: Int) {
        if (count + 1) * 4 > entries.count * 3 { grow() }
        place(Entry(key: key, slot: UInt32(slot)))
        count += 1
    }

    /// Takes a key out; those behind it move up, so that no marker stays.
    public mutating func remove(_ key: Hash128) {
        var position = start(of: key)
        while entries[position].slot != .max, entries[position].key != key { position = next(position) }
        guard entries[position].slot != .max else { return }
        entries[position] = HashIndex.free
        count -= 1
        position = next(position)
        while entries[position].slot != .max {
            let entry = entries[position]
            entries[position] = HashIndex.free
            place(entry)
            position = next(position)
        }
    }

    private func start(of key: Hash128) -> Int { Int(truncatingIfNeeded: key.high) & (entries.count - 1) }

    private func next(_ position: Int) -> Int { (position + 1) & (entries.count - 1) }

    private mutating func place(_ entry: Entry) {
        var position = start(of: entry.key)
        while entries[position].slot != .max { position = next(position) }
        entries[position] = entry
    }

    private mutating func grow() {
        let old = entries
        entries = Array(repeating: HashIndex.free, count: old.count * 2)
        for entry in old where entry.slot != .max { place(entry) }
    }
}
