/// The four streams, in their order of processing.
///
/// "With the streams in the order clicks, beacons, purchases, unsubscribes".
enum PlainStream: String, CaseIterable, Sendable {
    case clicks, beacons, purchases, unsubscribes

    var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// One valid event, its aliases replaced and its money converted.
struct PlainEvent: Sendable {
    let stream: PlainStream
    let partition: Int
    let line: Int
    let id: Text
    /// The XXH64 of `id`.
    let hash: UInt64
    /// The event's own time.
    let time: Int64
    /// The time it is processed at: its own, or for late money that of its booking.
    var bookingTime: Int64
    var isLate = false
    var fields = CommonFields()
    let body: PlainBody

    /// "Processed in the order (event time, stream, XXH64 of `event_id` as an unsigned number, then source
    /// partition and offset)".
    func precedes(_ other: PlainEvent) -> Bool {
        if bookingTime != other.bookingTime { return bookingTime < other.bookingTime }
        if stream != other.stream { return stream.rank < other.stream.rank }
        if hash != other.hash { return hash < other.hash }
        return (partition, line) < (other.partition, other.line)
    }

    /// "A late event of purchases or unsubscribes, of every kind, or a late cost report is processed".
    var isMoney: Bool {
        switch body {
        case .click(let click): click.action == "cost"
        case .beacon: false
        case .purchase, .answer: true
        }
    }
}

/// The fields of every event that decide something here.
struct CommonFields: Sendable {
    var customer: Text?
    var anonymous: Text?
    var campaign: Text?
    var pool: Text?
    /// As the event names it, its alias replaced.
    var channel: Text?
    var touchpoint: Text?
    var device: Text?
    /// As the event names it.
    var segment: Text?
    /// What the event says on each key; an empty object has denied all three.
    var consent: [String: Bool]?
}

/// What only one stream has.
enum PlainBody: Sendable {
    case click(PlainClick)
    case beacon(PlainBeacon)
    case purchase(PlainPurchase)
    case answer(kind: String)
}

/// An engagement of the click stream.
struct PlainClick: Sendable {
    let action: String
    /// In millionths of the reporting currency.
    let cost: Int128?
    let count: Int128
    let reportID: Text?
    let category: Text?
    let store: Text?

    static let engaged: Set = [
        "view", "click", "search", "like", "share", "lead", "scan", "call", "cart", "checkout",
    ]
    /// What may come before a purchase offline.
    static let browsing: Set = ["view", "click", "search", "scan"]
    static let passive: Set = ["impression", "open"]
    static let counted: Set = ["send", "bounce", "rating", "complaint", "exposure"]
    static let actions = engaged.union(passive).union(counted).union(["cost"])

    /// The measure that counts each action.
    static let measures = [
        "send": "sends", "bounce": "bounces", "exposure": "exposures", "impression": "impressions",
        "view": "views", "open": "opens", "click": "clicks", "search": "searches", "like": "likes",
        "share": "shares", "lead": "leads", "scan": "scans", "call": "calls", "cart": "carts",
        "checkout": "checkouts", "rating": "ratings", "complaint": "complaints",
    ]
}

/// An order, a refund or a delivery.
struct PlainPurchase: Sendable {
    enum Kind: String {
        case order, refund, delivery
    }

    let orderID: Text
    let kind: Kind
    /// In millionths of the reporting currency; nil only for a delivery.
    let value: Int128?
    /// As given by the event.
    let margin: Int128?
    let salesChannel: Text
    let isReferred: Bool
    let promisedAt: Int64?
    let store: Text?
    let items: [PlainItem]
}

/// One line of an order; what is bad in it is absent.
struct PlainItem: Sendable {
    let category: Text?
    let quantity: Int128?
    /// In millionths of the reporting currency.
    let price: Int128?
}

/// A signal of in-store sensing.
struct PlainBeacon: Sendable {
    let store: Text
    let zone: Text
    let sensor: String
    let signal: String
    let rssi: Double?

    /// "A deliberate signal (`tap`, or sensor `nfc` or `qr`)".
    var isDeliberate: Bool { signal == "tap" || sensor == "nfc" || sensor == "qr" }

    /// "An `rssi` ≥ 0 or ≤ −100 means *not seen*".
    var isSeen: Bool { rssi.map { $0 < 0 && $0 > -100 } ?? true }
}
