/// The facts of one pane on their way to its end, as they came in.
///
/// Most panes of most pools see a context once or twice, so looking for its row costs more than a second one;
/// only where many have gathered are they added up.
public struct PaneFacts: Sendable {
    /// Below it nothing is added up.
    private static let least = 4_096

    @usableFromInline
    struct Sum: Sendable {
        @usableFromInline let value: Int128
        @usableFromInline let measure: Measure

        @inlinable
        init(value: Int128, measure: Measure) {
            self.value = value
            self.measure = measure
        }
    }

    /// The contexts of rows, by the pool task's numbers.
    public private(set) var contexts: [UInt32] = []
    /// By row: where its sums begin; they end where those of the next one begin.
    @usableFromInline var starts: [UInt32] = []
    @usableFromInline var sums: [Sum] = []
    private var limit = Self.least

    /// A pane without facts.
    public init() {}

    /// Whether there are none.
    public var isEmpty: Bool { contexts.isEmpty }

    /// Begins a row of sums.
    public mutating func append(context: UInt32) {
        if contexts.count >= limit { addUp() }
        contexts.append(context)
        starts.append(UInt32(sums.count))
    }

    /// Adds to the row that was begun last.
    @inlinable @inline(__always)
    public mutating func add(_ value: Int128, _ measure: Measure) {
        sums.append(Sum(value: value, measure: measure))
    }

    /// How many sums a row has.
    public func sumCount(of row: Int) -> Int { range(of: row).count }

    /// Calls `body` with every sum of a row.
    @inlinable @inline(__always)
    public func forEachSum(of row: Int, _ body: (Measure, Int128) -> Void) {
        for index in range(of: row) { body(sums[index].measure, sums[index].value) }
    }

    @inlinable @inline(__always)
    func range(of row: Int) -> Range<Int> {
        Int(starts[row])..<(row + 1 < starts.count ? Int(starts[row + 1]) : sums.count)
    }

    /// Forgets all, and keeps the memory.
    public mutating func removeAll() {
        contexts.removeAll(keepingCapacity: true)
        starts.removeAll(keepingCapacity: true)
        sums.removeAll(keepingCapacity: true)
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
            forEachSum(of: row) { merged.add($1, $0, row: place) }
        }
        removeAll()
        for (row, context) in kept.enumerated() {
            contexts.append(context)
            starts.append(UInt32(sums.count))
            merged.forEachSum(of: row) { add($1, $0) }
        }
        limit = max(Self.least, 2 * kept.count)
    }
}
