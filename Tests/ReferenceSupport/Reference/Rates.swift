/// A rate as an exact fraction; the denominator is never zero.
struct ExactRate: Equatable, Sendable {
    let numerator: Int128
    let denominator: Int128
    /// How far the numerator may be off.
    var slack: UInt128 = 0

    /// Whether decimal text is this rate, rounded to six decimals (tolerance 10^-6).
    func isPrinted(as text: String) -> Bool {
        guard let printed = ExactDecimal(text)?.rounded(toPlaces: 12) else { return false }
        // |printed − n/d| ≤ 10^-6 + slack/|d|, all multiplied by 10^12 · |d|.
        let scaled = numerator.multipliedReportingOverflow(by: powerOfTen(12))
        guard !scaled.overflow else { return false }
        let sign: Int128 = denominator < 0 ? -1 : 1
        let distance = (printed * denominator - scaled.partialValue) * sign
        return distance.magnitude <= (denominator * 1_000_000).magnitude + slack * powerOfTen(12).magnitude
    }
}

/// The rates of SPEC section 6 that are in scope.
enum Rates {
    /// "`conversion` = orders / clicks; `ctr` = clicks / impressions; `cpc` = spend / clicks; `cpa` = spend /
    /// orders; `cpl` = spend / leads; `cac` = spend / new customers; `roas` = value / spend; … `aov` = value /
    /// orders; `unsubscribe_rate` = unsubscribes / sends".
    static let definitions: [(rate: String, numerator: String, denominator: String)] = [
        ("ctr", "counts.clicks", "counts.impressions"), ("conversion", "counts.orders", "counts.clicks"),
        ("cpc", "money.spend", "counts.clicks"), ("cpa", "money.spend", "counts.orders"),
        ("cpl", "money.spend", "counts.leads"), ("cac", "money.spend", "counts.new_customers"),
        ("roas", "money.value", "money.spend"), ("aov", "money.value", "counts.orders"),
        ("unsubscribe_rate", "counts.unsubscribes", "counts.sends"),
    ]

    /// "`roi` = net value / spend; `long_roi` = long value / spend".
    static let ofNetValue = [
        (rate: "roi", numerator: "money.net_value", denominator: "money.spend"),
        (rate: "long_roi", numerator: "money.long_value", denominator: "money.spend"),
    ]

    /// The rates that are compared in a dimension.
    static func definitions(
        in dimension: String
    ) -> [(rate: String, numerator: String, denominator: String)] {
        let isNet = ReferenceScope.comparesChurn && NetValue.dimensions.contains(dimension)
        return definitions + (isNet ? ofNetValue : [])
    }

    /// "`rates` is always there at pool, campaign and channel".
    static let dimensions: Set = ["pool", "campaign", "channel"]

    /// The rates of a record; one is absent where it is null: "null where the denominator is 0".
    static func rates(of measures: [String: Int128], dimension: String) -> [String: ExactRate] {
        func millionths(_ measure: String) -> Int128 {
            let amount = measures[measure] ?? 0
            return MeasureUnit.isMillionths(measure, dimension: dimension) ? amount : amount * 1_000_000
        }
        var rates: [String: ExactRate] = [:]
        for definition in definitions {
            let denominator = millionths(definition.denominator)
            guard denominator != 0 else { continue }
            rates[definition.rate] = ExactRate(
                numerator: millionths(definition.numerator), denominator: denominator)
        }
        // Without parameters a record has no net value, and no rate of it.
        for definition in ofNetValue {
            let denominator = millionths(definition.denominator)
            guard denominator != 0, let numerator = measures[definition.numerator] else { continue }
            rates[definition.rate] = ExactRate(
                numerator: numerator, denominator: denominator, slack: NetValue.tolerance(of: numerator))
        }
        return rates
    }
}

/// In which unit a measure is kept in a table of records.
enum MeasureUnit {
    static let creditDimensions: Set = [
        "campaign", "team", "partner", "channel", "touchpoint", "frequency",
    ]
    static let creditCounts: Set = [
        "counts.orders", "counts.refunds", "counts.new_customers", "counts.repeat_orders",
        "counts.reactivated", "counts.referred_orders", "counts.showrooming", "counts.webrooming",
    ]

    /// "At credit dimensions orders, refunds and kinds of order are fractional (millionths of parts)".
    static func isMillionths(_ measure: String, dimension: String) -> Bool {
        if measure.hasPrefix("money.") || measure.hasPrefix("credit.") { return true }
        return creditDimensions.contains(dimension) && creditCounts.contains(measure)
    }
}
