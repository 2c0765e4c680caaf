/// Powers of two with a negative exponent, in integers: the same bits on every machine.
public enum PowerOfTwo {
    /// ln 2 · 2^62, rounded.
    private static let ln2: Int128 = 3_196_577_161_300_663_915
    /// ln 2 · 2^120, rounded.
    private static let wideLn2: UInt128 = 921_350_637_599_661_305_226_344_307_672_478_455
    /// More than the error of the quick sum, in its last digits.
    private static let doubt: Int64 = 128

    /// floor(2^40 · 2^(−age / halfLife)), exactly.
    ///
    /// The exponent's whole part is a shift; 2^−f of its fraction is the Taylor series of exp(−f ln 2), with 62
    /// binary digits. Where those leave a doubt on which side of a whole number it lies, 120 digits decide: the
    /// true value is irrational, so they do.
    ///
    /// - Parameters:
    ///   - age: at least 0.
    ///   - halfLife: at least 1.
    /// - Returns: 0…2^40.
    public static func decayWeight(age: Int64, halfLife: Int64) -> Int64 {
        precondition(age >= 0 && halfLife > 0)
        let (whole, rest) = age.quotientAndRemainder(dividingBy: halfLife)
        guard whole <= 40 else { return 0 }
        guard rest > 0 else { return (1 << 40) >> whole }
        let quick = quickPower(rest, halfLife)
        let low = (quick - doubt) >> (22 + whole)
        if low == (quick + doubt) >> (22 + whole) { return low }
        return Int64(truncatingIfNeeded: widePower(rest, halfLife) >> UInt128(80 + whole))
    }

    /// 2^(−rest / halfLife) · 2^62, but for the last few digits.
    private static func quickPower(_ rest: Int64, _ halfLife: Int64) -> Int64 {
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
        return sum
    }

    /// 2^(−rest / halfLife) · 2^120, but for the last few digits.
    private static func widePower(_ rest: Int64, _ halfLife: Int64) -> UInt128 {
        let numerator = UInt128(rest)
        let fraction = UInt128(halfLife).dividingFullWidth((numerator >> 8, numerator << 120)).quotient
        let exponent = product(fraction, wideLn2)
        var term: UInt128 = 1 << 120
        var sum = term
        var divisor: UInt128 = 1
        while term != 0 {
            term = product(term, exponent) / divisor
            sum = divisor % 2 == 1 ? sum - term : sum + term
            divisor += 1
        }
        return sum
    }

    /// The product of two numbers with 120 binary digits behind the point.
    private static func product(_ left: UInt128, _ right: UInt128) -> UInt128 {
        let (high, low) = left.multipliedFullWidth(by: right)
        return high << 8 | low >> 120
    }
}
