internal import Events
internal import Marketing
internal import Operations
internal import ReplayRuntime
internal import Topology
internal import Streaming

private let clicks = Option("clicks", .many("FILE"), "clicks as JSON lines; .gz too, - is standard input")
private let purchases = Option("purchases", .many("FILE"), "purchases")
private let beacons = Option("beacons", .many("FILE"), "in-store beacons")
private let unsubscribes = Option("unsubscribes", .many("FILE"), "unsubscribes")
private let out = Option("out", letter: "o", .one("DIR"), "where the results go; made where it is not there")

/// `weir replay`: past events in, final metrics out.
let replayCommand = Command(
    "replay", "computes final metrics from files of past events",
    help: """
        Each file is one source partition. Written to DIR, replacing what a former run left there:
          metrics.jsonl        the final records of all windows
          late-events.jsonl    records that came too late to count
          dead-letters.jsonl   records that are no event, with what is wrong with them

        Examples:
          weir replay --clicks clicks.jsonl --purchases shop.jsonl.gz --out out
          weir replay --clicks a.jsonl b.jsonl --catalogue campaigns.json --config weir.yaml --out out
          zcat old.gz | weir replay --clicks - --out out --windows.aligned '[1d]' --windows.sliding '[]'
        """,
    options: [clicks, purchases, beacons, unsubscribes, out], takesKeys: true
) { invocation throws(CommandFailure) in
    let streams: [(Stream, Option)] = [
        (.clicks, clicks), (.purchases, purchases), (.beacons, beacons), (.unsubscribes, unsubscribes),
    ]
    let files = streams.flatMap { stream, option in
        invocation.arguments.values(of: option).map { (stream: stream, path: $0) }
    }
    guard !files.isEmpty else {
        throw CommandFailure(
            .usage, "there is nothing to replay", advice: "name files: weir replay --clicks FILE --out DIR")
    }
    guard files.count(where: { $0.path == "-" }) <= 1 else {
        throw CommandFailure(.usage, "only one file can be standard input", advice: "name the others")
    }
    guard let directory = invocation.arguments.value(of: out) else {
        throw CommandFailure(.usage, "where should the results go?", advice: "add --out DIR")
    }
    let configuration = try invocation.configuration(for: .replaying)
    var settings = configuration.settings
    if configuration.origin(of: "partitions.profiles") == .builtIn {
        settings.profilePartitions = Replay.usefulTasks
    }
    settings.events.startOfRun = Clock.now
    settings.windows.earlyInterval = nil
    let began = ContinuousClock.now
    do throws(ReplayError) {
        var replay = try Replay(ReplayInput(files: files, output: directory), settings: settings)
        var bar = ProgressLine(console: invocation.console, verb: "replaying")
        let summary = try replay.run { bar.show(count: $0.records, part: $0.part) }
        bar.end()
        let elapsed = (ContinuousClock.now - began) / .seconds(1)
        let report = ReplayReport(summary, directory: directory, seconds: elapsed)
        try invocation.print(report.text)
        return .ok
    } catch {
        throw CommandFailure(error)
    }
}

extension Invocation {
    /// Prints data, where a failure to do so is a failure of the replay.
    fileprivate func print(_ text: String) throws(ReplayError) {
        do throws(CommandFailure) { try console.print(text) } catch {
            throw .cannotWrite("standard output", reason: error.reason)
        }
    }
}

extension CommandFailure {
    /// What a command says that cannot read or write its files.
    init(_ error: ReplayError) {
        switch error {
        case .nothingToRead: self.init(.usage, error.description)
        case .cannotRead: self.init(.io, error.description, advice: "is the path right, and may it be read?")
        case .cannotWrite: self.init(.io, error.description, advice: "is there space, and may it be written?")
        case .refusedFrame, .imbalance: self.init(.bug, error.description)
        }
    }
}
