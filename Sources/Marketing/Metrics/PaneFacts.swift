/// The facts of one pane on their way to its end, as they came in.
///
/// Most panes of most pools see a context once or twice, so looking for its row costs more than a second one;
/// only where many have gathered are they added up.
public struct PaneFacts: Sendable {
    /// Below it nothing is added up.
    private static let least = 4_096

    /// The contexts of rows, by the pool task's numbers.
    public private(set) var contexts: [UInt32] = []
    private var sums = MeasureRows()
    private var limit = Self.least

    /// A pane without facts.
    public init() {}

    /// Whether there are none.
    public var isEmpty: Bool { contexts.isEmpty }

    /// Begins a row of sums.
    public mutating func append(context: UInt32) {
        if contexts.count >= limit { addUp() }
        contexts.append(context)
        _ = sums.append()
    }

    /// Adds to the row that was begun last.
    @inline(__always)
    public mutating func add(_ value: Int128, _ measure: Measure) {
        sums.add(value, measure, row: contexts.count - 1)
    }

    /// How many sums a row has.
    public func sumCount(of row: Int) -> Int { sums.count(of: row) }

    /// Calls `body` with every sum of a row.
    @inline(__always)
    public func forEachSum(of row: Int, _ body: (Measure, Int128) -> Void) {
        sums.forEachSum(of: row, body)
    }

    /// Forgets all, and keeps the memory.
    public mutating func removeAll() {
        contexts.removeAll(keepingCapacity: true)
        sums.removeAll()
        limit = Self.least
    }

    /// Makes one row of all rows of a context.
    private mutating func addUp() {
        var merged = MeasureRows()
        var kept: [UInt32] = []
        var places: [UInt32: Int] = [:]
        for (row, context) in contexts.enumerated() {
            let place: Int
            if let known = places[context] {
                place = known
            } else {
                place = merged.append()
                places[context] = place
                kept.append(context)
            }
            sums.forEachSum(of: row) { merged.add($1, $0, row: place) }
        }
        (contexts, sums) = (kept, merged)
        limit = max(Self.least, 2 * kept.count)
    }
}
