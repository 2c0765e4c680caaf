public import Events
internal import Glibc
internal import Marketing
internal import Streaming
public import Topology

/// What to replay: files by stream, each file one source partition.
public struct ReplayInput: Sendable {
    /// Paths of JSON lines, plain or gzip; `-` is standard input.
    public var files: [(stream: Stream, path: String)]
    /// The directory of the outputs; made where it is not there.
    public var output: String

    /// Makes an input.
    public init(files: [(stream: Stream, path: String)], output: String) {
        self.files = files
        self.output = output
    }
}

/// How far a replay has come.
public struct ReplayProgress: Sendable {
    /// Records read.
    public var records: Int
    /// The part of the bytes on the disk that was read, 0…1; nil where it is not known.
    public var part: Double?
}

/// The driver for files: past events go in, final records come out, by the same stages as on Kafka.
public struct Replay {
    private let settings: Settings
    private let input: ReplayInput
    private let reader: BatchReader
    private var stages: StageRunner

    /// Opens the files; at least one is needed.
    public init(_ input: ReplayInput, settings: Settings) throws(ReplayError) {
        guard !input.files.isEmpty else { throw .nothingToRead }
        self.settings = settings
        self.input = input
        stages = StageRunner(settings: settings)
        var numbers: [Stream: Int] = [:]
        let places = input.files.map { file in
            defer { numbers[file.stream, default: 0] += 1 }
            return (stream: file.stream, partition: numbers[file.stream, default: 0], path: file.path)
        }
        let channels = places.map { ChannelID.source(stream: $0.stream.rawValue, partition: $0.partition) }
        var sources: [ReplaySource] = []
        for place in places {
            sources.append(
                try ReplaySource(
                    stream: place.stream, partition: place.partition, path: place.path, sources: channels,
                    settings: settings))
        }
        reader = BatchReader(sources: sources)
    }

    /// How many tasks a stage should have here: enough to keep the cores busy.
    ///
    /// No more, for what several tasks count apart has to be added up. The figures are the same for any number.
    public static var usefulTasks: Int { max(1, min(64, 2 * Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))) }

    /// Runs to the end.
    ///
    /// - Parameter progress: is told how far it has come, after every batch.
    /// - Returns: what came in and what became of it.
    /// - Throws: where a file cannot be read or written.
    public mutating func run(progress: (ReplayProgress) -> Void) throws(ReplayError) -> ReplaySummary {
        try makeDirectory(input.output)
        var metrics = try OutputFile(path: input.output + "/metrics.jsonl")
        var lateFile = try OutputFile(path: input.output + "/late-events.jsonl")
        var deadFile = try OutputFile(path: input.output + "/dead-letters.jsonl")
        reader.start()
        repeat {
            var batch = try reader.finish()
            reader.start()
            defer { progress(batch.progress) }
            do throws(FrameError) {
                try stages.run(&batch.outbox)
            } catch {
                throw .refusedFrame("\(error)")
            }
            try metrics.append(batch.outbox.metrics)
            try lateFile.append(batch.late)
            try deadFile.append(batch.dead)
        } while !stages.isClosed
        _ = try reader.finish()
        try metrics.flush()
        try lateFile.flush()
        try deadFile.flush()
        return try summary(metricBytes: metrics.bytesWritten)
    }

    private func summary(metricBytes: Int64) throws(ReplayError) -> ReplaySummary {
        var summary = ReplaySummary(tally: stages.tally)
        let sources = reader.sources
        summary.records = sources.reduce(0) { $0 + $1.records }
        summary.late = sources.reduce(0) { $0 + $1.late }
        summary.dead = sources.reduce(0) { $0 + $1.dead }
        summary.bytes = sources.reduce(0) { $0 + $1.bytesRead }
        summary.metricRecords = stages.metricCount
        summary.metricBytes = metricBytes
        summary.profiles = stages.peopleCount
        summary.currency = settings.events.currency
        summary.channels = stages.totals(of: .channel)
        summary.campaigns = stages.totals(of: .campaign)
        summary.awarenessChannels = awarenessChannels
        for code in DeadLetterCode.allCases {
            let count = sources.reduce(0) { $0 + $1.deadCount(of: code) }
            if count > 0 { summary.deadCodes.append((code.name, count)) }
        }
        summary.deadCodes.sort { $0.count > $1.count }
        for field in InputField.allCases {
            let count = sources.reduce(0) { $0 + $1.ignoredCount(of: field) }
            if count > 0 { summary.ignored.append((field.name, count)) }
        }
        guard summary.records == summary.accounted else {
            throw .imbalance(read: summary.records, accounted: summary.accounted)
        }
        return summary
    }

    private var awarenessChannels: Set<String> {
        var channels: [String: Bool] = [:]
        for campaign in settings.catalogue.campaigns.values {
            guard let channel = campaign.channel else { continue }
            channels[channel] = (channels[channel] ?? true) && campaign.objective == .awareness
        }
        return Set(channels.filter(\.value).keys)
    }

    private func makeDirectory(_ path: String) throws(ReplayError) {
        var made = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            made += part + "/"
            guard unsafe mkdir(made, 0o755) != 0, errno != EEXIST else { continue }
            throw .cannotWrite(made, reason: String(errno: errno))
        }
    }
}
