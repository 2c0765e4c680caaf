internal import Operations

/// Closings with a cost, and what was taken back of them, of one channel, campaign or frequency.
struct ChurnGroup {
    /// Closings, those without a price among them.
    private(set) var closings = 0
    private(set) var returns = 0
    private(set) var unpriced = 0
    private var residual: Int128 = 0
    private var share = 0.0
    /// What the closings cost, in millionths.
    private(set) var cost: Int128 = 0
    /// What came back of it.
    private(set) var takenBack: Int128 = 0

    /// Adds a line, or a campaign's part of it.
    mutating func add(_ record: ChurnRecord, cost part: Amount?) {
        if record.isReturn {
            returns += 1
            takenBack -= part?.millionths ?? 0
            return
        }
        closings += 1
        guard let part, let residual = record.residual, let share = record.share else {
            unpriced += 1
            return
        }
        cost += part.millionths
        self.residual += residual.millionths
        self.share += share
    }

    private var priced: Int { closings - unpriced }
    /// What is booked: costs less what was taken back.
    var net: Int128 { cost - takenBack }
    /// The mean residual value of those who left, in millionths.
    var meanResidual: Int128? { priced > 0 ? residual / Int128(priced) : nil }
    /// The mean share of the channel.
    var meanShare: Double? { priced > 0 ? share / Double(priced) : nil }
    /// Whether nothing has a price.
    var isUnpriced: Bool { unpriced > 0 && priced == 0 }
}

/// The ledger by channel, by campaign and by frequency, and the campaigns that sell and still lose.
struct ChurnGroups {
    struct Row {
        let pool: String
        let key: String
        let group: ChurnGroup
        /// What the metrics say of the same key.
        let total: WindowSums.Total?

        /// How many messages went out; nil where the metrics do not say.
        var messages: Int128?
        /// What a message cost by those whom it drove away, in millionths.
        var costPerMessage: Int128? {
            guard let messages, messages > 0, !group.isUnpriced else { return nil }
            return group.net / messages
        }
    }

    let channels: [Row]
    let campaigns: [Row]
    let frequencies: [FrequencyRow]
    let losing: [LosingCampaign]
    /// The sum of all lines, and what the metrics say of the pools; nil where they cannot.
    let booked: Int128
    let metrics: Int128?
    let size: String?
    let currency: String

    init(_ records: [ChurnRecord], _ sums: WindowSums, pool: String?) {
        let own = records.filter { pool ?? $0.pool == $0.pool }
        var channels: [WindowSums.Key: ChurnGroup] = [:]
        var campaigns: [WindowSums.Key: ChurnGroup] = [:]
        for record in own {
            let key = WindowSums.Key(pool: record.pool, dimension: "channel", key: record.channel)
            channels[key, default: ChurnGroup()].add(record, cost: record.cost)
        }
        for record in records {
            for part in record.campaigns where pool ?? part.pool == part.pool {
                let key = WindowSums.Key(pool: part.pool, dimension: "campaign", key: part.campaign)
                campaigns[key, default: ChurnGroup()].add(record, cost: part.cost)
            }
        }
        self.channels = Self.rows(channels, sums)
        self.campaigns = Self.rows(campaigns, sums)
        frequencies = FrequencyRow.all(own, sums, pool: pool)
        losing = sums.all("campaign").filter { pool ?? $0.key.pool == $0.key.pool }
            .compactMap { LosingCampaign($0.key, $0.total) }.sorted { $0.net < $1.net }
        booked = own.reduce(0) { $0 + ($1.cost?.millionths ?? 0) }
        let pools = sums.all("pool").filter { pool ?? $0.key.pool == $0.key.pool }
        metrics = pools.isEmpty ? nil : pools.reduce(0) { $0 + ($1.total.amount("churn_cost") ?? 0) }
        (size, currency) = (sums.size, sums.currency)
    }

    private static func rows(_ groups: [WindowSums.Key: ChurnGroup], _ sums: WindowSums) -> [Row] {
        groups.map { key, group in
            let total = sums.totals[key]
            return Row(pool: key.pool, key: key.key, group: group, total: total, messages: total?.messages)
        }.sorted { ($1.group.net, $0.pool, $0.key) < ($0.group.net, $1.pool, $1.key) }
    }
}

/// How often people had been written to on a channel since their last answer, and what the next message made of it.
struct FrequencyRow {
    /// Few write at any one number above some, so that they stand together.
    static let bands: [ClosedRange<Int>] = [0...0, 1...1, 2...2, 3...4, 5...8, 9...16, 17...20]

    let channel: String
    let band: ClosedRange<Int>
    private(set) var group = ChurnGroup()
    /// Of the metrics; nil where they cannot be added up.
    private(set) var figures: Figures?

    struct Figures {
        var messages: Int128 = 0
        var answers: Int128 = 0
        var value: Int128 = 0
        /// Less what was taken back; nil where it is not known.
        var cost: Int128? = 0
    }

    /// `3–4`.
    var name: String {
        band.count == 1 ? "\(band.lowerBound)" : "\(band.lowerBound)–\(band.upperBound)"
    }

    /// What a message cost and brought, in millionths.
    var perMessage: (cost: Int128, value: Int128)? {
        guard let figures, figures.messages > 0, let cost = figures.cost else { return nil }
        return (cost / figures.messages, figures.value / figures.messages)
    }

    static func all(_ records: [ChurnRecord], _ sums: WindowSums, pool: String?) -> [FrequencyRow] {
        let channels = Set(records.filter { !$0.isReturn }.map(\.channel)).sorted()
        return channels.flatMap { channel in
            bands.compactMap { band in
                var row = FrequencyRow(channel: channel, band: band)
                // Which number a return takes back from, only the metrics know.
                for record in records
                where record.channel == channel && band.contains(record.n) && !record.isReturn {
                    row.group.add(record, cost: record.cost)
                }
                if sums.size != nil { row.add(sums, pool: pool) }
                return row.group.closings == 0 && row.figures?.messages ?? 0 == 0 ? nil : row
            }
        }
    }

    private mutating func add(_ sums: WindowSums, pool: String?) {
        var figures = Figures()
        let keys = Set(band.map { "\(channel)/\($0)" })
        for (key, total) in sums.all("frequency") where keys.contains(key.key) && pool ?? key.pool == key.pool
        {
            figures.messages += total.count("messages") / 1_000_000
            figures.answers += total.count("answers") / 1_000_000
            figures.value += total.amount("value") ?? 0
            let cost = total.amount("churn_cost")
            figures.cost = figures.cost.flatMap { known in cost.map { known + $0 } }
        }
        self.figures = figures
    }
}

/// A campaign that sells for its spend, and loses nonetheless.
struct LosingCampaign {
    let pool: String
    let campaign: String
    let spend, value, churnCost, net: Int128
    /// Nil where they are not known.
    let acquired, long: Int128?

    /// Margin less spend: what it looks like without churn, in millionths.
    var withoutChurn: Int128 { net + churnCost }
    /// Whether it is churn that makes it lose.
    var isByChurn: Bool { withoutChurn >= 0 }

    /// Nil for a campaign that sells nothing, costs nothing, loses nothing, or cannot be priced.
    init?(_ key: WindowSums.Key, _ total: WindowSums.Total) {
        guard let spend = total.amount("spend"), let value = total.amount("value"),
            let cost = total.amount("churn_cost"), let net = total.amount("net_value"),
            spend > 0, value > 0, net < 0
        else { return nil }
        (pool, campaign) = (key.pool, key.key)
        (self.spend, self.value, churnCost, self.net) = (spend, value, cost, net)
        (acquired, long) = (total.amount("acquired_value"), total.amount("long_value"))
    }
}
