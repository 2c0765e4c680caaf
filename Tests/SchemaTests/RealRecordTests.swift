import Events
import Foundation
import Market
import Marketing
import Operations
import ReplayRuntime
import Testing
import Topology

@testable import weir

@Suite("Real inputs and outputs satisfy their schemas")
struct RealRecordTests {
    private static let sample = Validation.root.appending(path: "config/sample")

    private static func lines(_ file: URL) throws -> [[UInt8]] {
        try Data(contentsOf: file).split(separator: 10).map { Array($0) }
    }

    private static func configuration() throws -> Configuration {
        try Configuration.load(
            file: sample.appending(path: "weir.yaml").path, environment: [:], flags: [], for: .replaying)
    }

    /// Asserts that the schema takes exactly the lines of which the decoder makes events.
    ///
    /// - Returns: how many lines the schema refused.
    @discardableResult
    private static func compare(_ lines: [[UInt8]], _ stream: Events.Stream) throws -> Int {
        var judge = Judge(stream, rules: try configuration().settings.events)
        let verdicts = try Validation.verdicts(lines.map { (stream.name, $0) })
        var refused = 0
        for (line, verdict) in zip(lines, verdicts) {
            let dead = judge.judge(line)
            if dead != nil { refused += 1 }
            #expect(
                (dead == nil) == (verdict == "ok"),
                "\(dead ?? "event"), \(verdict): \(String(decoding: line.prefix(300), as: UTF8.self))")
        }
        return refused
    }

    @Test("the sample's events", arguments: Events.Stream.allCases)
    func sample(stream: Events.Stream) throws {
        let lines = try Self.lines(Self.sample.appending(path: "\(stream.name).jsonl"))
        #expect(lines.count > 25)
        try Self.compare(lines, stream)
    }

    @Test("events of `weir generate`, one in ten of them broken")
    func generated() throws {
        var options = MarketOptions()
        options.seed = 11
        options.events = 2_000
        options.profiles = 200
        options.broken = 0.1
        let directory = FileManager.default.temporaryDirectory.appending(path: "schemas-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: directory) }
        let files = MarketFiles(directory: directory.path, options: options)
        _ = try files.write(Market(options)) { _ in }
        var refused = 0
        for stream in MarketStream.allCases {
            let same = try #require(Events.Stream.allCases.first { $0.name == stream.name })
            for path in files.paths(of: stream) {
                refused += try Self.compare(Self.lines(URL(filePath: path)), same)
            }
        }
        #expect(refused > 50)
        let catalogue = try Data(contentsOf: directory.appending(path: "campaigns.json"))
        #expect(try Validation.verdicts([("catalogue", Self.line(catalogue))]) == ["ok"])
    }

    @Test("the sample's catalogue, and each of its campaigns as on the topic")
    func catalogue() throws {
        let data = try Data(contentsOf: Self.sample.appending(path: "campaigns.json"))
        var values = [(schema: "catalogue", json: Self.line(data))]
        let tree = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        for campaign in try #require(tree["campaigns"] as? [String: Any]).values {
            values.append(("campaign", Array(try JSONSerialization.data(withJSONObject: campaign))))
        }
        #expect(values.count > 20)
        for verdict in try Validation.verdicts(values) { #expect(verdict == "ok") }
    }

    @Test("what a replay writes, without a member that the schemas do not know")
    func replay() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "schemas-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: directory) }
        let files = Events.Stream.allCases.map { stream in
            (stream: stream, path: Self.sample.appending(path: "\(stream.name).jsonl").path)
        }
        var settings = try Self.configuration().settings
        settings.events.startOfRun = 1_800_000_000_000
        settings.windows.earlyInterval = nil
        var replay = try Replay(ReplayInput(files: files, output: directory.path), settings: settings)
        let summary = try replay.run { _ in }
        #expect(summary.dead > 0 && summary.late > 0)
        for (file, schema) in [
            ("metrics", "metrics"), ("dead-letters", "dead-letters"), ("late-events", "dead-letters"),
        ] {
            let lines = try Self.lines(directory.appending(path: "\(file).jsonl"))
            let verdicts = try Validation.verdicts(lines.map { (schema, $0) }, closed: true)
            for (line, verdict) in zip(lines, verdicts) where verdict != "ok" {
                Issue.record("\(file): \(verdict): \(String(decoding: line.prefix(400), as: UTF8.self))")
            }
            #expect(!lines.isEmpty, "\(file)")
        }
    }

    @Test("a record that lacks a member, or has one too many, does not")
    func closed() throws {
        let record =
            #"{"pool":"a","dimension":"pool","key":"a","window":{"size":"P1D","#
            + #""start":"2026-03-01T00:00:00Z","end":"2026-03-02T00:00:00Z"},"final":true,"currency":"EUR","#
        let endings = [
            #""model":"position","counts":{},"money":{},"rates":{}}"#,
            #""model":"position","counts":{"clicks":1.5},"money":{},"rates":{}}"#,
            #""model":"position","counts":{"klicks":1},"money":{},"rates":{}}"#,
            #""model":"position","counts":{},"money":{}}"#,
            #""model":"best","counts":{},"money":{},"rates":{}}"#,
        ]
        let values = endings.map { ("metrics", Array((record + $0).utf8)) }
        #expect(
            try Validation.verdicts(values, closed: true).map { $0 == "ok" }
                == [true, false, false, false, false])
        #expect(
            try Validation.verdicts(values).map { $0 == "ok" } == [true, false, true, false, false])
    }

    /// A text of many lines as one.
    private static func line(_ data: Data) -> [UInt8] { data.map { $0 == 10 ? 32 : $0 } }
}
