import Events
import Testing

@Suite("The whole record must be valid, also where nobody looks")
struct SyntaxTests {
    static let sound = #""event_id":"e","event_time":"2026-03-01T10:00:00Z""#

    @Test(
        "a value that no stream knows",
        arguments: [
            ("1", nil), ("-0", nil), ("1.5e-7", nil), ("1e400", nil), ("-1e400", nil), ("1E+400", nil),
            ("1e-400", nil), ("18446744073709551615", nil), ("18446744073709551616", nil),
            ("-9223372036854775809", nil), ("123456789012345678901234567890", nil),
            ("[1e400,{\"x\":123456789012345678901234567890}]", nil),
            ("\"\\\"1e400\"", nil), ("[\"\\\\\",1e400,\"007\"]", nil),
            ("007", "json_syntax"), ("-007", "json_syntax"), ("01", "json_syntax"), ("+1", "json_syntax"),
            (".5", "json_syntax"), ("5.", "json_syntax"), ("1e", "json_syntax"), ("1e+", "json_syntax"),
            ("-", "json_syntax"), ("1.e5", "json_syntax"), ("0x10", "json_syntax"), ("NaN", "json_syntax"),
            ("Infinity", "json_syntax"), ("-Infinity", "json_syntax"), ("1 2", "json_syntax"),
            ("1e400x", "json_syntax"), ("1e400 1", "json_syntax"), ("[1e400,007]", "json_syntax"),
            ("[1e400,]", "json_syntax"), ("[1e400,tru]", "json_syntax"), ("[1e400,\"a]", "json_syntax"),
            ("[1e400,1-1]", "json_syntax"), ("[1e400,tru1e]", "json_syntax"),
            ("[1e400,1e5e5]", "json_syntax"),
            ("[1e400,\"\\ud800\"]", "lone_surrogate"), ("[1e400,\"\\udc00\"]", "lone_surrogate"),
            ("\"\\ud83d\\ude00\"", nil), ("\"\\uD83D\\uDE00\"", nil), ("\"\\uFFFF\\u0000\"", nil),
            ("\"\\ud800\"", "lone_surrogate"), ("\"\\udc00\"", "lone_surrogate"),
            ("\"\\uDFFF\"", "lone_surrogate"), ("\"\\uDBFFx\"", "lone_surrogate"),
            ("\"\\udc00\\ud800\"", "lone_surrogate"), ("\"\\ud800\\u0041\"", "lone_surrogate"),
            ("\"\\ud800\\ud800\"", "lone_surrogate"), ("\"\\ud83d\\ude00\\ude00\"", "lone_surrogate"),
            ("\"\\\\ud800\"", nil), ("\"\\\\\\ud800\"", "lone_surrogate"),
            ("{\"\\udc00\":1}", "lone_surrogate"), ("\"\\ud800\\n\"", "lone_surrogate"),
            ("\"\\x\"", "json_syntax"), ("\"\\u00g0\"", "json_syntax"), ("\"\u{1}\"", "json_syntax"),
            ("\"tab\there\"", "json_syntax"), ("'x'", "json_syntax"), ("tru", "json_syntax"),
            ("True", "json_syntax"), ("nullx", "json_syntax"), ("[1,]", "json_syntax"), ("[1", "json_syntax"),
            ("{\"a\":1,}", "json_syntax"), ("{\"a\"}", "json_syntax"), ("{1:2}", "json_syntax"),
            ("[1 2]", "json_syntax"), ("", "json_syntax"), ("/**/1", "json_syntax"),
        ] as [(String, String?)])
    func unknownField(value: String, dead: String?) {
        #expect(decode("{\(Self.sound),\"x\":\(value)}", .clicks).dead == dead)
        #expect(decode("{\"x\":\(value),\(Self.sound)}", .clicks).dead == dead)
        #expect(decode("{\"x\":{\"y\":[\(value)]},\(Self.sound)}", .clicks).dead == dead || value.isEmpty)
    }

    @Test(
        "the record as a whole",
        arguments: [
            ("{\(sound)}", nil), (" \t\r\n{ \(sound) } \n", nil),
            ("", "json_syntax"), ("   ", "json_syntax"), ("{", "json_syntax"),
            ("{}", "missing_field event_id"),
            ("{\(sound)}x", "json_syntax"), ("{\(sound)}{}", "json_syntax"), ("{\(sound)},", "json_syntax"),
            ("{\(sound)}]", "json_syntax"), ("{\(sound)", "json_syntax"), ("{\(sound)}\u{0}", "json_syntax"),
            ("\u{FEFF}{\(sound)}", "json_syntax"),
            ("[{\(sound)}]", "not_an_object"), ("7", "not_an_object"), ("1e400", "not_an_object"),
            ("null", "not_an_object"), ("\"x\"", "not_an_object"), ("[]", "not_an_object"),
        ] as [(String, String?)])
    func whole(record: String, dead: String?) {
        #expect(decode(record, .clicks).dead == dead)
    }

    @Test(
        "bytes that are not UTF-8",
        arguments: [
            [0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xed, 0xb0, 0x80], [0xf4, 0x90, 0x80, 0x80],
            [0xe2, 0x82],
            [0x80],
        ] as [[UInt8]])
    func utf8(bytes: [UInt8]) {
        let record = Array("{\(Self.sound),\"x\":\"".utf8) + bytes + Array("\"}".utf8)
        #expect(decode(bytes: record, .clicks).dead == "not_utf8")
    }

    @Test("1023 levels are read, the record's own included, no more")
    func depth() {
        func nested(_ depth: Int) -> String {
            "{\(Self.sound),\"x\":\(String(repeating: "[", count: depth))1\(String(repeating: "]", count: depth))}"
        }
        #expect(decode(nested(1022), .clicks).dead == nil)
        #expect(decode(nested(1023), .clicks).dead == "depth_exceeded")
        #expect(decode(nested(100_000), .clicks).dead == "depth_exceeded")
    }

    @Test("8 MiB are read, no more")
    func size() {
        func sized(_ count: Int) -> String {
            let head = "{\(Self.sound),\"x\":\""
            return head + text(count - head.utf8.count - 2) + "\"}"
        }
        #expect(decode(sized(8 << 20), .clicks).dead == nil)
        #expect(decode(sized(8 << 20 + 1), .clicks).dead == "size_exceeded")
    }

    @Test("one decoder reads short and long records in any order")
    func growing() {
        var decoder = EventDecoder(rules: testRules, stream: .clicks)
        for length in [10, 20_000, 5, 100_000, 1_000_000, 3] {
            let plain = decoder.decode(Array("{\(Self.sound),\"x\":\"\(text(length))\",\"cost\":1.5}".utf8))
            #expect(plain.event.cost == 1_500_000)
            let long = decoder.decode(
                Array("{\(Self.sound),\"x\":[\"\(text(length))\",1e999],\"cost\":1.5}".utf8))
            #expect(long.event.cost == 1_500_000)
        }
    }
}
