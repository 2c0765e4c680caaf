internal import Events
internal import FoundationEssentials
internal import Glibc
internal import Market
internal import Operations
internal import ReplayRuntime
internal import Topology

/// The market as files in a directory of its own, which goes when this does.
struct SampleFiles: ~Copyable {
    private let directory: String
    private let files: [(stream: Events.Stream, path: String)]

    /// Writes the files; where they are not needed there are none.
    init(_ sample: MarketSample, isNeeded: Bool = true) throws(CommandFailure) {
        let parent = FileManager.default.temporaryDirectory.path(percentEncoded: false)
        let directory = "\(parent)/weir-bench-\(getpid())"
        self.directory = directory
        files = sample.streams.map { ($0.stream, "\(directory)/\($0.stream.name).jsonl") }
        guard isNeeded else { return }
        do {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        } catch { throw CommandFailure(.io, "cannot make \(directory)", advice: "set TMPDIR") }
        for (lines, file) in zip(sample.streams, files) { try Self.write(lines, to: file.path) }
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    private static func write(_ lines: Lines, to path: String) throws(CommandFailure) {
        let file = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw CommandFailure(.io, "cannot write \(path)", advice: "set TMPDIR") }
        defer { close(file) }
        var written = 0
        while written < lines.byteCount {
            let count = unsafe lines.bytes.withUnsafeBytes { bytes in
                // Safe: `written` is within the lines.
                unsafe Glibc.write(
                    file, bytes.baseAddress.map { unsafe $0 + written }, lines.byteCount - written)
            }
            guard count > 0 else {
                throw CommandFailure(.io, "cannot write \(path)", advice: "is there space? else set TMPDIR")
            }
            written += count
        }
    }

    /// Replays the files; only the run itself is timed.
    borrowing func replay(
        _ stage: Stage, _ settings: Settings, _ meter: inout Meter
    ) throws(CommandFailure) -> ReplaySummary {
        var settings = settings
        settings.profilePartitions = Replay.usefulTasks
        do throws(ReplayError) {
            let input = ReplayInput(files: files, output: "\(directory)/out")
            var replay = try Replay(input, settings: settings)
            var summary: ReplaySummary?
            try meter.measure(stage) { () throws(ReplayError) in summary = try replay.run { _ in } }
            if let summary { return summary }
        } catch { throw CommandFailure(.bug, error.description) }
        throw CommandFailure(.bug, "the replay did not run")
    }
}

extension ReplaySummary {
    /// Checks the balance, and that it is the one of the pipeline where that has run.
    func check(_ sample: MarketSample, against other: StageOutcome?) throws(CommandFailure) {
        try weir_bench.check(records, is: sample.count, "the number of records replayed")
        try weir_bench.check(accounted, is: sample.count, "the number of records accounted for")
        try weir_bench.check(dead, is: sample.summary.broken, "the number of dead letters")
        guard let other else { return }
        try weir_bench.check(tally, is: other.tally, "the tally of the replay")
        try weir_bench.check(profiles, is: other.profiles, "the number of profiles")
        try weir_bench.check(late, is: other.late, "the number of late records")
        try weir_bench.check(
            ChannelTotals.lines(channels) == other.totals, "the sums of channels are not those of the stages")
    }
}
