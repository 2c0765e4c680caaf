import Fitting
import Mathematics

/// A base of customers of whom some leave a channel, with a known severity: each order is the channel's with the
/// customer's share as probability, and of the channel's orders after the answer so many are missing as the severity says.
///
/// Who has ordered more leaves sooner, so those who leave are better customers than those who stay.
struct LeavingMarket {
    static let lastDay: Int32 = 540

    private(set) var shoppers: [Shopper] = []
    private(set) var departures: [Departure] = []

    init(seed: UInt64, customers: Int, severities: [Double], leaving: Double = 0.005) {
        var random = Simulation(random: seed)
        for customer in 0..<customers {
            let share = random.within(0.2...0.7)
            let kind = Int(random.fraction() * Double(severities.count))
            var (days, left) = Self.live(&random, leaving: leaving)
            if let left {
                let missing = min(1, share * severities[kind])
                days.removeAll { $0.day > left && random.fraction() < missing }
                if left <= Self.lastDay - 28 {
                    let end = min(Self.lastDay, left + 364)
                    departures.append(Departure(shopper: customer, day: left, end: end, kind: kind))
                }
            }
            var shopper = Shopper(pool: 0, days: days, left: left)
            if let left { shopper.closings = [.init(kind: kind, share: share, day: left)] }
            shoppers.append(shopper)
        }
    }

    /// Order days as they would be, and when the customer leaves.
    private static func live(
        _ random: inout Simulation, leaving: Double
    ) -> (days: [(day: Int32, value: Int64)], left: Int32?) {
        let rate = -Elementary.log(random.fraction()) / 40
        let givesUp = 0.25 * random.fraction()
        let price = Elementary.exp(random.within(-1...1)) * 50_000_000
        var days: [(day: Int32, value: Int64)] = []
        var left: Int32?
        var isThere = true
        for day in Int32(random.within(0...250))..<lastDay + 1 {
            if days.isEmpty || isThere && random.fraction() < rate {
                days.append((day, Int64(price * random.within(0.5...1.5))))
                if days.count > 1, random.fraction() < givesUp { isThere = false }
            }
            // Once a week they are written to.
            let chance = leaving * Double(min(days.count, 6))
            if left == nil, day % 7 == 0, random.fraction() < chance { left = day }
        }
        return (days, left)
    }
}
