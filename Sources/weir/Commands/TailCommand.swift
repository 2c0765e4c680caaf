internal import Glibc
internal import Kafka
internal import Operations
internal import Streaming

private let beginning = Option(
    "from-beginning", .nothing, "begins with the oldest records, not with new ones")
private let untilEnd = Option("until-end", .nothing, "ends where the topic ended at the start")
private let count = Option("count", letter: "n", .one("N"), "ends after so many lines")
private let time = Option("for", .one("TIME"), "ends after a time, such as 30s")
private let final = Option("final", .nothing, "metrics: only records that nothing can change any more")
private let dimension = Option("dimension", .one("NAME"), "metrics, alerts: only this dimension")
private let pool = Option("pool", .one("NAME"), "metrics, alerts, budget-signals: only this pool")
private let payload = Option("payload", .nothing, "late, dead: shows the record itself, too")
private let json = Option("json", .nothing, "writes one JSON object per line: key, headers and value")

/// `weir tail`: what Weir writes, as it comes.
let tailCommand = Command(
    "tail", "shows what Weir writes to Kafka, as it comes",
    help: """
        OUTPUT is metrics, alerts, budget-signals, offers, late or dead. Only committed records are read.
        Late and dead records are shown by what is wrong and where they were, never by their content unless
        --payload or --json asks for it. Ctrl-C ends it.

        Examples:
          weir tail metrics --final --dimension channel
          weir tail alerts --from-beginning --until-end
          weir tail dead --for 30s
          weir tail metrics --from-beginning --json -n 100 | jq -c .value.rates
        """,
    options: [beginning, untilEnd, count, time, final, dimension, pool, payload, json], takesKeys: true,
    others: "OUTPUT"
) { invocation throws(CommandFailure) in
    let arguments = invocation.arguments
    let output = try TailOutput(arguments.others)
    var limits = Tail.Limits(
        fromBeginning: arguments.isSet(beginning), untilEnd: arguments.isSet(untilEnd))
    if let text = arguments.value(of: count) {
        guard let number = Int(text), number > 0 else {
            throw CommandFailure(.usage, "--count \(text) is not a number above 0")
        }
        limits.count = number
    }
    if let text = arguments.value(of: time) {
        guard let length = milliseconds(text) else {
            throw CommandFailure(.usage, "--for \(text) is not a time such as 30s or 10m")
        }
        limits.time = length
    }
    let choice = TailChoice(
        onlyFinal: arguments.isSet(final), dimension: arguments.value(of: dimension),
        pool: arguments.value(of: pool))
    try choice.check(for: output)
    if arguments.isSet(payload), output != .late, output != .dead {
        throw CommandFailure(.usage, "--payload is for late and dead", advice: "--json shows whole records")
    }
    let configuration = try invocation.configuration()
    var view = TailView(
        output: output, choice: choice, form: arguments.isSet(json) ? .json : .table,
        showsPayload: arguments.isSet(payload), repeatsHeader: isatty(STDOUT_FILENO) == 1)
    var tail = Tail(
        access: KafkaAccess(configuration.deployment, console: invocation.console),
        topic: output.topic(configuration.deployment.topics), limits: limits)
    try tail.run { record in view.lines(of: record) }
    return .ok
}

/// What can be shown.
enum TailOutput: String, CaseIterable {
    case metrics, alerts
    case budgetSignals = "budget-signals"
    case offers, late, dead

    init(_ words: [String]) throws(CommandFailure) {
        let names = Self.allCases.map(\.rawValue).joined(separator: ", ")
        guard let word = words.first, words.count == 1 else {
            throw CommandFailure(.usage, "weir tail takes one output", advice: "name one of \(names)")
        }
        guard let output = Self(rawValue: word) else {
            throw CommandFailure(.usage, "there is no output \"\(word)\"", advice: "there are \(names)")
        }
        self = output
    }

    func topic(_ topics: Deployment.Topics) -> String {
        switch self {
        case .metrics: topics.metrics
        case .alerts: topics.alerts
        case .budgetSignals: topics.budgetSignals
        case .offers: topics.offers
        case .late: topics.late
        case .dead: topics.dead
        }
    }
}
