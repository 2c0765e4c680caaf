/// Sums of measures by cell: what a pane or a window holds.
public struct CellRows: Sendable {
    /// The cells that have a row, in order of first appearance.
    public private(set) var cells: [UInt32] = []
    private var rows: [UInt32] = []
    private var masks: [MeasureSet] = []
    private var values: [Int128] = []

    /// Makes empty rows.
    public init() {}

    /// Whether there is no row.
    public var isEmpty: Bool { cells.isEmpty }

    /// The place of a cell's row, made where there is none.
    public mutating func row(of cell: UInt32) -> Int {
        if Int(cell) >= rows.count {
            let missing = Int(cell) + 1 - rows.count
            rows.append(contentsOf: repeatElement(0, count: max(missing, rows.count)))
        }
        if rows[Int(cell)] == 0 {
            cells.append(cell)
            masks.append(0)
            values.append(contentsOf: repeatElement(0, count: Measure.count))
            rows[Int(cell)] = UInt32(cells.count)
        }
        return Int(rows[Int(cell)]) - 1
    }

    /// Adds to a measure of a row.
    @inline(__always)
    public mutating func add(_ value: Int128, _ measure: Measure, row: Int) {
        masks[row] |= 1 << MeasureSet(measure.rawValue)
        values[row * Measure.count + Int(measure.rawValue)] += value
    }

    /// Adds those rows of others that hold more than what only aligned windows show.
    mutating func addSliding(_ others: CellRows) {
        for (other, cell) in others.cells.enumerated() where others.masks[other] & ~Measure.alignedOnly != 0 {
            let row = row(of: cell)
            add(others, from: other, to: row, others.masks[other] & ~Measure.alignedOnly, sign: 1)
        }
    }

    /// Adds all rows of others, or takes them away.
    public mutating func add(_ others: CellRows, sign: Int128 = 1) {
        for (other, cell) in others.cells.enumerated() {
            add(others, from: other, to: row(of: cell), others.masks[other], sign: sign)
        }
    }

    @inline(__always)
    private mutating func add(
        _ others: CellRows, from other: Int, to row: Int, _ measures: MeasureSet, sign: Int128
    ) {
        var mask = measures
        masks[row] |= mask
        while mask != 0 {
            let measure = mask.trailingZeroBitCount
            mask &= mask - 1
            values[row * Measure.count + measure] += sign * others.values[other * Measure.count + measure]
        }
    }

    /// The sum of a measure in a cell.
    public subscript(cell: UInt32, measure: Measure) -> Int128 {
        let row = Int(cell) < rows.count ? rows[Int(cell)] : 0
        return row == 0 ? 0 : values[(Int(row) - 1) * Measure.count + Int(measure.rawValue)]
    }

    /// Forgets all rows, and keeps the memory.
    public mutating func removeAll() {
        for cell in cells { rows[Int(cell)] = 0 }
        cells.removeAll(keepingCapacity: true)
        masks.removeAll(keepingCapacity: true)
        values.removeAll(keepingCapacity: true)
    }
}
