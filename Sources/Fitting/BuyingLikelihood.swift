internal import Mathematics

/// The likelihood of BG/NBD: r, α, a, b (Fader, Hardie & Lee 2005, equation 6).
///
///     ln L = A₁ + A₂ + ln(e^A₃ + [x > 0] e^A₄)
///     A₁ = ln Γ(r + x) − ln Γ(r) + r ln α
///     A₂ = ln Γ(b + x) − ln Γ(b) − ln Γ(a + b + x) + ln Γ(a + b)
///     A₃ = −(r + x) ln(α + T)
///     A₄ = ln a − ln(b + x − 1) − (r + x) ln(α + tₓ)
///
/// x is whole, so differences of ln Γ are sums of logarithms, taken from a table.
struct BuyingLikelihood: Likelihood {
    let names = ["r", "alpha", "a", "b"]
    let sample: BuyingSample
    private let largest: Int

    init(_ sample: BuyingSample) {
        self.sample = sample
        largest = sample.rows.last?.frequency ?? 0
    }

    var size: Int { sample.customers }

    func logarithm(_ parameters: [Double], gradient: inout [Double]) -> Double {
        let (r, alpha, a, b) = (parameters[0], parameters[1], parameters[2], parameters[3])
        let buying = RisingFactorials(of: r, upTo: largest)
        let staying = RisingFactorials(of: b, upTo: largest)
        let all = RisingFactorials(of: a + b, upTo: largest)
        let (logAlpha, logA) = (Elementary.log(alpha), Elementary.log(a))
        var sum = 0.0
        var (dr, dalpha, da, db) = (0.0, 0.0, 0.0, 0.0)
        for row in sample.rows {
            let (x, n) = (row.frequency, Double(row.customers))
            let shape = r + Double(x)
            let logAge = Elementary.log(alpha + row.age)
            let stayed = -shape * logAge
            var value = buying.logarithms[x] + r * logAlpha + staying.logarithms[x] - all.logarithms[x]
            // How much of the likelihood is that the customer left after the last order.
            var left = 0.0
            var logRecency = 0.0
            if x > 0 {
                logRecency = Elementary.log(alpha + row.recency)
                let last = b + Double(x) - 1
                let difference = logA - Elementary.log(last) - shape * logRecency - stayed
                value += stayed + Self.softPlus(difference)
                left = 1 / (1 + Elementary.exp(-difference))
                da += n * left / a
                db -= n * left / last
            } else {
                value += stayed
            }
            let here = 1 - left
            sum += n * value
            dr += n * (buying.reciprocals[x] + logAlpha - here * logAge - left * logRecency)
            dalpha += n * (r / alpha - shape * (here / (alpha + row.age) + left / (alpha + row.recency)))
            da -= n * all.reciprocals[x]
            db += n * (staying.reciprocals[x] - all.reciprocals[x])
        }
        gradient = [dr, dalpha, da, db]
        return sum
    }

    /// ln(1 + e^d).
    private static func softPlus(_ d: Double) -> Double {
        d > 0 ? d + Elementary.logOnePlus(Elementary.exp(-d)) : Elementary.logOnePlus(Elementary.exp(d))
    }
}

/// The likelihood of customers who never leave (NBD): what BG/NBD becomes at a = 0.
struct StayingLikelihood: Likelihood {
    let names = ["r", "alpha"]
    let sample: BuyingSample

    var size: Int { sample.customers }

    func logarithm(_ parameters: [Double], gradient: inout [Double]) -> Double {
        let (r, alpha) = (parameters[0], parameters[1])
        let buying = RisingFactorials(of: r, upTo: sample.rows.last?.frequency ?? 0)
        let logAlpha = Elementary.log(alpha)
        var (sum, dr, dalpha) = (0.0, 0.0, 0.0)
        for row in sample.rows {
            let n = Double(row.customers)
            let shape = r + Double(row.frequency)
            let logAge = Elementary.log(alpha + row.age)
            sum += n * (buying.logarithms[row.frequency] + r * logAlpha - shape * logAge)
            dr += n * (buying.reciprocals[row.frequency] + logAlpha - logAge)
            dalpha += n * (r / alpha - shape / (alpha + row.age))
        }
        gradient = [dr, dalpha]
        return sum
    }
}

/// ln Γ(z + x) − ln Γ(z) and its derivative for x = 0, 1, 2 ….
private struct RisingFactorials {
    private(set) var logarithms = [0.0]
    private(set) var reciprocals = [0.0]

    init(of z: Double, upTo largest: Int) {
        for x in 0..<largest {
            logarithms.append(logarithms[x] + Elementary.log(z + Double(x)))
            reciprocals.append(reciprocals[x] + 1 / (z + Double(x)))
        }
    }
}
