internal import FoundationEssentials
internal import Market
internal import Streaming

/// What the view reads of a `metrics` record.
struct MetricRecord: Decodable {
    var pool: String
    var dimension: String
    var key: String
    var window: Window
    var final: Bool
    var counts: [String: Double]?
    var credit: [String: [String: Double]]?
    /// An amount that cannot be worked out is null.
    var money: [String: Double?]?

    struct Window: Decodable {
        var size: String
        var start: String
    }

    /// The beginning of the window; nil where it is no time.
    var start: Milliseconds? { MetricTime.read(window.start) }

    var figures: Figures {
        Figures(
            clicks: Self.millionths(counts?["clicks"]), orders: Self.millionths(counts?["orders"]),
            spend: Self.millionths(money?["spend"] ?? nil),
            value: Self.millionths(money?["value"] ?? nil),
            lastOrders: Self.millionths(credit?["last"]?["orders"]),
            bookedLate: Self.millionths(counts?["booked_late"]),
            unsubscribes: Self.millionths(counts?["unsubscribes"]),
            churnCost: Self.millionths(money?["churn_cost"] ?? nil))
    }

    private static func millionths(_ number: Double?) -> Int128 {
        Int128(((number ?? 0) * 1_000_000).rounded())
    }
}

/// Sums of measures, in millionths.
struct Figures: Hashable {
    var clicks: Int128 = 0
    var orders: Int128 = 0
    var spend: Int128 = 0
    var value: Int128 = 0
    /// Orders as the last touch alone would earn them.
    var lastOrders: Int128 = 0
    /// Money that came late, and was booked later than it happened.
    var bookedLate: Int128 = 0
    /// Negative answers that count once.
    var unsubscribes: Int128 = 0
    /// What those who left would still have brought, less what those brought back who returned.
    var churnCost: Int128 = 0

    static func += (left: inout Figures, right: Figures) {
        left.clicks += right.clicks
        left.orders += right.orders
        left.spend += right.spend
        left.value += right.value
        left.lastOrders += right.lastOrders
        left.bookedLate += right.bookedLate
        left.unsubscribes += right.unsubscribes
        left.churnCost += right.churnCost
    }
}

/// Times of records, and times for people in the market's towns.
enum MetricTime {
    private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

    /// Reads `2026-03-01T10:00:00Z`.
    static func read(_ text: String) -> Milliseconds? {
        let parts = text.split(separator: "T")
        guard parts.count == 2, let date = CalendarDate(String(parts[0])) else { return nil }
        let clock = parts[1].prefix(8).split(separator: ":").compactMap { Int64($0) }
        guard clock.count == 3 else { return nil }
        return Milliseconds(date.days) * .day + clock[0] * .hour + clock[1] * .minute + clock[2] * .second
    }

    /// `Sat 21`.
    static func day(_ time: Milliseconds) -> String {
        let days = (time + TownClock.offset) / .day
        return "\(weekdays[Int((days + 3) % 7)]) \(CalendarDate(days: Int(days)).day)"
    }

    /// `14:20`.
    static func clock(_ time: Milliseconds) -> String {
        let rest = (time + TownClock.offset) % .day
        return "\(padded(rest / .hour, 2)):\(padded(rest % .hour / .minute, 2))"
    }

    /// `2026-11-21 14:20`.
    static func stamp(_ time: Milliseconds) -> String {
        "\(CalendarDate(days: Int((time + TownClock.offset) / .day)).text) \(clock(time))"
    }
}

/// A number with zeros in front.
private func padded(_ number: Int64, _ digits: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
}
