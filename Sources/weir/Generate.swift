internal import Market
internal import Operations
internal import Streaming

private let out = Option("out", letter: "o", .one("DIR"), "where the files go (required)")
private let seed = Option("seed", .one("N"), "the seed of every draw [1]")
private let start = Option("start", .one("DATE"), "the first day, from midnight at UTC+1 [2026-03-02]")
private let days = Option("days", .one("N"), "how many days [7]")
private let duration = Option("duration", .one("TIME"), "how long, such as 90m, 12h or 7d, instead of --days")
private let profiles = Option("profiles", .one("N"), "how many people [1000]")
private let events = Option("events", .one("N"), "about how many events they make [10000]")
private let pools = Option("pools", .one("N"), "how many brands, each with its budget, 1 to 4 [2]")
private let partitions = Option("partitions", .one("N"), "into how many files each stream goes [1]")
private let disorder = Option("disorder", .one("TIME"), "how far records may be out of order [10s]")
private let duplicates = Option("duplicates", .one("SHARE"), "the share of records written twice [0.01]")
private let late = Option("late", .one("SHARE"), "the share of records later than the lateness [0.001]")
private let broken = Option("broken", .one("SHARE"), "the share of damaged records [0.001]")

/// `weir generate`: a synthetic market as files, for `weir replay`.
let generateCommand = Command(
    "generate", "makes a synthetic market: files of events, a catalogue and a configuration",
    help: """
        The same options make the same bytes on every machine.

        Examples:
          weir generate --out market
          weir generate --out day --days 1 --profiles 500000 --events 5000000 --partitions 4
          weir generate --out clean --disorder 0s --duplicates 0 --late 0 --broken 0
        """,
    options: [
        out, seed, start, days, duration, profiles, events, pools, partitions, disorder, duplicates, late,
        broken,
    ]
) { invocation throws(CommandFailure) in
    guard let directory = invocation.arguments.value(of: out) else {
        throw CommandFailure(.usage, "--out is missing", advice: "write --out DIR")
    }
    let options = try marketOptions(invocation.arguments)
    let market: Market
    do throws(MarketError) { market = try Market(options) } catch {
        throw CommandFailure(.usage, "--\(error)", advice: "weir generate --help shows the options")
    }
    let files = MarketFiles(directory: directory, options: options)
    var progress = ProgressLine(console: invocation.console, verb: "generating")
    let summary: MarketSummary
    do throws(MarketFileError) {
        summary = try files.write(market) { market in
            let part = Double(market.clock - options.start) / Double(options.duration)
            progress.show(count: market.summary.total, part: part)
        }
    } catch {
        progress.end()
        throw CommandFailure(.io, error.description, advice: "is there a directory to write to, and room?")
    }
    progress.end()
    try invocation.console.print(report(summary, files, options))
    return .ok
}

private func marketOptions(_ arguments: Arguments) throws(CommandFailure) -> MarketOptions {
    var options = MarketOptions()
    try read(seed, of: arguments, "a whole number", into: &options.seed) { UInt64($0) }
    try read(start, of: arguments, "a date such as 2026-03-02", into: &options.start) {
        CalendarDate($0).map { Milliseconds($0.days) * .day - TownClock.offset }
    }
    try read(days, of: arguments, "a whole number", into: &options.duration) {
        Int64($0).flatMap { (0...10_000).contains($0) ? $0 * .day : nil }
    }
    let isTime = "a time such as 500ms, 90m or 7d"
    try read(duration, of: arguments, isTime, into: &options.duration, milliseconds)
    try read(disorder, of: arguments, isTime, into: &options.disorder, milliseconds)
    try read(profiles, of: arguments, "a whole number", into: &options.profiles) { Int($0) }
    try read(events, of: arguments, "a whole number", into: &options.events) { Int($0) }
    try read(pools, of: arguments, "a whole number", into: &options.pools) { Int($0) }
    try read(partitions, of: arguments, "a whole number", into: &options.partitions) { Int($0) }
    try read(duplicates, of: arguments, "a share such as 0.01", into: &options.duplicates) { Double($0) }
    try read(late, of: arguments, "a share such as 0.01", into: &options.late) { Double($0) }
    try read(broken, of: arguments, "a share such as 0.01", into: &options.broken) { Double($0) }
    return options
}

private func read<Value>(
    _ option: Option, of arguments: Arguments, _ kind: String, into value: inout Value,
    _ parse: (String) -> Value?
) throws(CommandFailure) {
    guard let text = arguments.value(of: option) else { return }
    guard let parsed = parse(text) else {
        throw CommandFailure(.usage, "--\(option.name) \(text) is not \(kind)")
    }
    value = parsed
}

/// `500ms`, `30s`, `10m`, `24h`, `7d`.
private func milliseconds(_ text: String) -> Milliseconds? {
    let units: [String: Milliseconds] = ["ms": 1, "s": .second, "m": .minute, "h": .hour, "d": .day]
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard let count = Int64(digits), count < 1_000_000_000,
        let unit = units[String(text.dropFirst(digits.count))]
    else { return nil }
    return count * unit
}

private func report(_ summary: MarketSummary, _ files: MarketFiles, _ options: MarketOptions) -> String {
    let counts = MarketStream.allCases.map { "\(summary.records[Int($0.rawValue)]) \($0.name)" }
    let inputs = MarketStream.allCases.map { stream in
        // The shell puts the files of many partitions in.
        let path = "\(files.directory)/\(stream.name)-*.jsonl"
        return "--\(stream.name) \(options.partitions > 1 ? path : files.paths(of: stream)[0])"
    }
    return """
        \(summary.total) events of \(options.profiles) people: \(counts.joined(separator: ", "))
        \(summary.orders) orders, \(summary.messages) messages, \(summary.farewells) negative answers, \
        \(summary.storeVisits) store visits
        \(summary.duplicates) written twice, \(summary.late) late, \(summary.broken) broken
        next: weir replay --config \(files.configuration) \(inputs.joined(separator: " ")) \
        --out \(files.directory)/results
        """
}
