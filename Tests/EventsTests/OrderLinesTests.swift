import Events
import Mathematics
import Streaming
import Testing

@Suite("What an order consists of")
struct OrderLinesTests {
    /// The lines of an order by category, and whether its items were noted as ignored.
    private struct Outcome: Equatable {
        var lines: [String: String] = [:]
        var isNoted = false
    }

    private static let order = DeadLetterTests.identity + #""order_id":"o","value":1"#

    private func outcome(_ items: String, _ more: String = "") -> Outcome {
        var decoder = EventDecoder(rules: testRules, stream: .purchases)
        let decoded = decoder.decode(Array("{\(Self.order)\(more),\"items\":\(items)}".utf8))
        #expect(decoded.outcome == .event, "no order is lost for \(items)")
        var outcome = Outcome(isNoted: decoded.ignored == ["items"])
        #expect(decoded.ignored.isEmpty || outcome.isNoted, "\(decoded.ignored)")
        for line in decoder.lines {
            let category = decoded.text(line.category)
            #expect(outcome.lines[category] == nil, "one line for each category")
            outcome.lines[category] = "\(line.units) \(line.value)"
        }
        return outcome
    }

    @Test(
        "is added up by category; quantity is 1 and price 0 where there is none",
        arguments: [
            ("[]", [:]), ("null", [:]), (#"[{"category":"a"}]"#, ["a": "1 0"]),
            (#"[{"category":"a","quantity":2,"price":1.5}]"#, ["a": "2 3000000"]),
            (
                #"[{"category":"a","price":1},{"category":"b","quantity":3},{"category":"a","price":2}]"#,
                ["a": "2 3000000", "b": "3 0"]
            ),
            (#"[{"price":1.5,"quantity":4,"sku":"x"},{}]"#, [:]),
            (#"[{"category":"a","quantity":null,"price":null},{"category":null}]"#, ["a": "1 0"]),
            (#"[{"category":"a","quantity":0,"price":7}]"#, ["a": "0 0"]),
            (
                #"[{"category":"a","quantity":1000000,"price":1000000000000}]"#,
                ["a": "1000000 1000000000000000000000000"]
            ),
            (#"[{"category":"a","price":"0.000001","quantity":2}]"#, ["a": "2 2"]),
            (#"[{"category":"a","price":1e2},{"category":"a","price":0.0000005}]"#, ["a": "2 100000000"]),
        ] as [(String, [String: String])])
    func good(items: String, lines: [String: String]) {
        #expect(outcome(items) == Outcome(lines: lines))
    }

    @Test(
        "what is bad of an item is as if absent, and noted",
        arguments: [
            (#""a""#, [:]), ("{}", [:]), ("7", [:]), ("true", [:]), ("[1]", [:]), (#"["a",[],null]"#, [:]),
            (#"[{"category":"a"},5]"#, ["a": "1 0"]),
            (#"[[{"category":"b"}],{"category":"a"}]"#, ["a": "1 0"]),
            (#"[{"category":"a","quantity":1000001,"price":2}]"#, ["a": "1 2000000"]),
            (#"[{"category":"a","quantity":-1,"price":2}]"#, ["a": "1 2000000"]),
            (#"[{"category":"a","quantity":2.0,"price":2}]"#, ["a": "1 2000000"]),
            (#"[{"category":"a","quantity":"2","price":2}]"#, ["a": "1 2000000"]),
            (#"[{"category":"a","quantity":99999999999999999999}]"#, ["a": "1 0"]),
            (#"[{"category":"a","quantity":2,"price":true}]"#, ["a": "2 0"]),
            (#"[{"category":"a","quantity":2,"price":"1.0000001"}]"#, ["a": "2 0"]),
            (#"[{"category":"a","quantity":2,"price":""}]"#, ["a": "2 0"]),
            (#"[{"category":"a","quantity":2,"price":1000000000000.000001}]"#, ["a": "2 0"]),
            (#"[{"category":"a","quantity":2,"price":1000000000001}]"#, ["a": "2 0"]),
            (#"[{"category":"a","quantity":2,"price":1e999}]"#, ["a": "2 0"]),
            (#"[{"category":7,"price":1},{"category":"a"}]"#, ["a": "1 0"]),
            (#"[{"category":"","price":1},{"category":"a"}]"#, ["a": "1 0"]),
        ] as [(String, [String: String])])
    func bad(items: String, lines: [String: String]) {
        #expect(outcome(items) == Outcome(lines: lines, isNoted: true))
    }

    @Test("a category has at most 256 bytes")
    func longest() {
        let (fits, tooLong) = (text(256), text(257))
        #expect(outcome(#"[{"category":"\#(fits)"}]"#) == Outcome(lines: [fits: "1 0"]))
        #expect(outcome(#"[{"category":"\#(tooLong)"}]"#) == Outcome(isNoted: true))
    }

    @Test("prices are in the order's currency")
    func currency() {
        let items = #"[{"category":"a","quantity":3,"price":1.5},{"category":"a","price":"2"}]"#
        #expect(outcome(items, #","currency":"USD""#).lines == ["a": "4 5980000"], "0.92 for one")
        let most = #"[{"category":"a","price":1000000000000}]"#
        #expect(outcome(most, #","currency":"KWD""#) == Outcome(lines: ["a": "1 0"], isNoted: true))
    }

    @Test(
        "values are found behind nested ones, escapes and doubles, whether or not another number is unreadable",
        arguments: ["1", "1e999"])
    func nested(other: String) {
        let noise = #""x":{"quantity":9,"items":[{"category":"z"}],"n":\#(other)},"y":[[],{},1,"]"],"z":[]"#
        let items = #"""
            [{\#(noise),"category":"\u0061","quant\u0069ty":2,\#(noise),"price":1.25,"price":2.5},
             {"category":"b","category":"c","quantity":7,"quantity":null,"price":1},{\#(noise)}]
            """#
        let expected = Outcome(lines: ["a": "2 5000000", "c": "1 1000000"])
        #expect(outcome(items, ",\(noise)") == expected)
        #expect(outcome(items, #","items":[{"category":"former"}]"#) == expected, "the later of two counts")
        #expect(outcome("5", ",\"items\":\(items)") == Outcome(isNoted: true))
    }

    @Test("only orders have lines, and each its own")
    func own() {
        var decoder = EventDecoder(rules: testRules, stream: .purchases)
        let items = #","items":[{"category":"a"}]"#
        _ = decoder.decode(Array("{\(Self.order)\(items)}".utf8))
        #expect(decoder.lines.count == 1)
        for kind in ["refund", "delivery"] {
            let decoded = decoder.decode(Array("{\(Self.order),\"kind\":\"\(kind)\"\(items)}".utf8))
            #expect(decoder.lines.isEmpty && decoded.ignored.isEmpty)
            let bad = decoder.decode(Array("{\(Self.order),\"kind\":\"\(kind)\",\"items\":1}".utf8))
            #expect(bad.ignored == ["items"])
        }
        _ = decoder.decode(Array("{\(Self.order)\(items)}".utf8))
        _ = decoder.decode(Array("{\(Self.order)}".utf8))
        #expect(decoder.lines.isEmpty)
        _ = decoder.decode(Array("{\(Self.order)\(items)}".utf8))
        let dead = decoder.decode(Array("{\(items.dropFirst())}".utf8))
        #expect(dead.dead != nil && decoder.lines.isEmpty)
    }

    @Test("any items are added up as a dictionary would", arguments: Array(1...20) as [UInt64])
    func model(seed: UInt64) {
        var random = Seeded(state: seed)
        var (texts, units, values) = ([String](), [String: Int64](), [String: Int128]())
        for _ in 0..<random.below(200) {
            let category = "y\(random.below(9))"
            let (quantity, cents) = (Int64(random.below(1_000_001)), Int64(random.below(10_000_000)))
            let price = "\(cents / 100).\(cents % 100 / 10)\(cents % 10)"
            texts.append(
                #"{"price":\#(price),"sku":"\#(text(random.below(9)))","category":"\#(category)","quantity":\#(quantity)}"#
            )
            units[category, default: 0] += quantity
            values[category, default: 0] += Int128(quantity) * Int128(cents) * 10_000
        }
        let lines = units.map { ($0, "\($1) \(values[$0] ?? 0)") }
        #expect(
            outcome("[\(texts.joined(separator: " ,\n"))]")
                == Outcome(lines: Dictionary(uniqueKeysWithValues: lines)), "seed \(seed)")
    }
}
