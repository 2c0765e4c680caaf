import Foundation
import Streaming
import Testing

@testable import Operations

@Suite("Log lines")
struct LogLineTests {
    private let probe = LogProbe()

    /// Some lines of different kinds.
    private func logDay() {
        let log = probe.log
        log(
            .workerStarted, .version("0.3.0"), .librdkafka("2.0.2"), .instance("worker-0"),
            .application("weir"), .lanes(2), .pid(4_711), .config(0x0123_4567_89AB_CDEF), .resumed(true),
            .cleanExit(false))
        log(
            .assigned, .took(1_200), .restoring(18), .pools(2), .journeys(8), .visitors(8), .sources(4),
            .lane(0), .kept(0))
        log(.revoked, .lane(0), .partitions([3, 7]), .isLost(true))
        log(
            .business, .pool("Brand & Söhne"), .minute(HandClock.noon - 64_005), .orders(12),
            .value(1_234_500_000), .spend(-500_000), .clicks(310))
        log(.taskStopped, .lane(1), .task("journeys", 3), .reason(.gap))
    }

    @Test("JSON: four fixed keys, then the event's fields in its order")
    func json() {
        logDay()
        let head = #"{"ts":"2026-03-01T12:03:04.005Z","level":""#
        let lines = [
            #"notice","event":"worker_started","msg":"Weir 0.3.0 starts as worker-0 with 2 lanes","#
                + #""version":"0.3.0","librdkafka":"2.0.2","instance":"worker-0","application":"weir","#
                + #""lanes":2,"pid":4711,"config":"0123456789abcdef","resumed":true,"clean_exit":false}"#,
            #"info","event":"assigned","msg":"lane 0 has 4 sources and 8 + 8 + 2 tasks, 18 to restore","#
                + #""lane":0,"sources":4,"visitors":8,"journeys":8,"pools":2,"restoring":18,"kept":0,"#
                + #""took_ms":1200}"#,
            #"info","event":"revoked","msg":"lane 0 gave back its partitions","lane":0,"#
                + #""partitions":[3,7],"is_lost":true}"#,
            #"info","event":"business","msg":"Brand & Söhne: 12 orders worth 1234.5","#
                + #""pool":"Brand & Söhne","minute":"2026-03-01T12:02:00Z","orders":12,"value":1234.5,"#
                + #""spend":-0.5,"clicks":310}"#,
            #"error","event":"task_stopped","msg":"journeys-3 was stopped: gap","lane":1,"#
                + #""task":"journeys-3","reason":"gap"}"#,
        ]
        #expect(probe.lines() == lines.map { head + $0 })
    }

    @Test("text: what the sentence says is not said again")
    func text() {
        logDay()
        let expected = """
            12:03:04 notice   worker_started      Weir 0.3.0 starts as worker-0 with 2 lanes  \
            librdkafka=2.0.2  application=weir  pid=4711  config=0123456789abcdef  resumed=true  \
            clean_exit=false
            12:03:04 info     assigned            lane 0 has 4 sources and 8 + 8 + 2 tasks, 18 to restore  \
            kept=0  took_ms=1200
            12:03:04 info     revoked             lane 0 gave back its partitions  partitions=[3,7]  \
            is_lost=true
            12:03:04 info     business            Brand & Söhne: 12 orders worth 1234.5  \
            minute=2026-03-01T12:02:00Z  spend=-0.5  clicks=310
            12:03:04 error    task_stopped        journeys-3 was stopped: gap  lane=1
            """
        #expect(probe.lines(.text(isColoured: false)).joined(separator: "\n") == expected)
    }

    @Test("colours are around the level, and only where they are asked for")
    func colours() {
        probe.log(.taskStopped, .task("journeys", 3), .reason(.gap))
        let expected =
            "12:03:04 \u{1B}[1;31merror   \u{1B}[0m task_stopped        journeys-3 was stopped: gap"
        #expect(probe.lines(.text(isColoured: true)) == [expected])
    }

    @Test("a field that is nil is left out; the sentence shows that it is not known")
    func missing() {
        let lag: Int64? = nil
        probe.log(.stalled, .lane(0), lag.map { .lag($0) }, .stalled(60_000))
        let lines = probe.lines()
        #expect(lines.count == 1)
        #expect(lines[0].hasSuffix(#"does not get on: ?","lane":0,"stalled_ms":60000}"#))
    }

    @Test(
        "numbers are written in full, and what is no number as null",
        arguments: [
            (LogField.percent(41.749), "41.7"), (.percent(-0.04), "0.0"), (.percent(-0.06), "-0.1"),
            (.percent(.nan), "null"), (.percent(.infinity), "null"), (.percent(1e14), "null"),
            (.recordsPerSecond(182_342.96), "182343.0"), (.lag(.min), "-9223372036854775808"),
            (.value(1), "0.000001"), (.size(.hour), "\"PT1H\""), (.size(.day), "\"P1D\""),
            (.watermark(.min), "null"), (.watermark(1), "\"1970-01-01T00:00:00.001Z\""),
            (.watermark(.max), "null"), (.watermark(-62_135_596_800_000), "\"0001-01-01T00:00:00Z\""),
        ])
    func numbers(field: LogField, expected: String) {
        #expect(field.value.json == expected)
    }

    @Test(
        "a name cannot start a line, end a string, colour a terminal or turn the text around",
        arguments: [
            ("a\nb", #"a\u000ab"#), ("a\r\tb", #"a\u000d\u0009b"#), (#"a"b\c"#, #"a\"b\\c"#),
            ("\u{1B}[31m", #"\u001b[31m"#), ("\u{9B}x\u{7F}", #"\u009bx\u007f"#),
            ("a\u{202E}b\u{2066}", #"a\u202eb\u2066"#), ("\u{2028}\u{2029}", #"\u2028\u2029"#),
            ("\u{E0041}", #"\udb40\udc41"#), ("Straße 😀", "Straße 😀"),
        ])
    func escapes(name: String, expected: String) throws {
        probe.log(.catalogueChanged, .campaign(name), .effective(0))
        let line = try #require(probe.lines().first)
        #expect(line.contains("\"campaign\":\"\(expected)\""))
        #expect(line.contains("\"msg\":\"campaign \(expected) is another"))
        let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        #expect(object?["campaign"] as? String == name)
    }

    @Test("in text, a value that is not one word is quoted")
    func quotes() {
        let values = ["a b", "a=b", "", "a\nb", "ab"].map { LogField.pool($0).value.word }
        #expect(values == ["\"a b\"", "\"a=b\"", "\"\"", #""a\u000ab""#, "ab"])
    }

    @Test("a value has at most 256 bytes, escapes included, and is cut between characters")
    func cap() {
        func written(_ name: String) -> String { LogField.pool(name).value.bare }
        let full = String(repeating: "x", count: 256)
        #expect(written(full) == full)
        #expect(written(full + "x") == full.prefix(253) + "…")
        #expect(written(String(repeating: "é", count: 129)) == String(repeating: "é", count: 126) + "…")
        let escapes = String(repeating: "\n", count: 1_000)
        #expect(written(escapes) == String(repeating: #"\u000a"#, count: 42) + "…")
    }

    @Test("no line is longer than 8 KiB, and every line is one object")
    func longest() throws {
        for event in LogEvent.all {
            #expect(event.longest.count == event.fields.count, "\(event.name)")
            var entry = LogEntry(event, event.longest, at: HandClock.noon)
            entry.suppressed = .max
            entry.dropped = .max
            let line = LogForm.json.line(entry)
            #expect(line.count <= LogForm.longestLine, "\(event.name)")
            #expect(LogForm.text(isColoured: true).line(entry).count <= LogForm.longestLine)
            #expect(line.last == UInt8(ascii: "\n") && line.count { $0 < 0x20 } == 1)
            let object = try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any]
            #expect(object?.count == 4 + event.fields.count + 2, "\(event.name)")
        }
    }

    @Test("an event takes no field that its list lacks")
    func foreign() async {
        await #expect(processExitsWith: .failure) {
            _ = LogEntry(.laneStarted, [.lane(0), .pool("a")], at: 0)
        }
    }
}
