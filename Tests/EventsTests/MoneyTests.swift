import Events
import Mathematics
import Testing

@Suite("Money is decimal text, in millionths, half to even")
struct MoneyTests {
    static func cost(_ value: String, _ currency: String = "EUR", more: String = "") -> Decoded {
        decode(
            "{\(DeadLetterTests.identity)\"cost\":\(value),\"currency\":\"\(currency)\"\(more)}", .clicks)
    }

    @Test(
        "numbers",
        arguments: [
            ("0", 0), ("-0", 0), ("0.0", 0), ("-0.0", 0), ("1", 1_000_000), ("12.5", 12_500_000),
            ("-12.5", -12_500_000), ("0.1", 100_000), ("0.000001", 1), ("-0.000001", -1),
            ("0.0000005", 0), ("0.0000015", 2), ("0.0000025", 2), ("0.0000035", 4), ("-0.0000015", -2),
            ("-0.0000025", -2), ("0.00000050000000000000000000000000000001", 1), ("0.0000025000000001", 3),
            ("0.00000249999999999999999999999999999999", 2), ("0.0000004999", 0), ("0.00000005", 0),
            ("0.0000009", 1), ("9.9999995", 10_000_000), ("9.9999985", 9_999_998),
            ("1e0", 1_000_000), ("1E2", 100_000_000), ("1e+2", 100_000_000), ("1.5e-6", 2), ("2.5e-6", 2),
            ("5e-7", 0), ("5.1e-7", 1), ("6e-7", 1), ("1e-7", 0), ("123e-8", 1), ("150e-8", 2),
            ("0e999999999", 0),
            ("0.0e99999999999999999999999999", 0), ("1e-99999999999999999999999999", 0), ("1e-400", 0),
            ("0.00000000000000000001e26", 1_000_000_000_000), ("12345678.12345649", 12_345_678_123_456),
            ("1000000000000", 1_000_000_000_000_000_000), ("-1000000000000", -1_000_000_000_000_000_000),
            ("1000000000000.0", 1_000_000_000_000_000_000), ("1e12", 1_000_000_000_000_000_000),
            ("1000000000000.0000005", 1_000_000_000_000_000_000),
            ("0.1e13", 1_000_000_000_000_000_000), ("999999999999.999999", 999_999_999_999_999_999),
            ("999999999999.9999995", 1_000_000_000_000_000_000),
        ] as [(String, Int64)])
    func numbers(value: String, amount: Int64) {
        let decoded = Self.cost(value)
        #expect(decoded.outcome == .event && decoded.event.cost == amount, "\(value)")
        // A long number elsewhere takes the slow way; the amount is the same.
        #expect(Self.cost(value, more: ",\"x\":1e999").event.cost == amount, "\(value), the slow way")
    }

    @Test(
        "numbers out of range",
        arguments: [
            "1000000000000.000001", "1000000000000.00000051", "-1000000000000.000001", "1000000000001",
            "1e13",
            "1.0000000000001e12", "1e400", "-1e400", "1e99999999999999999999", "9223372036854775807",
            "9223372036854775808", "-9223372036854775808", "99999999999999999999999999999999999999999",
        ])
    func outOfRange(value: String) {
        #expect(Self.cost(value).dead == "number_range cost")
        #expect(Self.cost(value, more: ",\"x\":1e999").dead == "number_range cost")
    }

    @Test("a million digits are read")
    func longNumbers() {
        let zeros = String(repeating: "0", count: 1_000_000)
        #expect(Self.cost("0.\(zeros)1").event.cost == 0)
        #expect(Self.cost("1\(zeros)e-1000000").event.cost == 1_000_000)
        #expect(Self.cost("0.\(zeros)1e1000001").event.cost == 1_000_000)
        #expect(Self.cost("1\(zeros)").dead == "number_range cost")
        #expect(Self.cost("0.0000025\(zeros)1").event.cost == 3)
    }

    @Test(
        "strings",
        arguments: [
            ("0", 0), ("-0", 0), ("1", 1_000_000), ("-1.5", -1_500_000), ("0.123456", 123_456),
            ("007", 7_000_000),
            ("1.000000", 1_000_000), ("1000000000000", 1_000_000_000_000_000_000),
            ("1000000000000.000000", 1_000_000_000_000_000_000),
            ("-1000000000000.000000", -1_000_000_000_000_000_000),
            ("999999999999.999999", 999_999_999_999_999_999), ("0000000000000000000000000001", 1_000_000),
        ] as [(String, Int64)])
    func strings(value: String, amount: Int64) {
        let decoded = Self.cost("\"\(value)\"")
        #expect(decoded.outcome == .event && decoded.event.cost == amount)
    }

    @Test(
        "strings that are no amount",
        arguments: [
            ("", "empty"), ("-", "not_decimal"), ("+1", "not_decimal"), (".5", "not_decimal"),
            ("5.", "not_decimal"), ("1e3", "not_decimal"), (" 1", "not_decimal"), ("1 ", "not_decimal"),
            ("1,5", "not_decimal"), ("1.2.3", "not_decimal"), ("--1", "not_decimal"), ("-.5", "not_decimal"),
            ("1.0000000", "not_decimal"), ("0x1", "not_decimal"), ("NaN", "not_decimal"),
            ("١", "not_decimal"),
            ("1000000000000.000001", "number_range"), ("1000000000001", "number_range"),
            ("99999999999999999999999999999999", "number_range"),
            ("99999999999999999999999999999999x", "not_decimal"),
            ("9999999999999999999.0000000", "not_decimal"),
        ])
    func badStrings(value: String, code: String) {
        #expect(Self.cost("\"\(value)\"").dead == "\(code) cost")
    }

    @Test(
        "conversion rounds what was rounded once more, half to even",
        arguments: [
            ("1", "USD", 920_000), ("0.000001", "USD", 1), ("0.0000005", "USD", 0), ("0.35", "USD", 322_000),
            ("-0.35", "USD", -322_000), ("1", "JPY", 6012), ("3", "JPY", 18038),
            ("1.0000005", "USD", 920_000),
            ("1.0000015", "USD", 920_002), ("1000000000000", "USD", 920_000_000_000_000_000),
            ("2", "KWD", 6_000_000),
        ] as [(String, String, Int64)])
    func conversion(value: String, currency: String, amount: Int64) {
        #expect(Self.cost(value, currency).event.cost == amount)
    }

    @Test(
        "margin: as given, else by rate; of refunds always by rate",
        arguments: [
            ("\"value\":100", 30_000_000), ("\"value\":0.000005", 2), ("\"value\":0.000015", 4),
            ("\"value\":100,\"margin\":45.5", 45_500_000), ("\"value\":100,\"margin\":-1", -1_000_000),
            ("\"value\":100,\"margin\":null", 30_000_000),
            ("\"value\":100,\"margin\":10,\"currency\":\"USD\"", 9_200_000),
            ("\"value\":100,\"currency\":\"USD\"", 27_600_000),
            ("\"value\":100,\"margin\":45,\"kind\":\"refund\"", 30_000_000),
            ("\"value\":100,\"margin\":45,\"kind\":\"delivery\"", 0), ("\"kind\":\"delivery\"", 0),
        ] as [(String, Int64)])
    func margin(members: String, margin: Int64) {
        let decoded = decode("{\(DeadLetterTests.identity)\"order_id\":\"o\",\(members)}", .purchases)
        #expect(decoded.outcome == .event && decoded.event.margin == margin)
    }

    @Test("a margin rate above 1 cannot overflow")
    func hugeMargin() {
        var rules = testRules
        rules.marginRate = Decimal(mantissa: .max, scale: 0)
        let record = "{\(DeadLetterTests.identity)\"order_id\":\"o\",\"value\":1000000000000}"
        #expect(decode(record, .purchases, rules: rules).dead == "number_range margin")
    }
}
