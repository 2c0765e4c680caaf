public import Events

/// What is summed up, in the order of the members of a `metrics` record (SPEC 6).
public enum Measure: UInt8, Sendable, CaseIterable {
    // "counts"
    case sends = 0
    case bounces, exposures, impressions, views, opens, clicks, searches, likes, shares, leads, scans, calls
    case carts, checkouts, ratings, complaints
    case orders, refunds, assists, newCustomers, repeatOrders, reactivated, referredOrders
    case showrooming, webrooming, storeVisits, visitOrders, unsubscribes, resubscribes
    /// Profiles that are new in windows of the first aligned size alone, see `unique(_:)`.
    case uniqueProfiles
    case bookedLate
    case units
    // "credit": orders by model, then value by model
    case lastOrders, firstOrders, linearOrders, positionOrders, timeDecayOrders, viewThroughOrders
    case lastValue, firstValue, linearValue, positionValue, timeDecayValue, viewThroughValue
    // "money"
    case spend, value, margin, refunded
    // "aida"
    case attention, interest, desire, aidaAction
    // "dwell": how many visits ended, and how many seconds they took
    case dwellVisits, dwellSum
    // "delivery"
    case deliveries, promised, onTime
    /// Of channels, in journeys that have ended.
    case transitions
    // Profiles that are new in windows of the second to the eighth aligned size and all smaller ones.
    case unique1, unique2, unique3, unique4, unique5, unique6, unique7

    /// How many measures there are; a set of them fits `MeasureSet`.
    @inlinable public static var count: Int { Int(unique7.rawValue) + 1 }
    /// How many aligned sizes of windows there may be.
    public static let uniqueSizes = 8

    /// Profiles that are new in windows of all aligned sizes up to one; `CellRows.profiles` adds them up.
    ///
    /// A profile is counted where it appears for the first time in a window, so that windows of each size add up
    /// from panes like everything else. What is new in a window of a day is new in its hour, too, so one fact tells
    /// both; where it is not, the smaller sizes are taken away again.
    @inlinable
    public static func unique(_ size: Int) -> Measure {
        size == 0
            ? .uniqueProfiles : Measure(rawValue: Measure.unique1.rawValue + UInt8(size - 1)) ?? .unique7
    }

    /// The count of a click-stream action; nil for a cost report, which has only money.
    @inlinable
    public static func count(of action: Action) -> Measure? {
        switch action {
        case .view: .views
        case .click: .clicks
        case .search: .searches
        case .like: .likes
        case .share: .shares
        case .lead: .leads
        case .scan: .scans
        case .call: .calls
        case .cart: .carts
        case .checkout: .checkouts
        case .impression: .impressions
        case .open: .opens
        case .send: .sends
        case .bounce: .bounces
        case .rating: .ratings
        case .complaint: .complaints
        case .exposure: .exposures
        case .cost: nil
        }
    }

    /// The credited orders of a model, in millionths of parts.
    @inlinable
    public static func orders(_ model: AttributionModel) -> Measure {
        Measure(rawValue: Measure.lastOrders.rawValue + model.rawValue) ?? .lastOrders
    }

    /// The credited value of a model.
    @inlinable
    public static func value(_ model: AttributionModel) -> Measure {
        Measure(rawValue: Measure.lastValue.rawValue + model.rawValue) ?? .lastValue
    }

    /// Whether it counts orders: whole ones where they count once, millionths where credit counts (SPEC 6).
    @inlinable
    public var followsCredit: Bool {
        rawValue >= Measure.orders.rawValue && rawValue <= Measure.webrooming.rawValue && self != .assists
    }

    /// The name of the member that it makes; credit and money have their own objects.
    public var name: String {
        switch self {
        case .newCustomers: "new_customers"
        case .repeatOrders: "repeat_orders"
        case .referredOrders: "referred_orders"
        case .storeVisits: "store_visits"
        case .visitOrders: "visit_orders"
        case .uniqueProfiles, .unique1, .unique2, .unique3, .unique4, .unique5, .unique6, .unique7:
            "unique_profiles"
        case .transitions: "markov"
        case .bookedLate: "booked_late"
        case .lastOrders, .lastValue: "last"
        case .firstOrders, .firstValue: "first"
        case .linearOrders, .linearValue: "linear"
        case .positionOrders, .positionValue: "position"
        case .timeDecayOrders, .timeDecayValue: "time_decay"
        case .viewThroughOrders, .viewThroughValue: "view_through"
        case .aidaAction: "action"
        case .dwellVisits: "visits"
        case .dwellSum: "sum"
        case .deliveries: "count"
        case .onTime: "on_time"
        default: "\(self)"
        }
    }
}

/// A set of measures, by their raw values: the form of rows in state.
typealias MeasureSet = UInt128

extension Measure {
    /// Whether sliding windows do not show it: profiles cannot be taken away again, and journeys are of whole days.
    var isAlignedOnly: Bool {
        self == .uniqueProfiles || self == .transitions || rawValue >= Measure.unique1.rawValue
    }
}
