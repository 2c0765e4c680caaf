import Testing

@testable import weir

@Suite("What weir tail shows")
struct TailTests {
    private static func record(_ value: String?, headers: [(String, String)] = []) -> KafkaRecord {
        var record = KafkaRecord()
        (record.topic, record.partition, record.offset) = ("t", 3, 17)
        record.timestamp = 1_000
        record.key = Array("a|b".utf8)
        record.value = value.map { Array($0.utf8) }
        record.headers = headers.map { .init(name: $0.0, value: Array($0.1.utf8)) }
        return record
    }

    private static func metric(
        _ key: String = "email", pool: String = "acme", dimension: String = "channel", final: Bool = true
    ) -> KafkaRecord {
        record(
            """
            {"pool":"\(pool)","dimension":"\(dimension)","key":"\(key)","window":{"size":"PT1H",\
            "start":"2026-03-02T05:00:00Z","end":"2026-03-02T06:00:00Z"},"final":\(final),\
            "counts":{"clicks":12,"orders":0.4},"money":{"spend":1234.5,"value":10.365,"net_value":null},"rates":{"roas":29.6}}
            """)
    }

    private static func view(
        _ output: TailOutput = .metrics, _ choice: TailChoice = TailChoice(), form: TailView.Form = .table,
        payload: Bool = false, repeats: Bool = false
    ) -> TailView {
        TailView(output: output, choice: choice, form: form, showsPayload: payload, repeatsHeader: repeats)
    }

    @Test("metrics are a line each, figures to the right, zeros where nothing was")
    func metrics() {
        var view = Self.view()
        #expect(
            view.lines(of: Self.metric()) == [
                "from (UTC)        size  state  pool      dimension      key                        clicks      orders       value      margin       spend     roas",
                "2026-03-02 05:00  1h    final  acme      channel        email                          12         0.4       10.36        0.00    1,234.50    29.60",
            ])
        #expect(view.lines(of: Self.metric(final: false)).count == 1)
        #expect(view.lines(of: Self.metric(final: false))[0].hasPrefix("2026-03-02 05:00  1h    early"))
    }

    @Test("the header comes again after a screen, and only on a terminal")
    func header() {
        for (repeats, headers) in [(true, 3), (false, 1)] {
            var view = Self.view(repeats: repeats)
            let lines = (0..<81).flatMap { _ in view.lines(of: Self.metric()) }
            #expect(lines.count { $0.hasPrefix("from") } == headers)
        }
    }

    @Test("a choice leaves out the others")
    func choice() {
        var final = Self.view(.metrics, TailChoice(onlyFinal: true))
        #expect(final.lines(of: Self.metric(final: false)) == [])
        #expect(final.lines(of: Self.metric()).count == 2)
        var email = Self.view(.metrics, TailChoice(dimension: "channel", pool: "acme"))
        #expect(email.lines(of: Self.metric(dimension: "team")) == [])
        #expect(email.lines(of: Self.metric(pool: "boreal")) == [])
        #expect(email.lines(of: Self.record("no JSON")) == [])
        #expect(email.lines(of: Self.metric()).count == 2)
        #expect(throws: (any Error).self) { try TailChoice(pool: "acme").check(for: .dead) }
        #expect(throws: (any Error).self) { try TailChoice(onlyFinal: true).check(for: .alerts) }
    }

    @Test("no control character reaches the terminal, and long names are cut")
    func hostile() {
        var view = Self.view()
        let line = view.lines(of: Self.metric("a\\u001b[2Jb\\u0007\\u202e"))[1]
        #expect(line.contains("a\u{FFFD}[2Jb\u{FFFD}\u{FFFD}"))
        let long = view.lines(of: Self.metric(String(repeating: "x", count: 99)))[0]
        #expect(long.contains(String(repeating: "x", count: 39) + "…  ") && !long.contains("xxxx…x"))
    }

    @Test("what cannot be read is named by its place")
    func unreadable() {
        var view = Self.view()
        for value in ["", "{", "[]", "{}", nil] {
            #expect(
                view.lines(of: Self.record(value)) == ["(t 3@17 cannot be read; see it with --json)"])
        }
    }

    @Test("dead letters show what is wrong and where, themselves only when asked")
    func letters() {
        let record = Self.record(
            "secret",
            headers: [
                ("weir.error.code", "wrong_type"), ("weir.error.field", "value"),
                ("weir.error.stream", "purchases"), ("weir.error.topic", "orders"),
                ("weir.error.partition", "2"), ("weir.error.offset", "99"),
                ("weir.error.time", "2026-03-04T12:00:01.250Z"),
            ])
        var view = Self.view(.dead)
        #expect(
            view.lines(of: record)[1]
                == "2026-03-04 12:00:01  wrong_type      value         purchases     orders[2]@99")
        var full = Self.view(.dead, payload: true)
        #expect(full.lines(of: record)[1].hasSuffix("orders[2]@99          secret"))
    }

    @Test("a budget signal is a line per campaign")
    func budgets() {
        let record = Self.record(
            """
            {"pool":"acme","at":"2026-03-04T13:00:00Z","campaigns":[
            {"campaign":"a","action":"expand","current":300,"recommended":330,"constraint":"max_step","reason":"r"},
            {"campaign":"b","action":"pause","current":10,"recommended":0,"constraint":"none"}]}
            """)
        var view = Self.view(.budgetSignals)
        let lines = view.lines(of: record)
        #expect(lines.count == 3)
        #expect(lines[1].hasSuffix("expand      300.00       330.00  max_step    r"))
    }

    @Test("JSON has key, headers and value as they are")
    func json() {
        var view = Self.view(form: .json)
        let record = Self.record(#"{"pool":"a/b","x":1.50}"#, headers: [("ce_id", "\"7\"")])
        #expect(
            view.lines(of: record) == [
                #"{"topic":"t","partition":3,"offset":17,"timestamp":1000,"key":"a|b","headers":{"ce_id":"\"7\""},"value":{"pool":"a/b","x":1.50}}"#
            ])
        #expect(view.lines(of: Self.record("{\n}"))[0].hasSuffix(#""value":"{\n}"}"#))
        #expect(view.lines(of: Self.record(nil))[0].hasSuffix(#""value":null}"#))
        var bytes = Self.record("")
        bytes.value = [0xFF]
        #expect(view.lines(of: bytes)[0].hasSuffix(#""value_base64":"/w=="}"#))
        var dead = Self.view(.dead, form: .json)
        #expect(dead.lines(of: Self.record("{}"))[0].hasSuffix(#""value":"{}"}"#))
    }
}
