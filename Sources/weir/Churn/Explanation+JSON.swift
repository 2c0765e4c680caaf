internal import FoundationEssentials

extension Amount: Encodable {
    /// Writes a number with its six decimals, not a binary fraction near it.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        // What was read as a decimal is one again.
        guard let whole = Decimal(string: "\(millionths)") else {
            throw EncodingError.invalidValue(
                self, .init(codingPath: encoder.codingPath, debugDescription: "too large"))
        }
        try container.encode(whole / 1_000_000)
    }
}

extension Explanation {
    /// The same for machines.
    var document: some Encodable { Document(self) }
}

// Members are named as they are written.
// swift-format-ignore: AlwaysUseLowerCamelCase
private struct Document: Encodable {
    let pool, campaign, currency: String
    let events: [Event]
    let sum: Amount
    let unpriced: Int
    let window: String?
    let metrics: Amount?
    /// Whether the metrics say the same; null where they say nothing.
    let agrees: Bool?

    struct Event: Encodable {
        let at, pool, kind, channel: String
        let profile: String?
        let orders, recency_days, age_days, n: Int
        let residual: Amount?
        let share, severity: Double?
        let cost, part: Amount?
    }

    init(_ explanation: Explanation) {
        pool = explanation.pool
        campaign = explanation.campaign
        currency = explanation.currency
        sum = Amount(explanation.sum)
        unpriced = explanation.unpriced
        window = explanation.size
        switch explanation.comparison {
        case .same(let cost): (metrics, agrees) = (Amount(cost), true)
        case .different(let cost): (metrics, agrees) = (Amount(cost), false)
        case .unpriced, .none: (metrics, agrees) = (nil, nil)
        }
        events = explanation.lines.map { line in
            let record = line.record
            return Event(
                at: record.at, pool: record.pool, kind: record.kind, channel: record.channel,
                profile: record.profile.map { String($0.prefix(8)) }, orders: record.orders,
                recency_days: record.recency_days, age_days: record.age_days, n: record.n,
                residual: record.residual, share: record.share, severity: record.severity, cost: record.cost,
                part: line.part.cost)
        }
    }
}
