/// A small square matrix.
struct SquareMatrix: Equatable {
    let size: Int
    private var cells: [Double]

    /// All zeros.
    init(size: Int) {
        self.size = size
        cells = Array(repeating: 0, count: size * size)
    }

    subscript(row: Int, column: Int) -> Double {
        get { cells[row * size + column] }
        set { cells[row * size + column] = newValue }
    }

    func times(_ vector: [Double]) -> [Double] {
        (0..<size).map { row in (0..<size).reduce(0) { $0 + self[row, $1] * vector[$1] } }
    }

    /// The inverse of a symmetric, positive definite matrix, by Cholesky's decomposition; nil where it is none.
    var inverse: SquareMatrix? {
        var lower = SquareMatrix(size: size)
        for row in 0..<size {
            for column in 0...row {
                let sum = (0..<column).reduce(self[row, column]) { $0 - lower[row, $1] * lower[column, $1] }
                if row == column {
                    guard sum > 0, sum.isFinite else { return nil }
                    lower[row, row] = sum.squareRoot()
                } else {
                    lower[row, column] = sum / lower[column, column]
                }
            }
        }
        var result = SquareMatrix(size: size)
        for column in 0..<size {
            var solution = [Double](repeating: 0, count: size)
            for row in 0..<size {
                let unit = row == column ? 1.0 : 0.0
                solution[row] =
                    (0..<row).reduce(unit) { $0 - lower[row, $1] * solution[$1] } / lower[row, row]
            }
            for row in (0..<size).reversed() {
                solution[row] =
                    (row + 1..<size).reduce(solution[row]) { $0 - lower[$1, row] * solution[$1] }
                    / lower[row, row]
            }
            for row in 0..<size { result[row, column] = solution[row] }
        }
        return result
    }
}
