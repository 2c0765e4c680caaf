internal import Events
internal import FoundationEssentials
internal import Marketing
internal import Mathematics
internal import Operations
internal import ReplayRuntime
internal import Topology

private let purchases = Option(
    "purchases", .many("FILE"), "purchases as JSON lines, those after the answers, too: what was really lost")
private let unsubscribes = Option(
    "unsubscribes", .many("FILE"),
    "negative answers, so that nobody who left without a cost counts as having stayed")
private let pool = Option("pool", .one("NAME"), "only this pool")
private let json = Option("json", .nothing, "writes one JSON object instead of tables")
private let html = Option("html", .one("FILE"), "writes a page with tables and plots, too")

/// `weir report`: what a replay's figures say together.
let reportCommand = Command(
    "report", "reports on what a replay wrote", subcommands: [reportChurnCommand])

private let reportChurnCommand = Command(
    "churn", "what unsubscribes cost, by whom and how often, and what was really lost",
    help: """
        DIR is where weir replay wrote. Tables of what leaving costs by channel, campaign and number of messages, and of
        the campaigns that sell and still lose.

        With --purchases those who left are compared with customers who stayed: of the same pool, with the same
        frequency and recency on the same day. What they ordered less, beside what was booked as lost, gives the
        severities that would have been right, with intervals, as a line for weir.yaml; or the reason why the data do
        not carry one (at least 30 customers who answered 28 days or more before the last order). Give all purchases
        that the replay had, and later ones. Customers are found by the hash of their id, so --config must name the
        id_key_file of the replay. Refunds play no part.

        Exit code 1 where churn-events.jsonl and metrics.jsonl contradict each other.

        Examples:
          weir report churn out
          weir report churn out --config weir.yaml --purchases 2025.jsonl.gz 2026.jsonl.gz --html churn.html
          weir report churn out --purchases orders.jsonl --unsubscribes answers.jsonl --json | jq -r .yaml
        """,
    options: [purchases, unsubscribes, pool, json, html], takesKeys: true, others: "DIR"
) { invocation throws(CommandFailure) in
    let arguments = invocation.arguments
    let files = try ResultFiles(arguments.others, command: "weir report churn")
    let inputs = arguments.values(of: purchases) + arguments.values(of: unsubscribes)
    guard inputs.count(where: { $0 == "-" }) <= 1 else {
        throw CommandFailure(.usage, "only one file can be standard input", advice: "name the others")
    }
    var settings = try invocation.configuration(for: .replaying).settings
    settings.events.startOfRun = Clock.now
    let name = arguments.value(of: pool)
    let records = try files.churnEvents()
    let sums = try WindowSums(files, ["pool", "campaign", "channel", "frequency"])
    let configured = Dictionary(
        uniqueKeysWithValues: settings.journeys.churn.severities.map { ($0.key.name, $0.value.real) })
    let aftermath = try compare(
        records.filter { name ?? $0.pool == $0.pool }, arguments, settings, configured, invocation.console)
    let report = ChurnReport(
        groups: ChurnGroups(records, sums, pool: name), aftermath: aftermath, configured: configured,
        directory: files.directory)
    if let path = arguments.value(of: html) {
        do { try Data(ChurnPage(report).html.utf8).write(to: URL(filePath: path)) } catch {
            throw CommandFailure(
                .io, "\(path) cannot be written", advice: "is there space, and may it be written?")
        }
    }
    try invocation.console.print(arguments.isSet(json) ? report.json : report.text)
    return report.isContradicted ? .findings : .ok
}

/// Compares those who left with those who stayed, where there are purchases.
private func compare(
    _ records: [ChurnRecord], _ arguments: Arguments, _ settings: Settings, _ configured: [String: Double],
    _ console: Console
) throws(CommandFailure) -> Aftermath? {
    let files = arguments.values(of: purchases)
    guard !files.isEmpty else { return nil }
    var reader = PurchaseReader(settings)
    var answers = AnswerReader(settings)
    do throws(ReplayError) {
        try reader.read(files, console: console)
        try answers.read(arguments.values(of: unsubscribes))
    } catch { throw CommandFailure(error) }
    let customers = Customers(&reader, answers)
    guard !customers.shoppers.isEmpty else {
        throw CommandFailure(
            .data, "there is no order of a customer in \(Figure.count(reader.lines, "line"))",
            advice: "orders need a customer_id: weir check --stream purchases FILE says what is wrong")
    }
    // The ledger knows by which severities it was booked.
    var booked = configured
    for record in records { if let severity = record.severity { booked[record.kind] = severity } }
    var bar = ProgressLine(console: console, verb: "comparing", noun: "steps")
    var step = 0
    let aftermath = Aftermath(records, customers, configured: booked) { part in
        step += 1
        bar.show(count: step, part: part)
    }
    bar.end()
    return aftermath
}
