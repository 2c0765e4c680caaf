/// How a profile stands to one channel: what it has closed, and what that was charged with.
struct PlainSubscription: Sendable {
    private(set) var isClosed: Bool
    /// What the closing cost, and what every place was charged of it.
    private(set) var cost: Int128 = 0
    private(set) var charges: [Place: Int128] = [:]
    /// When it was closed or opened last, in the order of processing.
    private(set) var changeSequence: Int

    /// A channel that was closed.
    init(cost: Int128, charges: [Place: Int128], sequence: Int) {
        isClosed = true
        self.cost = cost
        self.charges = charges
        changeSequence = sequence
    }

    mutating func reopen(sequence: Int) {
        isClosed = false
        cost = 0
        charges = [:]
        changeSequence = sequence
    }

    /// "Of two states of the same thing (a visit, a subscription) the later changed one wins and the other is
    /// dropped unbooked; … where a channel is closed in both, the costs add up".
    func joined(with other: PlainSubscription) -> PlainSubscription {
        let (earlier, later) = changeSequence < other.changeSequence ? (self, other) : (other, self)
        guard isClosed, other.isClosed else { return later }
        var joined = later
        joined.cost += earlier.cost
        joined.charges.merge(earlier.charges) { $0 + $1 }
        return joined
    }
}

/// What the orders of a profile were credited to: "primary model, net of refunds".
struct PlainCreditedValue: Sendable {
    /// By channel; what no touch brought about is in none of them.
    private(set) var channels: [Text: Int128] = [:]
    private(set) var whole: Int128 = 0

    /// Adds an order's value, or what a refund takes back of it where that is below zero.
    mutating func add(_ value: Int128) {
        whole += value
    }

    mutating func add(_ share: Int128, through channel: Text) {
        channels[channel, default: 0] += share
    }

    mutating func join(_ other: PlainCreditedValue) {
        channels.merge(other.channels) { $0 + $1 }
        whole += other.whole
    }
}
