public import Marketing
internal import Streaming

extension PoolTask {
    /// A measure summed over everything folded so far, by pool and key of a dimension; a task that keeps a log
    /// has none.
    public func totals(of dimension: Dimension) -> [Total] {
        totals.cells.compactMap { cell in
            let about = cells.cells[Int(cell)]
            guard about.dimension == dimension else { return nil }
            return Total(
                pool: names.text(about.pool), key: names.text(about.key), cell: cell, rows: totals)
        }
    }

    /// The sums of one key over everything folded.
    public struct Total: Sendable {
        /// The pool.
        public let pool: String
        /// The key.
        public let key: String
        fileprivate let cell: UInt32
        fileprivate let rows: CellRows

        /// A measure's sum: counts whole, or millionths where credit counts; money in millionths.
        public subscript(measure: Measure) -> Int128 { rows[cell, measure] }
    }
}
