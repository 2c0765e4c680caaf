/// Powers of two with a negative exponent, in integers: the same bits on every machine.
public enum PowerOfTwo {
    /// ln 2 · 2^62, rounded.
    private static let ln2: Int128 = 3_196_577_161_300_663_915

    /// floor(2^40 · 2^(−age / halfLife)).
    ///
    /// The exponent's whole part is a shift; 2^−f of its fraction is the Taylor series of exp(−f ln 2) with 62
    /// binary digits, of which 22 are to spare: its error stays below 2^−56.
    ///
    /// - Parameters:
    ///   - age: at least 0.
    ///   - halfLife: at least 1, below 2^62.
    /// - Returns: 0…2^40.
    public static func decayWeight(age: Int64, halfLife: Int64) -> Int64 {
        precondition(age >= 0 && halfLife > 0)
        let (whole, rest) = age.quotientAndRemainder(dividingBy: halfLife)
        guard whole <= 40 else { return 0 }
        let fraction = (Int128(rest) << 62) / Int128(halfLife)
        let exponent = (fraction * ln2) >> 62
        var term: Int64 = 1 << 62
        var sum = term
        var divisor: Int64 = 1
        while term != 0 {
            term = Int64(truncatingIfNeeded: (Int128(term) * exponent) >> 62) / divisor
            sum += divisor % 2 == 1 ? -term : term
            divisor += 1
        }
        return sum >> (22 + whole)
    }
}
