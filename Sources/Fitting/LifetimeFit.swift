internal import Mathematics
public import Marketing

/// The parameters of a customer base, estimated from how its customers bought.
///
///     let fit = try LifetimeFit(sample)
///     fit.parameters.r, fit.buying.standardErrors[0], fit.buying.logLikelihood
public struct LifetimeFit: Sendable {
    /// r, α, a, b.
    public let buying: Estimate
    /// p, q, v.
    public let value: Estimate
    /// The same as parameters.
    public let parameters: LifetimeParameters
    /// The logarithm of the likelihood that nobody ever leaves, at its best.
    public let stayingLogLikelihood: Double

    /// Fewer customers who bought again say nothing.
    public static let fewestRepeaters = 20
    /// Twice the logarithm of a ratio of likelihoods that is exceeded in 1 % of cases where nobody leaves (half a
    /// χ² distribution with one degree of freedom, for a = 0 is at the edge).
    public static let leastEvidence = 5.412
    /// Somebody must be likely to have left: the least of the mean of 1 − P(alive) over those who bought again.
    public static let leastLeft = 0.02

    /// Fits both models by maximum likelihood, from all ones.
    ///
    /// - Parameters:
    ///   - sample: the customers.
    ///   - note: is called often, with the number of evaluations so far.
    /// - Throws: why there is no answer that could be believed.
    public init(_ sample: BuyingSample, note: @escaping (Int) -> Void = { _ in }) throws(FitRefusal) {
        guard sample.repeaters >= Self.fewestRepeaters else {
            throw .tooFewRepeaters(customers: sample.customers, repeaters: sample.repeaters)
        }
        let steps = Steps(note)
        guard let staying = Estimate(StayingLikelihood(sample: sample), note: steps.count),
            let buying = Estimate(BuyingLikelihood(sample), note: steps.count)
        else { throw .notConverged }
        stayingLogLikelihood = staying.logLikelihood
        try Self.check(buying, against: staying, sample)
        guard let first = sample.values.first, sample.values.contains(where: { $0.mean != first.mean }) else {
            throw .equalValues
        }
        guard let value = Estimate(ValueLikelihood(sample), note: steps.count) else { throw .notConverged }
        try Self.check(value)
        (self.buying, self.value) = (buying, value)
        do throws(LifetimeProblem) {
            parameters = try LifetimeParameters(
                r: buying.values[0], alpha: buying.values[1], a: buying.values[2], b: buying.values[3],
                p: value.values[0], q: value.values[1], v: value.values[2])
        } catch { throw .outside(error) }
    }

    private static func check(
        _ buying: Estimate, against staying: Estimate, _ sample: BuyingSample
    ) throws(FitRefusal) {
        let (a, b) = (buying.values[2], buying.values[3])
        let evidence = 2 * (buying.logLikelihood - staying.logLikelihood)
        let left = meanLeft(buying.values, sample)
        guard evidence >= leastEvidence, left >= leastLeft else {
            throw .nobodyLeaves(a: a, b: b, evidence: max(0, evidence), left: left)
        }
        try check(buying)
    }

    private static func check(_ estimate: Estimate) throws(FitRefusal) {
        for (name, value) in zip(estimate.names, estimate.values)
        where value < Minimizer.range.lowerBound * 1.01 || value > Minimizer.range.upperBound / 1.01 {
            throw .runsAway(name, value)
        }
        guard estimate.standardErrors.allSatisfy(\.isFinite) else { throw .undetermined(estimate.names) }
    }

    /// The mean of 1 − P(alive) over those who bought again.
    private static func meanLeft(_ values: [Double], _ sample: BuyingSample) -> Double {
        let (r, alpha, a, b) = (values[0], values[1], values[2], values[3])
        var (sum, count) = (0.0, 0.0)
        for row in sample.rows where row.frequency > 0 {
            let x = Double(row.frequency)
            let silence = (row.age - row.recency) / (alpha + row.recency)
            let odds = a / (b + x - 1) * exponential((r + x) * Elementary.logOnePlus(silence))
            sum += Double(row.customers) * (1 - 1 / (1 + odds))
            count += Double(row.customers)
        }
        return sum / count
    }

    /// Counts evaluations over several searches.
    private final class Steps {
        private let note: (Int) -> Void
        private var total = 0

        init(_ note: @escaping (Int) -> Void) { self.note = note }

        func count(_: Int) {
            total += 1
            note(total)
        }
    }
}

/// Why there are no parameters that could be believed.
public enum FitRefusal: Error, Hashable, Sendable {
    /// Too few customers bought again.
    case tooFewRepeaters(customers: Int, repeaters: Int)
    /// The orders do not show that anybody leaves: twice the log-likelihood ratio, and the mean of 1 − P(alive).
    case nobodyLeaves(a: Double, b: Double, evidence: Double, left: Double)
    /// All order values are equal, or there is none.
    case equalValues
    /// A parameter grows or shrinks without end.
    case runsAway(String, Double)
    /// The likelihood has no single top.
    case undetermined([String])
    /// The search failed.
    case notConverged
    /// The top lies where the models are of no use.
    case outside(LifetimeProblem)
}
