/// Sums of facts by context and pane, each with its measures, in the order in which they first appeared.
///
/// An event adds several measures to one row (a count, what it cost, a new profile, a stage), so a row is looked
/// up once. Sums have 128 bits: amounts go up to 10^18 millionths, so a handful would overflow 64. A fact of 0
/// stays: "a window whose facts add up to nothing is emitted" (SPEC 3).
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

    /// What is summed for one context in one pane.
    public struct Row: Sendable {
        /// The number of the context.
        public let context: UInt32
        /// The pane: minutes since 1970.
        public let pane: Int32
    }

    /// The contexts that rows refer to.
    public private(set) var contexts = ContextTable()
    /// All rows.
    public private(set) var rows: [Row] = []
    private var sums = MeasureRows()
    private var slots: [UInt32] = Array(repeating: 0, count: 256)

    /// Makes an empty book.
    public init() {}

    /// Whether nothing was booked.
    public var isEmpty: Bool { rows.isEmpty }

    /// The place of a row, which is added where it is new.
    public mutating func row(_ keys: FactContext, pane: Int32) -> Int {
        let mixed = keys.mixed
        var position = Self.mix(mixed, pane) & (slots.count - 1)
        while slots[position] != 0 {
            let index = Int(slots[position]) - 1
            if rows[index].pane == pane, contexts.contexts[Int(rows[index].context)] == keys { return index }
            position = (position + 1) & (slots.count - 1)
        }
        rows.append(Row(context: contexts.intern(keys, mixed: mixed), pane: pane))
        slots[position] = UInt32(rows.count)
        if rows.count * 2 > slots.count { grow() }
        return sums.append()
    }

    /// Adds to a sum of a row.
    public mutating func add(_ value: Int128, _ measure: Measure, row: Int) {
        sums.add(value, measure, row: row)
    }

    /// Adds to a sum.
    public mutating func add(_ value: Int128, _ measure: Measure, _ keys: FactContext, pane: Int32) {
        add(value, measure, row: row(keys, pane: pane))
    }

    /// How many sums a row has.
    public func sumCount(of row: Int) -> Int { sums.count(of: row) }

    /// Calls `body` with every sum of a row.
    @inline(__always)
    public func forEachSum(of row: Int, _ body: (Measure, Int128) -> Void) {
        sums.forEachSum(of: row, body)
    }

    /// All sums, row by row.
    public var entries: [Entry] {
        var entries: [Entry] = []
        for (index, row) in rows.enumerated() {
            forEachSum(of: index) { measure, value in
                entries.append(
                    Entry(context: row.context, pane: row.pane, measure: measure, value: value))
            }
        }
        return entries
    }

    /// Forgets all sums; contexts stay, as the next commit has the same ones, up to a bound.
    public mutating func removeAll() {
        rows.removeAll(keepingCapacity: true)
        sums.removeAll()
        for position in slots.indices { slots[position] = 0 }
        if contexts.contexts.count > 1 << 12 { contexts.removeAll() }
    }

    private static func mix(_ mixed: UInt64, _ pane: Int32) -> Int {
        let hash = (mixed ^ UInt64(UInt32(bitPattern: pane))) &* 0x9E37_79B9_7F4A_7C15
        return Int(truncatingIfNeeded: hash >> 20)
    }

    private mutating func grow() {
        slots = Array(repeating: 0, count: slots.count * 2)
        for (index, row) in rows.enumerated() {
            var position = Self.mix(contexts.contexts[Int(row.context)].mixed, row.pane) & (slots.count - 1)
            while slots[position] != 0 { position = (position + 1) & (slots.count - 1) }
            slots[position] = UInt32(index + 1)
        }
    }
}
