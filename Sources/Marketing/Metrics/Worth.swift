internal import Mathematics
internal import Streaming

/// What a record's sums are worth together: churn cost, net, acquired and long value (SPEC 5), in millionths.
///
/// Where the record's pool has no parameters, what is made of something is unknown; what is made of nothing is 0.
struct Worth {
    private(set) var churnCost: Int128?
    private(set) var netValue: Int128?
    private(set) var acquiredValue: Int128?
    private(set) var longValue: Int128?

    /// Nothing, all known: a record at whose dimension worth does not count.
    static let nothing = Worth()

    private init() { (churnCost, netValue, acquiredValue, longValue) = (0, 0, 0, 0) }

    /// Adds a record up.
    init(
        _ cell: UInt32, _ about: CellTable.Cell, in rows: CellRows, isCredited: Bool, _ directory: Directory
    ) {
        self.init()
        guard about.dimension.countsWorth || about.dimension == .frequency else { return }
        let value = directory.acquiredValue(of: about.pool)
        let hasAnswers = rows[cell, .unsubscribes] != 0 || rows[cell, .resubscribes] != 0
        churnCost = value == nil && hasAnswers ? nil : value == nil ? 0 : rows[cell, .churnCost]
        guard about.dimension.countsWorth else { return }
        let (income, spend) = (Self.income(cell, about, rows, directory), rows[cell, .spend])
        let new = rows[cell, .newCustomers]
        guard let value, let churnCost else {
            netValue = income == 0 && spend == 0 && churnCost != nil ? 0 : nil
            acquiredValue = new == 0 ? 0 : nil
            longValue = netValue.flatMap { net in acquiredValue.map { net + $0 } }
            return
        }
        let net = income - spend - churnCost
        let acquired =
            isCredited
            ? roundedHalfToEven(new * Int128(value), dividedBy: Int128(Credit.whole)) : new * Int128(value)
        (netValue, acquiredValue, longValue) = (net, acquired, net + acquired)
    }

    /// What spend brought: the margin, of a campaign for leads what these are worth.
    private static func income(
        _ cell: UInt32, _ about: CellTable.Cell, _ rows: CellRows, _ directory: Directory
    ) -> Int128 {
        guard about.dimension == .campaign, let lead = directory.campaign(about.key).leadValue
        else { return rows[cell, .margin] }
        return rows[cell, .leads] * Int128(lead)
    }

    /// Calls `body` with the members of `money`, those of 0 left out; nil is unknown.
    func forEachMember(_ body: (StaticString, Int128?) -> Void) {
        let members: [(StaticString, Int128?)] = [
            ("churn_cost", churnCost), ("net_value", netValue), ("acquired_value", acquiredValue),
            ("long_value", longValue),
        ]
        for (name, amount) in members where amount != 0 { body(name, amount) }
    }
}
