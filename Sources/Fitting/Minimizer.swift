internal import CNLopt

/// NLopt's SLSQP over the logarithms of positive parameters (offline only).
enum Minimizer {
    /// Farther than this from 1 a parameter is taken to run away.
    static let range = 1e-6...1e7
    private static let mostEvaluations: Int32 = 2_000

    /// The parameters that make a likelihood largest, searched from all ones.
    ///
    /// - Parameters:
    ///   - likelihood: what is made largest.
    ///   - note: is called with the number of evaluations so far.
    /// - Returns: the parameters; nil where the search failed.
    static func parameters(of likelihood: some Likelihood, note: @escaping (Int) -> Void) -> [Double]? {
        let count = likelihood.names.count
        guard let search = unsafe nlopt_create(NLOPT_LD_SLSQP, UInt32(count)) else { return nil }
        defer { unsafe nlopt_destroy(search) }
        let goal = Goal(likelihood, note)
        unsafe nlopt_set_lower_bounds1(search, logarithm(range.lowerBound))
        unsafe nlopt_set_upper_bounds1(search, logarithm(range.upperBound))
        unsafe nlopt_set_ftol_rel(search, 1e-13)
        unsafe nlopt_set_xtol_rel(search, 1e-9)
        unsafe nlopt_set_maxeval(search, mostEvaluations)
        unsafe nlopt_set_min_objective(
            search,
            { count, point, gradient, context in
                guard let point = unsafe point, let context = unsafe context else { return .infinity }
                // Safe: the goal outlives the search, which alone calls this.
                let goal = unsafe Unmanaged<Goal>.fromOpaque(context).takeUnretainedValue()
                let values = unsafe Array(UnsafeBufferPointer(start: point, count: Int(count)))
                let found = goal.evaluate(values)
                if let gradient = unsafe gradient {
                    for index in 0..<Int(count) { unsafe gradient[index] = found.gradient[index] }
                }
                return found.value
            }, Unmanaged.passUnretained(goal).toOpaque())
        var point = [Double](repeating: 0, count: count)
        var value = 0.0
        let result = withExtendedLifetime(goal) { unsafe nlopt_optimize(search, &point, &value) }
        // Rounding stops a search that can get no nearer: that is where it wanted to go.
        guard result.rawValue > 0 || result == NLOPT_ROUNDOFF_LIMITED, value.isFinite else { return nil }
        return point.map(exponential)
    }

    /// What is made smallest: minus the mean log-likelihood.
    private final class Goal {
        private let evaluation: ([Double]) -> (value: Double, gradient: [Double])

        init(_ likelihood: some Likelihood, _ note: @escaping (Int) -> Void) {
            var count = 0
            let size = Double(max(1, likelihood.size))
            evaluation = { logarithms in
                count += 1
                note(count)
                let parameters = logarithms.map(exponential)
                var gradient: [Double] = []
                let value = likelihood.logarithm(parameters, gradient: &gradient)
                return (-value / size, zip(gradient, parameters).map { -$0 * $1 / size })
            }
        }

        func evaluate(_ logarithms: [Double]) -> (value: Double, gradient: [Double]) {
            evaluation(logarithms)
        }
    }
}
