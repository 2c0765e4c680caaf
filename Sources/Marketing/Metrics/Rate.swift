internal import Mathematics

/// The rates of a `metrics` record: each a quotient of two sums, null where the denominator is 0 (SPEC 6).
enum Rate: CaseIterable {
    case ctr, conversion, cpc, cpa, cpl, cac, roas, roi, longROI, aov, unsubscribeRate

    var name: StaticString {
        switch self {
        case .ctr: "ctr"
        case .conversion: "conversion"
        case .cpc: "cpc"
        case .cpa: "cpa"
        case .cpl: "cpl"
        case .cac: "cac"
        case .roas: "roas"
        case .roi: "roi"
        case .longROI: "long_roi"
        case .aov: "aov"
        case .unsubscribeRate: "unsubscribe_rate"
        }
    }

    /// The sums that are divided; nil: the numerator is none of them.
    private var parts: (numerator: Measure?, denominator: Measure) {
        switch self {
        case .ctr: (.clicks, .impressions)
        case .conversion: (.orders, .clicks)
        case .cpc: (.spend, .clicks)
        case .cpa: (.spend, .orders)
        case .cpl: (.spend, .leads)
        case .cac: (.spend, .newCustomers)
        case .roas: (.value, .spend)
        case .roi, .longROI: (nil, .spend)
        case .aov: (.value, .orders)
        case .unsubscribeRate: (.unsubscribes, .sends)
        }
    }

    /// The rate in millionths, rounded half to even; nil where the denominator is 0, or the numerator is unknown.
    func millionths(in rows: CellRows, cell: UInt32, worth: Worth, isCredited: Bool) -> Int128? {
        let (upper, lower) = parts
        let worth = self == .roi ? worth.netValue : worth.longValue
        guard var numerator = upper.map({ rows[cell, $0] }) ?? worth else { return nil }
        var denominator = rows[cell, lower]
        guard denominator != 0 else { return nil }
        if let upper, Self.isWhole(upper, isCredited: isCredited) { numerator *= 1_000_000 }
        if Self.isWhole(lower, isCredited: isCredited) { denominator *= 1_000_000 }
        if denominator < 0 { (numerator, denominator) = (-numerator, -denominator) }
        return roundedHalfToEven(numerator * 1_000_000, dividedBy: denominator)
    }

    /// Whether a sum counts whole ones, not millionths.
    private static func isWhole(_ measure: Measure, isCredited: Bool) -> Bool {
        measure.rawValue < Measure.lastOrders.rawValue && !(isCredited && measure.followsCredit)
    }
}
