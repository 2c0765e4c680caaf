import Marketing
import Mathematics

/// Customers who behave exactly as the models say.
struct Simulation {
    var random: UInt64

    mutating func customers(_ count: Int, of base: LifetimeParameters) -> [BuyingHistory] {
        (0..<count).map { _ in customer(of: base) }
    }

    private mutating func customer(of base: LifetimeParameters) -> BuyingHistory {
        let rate = gamma(base.r) / base.alpha
        let (stay, leave) = (gamma(base.b), gamma(base.a))
        let leaving = leave / (leave + stay)
        let age = 26 + 52 * fraction()
        var (time, recency, frequency) = (0.0, 0.0, 0.0)
        while true {
            time += -Elementary.log(fraction()) / rate
            guard time <= age else { break }
            frequency += 1
            recency = time
            if fraction() < leaving { break }
        }
        // A mean of x orders is Gamma(p x) / x, scaled by the customer's own.
        let scale = gamma(base.q) / base.v
        let mean = frequency == 0 ? 0 : gamma(base.p * frequency) / (scale * frequency)
        return BuyingHistory(frequency: frequency, recency: recency, age: age, meanValue: mean)
    }

    /// Marsaglia and Tsang's method; below a shape of 1 by way of shape + 1.
    private mutating func gamma(_ shape: Double) -> Double {
        if shape < 1 {
            let power = Elementary.exp(Elementary.log(fraction()) / shape)
            return max(gamma(shape + 1) * power, 1e-300)
        }
        let d = shape - 1.0 / 3
        let c = 1 / (9 * d).squareRoot()
        while true {
            let x = normal()
            let v = (1 + c * x) * (1 + c * x) * (1 + c * x)
            if v > 0, Elementary.log(fraction()) < 0.5 * x * x + d - d * v + d * Elementary.log(v) {
                return d * v
            }
        }
    }

    private mutating func normal() -> Double {
        while true {
            let (x, y) = (2 * fraction() - 1, 2 * fraction() - 1)
            let square = x * x + y * y
            if square > 0, square < 1 { return x * (-2 * Elementary.log(square) / square).squareRoot() }
        }
    }

    /// Above 0, below 1.
    mutating func fraction() -> Double {
        random &+= 0x9E37_79B9_7F4A_7C15
        var mixed = random
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        mixed ^= mixed >> 31
        return (Double(mixed >> 11) + 0.5) / 9_007_199_254_740_992
    }

    mutating func within(_ range: ClosedRange<Double>) -> Double {
        range.lowerBound + (range.upperBound - range.lowerBound) * fraction()
    }
}
