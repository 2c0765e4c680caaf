internal import Marketing
internal import ReplayRuntime
internal import Topology

/// What `weir replay` prints at its end: the balance, what each channel earned, and what to look at.
struct ReplayReport {
    private let summary: ReplaySummary
    private let directory: String
    private let seconds: Double

    init(_ summary: ReplaySummary, directory: String, seconds: Double) {
        self.summary = summary
        self.directory = directory
        self.seconds = seconds
    }

    var text: String {
        ([balance] + ignored + [channels, Advice(summary).text, written]).joined(separator: "\n\n")
    }

    private var balance: String {
        let tally = summary.tally
        let rate = seconds > 0 ? Int(Double(summary.records) / seconds) : 0
        return """
            \(Figure.count(summary.records, "event")) in = \(tally.processed) processed \
            + \(tally.duplicates) duplicate + \(summary.late) late + \(summary.dead) dead \
            + \(tally.withheld) withheld
            \(Figure.count(summary.profiles, "profile")), \(rate) events a second
            """
    }

    private var ignored: [String] {
        guard !summary.ignored.isEmpty else { return [] }
        let fields = summary.ignored.map { "\($0.field) (\($0.count))" }.joined(separator: ", ")
        return ["ignored values in fields that decide nothing: \(fields)"]
    }

    private var channels: String {
        let channels = summary.channels.filter(\.isActive).sorted(by: ChannelRow.precedes)
        let organic = summary.campaigns.filter { $0.key == "(organic)" }.sorted(by: ChannelRow.precedes)
        let hasPools = Set(summary.channels.map(\.pool)).count > 1
        // Where nobody has left, or nothing says what that costs, there is nothing to take off.
        let hasChurn = summary.channels.contains { $0[.churnCost] != 0 }
        let header =
            (hasPools ? ["pool"] : [])
            + ["channel", "clicks", "orders", "value", "refunded", "margin", "spend", "profit"]
            + (hasChurn ? ["churn", "net"] : []) + ["roas"]
        let rows = (channels + organic).map {
            ChannelRow($0).cells(withPool: hasPools, withChurn: hasChurn)
        }
        let table = TextTable(header: header, rows: rows, leading: hasPools ? 2 : 1, apart: organic.count)
        let churn = """
            churn: what those who unsubscribed from the channel would still have bought through it; net is profit less churn

            """
        return """
            \(table.text)

            in \(summary.currency), orders by the credit of the primary model; profit is margin less spend
            \(hasChurn ? churn : "")\
            (direct): no touch led to the order; (organic): touches without a campaign, a part of the rows above it
            """
    }

    private var written: String {
        let megabytes = Figure.ratio(Int128(summary.metricBytes), 1_000_000)
        return "\(summary.metricRecords) records (\(megabytes) MB) in \(directory)/metrics.jsonl; "
            + "\(summary.late) late, \(summary.dead) dead beside it"
    }
}

/// One line of the table.
private struct ChannelRow {
    private let total: PoolTotal

    init(_ total: PoolTotal) { self.total = total }

    func cells(withPool hasPool: Bool, withChurn hasChurn: Bool) -> [String] {
        (hasPool ? [total.pool] : []) + [
            total.key, "\(total[.clicks])", Figure.decimal(total[.orders], places: 1),
            Figure.money(total[.value]), Figure.money(total[.refunded]), Figure.money(total[.margin]),
            Figure.money(total[.spend]), Figure.money(total.profit),
        ]
            + (hasChurn
                ? [Figure.money(total[.churnCost]), Figure.money(total.profit - total[.churnCost])] : [])
            + [Figure.ratio(total[.value], total[.spend])]
    }

    static func precedes(_ left: PoolTotal, _ right: PoolTotal) -> Bool {
        if left.pool != right.pool { return left.pool < right.pool }
        if left[.value] != right[.value] { return left[.value] > right[.value] }
        return left.key < right.key
    }
}
