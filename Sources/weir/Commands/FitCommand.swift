internal import Events
internal import FoundationEssentials
internal import Operations
internal import ReplayRuntime
internal import Topology

private let purchases = Option(
    "purchases", .many("FILE"), "purchases as JSON lines; .gz too, - is standard input")
private let kafka = Option(
    "kafka", .nothing, "reads the topics of purchases, to where they end now, instead of files")
private let heldOut = Option(
    "hold-out", .one("TIME"), "how much of the end to compare with: 90d, 13w; 0d: nothing (a third)")
private let together = Option("together", .nothing, "one set of parameters for all pools")
private let plot = Option("plot", .one("FILE"), "draws expected and actual orders, added up by week (SVG)")
private let json = Option("json", .nothing, "writes one JSON object instead of tables")

/// `weir fit`: what customers will still bring, estimated from what they brought.
let fitCommand = Command(
    "fit", "estimates from past purchases what customers will still bring (lifetime)",
    help: """
        Fits BG/NBD (r, alpha, a, b: how often customers buy, when they leave) and Gamma-Gamma (p, q, v: what an order
        is worth) by maximum likelihood, and prints the lines for weir.yaml. A customer belongs to the pool of the first
        order, with all orders. Beside it stands how a fit that has not seen the last third of the time foretells it.
        Give whole histories: a customer whose first orders are missing counts as new.

        A fit that cannot be believed, such as one in which nobody ever leaves, is refused, with the reason.
        Exit code 0 if every pool was fitted, 1 if not.

        Examples:
          weir fit --purchases orders.jsonl
          weir fit --config weir.yaml --purchases 2024.jsonl.gz 2025.jsonl.gz --hold-out 26w --plot fit.svg
          weir fit --purchases orders.jsonl --together --json | jq -r .yaml
          weir fit --kafka --config weir.yaml
        """,
    options: [purchases, kafka, heldOut, together, plot, json], takesKeys: true
) { invocation throws(CommandFailure) in
    let arguments = invocation.arguments
    let files = arguments.values(of: purchases)
    guard files.isEmpty == arguments.isSet(kafka) else {
        throw CommandFailure(
            .usage, files.isEmpty ? "there is nothing to fit" : "purchases are read from files or from Kafka",
            advice: "weir fit --purchases FILE, or weir fit --kafka")
    }
    guard files.count(where: { $0 == "-" }) <= 1 else {
        throw CommandFailure(.usage, "only one file can be standard input", advice: "name the others")
    }
    let days = try arguments.value(of: heldOut).map { text throws(CommandFailure) in try wholeDays(text) }
    let isKafka = arguments.isSet(kafka)
    let configuration =
        isKafka ? try invocation.configuration() : try invocation.configuration(for: .replaying)
    var settings = configuration.settings
    settings.events.startOfRun = Clock.now
    var reader = PurchaseReader(settings)
    if isKafka {
        let access = KafkaAccess(configuration.deployment, console: invocation.console)
        try reader.read(topics: configuration.deployment.topics.purchases, access)
    } else {
        do throws(ReplayError) { try reader.read(files, console: invocation.console) } catch {
            throw CommandFailure(error)
        }
    }
    let report = try fit(
        &reader, days, isOneSet: arguments.isSet(together), settings.events.currency, invocation.console)
    if let path = arguments.value(of: plot) { try draw(FitPlot(report), path, invocation.console) }
    try invocation.console.print(arguments.isSet(json) ? report.json : report.text)
    return report.isGood ? .ok : .findings
}

private func fit(
    _ reader: inout PurchaseReader, _ days: Int32?, isOneSet: Bool, _ currency: String, _ console: Console
) throws(CommandFailure) -> FitReport {
    var input = FitReport.Input()
    var pools = reader.close()
    (input.lines, input.dead) = (reader.lines, reader.dead)
    (input.guests, input.repeated, input.orders) = (
        reader.book.guests, reader.book.repeated, reader.book.orders
    )
    guard !pools.isEmpty else {
        throw CommandFailure(
            .data, "there is no order of a customer in \(Figure.count(input.lines, "line"))",
            advice: "orders need a customer_id: weir check --stream purchases FILE says what is wrong")
    }
    if isOneSet { pools = [("", pools.flatMap(\.customers))] }
    // Customers are watched until the last order of anyone.
    let last = pools.flatMap(\.customers).compactMap { $0.days.last?.day }.max() ?? 0
    var bar = ProgressLine(console: console, verb: "fitting", noun: "evaluations")
    var count = 0
    let fits = pools.map { pool in
        PoolFit(pool.pool, pool.customers, last: last, heldOut: days) { _ in
            count += 1
            bar.show(count: count, part: nil)
        }
    }
    bar.end()
    return FitReport(input: input, pools: fits, isOneSet: isOneSet, currency: currency)
}

/// `90d` or `13w`, in days.
private func wholeDays(_ text: String) throws(CommandFailure) -> Int32 {
    let unit: Int32? = text.hasSuffix("d") ? 1 : text.hasSuffix("w") ? 7 : nil
    guard let unit, let count = Int32(text.dropLast()), (0...10_000).contains(count) else {
        throw CommandFailure(
            .usage, "--hold-out \(text): no time", advice: "write days or weeks, such as 90d or 13w")
    }
    return count * unit
}

private func draw(_ plot: FitPlot, _ path: String, _ console: Console) throws(CommandFailure) {
    guard !plot.isEmpty else { return console.talk("nothing to draw: no pool was fitted and compared") }
    do { try Data(plot.svg.utf8).write(to: URL(filePath: path)) } catch {
        throw CommandFailure(
            .io, "\(path) cannot be written", advice: "is there space, and may it be written?")
    }
}
