/// Gauss's hypergeometric function, and the expectation that models of customers who leave need of it.
///
/// Both are sums of positive terms, so that no digit is lost: the relative error is below 10^−12 over all that
/// occurs (parameters to 5000, arguments to 0.999).
public enum Hypergeometric {
    /// A sum that has not converged after so many terms ends there; arguments to 0.9998 need fewer.
    static let mostTerms = 1 << 18
    /// What is left of a sum, as a part of it, when it ends.
    static let remainder = 0x1p-56

    /// ₂F₁(a, b; c; z) for a, b ≥ 0, c > 0 and 0 ≤ z < 1.
    ///
    /// - Complexity: some 40 / (1 − z) terms.
    public static func gauss(_ a: Double, _ b: Double, _ c: Double, _ z: Double) -> Double {
        var term = 1.0
        var sum = 1.0
        for index in 0..<mostTerms {
            let n = Double(index)
            let ratio = (a + n) * (b + n) / ((c + n) * (n + 1)) * z
            term *= ratio
            sum += term
            // From here on the ratios only fall, or rise towards z.
            let bound = max(ratio, z)
            if bound < 1, term * bound <= sum * remainder * (1 - bound) { break }
        }
        return sum
    }

    /// Lanes for several times at once.
    public typealias Lanes = SIMD16<Double>

    /// Σᵢ weightᵢ · E[(1 − (1 + p uᵢ)^−s) / p] for p ~ Beta(a, b), all arguments positive.
    ///
    /// It is how often somebody acts until the time uᵢ who acts at a rate distributed as Gamma(s, 1) and gives
    /// up after each time with probability p. The textbooks write it as a Gauss function,
    ///
    ///     (a + b − 1) / (a − 1) · (1 − (1 − w)^s ₂F₁(s, b; a + b − 1; w)),  w = u / (1 + u),
    ///
    /// which is 0 / 0 at a = 1 and loses digits near it, and for short times. The same as a sum of positive
    /// terms: N, how often they would act who never gave up, is negative binomial, P(N = n) =
    /// (s)ₙ / n! · wⁿ (1 − w)^s; and of n times Sₙ = Σ_{k<n} (b)ₖ / (a + b)ₖ are lived to see.
    ///
    /// - Returns: the sum; too low where it needs more than `mostTerms` terms, or where (1 + u)^−s is less than
    ///   the least number.
    public static func timesUntilGivingUp(
        shape s: Double, a: Double, b: Double, until u: Lanes, weights: Lanes
    ) -> Double {
        var terms = Lanes(repeating: 0)
        for lane in 0..<Lanes.scalarCount where weights[lane] > 0 {
            terms[lane] = weights[lane] * Elementary.exp(-s * Elementary.logOnePlus(u[lane]))
        }
        let w = u / (1 + u)
        let end = w.max()
        let all = a + b
        var lived = 0.0
        var chance = 1.0
        var sums = Lanes(repeating: 0)
        for index in 0..<mostTerms {
            let n = Double(index)
            lived += chance
            chance *= (b + n) / (all + n)
            let growth = (s + n) / (n + 1)
            terms *= w * growth
            sums += terms * lived
            guard index & 15 == 15 else { continue }
            // The lane of the latest time converges last; `lived` grows more slowly than n.
            let bound = end * max(growth, 1) * ((n + 2) / (n + 1))
            if bound < 1, total(terms) * lived <= total(sums) * remainder * (1 - bound) { break }
        }
        return total(sums)
    }

    /// In a fixed order.
    private static func total(_ lanes: Lanes) -> Double {
        var sum = 0.0
        for lane in 0..<Lanes.scalarCount { sum += lanes[lane] }
        return sum
    }
}
