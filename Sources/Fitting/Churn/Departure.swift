/// One customer's order days, and the channels that they left.
public struct Shopper: Sendable {
    /// The pool of the first order, as a number.
    public var pool: Int
    /// Days of UTC with an order, in order, each once, with what was ordered in millionths.
    public var days: [(day: Int32, value: Int64)]
    /// The day of the first negative answer of any kind, whether or not it was priced; nil: there was none.
    public var left: Int32?
    /// The channels that were left, as far as it is known what they carried.
    public var closings: [Closing] = []

    /// A channel that was left, from a day until another one.
    public struct Closing: Hashable, Sendable {
        /// How it was left, as a number.
        public var kind: Int
        /// The channel's share of the customer, as booked.
        public var share: Double
        /// The day of the answer.
        public var day: Int32
        /// The day of the return; nil: there was none.
        public var reopened: Int32?

        /// Makes a closing.
        public init(kind: Int, share: Double, day: Int32, reopened: Int32? = nil) {
            (self.kind, self.share, self.day, self.reopened) = (kind, share, day, reopened)
        }
    }

    /// Makes a customer of at least one order day.
    public init(pool: Int, days: [(day: Int32, value: Int64)], left: Int32? = nil) {
        (self.pool, self.days, self.left) = (pool, days, left)
    }

    /// The share of what was left in one way, on average over some days.
    func dose(of kind: Int, in days: ClosedRange<Int32>) -> Double {
        closings.reduce(0) { sum, closing in
            let start = max(days.lowerBound, closing.day + 1)
            let end = min(days.upperBound, (closing.reopened ?? .max) - 1)
            guard closing.kind == kind, end >= start else { return sum }
            return sum + closing.share * Double(end - start + 1) / Double(days.count)
        }
    }

    /// What was ordered within some days, and on how many days.
    func orders(in days: ClosedRange<Int32>) -> (value: Double, count: Int) {
        var (low, high) = (0, self.days.count)
        while low < high {
            let middle = (low + high) / 2
            if self.days[middle].day < days.lowerBound { low = middle + 1 } else { high = middle }
        }
        var (value, count) = (0.0, 0)
        while low < self.days.count, self.days[low].day <= days.upperBound {
            value += Double(self.days[low].value)
            count += 1
            low += 1
        }
        return (value, count)
    }
}

/// A customer who left a channel for the first time, and until when they can be watched.
public struct Departure: Sendable {
    /// Which customer.
    public var shopper: Int
    /// The day of the answer: what was ordered on it belongs to what was before.
    public var day: Int32
    /// The last day to watch, after `day`.
    public var end: Int32
    /// How it was left, as a number.
    public var kind: Int

    /// Makes a departure.
    public init(shopper: Int, day: Int32, end: Int32, kind: Int) {
        (self.shopper, self.day, self.end, self.kind) = (shopper, day, end, kind)
    }
}

/// What a customer looks like on a day, as far as orders tell.
struct ShopperState {
    /// Days with an order, but the first.
    var repeats: Int32
    /// Days since the first order.
    var age: Int32
    /// Days since the last one.
    var silence: Int32
    /// The mean value of an order day, in millionths.
    var mean: Double

    /// How many cells of frequency and recency there are.
    static let cells = 64
    /// Customers are compared within a cell: frequency by 0, 1, 2, 3–4, 5–8 … repeat days, recency by as many whole
    /// weeks since the last order.
    var cell: Int { Self.band(repeats) * 8 + Self.band(silence / 7) }

    private static func band(_ value: Int32) -> Int {
        var (band, bound) = (0, Int32(0))
        while value > bound, band < 7 {
            band += 1
            bound = max(1, 2 * bound)
        }
        return band
    }
}
