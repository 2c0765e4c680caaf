internal import Market
internal import Operations
internal import Streaming

private let time = Option("for", .one("TIME"), "ends by itself after that long, such as 60s or 5m")
private let speed = Option("speed", .one("N"), "how many times faster than life [600]")
private let seed = Option("seed", .one("N"), "the seed of the market [1]")
private let profiles = Option("profiles", .one("N"), "how many people there are [20000]")

/// `weir demo`: everything at once, without anything to set up.
let demoCommand = Command(
    "demo", "shows what channels of a synthetic market earn, live, with a broker of its own",
    help: """
        A broker, a worker with two lanes and a market in one process: no Kafka is needed, no file is written.
        The market opens three days back and runs 600 times faster than life, so an hour takes six seconds;
        after seven minutes it has come to the present, and the demo ends. Ctrl-C ends it before.
        Where standard output is no terminal, it prints a line per channel of every hour that is final.

        Examples:
          weir demo
          weir demo --for 60s
          weir demo --for 2m --seed 7 > hours.txt
        """,
    options: [time, speed, seed, profiles]
) { invocation throws(CommandFailure) in
    let arguments = invocation.arguments
    let people = try number(profiles, of: arguments, in: 100...200_000) ?? 20_000
    var options = DemoOptions(now: Clock.now, profiles: people)
    if let text = arguments.value(of: seed) {
        guard let number = UInt64(text) else { throw refusal(seed, text, "a whole number") }
        options.market.seed = number
    }
    options.speed = Double(try number(speed, of: arguments, in: 1...20_000) ?? 600)
    if let text = arguments.value(of: time) {
        guard let length = length(text) else { throw refusal(time, text, "a time such as 60s or 5m") }
        options.seconds = length
    }
    var demo = Demo(options, invocation.console, environment: invocation.environment)
    try demo.run()
    return .ok
}

private func number(
    _ option: Option, of arguments: Arguments, in range: ClosedRange<Int>
) throws(CommandFailure) -> Int? {
    guard let text = arguments.value(of: option) else { return nil }
    guard let number = Int(text), range.contains(number) else {
        throw refusal(option, text, "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
}

/// `90s`, `5m`, `1h`; a number alone counts seconds.
private func length(_ text: String) -> Double? {
    let units: [String: Double] = ["": 1, "s": 1, "m": 60, "h": 3_600]
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard let count = Double(digits), count > 0, count < 1_000_000,
        let unit = units[String(text.dropFirst(digits.count))]
    else { return nil }
    return count * unit
}

private func refusal(_ option: Option, _ text: String, _ kind: String) -> CommandFailure {
    CommandFailure(.usage, "--\(option.name) \(text) is not \(kind)")
}
