/// Tells which hashes were seen before, within bounded memory.
///
/// Two generations: when the younger is full, the older is forgotten. So a hash is known for at least as many
/// others as one generation holds.
///
/// - Complexity: a few loads; at most 64 MiB.
struct RecentHashes {
    private let most: Int
    private var younger = HashTable()
    private var older = HashTable()
    /// Whether any was forgotten.
    private(set) var hasForgotten = false

    /// Makes an empty memory that knows at least `most` hashes.
    init(most: Int = 1 << 21) { self.most = most }

    /// Notes a hash; tells whether it was known.
    mutating func insert(_ hash: UInt64) -> Bool {
        if older.contains(hash) || !younger.insert(hash) { return true }
        if younger.count == most {
            hasForgotten = hasForgotten || older.count > 0
            swap(&younger, &older)
            younger.removeAll()
        }
        return false
    }
}

/// A set of hashes with open addressing.
private struct HashTable {
    /// A power of two of slots, at most half of them taken; 0 is an empty one.
    private var slots: [UInt64] = Array(repeating: 0, count: 1_024)
    private(set) var count = 0

    func contains(_ hash: UInt64) -> Bool { count > 0 && slots[slot(of: hash)] != 0 }

    /// Adds a hash; tells whether it is new.
    mutating func insert(_ hash: UInt64) -> Bool {
        let slot = slot(of: hash)
        guard slots[slot] == 0 else { return false }
        slots[slot] = hash == 0 ? 1 : hash
        count += 1
        if count * 2 > slots.count { grow() }
        return true
    }

    mutating func removeAll() {
        for index in slots.indices { slots[index] = 0 }
        count = 0
    }

    /// Where a hash is, or would be.
    private func slot(of hash: UInt64) -> Int {
        let hash = hash == 0 ? 1 : hash
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] != 0, slots[slot] != hash { slot = (slot + 1) & (slots.count - 1) }
        return slot
    }

    private mutating func grow() {
        let former = slots
        slots = Array(repeating: 0, count: former.count * 2)
        for hash in former where hash != 0 { slots[slot(of: hash)] = hash }
    }
}
