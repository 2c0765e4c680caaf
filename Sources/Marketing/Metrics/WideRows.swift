/// Rows of sums by measure that live long: every sum is found at once, and a row takes room for those that it has.
struct WideRows: Sendable {
    private struct Row: Sendable {
        var start: UInt32
        var count: UInt8 = 0
        var capacity: UInt8
    }

    private static let least = 4

    private var rows: [Row] = []
    /// By row and measure: the place of the sum in its row, from 1; 0: none.
    private var places: [UInt8] = []
    private var values: [Int128] = []
    private var measures: [Measure] = []

    /// Adds an empty row, and tells its place.
    mutating func append() -> Int {
        rows.append(Row(start: UInt32(values.count), capacity: UInt8(Self.least)))
        places.append(contentsOf: repeatElement(0, count: Measure.count))
        makeRoom(Self.least)
        return rows.count - 1
    }

    /// Adds to a sum of a row.
    mutating func add(_ value: Int128, _ measure: Measure, row: Int) {
        let place = places[row * Measure.count + Int(measure.rawValue)]
        if place == 0 { return append(value, measure, to: row) }
        values[Int(rows[row].start) + Int(place) - 1] += value
    }

    /// Calls `body` with every sum of a row, in the order in which they first appeared.
    @inline(__always)
    func forEachSum(of row: Int, _ body: (Measure, Int128) -> Void) {
        let start = Int(rows[row].start)
        for index in start..<start + Int(rows[row].count) { body(measures[index], values[index]) }
    }

    /// A sum; 0 where the row has none.
    func value(of measure: Measure, row: Int) -> Int128 {
        let place = places[row * Measure.count + Int(measure.rawValue)]
        return place == 0 ? 0 : values[Int(rows[row].start) + Int(place) - 1]
    }

    /// Forgets all rows, and keeps the memory.
    mutating func removeAll() {
        rows.removeAll(keepingCapacity: true)
        places.removeAll(keepingCapacity: true)
        values.removeAll(keepingCapacity: true)
        measures.removeAll(keepingCapacity: true)
    }

    private mutating func append(_ value: Int128, _ measure: Measure, to row: Int) {
        if rows[row].count == rows[row].capacity { grow(row) }
        let index = Int(rows[row].start) + Int(rows[row].count)
        values[index] = value
        measures[index] = measure
        rows[row].count += 1
        places[row * Measure.count + Int(measure.rawValue)] = rows[row].count
    }

    /// Moves a row to the end, with twice the room; where it was stays empty until all is forgotten.
    private mutating func grow(_ row: Int) {
        let old = rows[row]
        rows[row].start = UInt32(values.count)
        rows[row].capacity = old.capacity * 2
        makeRoom(Int(rows[row].capacity))
        for index in 0..<Int(old.count) {
            values[Int(rows[row].start) + index] = values[Int(old.start) + index]
            measures[Int(rows[row].start) + index] = measures[Int(old.start) + index]
        }
    }

    private mutating func makeRoom(_ count: Int) {
        values.append(contentsOf: repeatElement(0, count: count))
        measures.append(contentsOf: repeatElement(.sends, count: count))
    }
}
