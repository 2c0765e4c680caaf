/// Rows of sums by measure that live long: every sum is found at once, and a row takes room for those that it has.
///
/// What is forgotten keeps its memory, and a row that takes it over finds nothing of the former one in it.
struct WideRows: Sendable {
    private struct Row: Sendable {
        var start: UInt32 = 0
        var count: UInt8 = 0
        var capacity = UInt8(WideRows.least)
    }

    private static let least = 4

    /// How many rows there are; the arrays may hold more.
    private var count = 0
    private var rows: [Row] = []
    /// By row and measure: the place of the sum in its row, from 1; 0: none.
    private var places: [UInt8] = []
    /// How many values are in use or left behind.
    private var used = 0
    private var values: [Int128] = []
    private var measures: [Measure] = []

    /// Adds an empty row, and tells its place.
    mutating func append() -> Int {
        let row = Row(start: takeRoom(Self.least))
        if count < rows.count {
            rows[count] = row
        } else {
            rows.append(row)
            places.append(contentsOf: repeatElement(0, count: Measure.count))
        }
        count += 1
        return count - 1
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
        for row in 0..<count {
            let start = Int(rows[row].start)
            for index in start..<start + Int(rows[row].count) {
                places[row * Measure.count + Int(measures[index].rawValue)] = 0
            }
        }
        (count, used) = (0, 0)
    }

    private mutating func append(_ value: Int128, _ measure: Measure, to row: Int) {
        var head = rows[row]
        if head.count == head.capacity { grow(&head) }
        let index = Int(head.start) + Int(head.count)
        values[index] = value
        measures[index] = measure
        head.count += 1
        rows[row] = head
        places[row * Measure.count + Int(measure.rawValue)] = head.count
    }

    /// Moves a row to the end, with twice the room; where it was stays empty until all is forgotten.
    private mutating func grow(_ row: inout Row) {
        let old = Int(row.start)
        row.capacity *= 2
        row.start = takeRoom(Int(row.capacity))
        for index in 0..<Int(row.count) {
            values[Int(row.start) + index] = values[old + index]
            measures[Int(row.start) + index] = measures[old + index]
        }
    }

    private mutating func takeRoom(_ count: Int) -> UInt32 {
        defer { used += count }
        while values.count < used + count {
            values.append(0)
            measures.append(.sends)
        }
        return UInt32(used)
    }
}
