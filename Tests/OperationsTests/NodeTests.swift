import Testing

@testable import Operations

@Suite("A text becomes one tree of nodes")
struct NodeTests {
    private func parse(_ text: String, isJSON: Bool = false) throws(Problem) -> Node {
        try YAMLText.parse(Array(text.utf8), from: .file("f"), isJSON: isJSON)
    }

    private func problem(_ text: String, isJSON: Bool = false) -> String {
        do throws(Problem) {
            _ = try parse(text, isJSON: isJSON)
            return ""
        } catch { return error.description }
    }

    @Test("keeps order, exact text, quotes and places")
    func keepsWhatWasWritten() throws {
        let root = try parse("b: 0.10\na:\n  - \"0\"\n  - ünü: x # why\n")
        let entries = try #require(root.entries)
        #expect(entries.map(\.key) == ["b", "a"])
        #expect(entries[0].value.number == "0.10")
        #expect(entries[0].value.place.description == "f:1:4")
        guard case .sequence(let items) = entries[1].value.content else {
            Issue.record("a is a list")
            return
        }
        #expect(items[0].text == "0" && items[0].number == nil)
        #expect(items[1].entries?.first?.place.description == "f:4:5")
    }

    @Test(
        "tells apart what a plain word may be",
        arguments: [
            ("null", "empty"), ("~", "empty"), ("", "empty"), ("true", "a truth value"), ("yes", "text"),
            ("-1.5e-3", "a number"), ("1_000", "text"), (".5", "text"), ("0x10", "text"), ("\"1\"", "text"),
            ("2026-03-01", "text"), ("[]", "a list"), ("{}", "a map"),
        ])
    func kinds(text: String, kind: String) throws {
        let entries = try #require(parse("k: \(text)").entries)
        #expect(entries[0].value.kind == kind)
    }

    @Test(
        "refuses what a configuration does not need",
        arguments: [
            ("a: 1\nb: 2\na: 3", "f:3:1: \"a\" is given twice, first in line 1; leave one of them out"),
            ("a: &x 1", "f:1:4: anchors (&) and aliases (*) are not supported; write the value out"),
            ("a: *x", "f:1:4: anchors (&) and aliases (*) are not supported; write the value out"),
            ("a: !!str 1", "f:1:4: tags (!) are not supported; leave the tag out"),
            ("a: 1\n---\nb: 2", "f:2:1: a second document begins here; one file is one document"),
            ("[a]: 1", "f:1:1: a key must be a word"),
            ("a: [1, 2", "f:2:1: not YAML: did not find expected ',' or ']'"),
            ("a:\n\tb: 1", "f:2:1: not YAML: found character that cannot start any token"),
            (String(repeating: "[", count: 40), "f:1:34: nested deeper than 32 levels"),
        ])
    func refuses(text: String, message: String) { #expect(problem(text) == message) }

    @Test("names the line that is not UTF-8")
    func requiresUTF8() {
        #expect(
            throws: Problem(
                Place(origin: .file("f"), line: 2, column: 1), "the line is not UTF-8; save the file as UTF-8"
            )
        ) {
            try YAMLText.parse([0x61, 0x0A, 0xFF], from: .file("f"))
        }
    }

    @Test("takes an empty text for an empty map")
    func empty() throws {
        #expect(try parse("").entries == [])
        #expect(try parse("# nothing yet\n").entries == [])
    }

    @Test(
        "reads JSON's escapes, also in a file that may be YAML",
        arguments: [
            (#"{"a": "\ud83d\ude00"}"#, "😀"), (#"{"a": "\u00e9\/\"\\\n"}"#, "é/\"\\\n"),
            ("{\n\t\"a\":\t\"tab\"\n}", "tab"), (#"{"a":"b"}"#, "b"),
        ])
    func escapes(text: String, value: String) throws {
        #expect(try parse(text).entries?.first?.value.text == value)
        #expect(try parse(text, isJSON: true).entries?.first?.value.text == value)
    }

    @Test("keeps the exact text of JSON's numbers")
    func numbers() throws {
        let text = #"{"a": 12345678901234567890.10e-2}"#
        #expect(try parse(text, isJSON: true).entries?.first?.value.number == "12345678901234567890.10e-2")
    }

    @Test(
        "refuses what is no JSON",
        arguments: [
            ("{\"a\": 007}", "f:1:7: not JSON: a value was expected"),
            ("{\"a\": NaN}", "f:1:7: not JSON: a value was expected"),
            ("{\"a\": +1}", "f:1:7: not JSON: a value was expected"),
            ("{a: 1}", "f:1:2: not JSON: a name in quotes was expected"),
            ("{\"a\": 1,}", "f:1:9: not JSON: a name in quotes was expected"),
            ("{\"a\": 1} x", "f:1:10: not JSON: text after the value's end; leave it out"),
            ("{\"a\": \"\\ud800\"}", "f:1:14: not JSON: half a surrogate pair"),
            ("{\"a\": \"\\x\"}", "f:1:9: not JSON: an unknown escape"),
            ("{\"é\": \"\n\"}", "f:1:8: not JSON: a control character in a string; write it as \\u00XX"),
            ("{\"a\": 1, \"a\": 2}", "f:1:10: \"a\" is given twice, first in line 1; leave one of them out"),
            ("", "f:1:1: not JSON: a value was expected"),
            ("[1", "f:1:3: not JSON: \",\" or \"]\" was expected"),
            ("\"x", "f:1:3: not JSON: a string without end"),
            (String(repeating: "[", count: 40), "f:1:34: not JSON: nested deeper than 32 levels"),
        ])
    func refusesJSON(text: String, message: String) { #expect(problem(text, isJSON: true) == message) }
}

@Suite("Words that are near")
struct SuggestionTests {
    @Test(
        "counts letters put in, taken out, replaced and swapped",
        arguments: [("lateness", "latness", 1), ("ab", "ba", 1), ("", "abc", 3), ("same", "same", 0)])
    func distances(left: String, right: String, expected: Int) {
        #expect(Suggestion.distance(Array(left.utf8), Array(right.utf8)) == expected)
    }

    @Test("suggests only what is near enough")
    func nearest() {
        #expect(Suggestion.nearest(to: "curency", among: ["rates", "currency"]) == "currency")
        #expect(Suggestion.nearest(to: "Currency", among: ["currency"]) == "currency")
        #expect(Suggestion.nearest(to: "wholly-different", among: ["rates", "currency"]) == nil)
    }
}
