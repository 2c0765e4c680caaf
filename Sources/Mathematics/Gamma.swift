/// The logarithm of the gamma function and its derivative, of the same bits on every machine.
public enum Gamma {
    /// From here on Stirling's series has 16 digits.
    private static let large = 12.0

    /// ln Γ(x) for x > 0, to some 14 digits of 1 + |ln Γ(x)|.
    public static func logarithm(_ x: Double) -> Double {
        guard x > 0 else { return .nan }
        var x = x
        var product = 1.0
        while x < large {
            product *= x
            x += 1
        }
        let square = 1 / (x * x)
        // Bernoulli numbers: 1/12, −1/360, 1/1260, −1/1680, 1/1188, −691/360360, 1/156.
        var series = 1.0 / 156
        series = series * square - 691.0 / 360_360
        series = series * square + 1.0 / 1_188
        series = series * square - 1.0 / 1_680
        series = series * square + 1.0 / 1_260
        series = series * square - 1.0 / 360
        series = (series * square + 1.0 / 12) / x
        let halfLogTwoPi = 0.918938533204672742
        return (x - 0.5) * Elementary.log(x) - x + halfLogTwoPi + series - Elementary.log(product)
    }

    /// ψ(x) = d ln Γ(x) / dx for x > 0.
    public static func digamma(_ x: Double) -> Double {
        guard x > 0 else { return .nan }
        var x = x
        var sum = 0.0
        while x < large {
            sum -= 1 / x
            x += 1
        }
        let square = 1 / (x * x)
        var series = 1.0 / 12
        series = 691.0 / 32_760 - series * square
        series = 1.0 / 132 - series * square
        series = 1.0 / 240 - series * square
        series = 1.0 / 252 - series * square
        series = 1.0 / 120 - series * square
        series = 1.0 / 12 - series * square
        return sum + Elementary.log(x) - 0.5 / x - series * square
    }
}
