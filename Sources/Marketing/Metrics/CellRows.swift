/// Sums of measures by cell: what a pane or a window holds.
public struct CellRows: Sendable {
    /// The cells that have a row, in order of first appearance.
    public private(set) var cells: [UInt32] = []
    /// By cell: the place of its row, from 1; 0: none.
    private var places: [UInt32] = []
    private var sums = WideRows()

    /// Makes empty rows.
    public init() {}

    /// Whether there is no row.
    public var isEmpty: Bool { cells.isEmpty }

    /// The place of a cell's row, made where there is none.
    public mutating func row(of cell: UInt32) -> Int {
        if Int(cell) >= places.count {
            let missing = Int(cell) + 1 - places.count
            places.append(contentsOf: repeatElement(0, count: max(missing, places.count)))
        }
        if places[Int(cell)] == 0 {
            cells.append(cell)
            places[Int(cell)] = UInt32(cells.count)
            return sums.append()
        }
        return Int(places[Int(cell)]) - 1
    }

    /// Adds to a measure of a row.
    @inline(__always)
    public mutating func add(_ value: Int128, _ measure: Measure, row: Int) {
        sums.add(value, measure, row: row)
    }

    /// Adds those rows of others that hold more than what only aligned windows show.
    mutating func addSliding(_ others: CellRows) {
        for (other, cell) in others.cells.enumerated() {
            var isShown = false
            others.sums.forEachSum(of: other) { measure, _ in
                if !measure.isAlignedOnly { isShown = true }
            }
            guard isShown else { continue }
            let row = row(of: cell)
            others.sums.forEachSum(of: other) { measure, value in
                if !measure.isAlignedOnly { sums.add(value, measure, row: row) }
            }
        }
    }

    /// Adds all rows of others, or takes them away.
    public mutating func add(_ others: CellRows, sign: Int128 = 1) {
        for (other, cell) in others.cells.enumerated() {
            let row = row(of: cell)
            others.sums.forEachSum(of: other) { sums.add(sign * $1, $0, row: row) }
        }
    }

    /// Calls `body` with every sum of a cell.
    func forEachSum(of cell: UInt32, _ body: (Measure, Int128) -> Void) {
        let place = Int(cell) < places.count ? places[Int(cell)] : 0
        if place > 0 { sums.forEachSum(of: Int(place) - 1, body) }
    }

    /// The sum of a measure in a cell.
    public subscript(cell: UInt32, measure: Measure) -> Int128 {
        let place = Int(cell) < places.count ? places[Int(cell)] : 0
        return place == 0 ? 0 : sums.value(of: measure, row: Int(place) - 1)
    }

    /// How many profiles a cell has in a window of an aligned size.
    func profiles(_ cell: UInt32, size: Int) -> Int128 {
        (size..<Measure.uniqueSizes).reduce(0) { $0 + self[cell, .unique($1)] }
    }

    /// Forgets all rows, and keeps the memory.
    public mutating func removeAll() {
        for cell in cells { places[Int(cell)] = 0 }
        cells.removeAll(keepingCapacity: true)
        sums.removeAll()
    }
}
