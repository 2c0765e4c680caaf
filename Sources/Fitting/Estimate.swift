internal import Mathematics

func exponential(_ x: Double) -> Double { Elementary.exp(x) }
func logarithm(_ x: Double) -> Double { Elementary.log(x) }

/// Parameters of largest likelihood.
public struct Estimate: Sendable {
    /// The parameters' names.
    public let names: [String]
    /// Their values.
    public let values: [Double]
    /// Their standard errors, from the curvature of the likelihood; NaN where it is not curved downwards.
    public let standardErrors: [Double]
    /// The logarithm of the likelihood.
    public let logLikelihood: Double

    /// Searches from all ones.
    ///
    /// - Returns: nil where the search failed.
    init?(_ likelihood: some Likelihood, note: @escaping (Int) -> Void) {
        guard let start = Minimizer.parameters(of: likelihood, note: note) else { return nil }
        var values = start
        var gradient: [Double] = []
        var best = likelihood.logarithm(values, gradient: &gradient)
        var curvature = Self.curvature(of: likelihood, at: values)
        // Newton's steps: the search ends where the likelihood hardly changes, a little beside the top.
        for _ in 0..<5 {
            guard let inverse = curvature.inverse else { break }
            let step = inverse.times(gradient)
            let next = zip(values, step).map { $0 + $1 }
            guard next.allSatisfy({ $0 > 0 && $0.isFinite }) else { break }
            var slope: [Double] = []
            let value = likelihood.logarithm(next, gradient: &slope)
            guard value >= best else { break }
            let isThere = zip(next, values).allSatisfy { abs($0 / $1 - 1) < 1e-12 }
            (values, best, gradient) = (next, value, slope)
            if isThere { break }
            curvature = Self.curvature(of: likelihood, at: values)
        }
        names = likelihood.names
        self.values = values
        logLikelihood = best
        if let inverse = curvature.inverse {
            standardErrors = values.indices.map { inverse[$0, $0].squareRoot() }
        } else {
            standardErrors = values.map { _ in .nan }
        }
    }

    /// Minus the matrix of second derivatives, as differences of gradients.
    private static func curvature(of likelihood: some Likelihood, at values: [Double]) -> SquareMatrix {
        var matrix = SquareMatrix(size: values.count)
        for column in values.indices {
            var (above, below): ([Double], [Double]) = ([], [])
            var (high, low) = (values, values)
            high[column] *= 1 + 1e-5
            low[column] *= 1 - 1e-5
            _ = likelihood.logarithm(high, gradient: &above)
            _ = likelihood.logarithm(low, gradient: &below)
            for row in values.indices {
                let slope = (below[row] - above[row]) / (high[column] - low[column])
                // Each pair is found twice, from both sides.
                matrix[row, column] += slope / 2
                matrix[column, row] += slope / 2
            }
        }
        return matrix
    }
}
