/// Which measures the reference works out at which dimension.
///
/// What is not listed is not compared. A dimension or a measure that is added to the engine is added here.
enum ReferenceScope {
    /// A table of measures by dimension.
    typealias Area = [String: [String]]

    /// Whether Weir prices churn and writes `frequency`: without, markets have no lifetime parameters, and what
    /// follows from them is not compared.
    static let comparesChurn = true

    /// The areas that are compared; take one out to compare without it.
    static let compared =
        [orders, touchpoints, segments, shop, categories, deliveries, assists, uniques, aida, paths, markov]
        + (comparesChurn ? [churn, frequency] : [])
    private static let all =
        [orders, touchpoints, segments, shop, categories, deliveries, assists, uniques, aida, paths, markov]
        + (comparesChurn ? [churn, frequency] : [])

    /// Whether a record counts that has nothing in scope: where an area is left out it may be of that one.
    static let countsEmptyRecords = compared.count == all.count

    /// Dimension to measures: the table "What counts where".
    static let measures = compared.reduce(into: Area()) { sum, area in sum.merge(area) { $0 + $1 } }

    static func contains(_ measure: String, in dimension: String) -> Bool {
        measures[dimension]?.contains(measure) ?? false
    }

    // MARK: Areas

    /// Clicks, orders with their credit, refunds and negative answers.
    static let orders: Area = [
        "pool": once + ["counts.booked_late"],
        "campaign": once + credit, "team": once + credit, "partner": once + credit,
        "channel": once + credit, "sales_channel": orderCounts + orderMoney, "device": once,
    ]

    static let touchpoints: Area = [
        "touchpoint": clickCounts + ["money.spend"] + orderCounts + orderMoney + credit + rooms
    ]

    /// Who it was.
    static let segments: Area = [
        "segment": once + rooms + ["counts.store_visits"],
        "activity": once + rooms + ["counts.store_visits"],
        "presence": once + rooms + ["counts.store_visits"],
    ]

    /// What beacons tell, and what happened in a store.
    static let shop: Area = [
        "pool": rooms + ["counts.store_visits"], "device": rooms + ["counts.store_visits"],
        "campaign": rooms, "team": rooms, "partner": rooms, "sales_channel": rooms,
        "channel": rooms + ["counts.store_visits", "counts.visit_orders"],
        "store": clickCounts + orderCounts + orderMoney + rooms + dwell
            + ["money.spend", "counts.store_visits", "counts.visit_orders"],
        "zone": dwell + ["counts.store_visits"],
    ]

    static let categories: Area = [
        "category": clickCounts + ["counts.orders", "counts.units", "money.value"]
    ]

    static let deliveries: Area = [
        "pool": delivery, "sales_channel": delivery, "device": delivery, "segment": delivery,
        "store": delivery,
    ]

    static let assists: Area = [
        "campaign": ["counts.assists"], "team": ["counts.assists"], "partner": ["counts.assists"],
        "channel": ["counts.assists"],
    ]

    static let uniques: Area = [
        "pool": unique, "campaign": unique, "team": unique, "partner": unique, "channel": unique,
        "store": unique, "zone": unique,
    ]

    static let aida: Area = ["pool": stages, "channel": stages]

    static let paths: Area = [
        "path": ["counts.orders", "money.value"], "pool": ["paths.count", "paths.covering_80"],
    ]

    /// What churn costs, and what is left then.
    static let churn: Area = NetValue.dimensions.reduce(into: [:]) { $0[$1] = NetValue.measures }

    static let frequency: Area = [
        "frequency": [
            "counts.messages", "counts.answers", "counts.orders", "counts.unsubscribes", "money.value",
            "money.churn_cost",
        ]
    ]

    static let markov: Area = ["channel": ["credit.markov.share"]]

    // MARK: Measures

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
    private static let stages = ["aida.attention", "aida.interest", "aida.desire", "aida.action"]
    private static let unique = ["counts.unique_profiles"]
    private static let rooms = ["counts.showrooming", "counts.webrooming"]
    private static let dwell = ["dwell.visits", "dwell.sum", "dwell.p50", "dwell.p90", "dwell.p99"]
    private static let delivery = ["delivery.count", "delivery.promised", "delivery.on_time"]
}
