import Fitting
import Testing

@Suite("What leaving a channel really costs")
struct SeverityTests {
    private static let seeds: ClosedRange<UInt64> = 1...20

    private static func fits(_ market: LeavingMarket, kinds: Int) -> (
        kinds: [SeverityFit?], all: SeverityFit?
    ) {
        let matching = Matching(market.departures, among: market.shoppers, kinds: kinds)
        let configured = Array(repeating: 1.0, count: kinds)
        return SeverityFit.estimate(matching.matches, configured: configured, draws: 200)
    }

    @Test("the interval holds the true severity, 1 or 0.4, and says which of them it is")
    func recovers() throws {
        var (held, apart) = ([0, 0], 0)
        for seed in Self.seeds {
            let market = LeavingMarket(seed: seed, customers: 1_200, severities: [1, 0.4])
            let fits = try Self.fits(market, kinds: 2).kinds.map { try #require($0).severity.get() }
            for (kind, truth) in [1, 0.4].enumerated() {
                if fits[kind].contains(truth) { held[kind] += 1 }
            }
            if !fits[0].contains(0) { apart += 1 }
        }
        #expect(held.allSatisfy { $0 >= 18 }, "\(held) of \(Self.seeds.count)")
        #expect(apart >= 18, "\(apart): an interval that holds everything says nothing")
    }

    @Test("where nothing is lost the interval contains 0, though those who leave are better customers")
    func nothing() throws {
        var (held, naive, found) = (0, 0.0, 0.0)
        for seed in Self.seeds {
            let market = LeavingMarket(seed: seed, customers: 1_200, severities: [0])
            let fit = try #require(Self.fits(market, kinds: 1).kinds[0])
            let severity = try fit.severity.get()
            if severity.contains(0), try #require(fit.lost).contains(0) { held += 1 }
            found += try #require(fit.lost).estimate / Double(Self.seeds.count)
            naive += Self.naive(market) / Double(Self.seeds.count)
        }
        #expect(held >= 18, "\(held) of \(Self.seeds.count)")
        #expect(abs(found) < 0.05, "\(found)")
        #expect(naive < -0.3, "\(naive): then there is nothing that matching must mend")
    }

    /// What those who left ordered less than all others who had ordered by then.
    private static func naive(_ market: LeavingMarket) -> Double {
        func orders(_ shopper: Shopper, _ departure: Departure) -> Double {
            shopper.days.filter { $0.day > departure.day && $0.day <= departure.end }.reduce(0) {
                $0 + Double($1.value)
            }
        }
        var (spent, stayed) = (0.0, 0.0)
        for departure in market.departures {
            spent += orders(market.shoppers[departure.shopper], departure)
            let others = market.shoppers.filter { $0.left == nil && $0.days[0].day <= departure.day }
            stayed += others.reduce(0) { $0 + orders($1, departure) } / Double(others.count)
        }
        return 1 - spent / stayed
    }
}
