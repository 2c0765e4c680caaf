/// The weights of `time_decay`, exact to the last integer.
///
/// "weight w = floor(2^40 · 2^(−age / half-life))".
enum Decay {
    /// An exact floor: the power is enclosed between two 128-bit fractions, and both give the same integer.
    static func weight(age: Int64, halfLife: Int64) -> Int128 {
        let (whole, rest) = age.quotientAndRemainder(dividingBy: halfLife)
        guard whole <= 40 else { return 0 }
        if rest == 0 { return Int128(1) << (40 - Int(whole)) }
        let (low, high) = power(of: rest, over: halfLife)
        let shift = 88 + Int(whole)
        precondition(low >> shift == high >> shift, "an undecided weight: age \(age), half-life \(halfLife)")
        return Int128(low >> shift)
    }

    /// Bounds of 2^(−rest / halfLife), for 0 < rest < halfLife, in units of 2^−128.
    ///
    /// Each binary digit of the exponent contributes one factor 2^(−2^−i). Each of the at most 128 factors is
    /// less than 4 units too small, each product less than 1, the start 1: together less than 1024 units.
    /// What is left of the exponent is below 2^−128, so the true power may be less than 1 unit lower.
    private static func power(of rest: Int64, over halfLife: Int64) -> (low: UInt128, high: UInt128) {
        var product = UInt128.max
        var remainder = Int128(rest)
        for root in roots {
            remainder *= 2
            guard remainder >= Int128(halfLife) else { continue }
            remainder -= Int128(halfLife)
            product = product.multipliedFullWidth(by: root).high
        }
        let (high, overflow) = product.addingReportingOverflow(1024)
        return (product - 1, overflow ? .max : high)
    }

    /// 2^(−1/2), 2^(−1/4) … 2^(−2^−128), each rounded down, in units of 2^−128.
    private static let roots: [UInt128] = {
        var roots: [UInt128] = []
        var square = UInt128(1) << 127
        for _ in 0..<128 {
            square = squareRoot(of: square)
            roots.append(square)
        }
        return roots
    }()

    /// The largest r with r² ≤ `square` · 2^128: the root of a fraction, as a fraction.
    private static func squareRoot(of square: UInt128) -> UInt128 {
        var root: UInt128 = 0
        for bit in (0..<128).reversed() {
            let candidate = root | UInt128(1) << bit
            let product = candidate.multipliedFullWidth(by: candidate)
            if product.high < square || (product.high == square && product.low == 0) { root = candidate }
        }
        return root
    }
}
