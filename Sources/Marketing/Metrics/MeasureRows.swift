/// Rows of sums by measure, each row as long as what was added to it: most hold a handful of the measures.
///
/// What is added to a row comes in the same order again and again, so a sum is looked for behind the one that was
/// added to last.
struct MeasureRows: Sendable {
    private struct Row: Sendable {
        var first: Int32 = -1
        var last: Int32 = -1
        var cursor: Int32 = -1
        var count: Int32 = 0
    }

    private struct Sum: Sendable {
        var value: Int128
        var next: Int32
        let measure: Measure
    }

    private var rows: [Row] = []
    private var sums: [Sum] = []

    /// How many rows there are.
    var count: Int { rows.count }

    /// Adds an empty row, and tells its place.
    mutating func append() -> Int {
        rows.append(Row())
        return rows.count - 1
    }

    /// How many sums a row has.
    func count(of row: Int) -> Int { Int(rows[row].count) }

    /// Adds to a sum of a row.
    mutating func add(_ value: Int128, _ measure: Measure, row: Int) {
        let head = rows[row]
        var index = head.cursor < 0 ? -1 : sums[Int(head.cursor)].next
        if index < 0 { index = head.first }
        for _ in 0..<head.count {
            if sums[Int(index)].measure == measure {
                sums[Int(index)].value += value
                rows[row].cursor = index
                return
            }
            index = sums[Int(index)].next
            if index < 0 { index = head.first }
        }
        append(Sum(value: value, next: -1, measure: measure), to: row, head)
    }

    /// Calls `body` with every sum of a row.
    @inline(__always)
    func forEachSum(of row: Int, _ body: (Measure, Int128) -> Void) {
        var index = rows[row].first
        while index >= 0 {
            let sum = sums[Int(index)]
            body(sum.measure, sum.value)
            index = sum.next
        }
    }

    /// A sum; 0 where the row has none.
    func value(of measure: Measure, row: Int) -> Int128 {
        var index = rows[row].first
        while index >= 0 {
            if sums[Int(index)].measure == measure { return sums[Int(index)].value }
            index = sums[Int(index)].next
        }
        return 0
    }

    /// Forgets all rows, and keeps the memory.
    mutating func removeAll() {
        rows.removeAll(keepingCapacity: true)
        sums.removeAll(keepingCapacity: true)
    }

    private mutating func append(_ sum: Sum, to row: Int, _ head: Row) {
        let index = Int32(sums.count)
        sums.append(sum)
        if head.last >= 0 { sums[Int(head.last)].next = index }
        rows[row] = Row(
            first: head.last < 0 ? index : head.first, last: index, cursor: index, count: head.count + 1)
    }
}
