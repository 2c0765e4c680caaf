internal import FoundationEssentials
internal import Glibc
internal import Market
internal import Marketing
internal import Operations
internal import ReplayRuntime
internal import Streaming
internal import Topology

/// The executable: measures, checks, prints.
@main
enum WeirBench {
    static func main() {
        let console = Console.process(environment: ProcessInfo.processInfo.environment)
        do throws(CommandFailure) {
            let options = try BenchOptions(Array(CommandLine.arguments.dropFirst()))
            if options.wantsHelp { return try console.print(BenchOptions.help) }
            var bench = try Bench(options, console)
            if let stage = options.counted { return try bench.count(stage) }
            let report = try bench.run()
            try console.print(options.isJSON ? report.json : report.text)
        } catch {
            console.report(error, from: "weir-bench")
            exit(error.code.rawValue)
        }
    }
}

/// Runs the stages over one market.
struct Bench {
    private let options: BenchOptions
    private let console: Console
    private let sample: MarketSample
    private let settings: Settings
    private var results = Results()

    init(_ options: BenchOptions, _ console: Console) throws(CommandFailure) {
        self.options = options
        self.console = console
        console.talk("weir-bench: making a market of \(options.market.events) events")
        do throws(MarketError) { sample = try MarketSample(options.market) } catch {
            throw CommandFailure(.usage, "\(error)", advice: "weir-bench --help shows what there is")
        }
        settings = try sample.settings()
    }

    /// Runs one stage once, for an instruction counter.
    mutating func count(_ stage: Stage) throws(CommandFailure) {
        var meter = Meter(counted: stage)
        switch stage {
        case .parse: try Parsing.parseOnly(sample, &meter)
        case .decode: try Parsing.decode(sample, settings.events, &meter)
        case .ingest, .visitors, .journeys, .pool: _ = try pipeline(upTo: stage, &meter)
        case .replay, .defaults:
            let files = try SampleFiles(sample)
            try replay(stage, files, against: nil, &meter)
        }
        console.talk("weir-bench: \(stage.rawValue) took \(sample.count) events")
    }

    /// Runs all rounds.
    mutating func run() throws(CommandFailure) -> Report {
        let wantsFiles = options.only.contains(.replay) || options.only.contains(.defaults)
        if wantsFiles { console.talk("weir-bench: writing its files") }
        let files = try SampleFiles(sample, isNeeded: wantsFiles)
        for round in 1...options.rounds {
            var meter = Meter()
            try runRound("\(round)/\(options.rounds)", files, &meter)
            results.add(meter)
        }
        return Report(options: options, sample: sample, machine: Machine.name, results: results)
    }

    private mutating func runRound(
        _ round: String, _ files: borrowing SampleFiles, _ meter: inout Meter
    ) throws(CommandFailure) {
        if options.only.contains(.parse) {
            say(round, .parse)
            try Parsing.parseOnly(sample, &meter)
        }
        if options.only.contains(.decode) {
            say(round, .decode)
            try Parsing.decode(sample, settings.events, &meter)
        }
        var stages: StageOutcome?
        if let last = options.lastOfPipeline {
            console.talk("weir-bench: round \(round): stages up to \(last.rawValue)")
            let outcome = try pipeline(upTo: last, &meter)
            if last == .pool { stages = outcome }
        }
        for stage in [Stage.replay, .defaults] where options.only.contains(stage) {
            say(round, stage)
            try replay(stage, files, against: stages, &meter)
        }
    }

    private func say(_ round: String, _ stage: Stage) {
        console.talk("weir-bench: round \(round): \(stage.rawValue)")
    }

    private mutating func pipeline(upTo last: Stage, _ meter: inout Meter) throws(CommandFailure)
        -> StageOutcome
    {
        let (resident, allocated) = (Memory.resident, Memory.allocated)
        Memory.resetPeak()
        var pipeline = Pipeline(sample, settings)
        do throws(FrameError) { try pipeline.run(upTo: last, &meter) } catch {
            throw CommandFailure(.bug, "a frame was refused: \(error)")
        }
        let peak = Memory.peak - resident
        if results.state == nil, last == .pool {
            results.state = Results.State(
                profiles: pipeline.profileCount, visitors: pipeline.visitorCount,
                sightings: pipeline.sightingBytes,
                resident: Memory.resident - resident, allocated: Memory.allocated - allocated, peak: peak)
        }
        try pipeline.checkBalance(sample, upTo: last)
        results.tally = pipeline.tally
        results.late = pipeline.late
        results.dead = pipeline.dead
        results.frameBytes = pipeline.frameBytes
        if last == .pool { results.written[.pool] = (pipeline.metricCount, pipeline.metricBytes) }
        return pipeline.outcome
    }

    private mutating func replay(
        _ stage: Stage, _ files: borrowing SampleFiles, against stages: StageOutcome?, _ meter: inout Meter
    ) throws(CommandFailure) {
        var settings = settings
        if stage == .defaults { settings.useDefaultWindows() }
        let resident = Memory.resident
        Memory.resetPeak()
        let summary = try files.replay(stage, settings, &meter)
        if results.peaks[stage] == nil { results.peaks[stage] = Memory.peak - resident }
        try summary.check(sample, against: stages)
        results.tally = summary.tally
        results.late = summary.late
        results.dead = summary.dead
        results.written[stage] = (summary.metricRecords, Int(summary.metricBytes))
    }
}

extension Settings {
    fileprivate mutating func useDefaultWindows() {
        let standard = Settings().windows
        windows.aligned = standard.aligned
        windows.sliding = standard.sliding
    }
}

/// The machine that is measured.
enum Machine {
    /// Its processor and how many cores it has.
    static var name: String {
        let bytes = FileManager.default.contents(atPath: "/proc/cpuinfo")
        let text = bytes.map { String(decoding: $0, as: UTF8.self) } ?? ""
        let lines = text.split(separator: "\n")
        let cores = lines.count { $0.hasPrefix("processor") }
        let model = lines.first { $0.hasPrefix("model name") }.flatMap { $0.split(separator: ":").last } ?? ""
        let words = model.split(separator: " ").joined(separator: " ")
        return "\(words.isEmpty ? "an unknown processor" : words), \(cores) cores"
    }
}
