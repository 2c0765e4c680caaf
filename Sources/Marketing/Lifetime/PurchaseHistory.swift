internal import Mathematics
public import Streaming

/// What the models need to know of a customer's orders: days of UTC and sums, not the orders themselves.
///
///     var history = PurchaseHistory(day: 20_000, value: 30_000_000)
///     history.add(day: 20_007, value: 12_500_000)
///     history.add(day: 20_007, value: 7_500_000)     // the orders of one day are one
///     history.repeats                                // 1
public struct PurchaseHistory: Hashable, Sendable {
    /// The day of the first order, counted from 1970-01-01.
    public var firstDay: Int32
    /// The day of the last order.
    public var lastDay: Int32
    /// On how many days there were orders, but the first.
    public var repeats: Int32 = 0
    /// What was ordered on the first day, in millionths, gross of refunds.
    public var firstValue: Int64
    /// What was ordered on all later days.
    public var repeatValue: Int64 = 0

    /// A history of stored parts.
    public init(firstDay: Int32, lastDay: Int32, repeats: Int32, firstValue: Int64, repeatValue: Int64) {
        self.firstDay = firstDay
        self.lastDay = lastDay
        self.repeats = repeats
        self.firstValue = firstValue
        self.repeatValue = repeatValue
    }

    /// The history of a first order.
    public init(day: Int32, value: Int64) {
        self.init(firstDay: day, lastDay: day, repeats: 0, firstValue: value, repeatValue: 0)
    }

    /// The UTC day of a time.
    @inlinable
    public static func day(of time: Milliseconds) -> Int32 {
        Int32(clamping: (time - (time >= 0 ? 0 : Milliseconds.day - 1)) / Milliseconds.day)
    }

    /// Adds an order.
    ///
    /// - Parameters:
    ///   - day: not before the last one; an earlier one counts on the last day, for its own is not known any more.
    ///   - value: in millionths, at least 0. Sums end at the largest number there is.
    public mutating func add(day: Int32, value: Int64) {
        if day > lastDay {
            lastDay = day
            repeats += 1
        }
        if lastDay == firstDay {
            firstValue = Self.sum(firstValue, value)
        } else {
            repeatValue = Self.sum(repeatValue, value)
        }
    }

    /// Joins the history of the same person under another name (SPEC 4, links).
    ///
    /// A day with orders in both counts once where it is the first or the last of one of them and that can be
    /// told; days within are not kept, and count twice.
    public mutating func join(_ other: PurchaseHistory) {
        var (early, late) = other.firstDay < firstDay ? (other, self) : (self, other)
        var days = early.repeats + late.repeats
        if late.firstDay == early.firstDay {
            early.firstValue = Self.sum(early.firstValue, late.firstValue)
        } else {
            if late.firstDay != early.lastDay { days += 1 }
            early.repeatValue = Self.sum(early.repeatValue, late.firstValue)
        }
        if late.lastDay == early.lastDay, late.lastDay > late.firstDay, early.lastDay > early.firstDay {
            days -= 1
        }
        early.repeats = min(days, max(early.lastDay, late.lastDay) - early.firstDay)
        early.lastDay = max(early.lastDay, late.lastDay)
        early.repeatValue = Self.sum(early.repeatValue, late.repeatValue)
        self = early
    }

    private static func sum(_ left: Int64, _ right: Int64) -> Int64 {
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? .max : sum
    }

    /// The same in the models' terms, as of a day; one before the last order counts as that of the last order.
    public func buying(on day: Int32) -> BuyingHistory {
        // Not more repeats than days, so that whatever was stored the models stay within their range.
        let recency = max(0, Int64(lastDay) - Int64(firstDay))
        let age = max(recency, Int64(day) - Int64(firstDay))
        let frequency = min(recency, max(0, Int64(repeats)))
        return BuyingHistory(
            frequency: Double(frequency), recency: Double(recency) / 7, age: Double(age) / 7,
            meanValue: frequency == 0
                ? 0 : Double(max(0, repeatValue)) / (Double(frequency) * Double(Money.unit)))
    }
}

/// Frequency, recency, age and mean value: what BG/NBD and Gamma-Gamma are conditional on.
public struct BuyingHistory: Hashable, Sendable {
    /// x: on how many days there were orders, but the first.
    public var frequency: Double
    /// tₓ: weeks from the first order to the last; 0 where x = 0.
    public var recency: Double
    /// T: weeks from the first order to now; at least `recency`.
    public var age: Double
    /// The mean value of the x days, in units of the reporting currency; of no account where x = 0.
    public var meanValue: Double

    /// Makes a history.
    public init(frequency: Double, recency: Double, age: Double, meanValue: Double = 0) {
        self.frequency = frequency
        self.recency = recency
        self.age = age
        self.meanValue = meanValue
    }

    /// A customer right after the first order.
    public static let justAcquired = BuyingHistory(frequency: 0, recency: 0, age: 0)
}
