internal import Mathematics

/// The likelihood of Gamma-Gamma: p, q, v (Fader & Hardie 2013, equation 1a).
struct ValueLikelihood: Likelihood {
    let names = ["p", "q", "v"]
    let rows: [BuyingSample.ValueRow]

    init(_ sample: BuyingSample) { rows = sample.values }

    var size: Int { rows.count }

    func logarithm(_ parameters: [Double], gradient: inout [Double]) -> Double {
        let (p, q, v) = (parameters[0], parameters[1], parameters[2])
        let (logV, gammaQ, digammaQ) = (Elementary.log(v), Gamma.logarithm(q), Gamma.digamma(q))
        var (sum, dp, dq, dv) = (0.0, 0.0, 0.0, 0.0)
        // Rows are in the order of x, of which there are few.
        var known = -1
        var (gammas, digammaAll, digammaOwn) = (0.0, 0.0, 0.0)
        for row in rows {
            let x = Double(row.frequency)
            if row.frequency != known {
                known = row.frequency
                gammas = Gamma.logarithm(p * x + q) - Gamma.logarithm(p * x) - gammaQ
                digammaAll = Gamma.digamma(p * x + q)
                digammaOwn = Gamma.digamma(p * x)
            }
            let total = x * row.mean
            let logTotal = Elementary.log(total)
            let logAll = Elementary.log(total + v)
            sum +=
                gammas + q * logV + p * x * logTotal - Elementary.log(row.mean) - (p * x + q) * logAll
            dp += x * (digammaAll - digammaOwn + logTotal - logAll)
            dq += digammaAll - digammaQ + logV - logAll
            dv += q / v - (p * x + q) / (total + v)
        }
        gradient = [dp, dq, dv]
        return sum
    }
}
