/// Exponential function and logarithm of the same bits on every machine.
///
/// The C library's differ in the last digit from one version and one processor to the next, so what decides a
/// figure in the stream uses these. They are built of + − × ÷ alone, and err by less than two units in the last
/// place.
public enum Elementary {
    /// ln 2 in two parts; the first has 21 zero bits at its end, so that its small multiples are exact.
    private static let ln2High = 0x1.62e42feep-1
    private static let ln2Low = 0x1.a39ef35793c76p-33
    /// Added and taken away again, it rounds to a whole number.
    private static let rounder = 0x1.8p52
    /// 1/k! for k from 13 down to 2.
    private static let reciprocalFactorials: InlineArray<12, Double> = [
        1 / 6_227_020_800, 1 / 479_001_600, 1 / 39_916_800, 1 / 3_628_800, 1 / 362_880, 1 / 40_320,
        1 / 5_040, 1 / 720, 1 / 120, 1 / 24, 1 / 6, 1 / 2,
    ]

    /// e^x; 0 below the least number, infinity above the largest.
    public static func exp(_ x: Double) -> Double {
        guard x < 709.79 else { return x.isNaN ? x : .infinity }
        guard x > -745.2 else { return 0 }
        let whole = (x * 1.442695040888963407 + rounder) - rounder
        let high = x - whole * ln2High
        let low = whole * ln2Low
        let rest = high - low
        var sum = 0.0
        for index in 0..<12 { sum = sum * rest + reciprocalFactorials[index] }
        // rest + rest² · sum, with what the subtraction above rounded off.
        let power = 1 + (high - (low - rest * rest * sum))
        let exponent = Int(whole)
        guard exponent < -1_021 || exponent > 1_022 else { return power * powerOfTwo(exponent) }
        // In two steps, for one of the factors is no normal number.
        let half = exponent / 2
        return power * powerOfTwo(half) * powerOfTwo(exponent - half)
    }

    /// The natural logarithm; −infinity at 0, NaN below.
    public static func log(_ x: Double) -> Double {
        guard x > 0, x < .infinity else { return x == 0 ? -.infinity : x > 0 ? x : .nan }
        var exponent = Int(x.exponent)
        var mantissa = x.significand
        if mantissa > 1.414213562373095 {
            mantissa *= 0.5
            exponent += 1
        }
        return logarithm(excess: mantissa - 1, correction: 0, exponent: exponent)
    }

    /// ln(1 + x) for x ≥ 0, exact where x is small, too.
    public static func logOnePlus(_ x: Double) -> Double {
        let sum = 1 + x
        guard x >= 0, sum < .infinity else { return x >= 0 ? x : .nan }
        // What the sum lost: at most half a unit in its last place.
        let lost = sum > 2 ? 1 - (sum - x) : x - (sum - 1)
        var exponent = Int(sum.exponent)
        var mantissa = sum.significand
        if mantissa > 1.414213562373095 {
            mantissa *= 0.5
            exponent += 1
        }
        return logarithm(excess: mantissa - 1, correction: lost / sum, exponent: exponent)
    }

    /// ln(1 + f) + correction + exponent · ln 2, |f| ≤ 0.42.
    ///
    /// With s = f / (2 + f), ln(1 + f) = 2 artanh s = f − s (f − 2 s²/3 − 2 s⁴/5 − …).
    private static func logarithm(excess f: Double, correction: Double, exponent: Int) -> Double {
        let s = f / (2 + f)
        let square = s * s
        var series = 0.0
        var divisor = 23.0
        while divisor > 1 {
            series = (series + 2 / divisor) * square
            divisor -= 2
        }
        let k = Double(exponent)
        return k * ln2High + (f - (s * (f - series) - (k * ln2Low + correction)))
    }

    /// 2^exponent, −1022…1023.
    private static func powerOfTwo(_ exponent: Int) -> Double {
        Double(bitPattern: UInt64(exponent + 1_023) << 52)
    }
}
