internal import Operations

private let campaign = Option("campaign", .one("NAME"), "the campaign")
private let pool = Option("pool", .one("NAME"), "its pool (else all in which it is blamed)")
private let json = Option("json", .nothing, "writes one JSON array instead of tables")

/// `weir explain`: what a figure is made of.
let explainCommand = Command(
    "explain", "shows what a figure is made of", subcommands: [explainChurnCommand])

private let explainChurnCommand = Command(
    "churn", "lists the unsubscribes behind a campaign's churn cost",
    help: """
        DIR is where weir replay wrote. Each line is a negative answer that cost something, or its taking back: what
        the customer would still have brought (residual), the channel's share of that, how final the kind of answer is
        (severity), what it cost, and the campaign's part of the cost. The profile is the beginning of the hashed id; n
        is how many messages they had had since their last answer. The parts add up to the campaign's churn_cost, which
        is compared: exit code 1 where metrics.jsonl says otherwise.

        Examples:
          weir explain churn --campaign newsletter out
          weir explain churn --campaign newsletter --pool acme --json out | jq '.[].events[] | select(.part > 50)'
        """,
    options: [campaign, pool, json], others: "DIR"
) { invocation throws(CommandFailure) in
    let arguments = invocation.arguments
    guard let name = arguments.value(of: campaign) else {
        throw CommandFailure(
            .usage, "which campaign?", advice: "weir explain churn --campaign NAME DIR")
    }
    let files = try ResultFiles(arguments.others, command: "weir explain churn --campaign NAME")
    let records = try files.churnEvents()
    let sums = try WindowSums(files, ["campaign"])
    let blamed = records.flatMap(\.campaigns).map { ($0.pool, $0.campaign) }
    let known = blamed + sums.all("campaign").map { ($0.key.pool, $0.key.key) }
    let pools = Set(known.filter { $0.1 == name }.map(\.0)).filter { arguments.value(of: pool) ?? $0 == $0 }
    guard !pools.isEmpty else {
        let near = Suggestion.nearest(to: name, among: Set(known.map(\.1)).sorted())
        throw CommandFailure(
            .data, "neither churn-events.jsonl nor metrics.jsonl knows this campaign",
            advice: near.flatMap { $0 == name ? "is it another pool's?" : "did you mean \($0)?" })
    }
    let found = pools.sorted().map { Explanation(name, pool: $0, records, sums) }
    try invocation.console.print(
        arguments.isSet(json)
            ? JSONLine.text(found.map(\.document)) : found.map(\.text).joined(separator: "\n\n"))
    return found.contains(where: \.isContradicted) ? .findings : .ok
}

extension ResultFiles {
    /// The one directory that a command was given.
    init(_ others: [String], command: String) throws(CommandFailure) {
        guard others.count == 1, let directory = others.first else {
            throw CommandFailure(
                .usage, others.isEmpty ? "the directory of a replay is missing" : "one directory at a time",
                advice: "\(command) DIR")
        }
        self.init(directory: directory)
    }
}
