internal import Mathematics

/// The rates of a `metrics` record: each a quotient of two sums, null where the denominator is 0 (SPEC 6).
enum Rate: CaseIterable {
    case ctr, conversion, cpc, cpa, cpl, cac, roas, aov, unsubscribeRate

    var name: StaticString {
        switch self {
        case .ctr: "ctr"
        case .conversion: "conversion"
        case .cpc: "cpc"
        case .cpa: "cpa"
        case .cpl: "cpl"
        case .cac: "cac"
        case .roas: "roas"
        case .aov: "aov"
        case .unsubscribeRate: "unsubscribe_rate"
        }
    }

    var parts: (numerator: Measure, denominator: Measure) {
        switch self {
        case .ctr: (.clicks, .impressions)
        case .conversion: (.orders, .clicks)
        case .cpc: (.spend, .clicks)
        case .cpa: (.spend, .orders)
        case .cpl: (.spend, .leads)
        case .cac: (.spend, .newCustomers)
        case .roas: (.value, .spend)
        case .aov: (.value, .orders)
        case .unsubscribeRate: (.unsubscribes, .sends)
        }
    }

    /// The rate in millionths, rounded half to even; nil where the denominator is 0.
    func millionths(in rows: CellRows, cell: UInt32, isCredited: Bool) -> Int128? {
        let (upper, lower) = parts
        var numerator = rows[cell, upper]
        var denominator = rows[cell, lower]
        guard denominator != 0 else { return nil }
        if Self.isWhole(upper, isCredited: isCredited) { numerator *= 1_000_000 }
        if Self.isWhole(lower, isCredited: isCredited) { denominator *= 1_000_000 }
        if denominator < 0 { (numerator, denominator) = (-numerator, -denominator) }
        return roundedHalfToEven(numerator * 1_000_000, dividedBy: denominator)
    }

    /// Whether a sum counts whole ones, not millionths.
    private static func isWhole(_ measure: Measure, isCredited: Bool) -> Bool {
        measure.rawValue < Measure.lastOrders.rawValue && !(isCredited && measure.followsCredit)
    }
}
