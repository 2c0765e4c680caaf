/// Which measures the reference works out at which dimension.
///
/// What is not listed is not compared. A dimension or a measure that is added to the engine is added here.
enum ReferenceScope {
    private static let clickCounts = PlainClick.measures.values.sorted().map { "counts.\($0)" }
    private static let orderCounts = [
        "counts.orders", "counts.refunds", "counts.new_customers", "counts.repeat_orders",
        "counts.reactivated", "counts.referred_orders",
    ]
    private static let answers = ["counts.unsubscribes", "counts.resubscribes"]
    private static let orderMoney = ["money.value", "money.margin", "money.refunded"]
    private static let credit = (CreditModel.allCases.map(\.rawValue) + ["view_through"]).flatMap { model in
        ["credit.\(model).orders", "credit.\(model).value"]
    }
    private static let once = clickCounts + orderCounts + answers + orderMoney + ["money.spend"]

    /// Dimension to measures: the table "What counts where".
    static let measures: [String: [String]] = [
        "pool": once + ["counts.booked_late"],
        "campaign": once + credit, "team": once + credit, "partner": once + credit,
        "channel": once + credit,
        "sales_channel": orderCounts + orderMoney,
        "device": once,
    ]

    static func contains(_ measure: String, in dimension: String) -> Bool {
        measures[dimension]?.contains(measure) ?? false
    }
}
