internal import Fitting
internal import Marketing

/// What `weir report churn` shows.
struct ChurnReport {
    let groups: ChurnGroups
    /// What those who left bought afterwards; nil where no purchases were given.
    let aftermath: Aftermath?
    /// All severities as configured, by kind.
    let configured: [String: Double]
    let directory: String

    /// The tables, in the order of reading.
    var sheets: [Sheet] {
        [channels, campaigns, frequencies, losing, after] + severities + [limits]
    }

    var text: String { ([head] + sheets.map(\.text)).joined(separator: "\n\n\n") }

    /// What was booked, and whether the two files agree.
    var head: String {
        let answers = groups.channels.reduce(0) { $0 + $1.group.closings }
        let returns = groups.channels.reduce(0) { $0 + $1.group.returns }
        let unpriced = groups.channels.reduce(0) { $0 + $1.group.unpriced }
        let cost = groups.channels.reduce(Int128(0)) { $0 + $1.group.cost }
        var lines = [
            "Churn in \(Excerpt.harmless(directory)): \(Figure.count(answers, "answer")) with a cost, "
                + "\(Figure.money(cost)) \(groups.currency)"
                + (returns > 0 ? "; \(returns) taken back, \(Figure.money(cost - groups.booked))" : "")
        ]
        if unpriced > 0 {
            lines.append("\(unpriced) without a price: no lifetime parameters (weir fit finds them)")
        }
        lines.append(agreement)
        return lines.joined(separator: "\n")
    }

    private var agreement: String {
        guard let size = groups.size else {
            return "not compared: metrics.jsonl has no windows that do not overlap"
        }
        guard let metrics = groups.metrics else {
            return "not compared: metrics.jsonl has no records of pools"
        }
        let sum = Figure.decimal(groups.booked, places: 6)
        return metrics == groups.booked
            ? "together \(sum): so says churn_cost of metrics.jsonl, added up over \(size)"
            : "together \(sum), but churn_cost of metrics.jsonl, added up over \(size), is "
                + "\(Figure.decimal(metrics, places: 6)): these files are not of one replay"
    }

    /// Whether the two files contradict each other.
    var isContradicted: Bool { groups.metrics.map { $0 != groups.booked } ?? false }

    private static let groupHeader = [
        "left", "back", "residual", "share", "cost", "net", "messages", "per message",
    ]

    private func cells(_ row: ChurnGroups.Row) -> [String] {
        let group = row.group
        return [
            Excerpt.harmless(row.pool), Excerpt.harmless(row.key), "\(group.closings)", "\(group.returns)",
            group.meanResidual.map { Figure.money($0) } ?? "-", Figure.percent(group.meanShare),
            group.isUnpriced ? "-" : Figure.money(group.cost),
            group.isUnpriced ? "-" : Figure.money(group.net),
            row.messages.map { Figure.decimal($0 * 1_000_000, places: 0) } ?? "-",
            row.costPerMessage.map { Figure.decimal($0, places: 4) } ?? "-",
        ]
    }

    private var channels: Sheet {
        var sheet = Sheet(title: "What leaving a channel costs")
        sheet.header = ["pool", "channel"] + Self.groupHeader
        (sheet.rows, sheet.leading) = (groups.channels.map(cells), 2)
        sheet.notes = [
            "left: answers that cost something; back: those taken back later; residual: what the customer would still "
                + "have brought, on average; share: the channel's part of that; net: cost less what came back; messages: "
                + "sends and impressions."
        ]
        sheet.plot = ChurnPlot.channels(groups.channels)
        return sheet
    }

    private var campaigns: Sheet {
        var sheet = Sheet(title: "Which campaigns drive people away")
        sheet.header = ["pool", "campaign"] + Self.groupHeader
        (sheet.rows, sheet.leading) = (groups.campaigns.map(cells), 2)
        sheet.cut()
        sheet.notes.append(
            "An answer counts at every campaign to blame, with that campaign's part of the cost. (unknown): nobody had "
                + "written to them within seven days.")
        return sheet
    }

    private var frequencies: Sheet {
        var sheet = Sheet(title: "How often one can write")
        sheet.header = [
            "channel", "messages since an answer", "messages", "answered", "left", "residual", "share",
            "cost",
            "cost per message", "value per message",
        ]
        sheet.rows = groups.frequencies.map { row in
            let (group, figures) = (row.group, row.figures)
            return [
                Excerpt.harmless(row.channel), row.name,
                figures.map { Figure.decimal($0.messages * 1_000_000, places: 0) } ?? "-",
                figures.map { Figure.decimal($0.answers * 1_000_000, places: 0) } ?? "-", "\(group.closings)",
                group.meanResidual.map { Figure.money($0) } ?? "-", Figure.percent(group.meanShare),
                (figures.map(\.cost) ?? group.cost).map { Figure.money($0) } ?? "-",
                row.perMessage.map { Figure.decimal($0.cost, places: 4) } ?? "-",
                row.perMessage.map { Figure.decimal($0.value, places: 4) } ?? "-",
            ]
        }
        sheet.leading = 2
        sheet.notes = [
            "The cost is less what was taken back. The value is that of orders, not their margin: compare it times your "
                + "margin rate. People who are written to more often are other people, too: the better customers, or "
                + "those who never answer."
        ]
        sheet.plot = ChurnPlot.frequencies(groups.frequencies)
        return sheet
    }

    private var losing: Sheet {
        var sheet = Sheet(title: "Campaigns that sell and still lose")
        sheet.header = [
            "pool", "campaign", "spend", "value", "roas", "without churn", "churn cost", "net value", "roi",
            "acquired", "long value", "by churn",
        ]
        sheet.rows = groups.losing.map { row in
            [
                Excerpt.harmless(row.pool), Excerpt.harmless(row.campaign), Figure.money(row.spend),
                Figure.money(row.value), Figure.ratio(row.value, row.spend), Figure.money(row.withoutChurn),
                Figure.money(row.churnCost), Figure.money(row.net), Figure.ratio(row.net, row.spend),
                row.acquired.map { Figure.money($0) } ?? "-", row.long.map { Figure.money($0) } ?? "-",
                row.isByChurn ? "yes" : "no",
            ]
        }
        sheet.leading = 2
        sheet.cut()
        if groups.size == nil {
            sheet.notes = ["metrics.jsonl has no windows that do not overlap: nothing to add up"]
        } else if groups.losing.isEmpty {
            sheet.notes = ["none: no campaign with a value and a spend has a net value below 0"]
        } else {
            sheet.notes.append(
                "without churn: margin less spend; by churn: that is not below 0, so it is churn that makes it lose; "
                    + "long value: with what its new customers are worth. Below 0 there, too: it does not even win "
                    + "customers for its money.")
        }
        sheet.plot = ChurnPlot.losing(groups.losing)
        return sheet
    }
}
