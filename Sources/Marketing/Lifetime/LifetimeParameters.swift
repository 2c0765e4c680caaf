internal import Mathematics

/// The parameters of a customer base: how often its customers buy, when they leave, and what an order is worth
/// (BG/NBD: Fader, Hardie & Lee 2005; Gamma-Gamma: Fader & Hardie 2013).
///
/// A customer buys at a rate of their own, Gamma(r, α) a week, and after each order but the first leaves with a
/// probability of their own, Beta(a, b). A customer's orders vary around a mean of their own: shape p, the means
/// with q and v.
public struct LifetimeParameters: Hashable, Sendable {
    /// Shape of the buying rates.
    public let r: Double
    /// Scale of the buying rates, in weeks.
    public let alpha: Double
    /// First shape of the leaving probabilities.
    public let a: Double
    /// Second shape of the leaving probabilities.
    public let b: Double
    /// Shape of order values.
    public let p: Double
    /// Shape of the mean order values; above 1.
    public let q: Double
    /// Scale of the mean order values, in units of the reporting currency.
    public let v: Double

    /// The least α, a hundredth of a week.
    ///
    /// So that sums stay short; no base buys again that soon.
    public static let leastAlpha = 0.01
    /// The limits of every parameter.
    public static let range = 1e-9...1e9
    /// The most of r · ln(1 + year / α): beyond it customers would buy more than once a day, though the orders of
    /// a day are one.
    static let mostOrders = 300.0

    /// Takes parameters, or tells what is wrong with them.
    public init(
        r: Double, alpha: Double, a: Double, b: Double, p: Double, q: Double, v: Double
    ) throws(LifetimeProblem) {
        for value in [r, alpha, a, b, p, q, v] where !Self.range.contains(value) { throw .outOfRange }
        guard q > 1 else { throw .noMeanValue }
        guard alpha >= Self.leastAlpha else { throw .alphaTooSmall }
        guard r * Elementary.logOnePlus(LifetimeModel.year / alpha) <= Self.mostOrders else {
            throw .tooManyOrders
        }
        (self.r, self.alpha, self.a, self.b, self.p, self.q, self.v) = (r, alpha, a, b, p, q, v)
    }
}

/// Why parameters describe no customers.
public enum LifetimeProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// One is not positive, or beyond all reason.
    case outOfRange
    /// q ≤ 1.
    case noMeanValue
    /// α below `LifetimeParameters.leastAlpha`.
    case alphaTooSmall
    /// r and α together.
    case tooManyOrders

    /// A sentence for the one who wrote them.
    public var description: String {
        switch self {
        case .outOfRange: "every parameter must lie between 1e-9 and 1e9"
        case .noMeanValue: "q must be above 1, for else the mean order value is infinite"
        case .alphaTooSmall: "alpha is below 0.01 weeks; is it in another unit than weeks?"
        case .tooManyOrders: "r and alpha make customers buy more than once a day; is alpha in weeks?"
        }
    }
}
