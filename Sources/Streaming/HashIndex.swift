/// Finds the slot of a 128-bit key: open addressing, linear probing, one cache line for most look-ups.
///
/// The keys are hashes already, so their low bits are the position.
public struct HashIndex: Sendable {
    private var keys: [Hash128]
    private var values: [UInt32]
    private var mask: Int
    /// How many keys there are.
    public private(set) var count = 0

    private static let empty = UInt32.max

    /// Makes an empty index.
    public init() {
        keys = Array(repeating: .absent, count: 64)
        values = Array(repeating: HashIndex.empty, count: 64)
        mask = 63
    }

    /// The slot of a key.
    public func find(_ key: Hash128) -> Int? {
        var position = Int(truncatingIfNeeded: key.high) & mask
        while values[position] != HashIndex.empty {
            if keys[position] == key { return Int(values[position]) }
            position = (position + 1) & mask
        }
        return nil
    }

    /// Adds a key that is not there.
    public mutating func insert(_ key: Hash128, _ slot: Int) {
        if (count + 1) * 4 > keys.count * 3 { grow() }
        place(key, UInt32(slot))
        count += 1
    }

    /// Takes a key out; those behind it move up, so that no marker stays.
    public mutating func remove(_ key: Hash128) {
        var position = Int(truncatingIfNeeded: key.high) & mask
        while values[position] != HashIndex.empty, keys[position] != key { position = (position + 1) & mask }
        guard values[position] != HashIndex.empty else { return }
        values[position] = HashIndex.empty
        count -= 1
        var next = (position + 1) & mask
        while values[next] != HashIndex.empty {
            let (key, slot) = (keys[next], values[next])
            values[next] = HashIndex.empty
            place(key, slot)
            next = (next + 1) & mask
        }
    }

    private mutating func place(_ key: Hash128, _ slot: UInt32) {
        var position = Int(truncatingIfNeeded: key.high) & mask
        while values[position] != HashIndex.empty { position = (position + 1) & mask }
        keys[position] = key
        values[position] = slot
    }

    private mutating func grow() {
        let (oldKeys, oldValues) = (keys, values)
        keys = Array(repeating: .absent, count: oldKeys.count * 2)
        values = Array(repeating: HashIndex.empty, count: oldKeys.count * 2)
        mask = keys.count - 1
        for index in oldValues.indices where oldValues[index] != HashIndex.empty {
            place(oldKeys[index], oldValues[index])
        }
    }
}
