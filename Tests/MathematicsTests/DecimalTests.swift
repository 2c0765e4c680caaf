import Mathematics
import Testing

@Suite("Exact decimals")
struct DecimalTests {
    @Test(
        "decimal text is read exactly, and shortened",
        arguments: [
            ("0", 0, 0), ("-0", 0, 0), ("0.00", 0, 0), ("1", 1, 0), ("-3", -3, 0), ("+2", 2, 0),
            ("0.92", 92, 2), ("1.50", 15, 1), ("-0.004", -4, 3), ("10", 10, 0), ("100.0", 100, 0),
            ("1.5e-3", 15, 4), ("1.5E3", 1_500, 0), ("2e2", 200, 0), ("2e+2", 200, 0), ("12e-1", 12, 1),
            ("999999999999999999", 999_999_999_999_999_999, 0), ("0.000000000000000001", 1, 18),
            ("0.999999999999999999", 999_999_999_999_999_999, 18), ("1e-18", 1, 18),
            ("1e18", 1_000_000_000_000_000_000, 0), ("007", 7, 0),
        ] as [(String, Int64?, Int)])
    func reads(text: String, mantissa: Int64?, scale: Int) {
        let read = Decimal(text)
        #expect(read?.mantissa == mantissa)
        #expect(mantissa == nil || read?.scale == scale)
    }

    @Test(
        "what is no number, or has too many digits, is refused",
        arguments: [
            "", "-", "+", ".", "e3", "-e3", "1e", "1e+", "1e1.5", "1.2.3", "1,5", " 1", "1 ", "0x10", "١",
            "NaN",
            "inf", "--1", "1e19", "1e-19", "0.0000000000000000001", "1234567890123456789",
            "1e99999999999999999999",
            "99e18",
        ])
    func refuses(text: String) {
        #expect(Decimal(text) == nil)
    }

    @Test("what was written comes back")
    func roundTrip() {
        var random = Seeded(state: 11)
        for round in 0..<5_000 {
            let scale = random.below(19)
            let digits = Int64(random.next() % 1_000_000_000_000_000_000) >> Int64(random.below(50))
            let text = Self.text(digits, scale: scale)
            let read = Decimal(text)
            #expect(
                read.map { Self.widened($0) } == Int128(digits) * Self.power(18 - scale),
                "seed 11, \(round): \(text)")
        }
    }

    @Test(
        "a product is exact, and rounded half to even once",
        arguments: [
            ("0.92", 1_000_000, 920_000), ("0.5", 1, 0), ("0.5", 3, 2), ("0.5", 5, 2), ("0.5", -1, 0),
            ("0.5", -3, -2), ("0.3", 5, 2), ("0.3", -5, -2), ("0.25", 6, 2), ("0.25", 2, 0), ("0.25", 10, 2),
            ("0.000000000000000001", 1_000_000_000_000_000_000, 1), ("0", 77, 0),
            ("-2", 7, -14), ("1000000", 1_000_000_000_000_000_000, 1_000_000_000_000_000_000_000_000),
        ] as [(String, Int64, Int128)])
    func times(text: String, amount: Int64, expected: Int128) {
        #expect(Decimal(text)?.times(amount) == expected)
    }

    @Test("the extremes multiply without a trap")
    func extremes() {
        let largest = Decimal(mantissa: .max, scale: 0)
        #expect(largest.times(.max) == Int128(Int64.max) * Int128(Int64.max))
        #expect(largest.times(.min) == Int128(Int64.max) * Int128(Int64.min))
        #expect(Decimal(mantissa: 1, scale: 18).denominator == 1_000_000_000_000_000_000)
    }

    private static func widened(_ decimal: Decimal) -> Int128 {
        Int128(decimal.mantissa) * power(18 - decimal.scale)
    }

    private static func power(_ exponent: Int) -> Int128 {
        (0..<exponent).reduce(1) { power, _ in power * 10 }
    }

    private static func text(_ digits: Int64, scale: Int) -> String {
        let plain = String(digits)
        let padded = String(repeating: "0", count: max(0, scale + 1 - plain.count)) + plain
        return scale == 0 ? padded : "\(padded.dropLast(scale)).\(padded.suffix(scale))"
    }
}
