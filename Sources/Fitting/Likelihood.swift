/// A log-likelihood with its gradient, over positive parameters.
protocol Likelihood {
    /// The parameters' names, as the configuration has them.
    var names: [String] { get }
    /// How many observations it is the sum of.
    var size: Int { get }
    /// The logarithm of the likelihood.
    ///
    /// - Parameters:
    ///   - parameters: one for each name.
    ///   - gradient: overwritten with the derivatives.
    /// - Returns: the sum over all observations.
    func logarithm(_ parameters: [Double], gradient: inout [Double]) -> Double
}
