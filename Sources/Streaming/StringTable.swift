/// The number of a string in a `StringTable`.
public struct StringID: Hashable, Comparable, Sendable {
    /// The number; 0 stands for "absent".
    public var rawValue: UInt32

    /// No string.
    public static let absent = StringID(rawValue: 0)

    /// Makes a number.
    @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Whether there is no string.
    @inlinable public var isAbsent: Bool { rawValue == 0 }
    /// The number as an index.
    @inlinable public var index: Int { Int(rawValue) }

    /// Orders by number, that is by first appearance.
    @inlinable
    public static func < (left: StringID, right: StringID) -> Bool { left.rawValue < right.rawValue }
}

/// Turns names (campaigns, channels, pools, …) into small numbers, once per name.
///
/// Numbers are handed out in order of first appearance, from 1; they are only good within one table.
///
/// - Complexity: one hash and, as a rule, one comparison per look-up; no allocation for a known name.
public struct StringTable: Sendable {
    private var bytes: [UInt8] = []
    private var ends: [Int] = [0]
    private var hashes: [UInt64] = [0]
    private var slots: [UInt32] = Array(repeating: 0, count: 64)

    /// Makes an empty table.
    public init() {}

    /// How many names there are.
    public var count: Int { ends.count - 1 }

    /// How many bytes the names take.
    public var byteCount: Int { bytes.count }

    /// The number of a name, which is added where it is new.
    public mutating func intern(_ name: Span<UInt8>) -> StringID {
        let hash = XXHash.hash64(name)
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] != 0 {
            let id = Int(slots[slot])
            if hashes[id] == hash, isEqual(id, name) { return StringID(rawValue: UInt32(id)) }
            slot = (slot + 1) & (slots.count - 1)
        }
        for index in name.indices { bytes.append(name[index]) }
        ends.append(bytes.count)
        hashes.append(hash)
        slots[slot] = UInt32(ends.count - 1)
        if ends.count * 2 > slots.count { grow() }
        return StringID(rawValue: UInt32(ends.count - 1))
    }

    /// The number of a name, which is added where it is new.
    public mutating func intern(_ name: String) -> StringID {
        let utf8 = Array(name.utf8)
        return intern(utf8.span)
    }

    /// The number of a name that is there already.
    public func find(_ name: Span<UInt8>) -> StringID? {
        let hash = XXHash.hash64(name)
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] != 0 {
            let id = Int(slots[slot])
            if hashes[id] == hash, isEqual(id, name) { return StringID(rawValue: UInt32(id)) }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    /// The bytes of a name.
    public subscript(id: StringID) -> ArraySlice<UInt8> {
        id.isAbsent ? [] : bytes[ends[id.index - 1]..<ends[id.index]]
    }

    /// The name as text.
    public func text(_ id: StringID) -> String { String(decoding: self[id], as: UTF8.self) }

    /// Forgets all names, and keeps the memory.
    public mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        ends.removeSubrange(1...)
        hashes.removeSubrange(1...)
        for slot in slots.indices { slots[slot] = 0 }
    }

    private func isEqual(_ id: Int, _ name: Span<UInt8>) -> Bool {
        let start = ends[id - 1]
        guard ends[id] - start == name.count else { return false }
        for index in name.indices where bytes[start + index] != name[index] { return false }
        return true
    }

    private mutating func grow() {
        slots = Array(repeating: 0, count: slots.count * 2)
        for id in 1..<ends.count {
            var slot = Int(truncatingIfNeeded: hashes[id]) & (slots.count - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = UInt32(id)
        }
    }
}
