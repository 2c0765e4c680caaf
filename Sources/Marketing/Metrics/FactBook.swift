/// Sums of facts by context, pane and measure, in the order in which each first appeared.
///
/// Sums have 128 bits: amounts go up to 10^18 millionths, so a handful would overflow 64. A fact of 0 stays:
/// "a window whose facts add up to nothing is emitted" (SPEC 3).
public struct FactBook: Sendable {
    /// One sum.
    public struct Entry: Equatable, Sendable {
        /// The number of its context.
        public var context: UInt32
        /// Its booking pane: minutes since 1970.
        public var pane: Int32
        /// What is summed.
        public var measure: Measure
        /// The sum.
        public var value: Int128
    }

    /// The contexts that entries refer to.
    public private(set) var contexts = ContextTable()
    /// All sums.
    public private(set) var entries: [Entry] = []
    private var slots: [UInt32] = Array(repeating: 0, count: 1024)

    /// Makes an empty book.
    public init() {}

    /// Whether nothing was booked.
    public var isEmpty: Bool { entries.isEmpty }

    /// The number of a context, for `add`.
    @inline(__always)
    public mutating func context(_ context: FactContext) -> UInt32 { contexts.intern(context) }

    /// Adds to a sum.
    public mutating func add(_ value: Int128, _ measure: Measure, context: UInt32, pane: Int32) {
        var position = Self.mix(context, pane, measure) & (slots.count - 1)
        while slots[position] != 0 {
            let index = Int(slots[position]) - 1
            if entries[index].pane == pane, entries[index].context == context,
                entries[index].measure == measure
            {
                entries[index].value += value
                return
            }
            position = (position + 1) & (slots.count - 1)
        }
        entries.append(Entry(context: context, pane: pane, measure: measure, value: value))
        slots[position] = UInt32(entries.count)
        if entries.count * 2 > slots.count { grow() }
    }

    /// Forgets all sums; contexts stay, as the next commit has the same ones, up to a bound.
    public mutating func removeAll() {
        entries.removeAll(keepingCapacity: true)
        for position in slots.indices { slots[position] = 0 }
        if contexts.contexts.count > 1 << 16 { contexts.removeAll() }
    }

    private static func mix(_ context: UInt32, _ pane: Int32, _ measure: Measure) -> Int {
        var hash = UInt64(context) << 40 ^ UInt64(UInt32(bitPattern: pane)) << 8 ^ UInt64(measure.rawValue)
        hash = (hash ^ (hash >> 31)) &* 0x9E37_79B9_7F4A_7C15
        return Int(truncatingIfNeeded: hash >> 20)
    }

    private mutating func grow() {
        slots = Array(repeating: 0, count: slots.count * 2)
        for (index, entry) in entries.enumerated() {
            var position = Self.mix(entry.context, entry.pane, entry.measure) & (slots.count - 1)
            while slots[position] != 0 { position = (position + 1) & (slots.count - 1) }
            slots[position] = UInt32(index + 1)
        }
    }
}
