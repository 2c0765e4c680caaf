import Events
import Foundation
import Marketing
import Operations
import ReplayRuntime
import Streaming
import Topology

/// One run of Weir over the input of the reference, through files as a user would.
struct WeirRun {
    let metrics: PrintedMetrics
    let lines: [[UInt8]]
    /// In, processed, duplicate, late, dead, withheld.
    let balance: [Int]
    let deadLetters: [[UInt8]]
    let lateEvents: [[UInt8]]

    /// Replays a market; `keys` are configuration keys as on the command line.
    init(
        _ input: ReferenceInput, catalogue: String?, config: ReferenceConfig, keys: [(String, String)] = []
    ) throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "weir-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let yaml = directory.appending(path: "weir.yaml")
        try Data(config.yaml.utf8).write(to: yaml)
        var flags = keys.map { Configuration.KeyFlag(path: $0.0, value: $0.1) }
        if let catalogue {
            let file = directory.appending(path: "campaigns.json")
            try Data(catalogue.utf8).write(to: file)
            flags.append(Configuration.KeyFlag(path: "catalogue", value: file.path))
        }
        var settings = try Configuration.load(
            file: yaml.path, environment: [:], flags: flags, for: .replaying
        ).settings
        settings.events.startOfRun = config.startOfRun
        settings.windows.earlyInterval = nil
        let files = try Self.write(input, to: directory)
        let out = directory.appending(path: "out").path
        var replay = try Replay(ReplayInput(files: files, output: out), settings: settings)
        let summary = try replay.run { _ in }
        balance = [
            summary.records, summary.tally.processed, summary.tally.duplicates, summary.late, summary.dead,
            summary.tally.withheld,
        ]
        lines = try Self.lines(out + "/metrics.jsonl")
        deadLetters = try Self.lines(out + "/dead-letters.jsonl")
        lateEvents = try Self.lines(out + "/late-events.jsonl")
        metrics = try MetricsReader.read(lines)
    }

    private static func write(
        _ input: ReferenceInput, to directory: URL
    ) throws -> [(stream: Events.Stream, path: String)] {
        var files: [(stream: Events.Stream, path: String)] = []
        for stream in Events.Stream.allCases {
            for (number, lines) in (input.partitions[stream.name] ?? []).enumerated() {
                let file = directory.appending(path: "\(stream.name)-\(number).jsonl")
                try Data(lines.joined(separator: [0x0A])).write(to: file)
                files.append((stream, file.path))
            }
        }
        return files
    }

    private static func lines(_ path: String) throws -> [[UInt8]] {
        try Data(contentsOf: URL(filePath: path)).split(separator: 0x0A).map { Array($0) }
    }
}
