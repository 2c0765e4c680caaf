import Events
import Foundation
import Marketing
import ReplayRuntime
import Streaming
import Testing
import Topology

/// A replay over files with small settings.
func replay(
    _ files: [(Events.Stream, String)], to output: String, _ change: (inout Settings) -> Void = { _ in }
)
    throws -> ReplaySummary
{
    var settings = Settings()
    settings.profilePartitions = 2
    settings.poolPartitions = 1
    settings.windows.aligned = [.minute, .day]
    settings.windows.sliding = []
    settings.windows.earlyInterval = nil
    change(&settings)
    let input = ReplayInput(files: files.map { (stream: $0.0, path: $0.1) }, output: output)
    var replay = try Replay(input, settings: settings)
    return try replay.run { _ in }
}

private func click(_ id: String, _ second: Int = 0, _ more: String = "") -> String {
    let time = #""event_time":"2026-03-01T10:00:\#(second < 10 ? "0" : "")\#(second)Z""#
    return #"{"event_id":"\#(id)",\#(time),"customer_id":"k"\#(more.isEmpty ? "" : "," + more)}"#
}

@Suite("A replay of files")
struct ReplayFileTests {
    private let directory: TemporaryDirectory
    private var output: String { directory.path + "/deep/er/out" }

    init() throws { directory = try TemporaryDirectory() }

    private func out(_ name: String) throws -> String { try directory.text("deep/er/out/" + name) }

    @Test(
        "a disk without room: an error names the file, and nothing is left that looks whole",
        arguments: ["metrics.jsonl", "late-events.jsonl", "dead-letters.jsonl"])
    func fullDisk(name: String) throws {
        let lines = [click("1", 40), click("2", 50), click("3", 9), "{}"].joined(separator: "\n")
        let clicks = try directory.write("c.jsonl", lines)
        try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
        _ = try directory.write("deep/er/out/metrics.jsonl", "of a former run")
        try FileManager.default.createSymbolicLink(
            atPath: "\(output)/\(name).partial", withDestinationPath: "/dev/full")
        let failure = #expect(throws: ReplayError.self) { try replay([(.clicks, clicks)], to: output) }
        #expect(failure == .cannotWrite("\(output)/\(name)", reason: "No space left on device"))
        let left = try FileManager.default.contentsOfDirectory(atPath: output)
        #expect(left.allSatisfy { !$0.hasSuffix(".partial") }, "\(left)")
        #expect(left == ["metrics.jsonl"])
        #expect(try out("metrics.jsonl") == "of a former run")
    }

    @Test("a run that succeeds leaves its files and no other")
    func wholeFiles() throws {
        let clicks = try directory.write("c.jsonl", click("1") + "\n")
        _ = try replay([(.clicks, clicks)], to: output)
        _ = try replay([(.clicks, clicks)], to: output)
        let left = try FileManager.default.contentsOfDirectory(atPath: output).sorted()
        #expect(
            left == ["churn-events.jsonl", "dead-letters.jsonl", "late-events.jsonl", "metrics.jsonl"])
    }

    @Test("writes its three files, one JSON object a line, and its balance is even")
    func outputs() throws {
        let clicks = try directory.write(
            "c.jsonl",
            [click("1", 40), click("2", 50), click("2", 50), click("3", 9), "{}", click("4", 20)].joined(
                separator: "\n") + "\n")
        let summary = try replay([(.clicks, clicks)], to: output)
        #expect(summary.records == 6 && summary.accounted == 6)
        #expect(summary.tally.processed == 3 && summary.tally.duplicates == 1)
        #expect(summary.late == 1 && summary.dead == 1)
        let metrics = try out("metrics.jsonl").split(separator: "\n")
        let size = Int64(try out("metrics.jsonl").utf8.count)
        #expect(summary.metricRecords == metrics.count && summary.metricBytes == size)
        let records = try metrics.map { try #require(JSON($0.utf8)) }
        #expect(records.allSatisfy { $0["final"] == .other("true") })
        let pools = records.filter { $0["dimension"] == .string("pool") }
        #expect(!pools.isEmpty)
        for record in pools {
            #expect(record["counts"] == .object(["clicks": .other("3"), "unique_profiles": .other("1")]))
        }
        #expect(try out("late-events.jsonl").split(separator: "\n").count == 1)
        #expect(try out("dead-letters.jsonl").split(separator: "\n").count == 1)
    }

    @Test("sets records aside untouched, with the reason and the place")
    func deadLetters() throws {
        let broken = "{\"event_id\":\"é\\\\ \t\u{1}\u{7f}\",\"event_time\":\"never\"}"
        let file = try directory.write("p.jsonl", [click("1"), "", broken].joined(separator: "\n"))
        _ = try replay([(.purchases, try directory.write("x.jsonl", "")), (.purchases, file)], to: output)
        let lines = try out("dead-letters.jsonl").split(separator: "\n").map { JSON($0.utf8) }
        #expect(lines.count == 2)
        let letter = try #require(lines.last ?? nil)
        #expect(letter["value"] == .string(broken))
        #expect(letter["headers"]?["weir.error.offset"] == .string("2"), "the line's number, from 0")
        #expect(letter["headers"]?["weir.error.partition"] == .string("1"))
        #expect(letter["headers"]?["weir.error.topic"] == .string(file))
        #expect(letter["headers"]?["weir.error.stream"] == .string("purchases"))
        #expect(letter["headers"]?["weir.error.code"]?.text?.isEmpty == false)
    }

    @Test("sets late records aside whole")
    func late() throws {
        let late = click("2", 0, #""channel":"email""#)
        let file = try directory.write("c.jsonl", click("1", 31) + "\n" + late + "\n" + click("3", 1) + "\n")
        let summary = try replay([(.clicks, file)], to: output)
        #expect(summary.late == 1)
        let line = try #require(JSON(try out("late-events.jsonl").split(separator: "\n")[0].utf8))
        #expect(line["value"] == .string(late))
        #expect(line["headers"]?["weir.error.code"] == .string("late"))
        #expect(line["headers"]?["weir.error.offset"] == .string("1"))
    }

    @Test(
        "writes bytes that are no UTF-8 as Base64",
        arguments: [
            ([0xFF], "/w=="), ([0xFF, 0xFE], "//4="), ([0xFF, 0xFE, 0xFD], "//79"),
            ([0x7B, 0x22, 0xC3, 0x28], "eyLDKA=="),
        ]
            as [([UInt8], String)])
    func base64(bytes: [UInt8], text: String) throws {
        let file = try directory.write("c.jsonl", bytes + [0x0A])
        let summary = try replay([(.clicks, file)], to: output)
        #expect(summary.dead == 1)
        let line = try #require(JSON(try out("dead-letters.jsonl").split(separator: "\n")[0].utf8))
        #expect(line["value_base64"] == .string(text) && line["value"] == nil)
    }

    @Test("gives the same for plain and gzip files, with and without a last line feed, with LF and CRLF")
    func forms() throws {
        let lines = (0..<50).map { click("\($0)", $0) } + [click("x", 1), "broken"]
        let plain = lines.joined(separator: "\n")
        let forms: [[UInt8]] = [
            Array(plain.utf8), Array((plain + "\n").utf8), Array((plain + "\n\n\r\n").utf8),
            Array((lines.joined(separator: "\r\n") + "\r\n").utf8), Gzip.stored(Array(plain.utf8)),
            Gzip.stored(Array((plain + "\n").utf8)),
        ]
        var results: Set<[String]> = []
        for bytes in forms {
            let summary = try replay([(.clicks, try directory.write("same.jsonl", bytes))], to: output)
            #expect(
                summary.records == 52 && summary.tally.processed == 50 && summary.dead == 1
                    && summary.late == 1)
            results.insert([
                try out("metrics.jsonl"), try out("late-events.jsonl"), try out("dead-letters.jsonl"),
            ])
        }
        #expect(results.count == 1)
    }

    @Test("a gzip file of several members is read to its end")
    func members() throws {
        let bytes = Gzip.stored(Array((click("1") + "\n").utf8)) + Gzip.stored(Array(click("2").utf8))
        let summary = try replay([(.clicks, try directory.write("c.gz", bytes))], to: output)
        #expect(summary.records == 2)
    }

    @Test("an empty file, plain or gzip, is a partition at its end")
    func empty() throws {
        let empty = try directory.write("empty.jsonl", "")
        let gzip = try directory.write("empty.gz", Gzip.stored([]))
        let clicks = try directory.write("c.jsonl", click("1"))
        let summary = try replay([(.beacons, empty), (.clicks, clicks), (.purchases, gzip)], to: output)
        #expect(summary.records == 1 && summary.tally.processed == 1)
        let nothing = try replay([(.clicks, empty)], to: output)
        #expect(nothing.records == 0)
        #expect(try out("metrics.jsonl").isEmpty)
    }

    @Test("a file that is not there, or a directory, is an error that names it")
    func missing() throws {
        let path = directory.path + "/nowhere.jsonl"
        #expect(throws: ReplayError.cannotRead(path, reason: "No such file or directory")) {
            try replay([(.clicks, path)], to: output)
        }
        #expect(throws: ReplayError.cannotRead(directory.path, reason: "it is a directory")) {
            try replay([(.clicks, directory.path)], to: output)
        }
    }

    @Test("an output that cannot be made is an error that names it")
    func blocked() throws {
        let clicks = try directory.write("c.jsonl", click("1"))
        #expect(throws: ReplayError.self) { try replay([(.clicks, clicks)], to: clicks + "/out") }
    }

    @Test("damaged and cut off gzip data is an error, not the end of the stream", arguments: [0, 1, 2])
    func damaged(kind: Int) throws {
        let whole = Gzip.stored(Array((0..<500).map { click("\($0)", $0 % 60) }.joined(separator: "\n").utf8))
        var bytes = whole
        switch kind {
        case 0: bytes[bytes.count - 6] ^= 0xFF
        case 1: bytes.removeLast(12)
        default: bytes.removeLast(bytes.count / 2)
        }
        let file = try directory.write("c.gz", bytes)
        #expect(throws: ReplayError.self, "kind \(kind)") { try replay([(.clicks, file)], to: output) }
    }

    @Test("a line of some megabytes is a line")
    func longLine() throws {
        let long = click("1", 0, #""note":"\#(String(repeating: "x", count: 3_000_000))""#)
        let file = try directory.write("c.jsonl", [click("0"), long, click("2"), ""].joined(separator: "\n"))
        let summary = try replay([(.clicks, file)], to: output)
        #expect(summary.tally.processed == 3 && summary.dead == 0)
        #expect(summary.bytes == Int64(long.utf8.count + 2 * click("0").utf8.count + 3))
    }

    @Test("a line beyond all measure ends the run with an error")
    func endlessLine() throws {
        let file = try directory.write("c.jsonl", Array(repeating: 0x20, count: (64 << 20) + 100))
        #expect(throws: ReplayError.cannotRead(file, reason: "a line is longer than 64 MiB")) {
            try replay([(.clicks, file)], to: output)
        }
    }

    @Test("a second run replaces what the first one wrote")
    func again() throws {
        let first = try directory.write(
            "a.jsonl", (0..<30).map { click("\($0)", $0) + "\n" }.joined() + "junk\n" + click("l"))
        let second = try directory.write("b.jsonl", click("1"))
        _ = try replay([(.clicks, first)], to: output)
        #expect(try !out("dead-letters.jsonl").isEmpty)
        _ = try replay([(.clicks, second)], to: output)
        let metrics = try out("metrics.jsonl")
        #expect(
            metrics.contains(#""counts":{"clicks":1,"unique_profiles":1}"#)
                && !metrics.contains(#""clicks":2"#))
        #expect(try out("dead-letters.jsonl").isEmpty && out("late-events.jsonl").isEmpty)
    }

    @Test("files of one stream are partitions of their own: their order and split change nothing")
    func split() throws {
        let lines = (0..<60).map {
            click("\($0)", $0, #""anonymous_id":"a\#($0 % 5)","campaign_id":"c\#($0 % 3)""#)
        }
        let whole = try directory.write("w.jsonl", lines.joined(separator: "\n"))
        let even = try directory.write(
            "e.jsonl", lines.enumerated().filter { $0.0 % 2 == 0 }.map(\.1).joined(separator: "\n"))
        let odd = try directory.write(
            "o.jsonl", lines.enumerated().filter { $0.0 % 2 == 1 }.map(\.1).joined(separator: "\n"))
        var results: Set<String> = []
        for files in [[whole], [even, odd], [odd, even]] {
            _ = try replay(files.map { (.clicks, $0) }, to: output)
            results.insert(try out("metrics.jsonl"))
        }
        #expect(results.count == 1)
    }
}
