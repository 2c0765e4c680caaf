import Foundation
import Operations
import Testing

@testable import weir

@Suite("weir check")
struct CheckTests {
    private static let good =
        #"{"event_id":"1","event_time":"2026-03-01T10:00:00Z","order_id":"o","value":5}"#

    private static func order(_ members: String) -> String {
        #"{"event_id":"1","event_time":"2026-03-01T10:00:00Z","order_id":"o","value":5,"# + members + "}"
    }

    /// A line, and what is said of it: code, field, cause, and a part of the hint.
    struct Row: CustomTestStringConvertible, Sendable {
        let line, stream, kind, hint: String

        init(_ line: String, _ kind: String, _ hint: String) { self.init(line, "purchases", kind, hint) }

        init(_ line: String, _ stream: String, _ kind: String, _ hint: String) {
            (self.line, self.stream, self.kind, self.hint) = (line, stream, kind, hint)
        }

        var testDescription: String { kind }
    }

    private static func problems(_ text: String, _ stream: String) throws -> [[String: Any]] {
        let file = try Scratch(text)
        let call = WeirCall("check", file.path, "--stream", stream, "--json")
        #expect(call.talk == "")
        let json = try #require(
            try JSONSerialization.jsonObject(with: Data(call.output.utf8)) as? [String: Any])
        let streams = try #require(json["streams"] as? [[String: Any]])
        #expect(json["ok"] as? Bool == (call.code == .ok))
        return try #require(streams.first?["problems"] as? [[String: Any]])
    }

    @Test(
        "says of each kind of bad line what to do",
        arguments: [
            Row("id,time,value", "json_syntax csv", "CSV"),
            Row("#1,2026-03-04 12:05:00 +0100,9.90", "json_syntax csv", "CSV"),
            Row(#""a","b:c""#, "json_syntax csv", "CSV"),
            Row(#"[{"event_id":"1"}]"#, "not_an_object array", "jq -c '.[]'"),
            Row("[", "json_syntax array", "jq -c '.[]'"),
            Row("{", "json_syntax many_lines", "jq -c . FILE"),
            Row(#"  "event_id": "1","#, "json_syntax many_lines", "jq -c . FILE"),
            Row("},", "json_syntax many_lines", "jq -c . FILE"),
            Row(good + ",", "json_syntax trailing_comma", "comma"),
            Row("\u{FEFF}" + good, "json_syntax byte_order_mark", "byte order mark"),
            Row("{'event_id':'1'}", "json_syntax single_quotes", "json.dumps"),
            Row(order(#""margin":NaN"#), "json_syntax bare_word", "NaN"),
            Row(String(good.dropLast(9)), "json_syntax cut_off", "cut off"),
            Row("   ", "json_syntax", "one JSON object per line"),
            Row(#""text""#, "not_an_object", "{…}"),
            Row(order(#""event_id":7"#), "wrong_type event_id number", "in quotes"),
            Row(order(#""event_id":null"#), "missing_field event_id", "stays the same"),
            Row(
                good.replacing("event_id", with: "eventId"), "missing_field event_id", "rename eventId"),
            Row(
                good.replacing("order_id", with: "order_number"), "missing_field order_id",
                "rename order_number"
            ),
            Row(order(#""value":null"#), "missing_field value", "what was paid"),
            Row(order(#""event_time":1772359200"#), "ts_ancient event_time seconds", "by 1000"),
            Row(
                order(#""event_time":1772359200.25"#), "wrong_type event_time fraction_of_seconds",
                "round"),
            Row(order(#""event_time":1772359200000000"#), "number_range event_time microseconds", "divide"),
            Row(
                order(#""event_time":1772359200000000000"#), "number_range event_time nanoseconds",
                "divide"),
            Row(order(#""event_time":"1772359200000""#), "ts_syntax event_time quoted_number", "quotes"),
            Row(order(#""event_time":"2026-03-01T10:00:00""#), "ts_syntax event_time no_offset", "+01:00"),
            Row(
                order(#""event_time":"2026-03-01 10:00:00 +0100""#), "ts_syntax event_time offset_form",
                "colon"),
            Row(order(#""event_time":"2026-03-01""#), "ts_syntax event_time date_only", "instant"),
            Row(order(#""event_time":"01.03.2026 10:00""#), "ts_syntax event_time other_order", "year"),
            Row(order(#""event_time":"yesterday""#), "ts_syntax event_time", "2026-03-01T10:00:00"),
            Row(order(#""event_time":"1926-03-01T10:00:00Z""#), "ts_ancient event_time", "2000"),
            Row(order(#""event_time":"2999-03-01T10:00:00Z""#), "ts_future event_time", "ahead of now"),
            Row(order(#""value":"1,234.50""#), "not_decimal value comma", "thousands"),
            Row(order(#""value":"1.234,50""#), "not_decimal value comma", "thousands"),
            Row(order(#""value":"€5""#), "not_decimal value currency_sign", "currency"),
            Row(order(#""value":"5 EUR""#), "not_decimal value comma", "1234.50"),
            Row(order(#""value":"5e2""#), "not_decimal value exponent", "exponent"),
            Row(order(#""value":-5"#), "number_range value negative", "refund"),
            Row(order(#""value":1e13"#), "number_range value", "cents"),
            Row(order(#""value":[5]"#), "wrong_type value", "amount"),
            Row(order(#""value":"""#), "empty value", "leave"),
            Row(order(#""kind":"Refund""#), "enum_unknown kind capitals", "small letters"),
            Row(order(#""kind":"refunds""#), "enum_unknown kind", "refund for refunds?"),
            Row(order(#""currency":"USD""#), "currency_unknown currency", "--rates.USD"),
            Row(order(#""currency":"eur""#), "currency_unknown currency capitals", "capitals"),
            Row(
                #"{"event_id":"1","event_time":0}"#, "clicks", "ts_ancient event_time", "milliseconds"),
            Row(
                #"{"event_id":"1","event_time":"2026-03-01T10:00:00Z","count":"3"}"#, "clicks",
                "wrong_type count quoted_number", "without quotes"),
            Row(
                #"{"event_id":"1","event_time":"2026-03-01T10:00:00Z","action":"cost"}"#, "clicks",
                "missing_field campaign_id", "for which campaign"),
            Row(
                #"{"event_id":"1","event_time":"2026-03-01T10:00:00Z","channel":"fax"}"#, "unsubscribes",
                "enum_unknown channel", "one of email"),
            Row(
                #"{"event_id":"1","event_time":"2026-03-01T10:00:00Z","channel":"sms"}"#, "unsubscribes",
                "missing_field customer_id", "anonymous_id"),
            Row(
                #"{"event_id":"1","event_time":"2026-03-01T10:00:00Z","store_id":"s"}"#, "beacons",
                "missing_field zone", "add it"),
        ])
    func kinds(row: Row) throws {
        let problems = try Self.problems(row.line + "\n", row.stream)
        #expect(problems.count == 1)
        let problem = try #require(problems.first)
        let kind = ["code", "field", "cause"].compactMap { problem[$0] as? String }.joined(separator: " ")
        #expect(kind == row.kind)
        #expect((problem["hint"] as? String)?.contains(row.hint) == true, "\(problem["hint"] ?? "")")
        #expect((problem["first"] as? [String: Any])?["line"] as? Int == 1)
    }

    @Test("counts lines by kind, empty ones not, and names the first")
    func counts() throws {
        let bad = Self.order(#""kind":"sale""#)
        let lines = [Self.good, "", bad, Self.good, Self.order(#""kind":"sold""#), bad, "{"]
        let problems = try Self.problems(lines.joined(separator: "\n"), "purchases")
        #expect(problems.map { $0["lines"] as? Int } == [3, 1])
        #expect(problems.map { ($0["first"] as? [String: Any])?["line"] as? Int } == [3, 7])
        #expect(problems[0]["values"] as? [String: Int] == ["sale": 2, "sold": 1])
        #expect(problems[0]["example"] as? String == #""kind":"sale""#)
    }

    @Test("exit codes: 0 for events only, 1 else, 64 for the command line, 74 for a file")
    func codes() throws {
        let good = try Scratch(Self.good + "\n")
        let bad = try Scratch("{\n")
        let empty = try Scratch("\n\n")
        #expect(WeirCall("check", good.path, "-s", "purchases").code == .ok)
        #expect(WeirCall("check", good.path, bad.path, "-s", "purchases").code == .findings)
        #expect(ExitCode.findings.rawValue == 1)
        #expect(WeirCall("check", empty.path).code == .ok)
        #expect(WeirCall("check", empty.path).output.contains("no line"))
        #expect(WeirCall("check").code == .usage)
        #expect(WeirCall("check", "-", "-").code == .usage)
        let near = WeirCall("check", good.path, "--stream", "purchase")
        #expect(near.code == .usage && near.talk.contains("did you mean --stream purchases?"))
        #expect(WeirCall("check", good.path + ".none").code == .io)
    }

    @Test(
        "guesses the stream by fields that no other has, else by the file's name",
        arguments: [
            (#"{"order_id":"1","store_id":"s"}"#, "x.jsonl", "purchases"),
            (#"{"orderId":"1"}"#, "x.jsonl", "purchases"),
            (#"{"action":"view","store_id":"s"}"#, "orders.jsonl", "clicks"),
            (#"{"zone":"z","store_id":"s"}"#, "x.jsonl", "beacons"),
            (#"{"reason":"r","kind":"unsubscribe"}"#, "x.jsonl", "unsubscribes"),
            (#"{"event_id":"1"}"#, "Unsubscribes.jsonl", "unsubscribes"),
            (#"{"line_items":[],"total_price":"1"}"#, "x.jsonl", "purchases"),
            (#"{"event":"click","timestamp":1}"#, "x.jsonl", "clicks"),
            (#"{"channel":"email","kind":"unsubscribe"}"#, "x.jsonl", "unsubscribes"),
            ("a,b", "orders.csv", "purchases"), (#"{"event_id":"1"}"#, "x.jsonl", "clicks"),
        ])
    func guess(line: String, name: String, stream: String) throws {
        let file = try Scratch(line, name: name)
        let call = WeirCall("check", file.path)
        #expect(call.output.hasPrefix("\(stream): "), "\(call.output)")
        #expect(call.output.contains("(guessed"))
        #expect(!WeirCall("check", file.path, "-s", stream).output.contains("(guessed"))
    }

    @Test("names what is ignored, and names that are probably misspelt")
    func names() throws {
        let lines = [
            Self.order(#""customerId":"ann","device":7,"action":"x","utm_content":"y","Pool":"p""#),
            Self.order(#""event_id":"2","customer_id":"ann","id":"7","device":"""#),
        ]
        let file = try Scratch(lines.joined(separator: "\n"))
        let output = WeirCall("check", file.path).output
        #expect(output.contains("  device  2  text of 1 to 256 bytes"))
        #expect(output.contains("  customerId   1  is it customer_id? Rename it"))
        #expect(output.contains("  Pool         1  is it pool? Rename it"))
        #expect(output.contains("  action       1  ignored: a field of clicks"))
        #expect(output.contains("  utm_content  1  ignored\n"))
        // Every record has its event_id.
        #expect(output.contains("  id           1  ignored\n"))
    }

    @Test("a file may have its ids as names: they are counted together beyond a thousand")
    func manyNames() throws {
        let lines = (0..<2_000).map { Self.order("\"n\($0)\":1,\"\(String(repeating: "x", count: 129))\":1") }
        let file = try Scratch(lines.joined(separator: "\n"))
        let output = WeirCall("check", file.path).output
        #expect(output.contains("  3,034  times a name beyond the first thousand"), "\(output)")
        #expect(output.contains("--purchases \(file.path) --out out"))
    }

    @Test("no control character of a file reaches the terminal, and long values are cut")
    func hostile() throws {
        let name = "a\u{1B}[2J\u{202E}"
        let long = String(repeating: "x", count: 5_000)
        let lines = [
            Self.order("\"kind\":\"\u{7F}\u{9B}31m\""), "\u{1B}[2J,", Self.order("\"\(name)\":1"),
            Self.order("\"kind\":\"\(long)\""),
        ]
        let file = try Scratch(lines.joined(separator: "\n"))
        for arguments in [["check", file.path], ["check", file.path, "--json"]] {
            let output = WeirCall(arguments).output
            #expect(output.count < 4_000)
            for scalar in ["\u{1B}", "\u{202E}", "\u{9B}", "\u{7F}"] where !arguments.contains("--json") {
                #expect(!output.contains(scalar))
            }
        }
    }
}
