/// A first-order chain over channels, and what removing each would lose (SPEC 4, `markov`).
///
/// Source: Anderl, Becker, von Wangenheim, Schumann: Mapping the customer journey, IJRM 33 (2016). The removal
/// effect of a channel is the share of orders whose journeys pass it. With N = (I − Q)⁻¹ over the channels, those
/// that pass c are P(start comes to c) · P(order from c) = N₀c / Ncc · Bc: one inverse serves all channels.
struct MarkovChain {
    /// Row 0 is the start, then every channel; columns are the channels from 1, then order and loss.
    private var counts: [[Double]]
    private let size: Int

    /// A chain over so many channels.
    init(channels: Int) {
        size = channels + 1
        counts = Array(repeating: Array(repeating: 0, count: channels + 3), count: channels + 1)
    }

    /// Adds transitions; 0 is the start, channels are numbered from 1.
    mutating func add(_ count: Double, from: Int, to channel: Int) { counts[from][channel] += count }
    /// Adds journeys that went on to an order.
    mutating func addOrders(_ count: Double, from: Int) { counts[from][size] += count }
    /// Adds journeys that ended without one.
    mutating func addLosses(_ count: Double, from: Int) { counts[from][size + 1] += count }

    /// Each channel's removal effect over the sum of all; none where no journey led to an order.
    ///
    /// Only + − × ÷ on doubles, in a fixed order: the same bits everywhere.
    var shares: [Double] {
        guard let inverse = fundamental else { return [] }
        let orders = (0..<size).map { row -> Double in
            let total = counts[row].reduce(0, +)
            return total == 0 ? 0 : counts[row][size] / total
        }
        let success = (0..<size).map { row in
            (0..<size).reduce(0.0) { $0 + inverse[row][$1] * orders[$1] }
        }
        guard success[0] > 0 else { return [] }
        let effects = (1..<size).map { channel in
            inverse[channel][channel] == 0
                ? 0 : inverse[0][channel] / inverse[channel][channel] * success[channel] / success[0]
        }
        let sum = effects.reduce(0, +)
        return sum > 0 ? effects.map { $0 / sum } : []
    }

    /// (I − Q)⁻¹ by Gauss and Jordan with pivots; nil where it has none.
    private var fundamental: [[Double]]? {
        var rows = (0..<size).map { row -> [Double] in
            let total = counts[row].reduce(0, +)
            var line = Array(repeating: 0.0, count: 2 * size)
            for column in 0..<size {
                let share = total == 0 || column == 0 ? 0 : counts[row][column] / total
                line[column] = (row == column ? 1 : 0) - share
            }
            line[size + row] = 1
            return line
        }
        for column in 0..<size {
            guard let pivot = (column..<size).max(by: { abs(rows[$0][column]) < abs(rows[$1][column]) }),
                rows[pivot][column] != 0
            else { return nil }
            rows.swapAt(column, pivot)
            let divisor = rows[column][column]
            for index in rows[column].indices { rows[column][index] /= divisor }
            for row in 0..<size where row != column && rows[row][column] != 0 {
                let factor = rows[row][column]
                for index in rows[row].indices { rows[row][index] -= factor * rows[column][index] }
            }
        }
        return rows.map { Array($0[size...]) }
    }
}
