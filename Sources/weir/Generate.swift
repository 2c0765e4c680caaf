internal import Market
internal import Operations
internal import Streaming

private let out = Option("out", letter: "o", .one("DIR"), "where the files go (required without --kafka)")
private let kafka = Option("kafka", .nothing, "sends the market to the source topics, instead of files")
private let keys = Option("keys", .one("KIND"), "--kafka: profile, or random for tests [profile]")
private let rate = Option("rate", .one("N"), "--kafka: events per second [as fast as possible]")
private let pace = Option(
    "pace", .one("N"), "--kafka: the market follows the clock; 1 is real time, from now on")
private let speed = Option(
    "speed", .one("N"), "--kafka: a market that follows the clock goes so much faster [1]")
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

/// `weir generate`: a synthetic market as files, for `weir replay`, or on Kafka, for `weir run`.
let generateCommand = Command(
    "generate",
    "makes a synthetic market: files of events, a catalogue and a configuration; or sends it to Kafka",
    help: """
        The same options make the same bytes on every machine; with --kafka give --start, too.

        --kafka sends the events to the topics of the configuration, in the order of their arrival, with their
        arrival as the record's time and the profile's id as its key; guests have none. Without --start such a
        market ends now, for Kafka deletes what is older than a topic's retention.ms; with --pace or --speed it
        follows the clock: at --pace 1 it begins now. --out then only takes the catalogue and a configuration.

        Examples:
          weir generate --out market
          weir generate --out day --days 1 --profiles 500000 --events 5000000 --partitions 4
          weir generate --out clean --disorder 0s --duplicates 0 --late 0 --broken 0
          weir generate --kafka --config weir.yaml --rate 2000
          weir generate --kafka --config weir.yaml --pace 1 --speed 600 --days 1
        """,
    options: [
        out, seed, start, days, duration, profiles, events, pools, partitions, disorder, duplicates, late,
        broken, kafka, keys, rate, pace, speed,
    ], takesKeys: true
) { invocation throws(CommandFailure) in
    if invocation.arguments.isSet(kafka) { return try generateToKafka(invocation) }
    try refuseKafkaOptions(invocation.arguments)
    guard let directory = invocation.arguments.value(of: out) else {
        throw CommandFailure(.usage, "--out is missing", advice: "write --out DIR, or --kafka")
    }
    let options = try marketOptions(invocation.arguments)
    let market = try openMarket(options)
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

private func openMarket(_ options: MarketOptions) throws(CommandFailure) -> Market {
    do throws(MarketError) { return try Market(options) } catch {
        throw CommandFailure(.usage, "--\(error)", advice: "weir generate --help shows the options")
    }
}

private func refuseKafkaOptions(_ arguments: Arguments) throws(CommandFailure) {
    let names =
        [keys, rate, pace, speed].filter { arguments.isSet($0) }.map(\.name) + arguments.keys.map(\.path)
    guard let name = names.first else { return }
    throw CommandFailure(.usage, "--\(name) is for Kafka", advice: "add --kafka, or leave it out")
}

/// The same market, sent to the topics of the configuration.
private func generateToKafka(_ invocation: Invocation) throws(CommandFailure) -> ExitCode {
    let arguments = invocation.arguments
    guard !arguments.isSet(partitions) else {
        throw CommandFailure(.usage, "--partitions is for files", advice: "topics have theirs; leave it out")
    }
    let sending = try marketSending(arguments)
    var options = try marketOptions(arguments)
    guard options.events <= MarketSpool.largest else {
        throw CommandFailure(
            .usage, "--events \(options.events) is too much for --kafka, which keeps the market in memory",
            advice: "\(MarketSpool.largest) at most; run it again with another --seed for more")
    }
    let began = ContinuousClock.now
    if !arguments.isSet(start) { options.begin(at: Clock.now, speed: sending.speed) }
    let market = try openMarket(options)
    let deployment = try invocation.configuration().deployment
    let sender = MarketSender(deployment, sending, console: invocation.console)
    try sender.checkTopics()
    if let directory = arguments.value(of: out) { try options.writeConfiguration(to: directory) }
    let stop = StopSignal()
    var progress = ProgressLine(console: invocation.console, verb: "generating")
    var spool = MarketSpool(market) { market in
        let part = Double(market.clock - options.start) / Double(options.duration)
        progress.show(count: market.summary.total, part: part)
        return !stop.isSet
    }
    progress.end()
    if let note = options.ageNote(at: Clock.now) { invocation.console.talk(note) }
    let delivery = try sender.send(
        &spool, from: options.start, at: sending.speed == nil ? .now : began, stop: stop)
    try invocation.console.print(delivery.report(spool.summary, options))
    return .ok
}

private func marketSending(_ arguments: Arguments) throws(CommandFailure) -> MarketSending {
    var sending = MarketSending()
    func factor(_ option: Option) throws(CommandFailure) -> Double? {
        guard let text = arguments.value(of: option) else { return nil }
        guard let number = Double(text), number > 0, number <= 1e9 else {
            throw CommandFailure(.usage, "--\(option.name) \(text) is not a number above 0")
        }
        return number
    }
    sending.rate = try factor(rate)
    let (paceFactor, speedFactor) = (try factor(pace), try factor(speed))
    if paceFactor != nil || speedFactor != nil {
        sending.speed = (paceFactor ?? 1) * (speedFactor ?? 1)
        if sending.rate != nil || arguments.isSet(start) {
            throw CommandFailure(
                .usage, "a market that follows the clock takes neither --rate nor --start",
                advice: "leave them out, or --pace and --speed")
        }
    }
    switch arguments.value(of: keys) {
    case nil, "profile": break
    case "random": sending.hasRandomKeys = true
    case let other?: throw CommandFailure(.usage, "--keys \(other) is neither profile nor random")
    }
    return sending
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
func milliseconds(_ text: String) -> Milliseconds? {
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
