internal import Streaming

/// The negative answers behind one campaign's churn cost.
struct Explanation {
    /// One answer, and the campaign's part in it.
    struct Line {
        let record: ChurnRecord
        let part: ChurnRecord.Part
    }

    /// What `metrics.jsonl` says of it.
    enum Comparison {
        /// It says the same.
        case same(Int128)
        case different(Int128)
        /// The answers have no price there either.
        case unpriced
        /// It knows nothing of the campaign, or holds no windows that can be added up.
        case none
    }

    let campaign: String
    let pool: String
    let lines: [Line]
    /// What `metrics.jsonl` was added up over.
    let size: String?
    let comparison: Comparison
    let currency: String

    /// Answers that have no price: their pool has no parameters.
    var unpriced: Int { lines.count { $0.part.cost == nil } }
    /// Their sum, of those with a price, in millionths.
    var sum: Int128 { lines.reduce(0) { $0 + ($1.part.cost?.millionths ?? 0) } }

    init(_ campaign: String, pool: String, _ records: [ChurnRecord], _ sums: WindowSums) {
        self.campaign = campaign
        self.pool = pool
        lines = records.flatMap { record in
            record.campaigns.filter { ($0.pool, $0.campaign) == (pool, campaign) }
                .map { Line(record: record, part: $0) }
        }
        (size, currency) = (sums.size, sums.currency)
        let total = sums[pool, "campaign", campaign]
        let priced = lines.reduce(Int128(0)) { $0 + ($1.part.cost?.millionths ?? 0) }
        switch (total, total?.amount("churn_cost")) {
        case (nil, _): comparison = .none
        case (_, nil): comparison = .unpriced
        case (_, let cost?): comparison = cost == priced ? .same(cost) : .different(cost)
        }
    }

    /// Whether the ledger and the metrics say different things.
    var isContradicted: Bool { if case .different = comparison { true } else { false } }
}

extension Explanation {
    /// A table and what it adds up to.
    var text: String {
        let title = "campaign \(Excerpt.harmless(campaign)), pool \(Excerpt.harmless(pool)): "
        let returns = lines.count { $0.record.isReturn }
        let found = Figure.count(lines.count - returns, "answer") + " with a cost"
        guard !lines.isEmpty else { return title + "no answer with a cost is blamed on it; \(verdict)" }
        let table = TextTable(header: Self.header, rows: lines.map(\.cells), leading: 4, apart: 0)
        var parts = [title + found + (returns > 0 ? ", \(returns) taken back" : ""), table.text, verdict]
        if unpriced > 0 {
            parts.append(
                "\(Figure.count(unpriced, "answer")) could not be priced: their pool has no lifetime parameters "
                    + "(weir fit finds them)")
        }
        return parts.joined(separator: "\n\n")
    }

    private static let header = [
        "time", "kind", "channel", "profile", "orders", "n", "residual", "share", "severity", "cost",
        "its part",
    ]

    /// The sum, and whether the metrics agree.
    private var verdict: String {
        let sum = "together \(Figure.decimal(self.sum, places: 6)) \(currency)"
        switch comparison {
        case .same: return "\(sum): so says churn_cost of metrics.jsonl, added up over \(size ?? "")"
        case .different(let cost):
            return "\(sum), but churn_cost of metrics.jsonl, added up over \(size ?? ""), is "
                + "\(Figure.decimal(cost, places: 6)): these files are not of one replay"
        case .unpriced: return "churn_cost is null in metrics.jsonl, too"
        case .none where size == nil:
            return "\(sum); not compared: metrics.jsonl has no windows that do not overlap"
        case .none: return "\(sum); not compared: metrics.jsonl has no records of this campaign"
        }
    }
}

extension Explanation.Line {
    fileprivate var cells: [String] {
        [
            record.at, record.kind, Excerpt.harmless(record.channel), record.shortProfile, "\(record.orders)",
            "\(record.n)", Figure.money(record.residual),
            record.share.map { Figure.real($0, places: 3) } ?? "-",
            record.severity.map { Figure.real($0, places: 2) } ?? "-", Figure.money(record.cost),
            part.cost.map { Figure.decimal($0.millionths, places: 6) } ?? "-",
        ]
    }
}

extension Figure {
    /// An amount, `-` where it is not known.
    static func money(_ amount: Amount?) -> String { amount.map { money($0.millionths) } ?? "-" }
}
