internal import Fitting

extension ChurnReport {
    /// The same for machines, on one line.
    var json: String { JSONLine.text(Document(self)) }
}

// Members are named as they are written.
// swift-format-ignore: AlwaysUseLowerCamelCase
private struct Document: Encodable {
    let currency: String
    let window: String?
    let cost: Amount
    let metrics: Amount?
    let agrees: Bool?
    let channels, campaigns: [Group]
    let frequencies: [Frequency]
    let losing: [Losing]
    let aftermath: After?
    let yaml: String?

    struct Group: Encodable {
        let pool, key: String
        let left, back, unpriced: Int
        let residual: Amount?
        let share: Double?
        let cost, net: Amount
        let messages: Int64?
        let per_message: Amount?
    }

    struct Frequency: Encodable {
        let channel: String
        let from, to, left: Int
        let messages, answers: Int64?
        let residual: Amount?
        let share: Double?
        let cost, cost_per_message, value_per_message: Amount?
    }

    struct Losing: Encodable {
        let pool, campaign: String
        let spend, value, without_churn, churn_cost, net_value: Amount
        let acquired_value, long_value: Amount?
        let by_churn: Bool
    }

    struct After: Encodable {
        /// Nil, or why nobody is compared.
        let refused: String?
        let people, withheld, prospects, unknown, unpriced, recent, unmatched, compared, customers: Int
        let last_day: String
        let kinds: [Kind]
        let weeks: [Week]
    }

    struct Week: Encodable {
        let week, compared: Int
        let ordered, stayers_ordered: Double
    }

    struct Kind: Encodable {
        /// Nil: all together.
        let kind: String?
        let compared: Int
        let days, ordered, stayers_ordered: Double
        let lost: Range?
        let booked, configured: Double?
        let severity: Range?
        let refused: String?
        let to_paste: Double?
    }

    struct Range: Encodable {
        let estimate, lower, upper: Double

        init(_ interval: Interval) {
            (estimate, lower, upper) = (interval.estimate, interval.lower, interval.upper)
        }
    }
}

extension Document {
    init(_ report: ChurnReport) {
        let groups = report.groups
        (currency, window) = (groups.currency, groups.size)
        cost = Amount(groups.booked)
        metrics = groups.metrics.map { Amount($0) }
        agrees = groups.metrics.map { $0 == groups.booked }
        channels = groups.channels.map { Group($0) }
        campaigns = groups.campaigns.map { Group($0) }
        frequencies = groups.frequencies.map { Frequency($0) }
        losing = groups.losing.map { row in
            Losing(
                pool: row.pool, campaign: row.campaign, spend: Amount(row.spend), value: Amount(row.value),
                without_churn: Amount(row.withoutChurn), churn_cost: Amount(row.churnCost),
                net_value: Amount(row.net), acquired_value: row.acquired.map { Amount($0) },
                long_value: row.long.map { Amount($0) }, by_churn: row.isByChurn)
        }
        aftermath = report.aftermath.map { After($0) }
        yaml = report.yaml
    }
}

extension Document.Group {
    init(_ row: ChurnGroups.Row) {
        let group = row.group
        (pool, key, left, back, unpriced) = (row.pool, row.key, group.closings, group.returns, group.unpriced)
        residual = group.meanResidual.map { Amount($0) }
        share = group.meanShare
        (cost, net) = (Amount(group.cost), Amount(group.net))
        messages = row.messages.map { Int64(clamping: $0) }
        per_message = row.costPerMessage.map { Amount($0) }
    }
}

extension Document.Frequency {
    init(_ row: FrequencyRow) {
        (channel, from, to, left) = (
            row.channel, row.band.lowerBound, row.band.upperBound, row.group.closings
        )
        messages = row.figures.map { Int64(clamping: $0.messages) }
        answers = row.figures.map { Int64(clamping: $0.answers) }
        residual = row.group.meanResidual.map { Amount($0) }
        share = row.group.meanShare
        cost = (row.figures.map(\.cost) ?? row.group.cost).map { Amount($0) }
        cost_per_message = row.perMessage.map { Amount($0.cost) }
        value_per_message = row.perMessage.map { Amount($0.value) }
    }
}

extension Document.After {
    init(_ aftermath: Aftermath) {
        let counts = aftermath.counts
        refused = aftermath.isForeign ? "those who left are not in these purchases" : nil
        (people, withheld, prospects) = (counts.people, counts.withheld, counts.prospects)
        (unknown, unpriced, recent) = (counts.unknown, counts.unpriced, counts.recent)
        (unmatched, compared, customers) = (counts.unmatched, counts.compared, aftermath.customers)
        last_day = Figure.day(aftermath.lastDay)
        let names = aftermath.kinds.map { Optional($0) } + [nil]
        kinds = zip(names, aftermath.fits + [aftermath.all]).compactMap { name, fit in
            fit.map { Document.Kind(name, $0) }
        }
        weeks = aftermath.weeks.enumerated().map { index, week in
            .init(
                week: index + 1, compared: week.departures, ordered: week.spent / 1_000_000,
                stayers_ordered: week.stayersSpent / 1_000_000)
        }
    }
}

extension Document.Kind {
    init(_ name: String?, _ fit: SeverityFit) {
        (kind, compared, days) = (name, fit.departures, fit.meanDays)
        (ordered, stayers_ordered) = (fit.spent / 1_000_000, fit.stayersSpent / 1_000_000)
        lost = fit.lost.map { Document.Range($0) }
        (booked, to_paste) = (fit.booked, fit.shrunk)
        // All together have no severity of their own.
        configured = name == nil ? nil : fit.configured
        switch fit.severity {
        case .success(let found): (severity, refused) = (Document.Range(found), nil)
        case .failure(.tooWide(let found)):
            (severity, refused) = (Document.Range(found), SeverityRefusal.tooWide(found).sentence)
        case .failure(let refusal): (severity, refused) = (nil, name == nil ? nil : refusal.sentence)
        }
    }
}
