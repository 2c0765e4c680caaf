import Mathematics
import Testing

@Suite("Gauss's hypergeometric function")
struct HypergeometricTests {
    /// The promise of the module.
    private static let tolerance = 1e-12

    @Test("agrees with values of 60 digits, to a relative error of 1e-12")
    func table() {
        let rows = HighPrecision.rows("gauss")
        #expect(rows.count > 150)
        for row in rows {
            let x = row.arguments
            let found = Hypergeometric.gauss(x[0], x[1], x[2], x[3])
            #expect(row.error(of: found) <= Self.tolerance, "\(row): \(found)")
        }
    }

    /// Abramowitz and Stegun, 15.1: closed forms.
    @Test(
        "agrees with the published closed forms",
        arguments: [0.0, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99])
    func published(z: Double) {
        func differs(_ found: Double, _ value: Double) -> Bool {
            abs(found / value - 1) > Self.tolerance
        }
        let log = z == 0 ? 1 : -Elementary.log(1 - z) / z
        #expect(!differs(Hypergeometric.gauss(1, 1, 2, z), log), "15.1.3")
        for (a, b) in [(0.25, 3.5), (2.0, 0.7)] {
            let power = Elementary.exp(-a * Elementary.log(1 - z))
            #expect(!differs(Hypergeometric.gauss(a, b, b, z), power), "15.1.8")
        }
        // 15.1.13: F(a, 1/2 + a; 1 + 2 a; z) = 2^(2 a) (1 + (1 − z)^½)^(−2 a)
        let a = 0.6
        let root = (1 - z).squareRoot()
        let power = Elementary.exp(2 * a * (Elementary.log(2) - Elementary.log(1 + root)))
        #expect(!differs(Hypergeometric.gauss(a, 0.5 + a, 1 + 2 * a, z), power), "15.1.13")
    }

    @Test("the expectation agrees with values of 60 digits, at a = 1 and near it, too")
    func expectation() {
        let rows = HighPrecision.rows("times")
        #expect(rows.count > 250)
        for row in rows {
            let x = row.arguments
            let found = Self.times(x[0], x[1], x[2], x[3])
            #expect(row.error(of: found) <= Self.tolerance, "\(row): \(found)")
        }
    }

    @Test("several times at once give the weighted sum of each")
    func lanes() {
        var until = Hypergeometric.Lanes(repeating: 0)
        var weights = until
        var sum = 0.0
        for lane in 0..<12 {
            until[lane] = Double(lane + 1) * 0.3
            weights[lane] = 1 / Double(lane + 2)
            sum += weights[lane] * Self.times(2.3, 0.8, 4.4, until[lane])
        }
        let found = Hypergeometric.timesUntilGivingUp(
            shape: 2.3, a: 0.8, b: 4.4, until: until, weights: weights)
        #expect(abs(found / sum - 1) < 1e-14)
    }

    @Test("never negative, never NaN, whatever the arguments")
    func extremes() {
        let ends = [1e-9, 1, 50, 1e9]
        for s in [1e-9, 1, 20] {
            for a in ends {
                for b in ends {
                    for u in [0, 1e-12, 0.1, 20] {
                        let found = Self.times(s, a, b, u)
                        #expect(found >= 0 && found <= s * u * 1.000001, "\(s) \(a) \(b) \(u): \(found)")
                    }
                }
            }
        }
    }

    private static func times(_ s: Double, _ a: Double, _ b: Double, _ u: Double) -> Double {
        var until = Hypergeometric.Lanes(repeating: 0)
        var weights = until
        until[0] = u
        weights[0] = 1
        return Hypergeometric.timesUntilGivingUp(shape: s, a: a, b: b, until: until, weights: weights)
    }
}
