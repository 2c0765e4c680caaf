import Marketing
import Testing

@Suite("Credit of one order")
struct CreditTests {
    private func parts(_ model: AttributionModel, ages: [Int64]) -> [Int64] {
        var decay = Array(repeating: Int64(0), count: ages.count)
        if model == .timeDecay { Credit.decayParts(ages: ages, halfLife: 604_800_000, into: &decay) }
        return ages.indices.map { Credit.parts(model, index: $0, of: ages.count, decay: decay[$0]) }
    }

    @Test("adds up to a whole under every model for 1 to 1024 touches", arguments: AttributionModel.allCases)
    func whole(model: AttributionModel) {
        var random = Seeded(state: 3)
        for count in 1...1_024 where model != .timeDecay || count < 64 || count % 64 < 2 {
            let ages = (0..<count).map { _ in Int64(random.below(2_592_000_001)) }.sorted(by: >)
            let parts = parts(model, ages: ages)
            #expect(parts.reduce(0, +) == Credit.whole, "\(model), \(count) touches, seed 3")
            #expect(parts.allSatisfy { $0 >= 0 }, "\(model), \(count) touches, seed 3")
        }
    }

    @Test(
        "follows the published rules",
        arguments: [
            (.last, 1, [1_000_000]), (.last, 3, [0, 0, 1_000_000]),
            (.first, 1, [1_000_000]), (.first, 3, [1_000_000, 0, 0]),
            (.linear, 1, [1_000_000]), (.linear, 2, [500_000, 500_000]),
            (.linear, 3, [333_333, 333_333, 333_334]),
            (.linear, 7, [142_857, 142_857, 142_857, 142_857, 142_857, 142_857, 142_858]),
            (.position, 1, [1_000_000]), (.position, 2, [500_000, 500_000]),
            (.position, 3, [400_000, 200_000, 400_000]),
            (.position, 4, [400_000, 100_000, 100_000, 400_000]),
            (.position, 5, [400_000, 66_666, 66_666, 66_666, 400_002]),
        ] as [(AttributionModel, Int, [Int64])])
    func published(model: AttributionModel, count: Int, expected: [Int64]) {
        #expect(parts(model, ages: Array(repeating: 0, count: count)) == expected)
    }

    @Test("halves with every half-life under time_decay")
    func decay() {
        let week: Int64 = 604_800_000
        #expect(parts(.timeDecay, ages: [0]) == [1_000_000])
        #expect(parts(.timeDecay, ages: [5, 5]) == [500_000, 500_000])
        #expect(parts(.timeDecay, ages: [week, 0]) == [333_333, 666_667])
        #expect(parts(.timeDecay, ages: [2 * week, week, 0]) == [142_857, 285_714, 571_429])
        // 2^(−1/7) of a day is 0.9057….
        #expect(parts(.timeDecay, ages: [week / 7, 0]) == [475_264, 524_736])
    }

    @Test("of touches too old to weigh anything goes to the latest")
    func weightless() {
        #expect(parts(.timeDecay, ages: [41 * 604_800_000, 41 * 604_800_000]) == [0, 1_000_000])
        #expect(parts(.timeDecay, ages: [41 * 604_800_000, 40 * 604_800_000]) == [0, 1_000_000])
        var none: [Int64] = [7]
        Credit.decayParts(ages: [], halfLife: 1, into: &none)
        #expect(none.isEmpty)
    }

    @Test(
        "of an amount is cut off towards zero",
        arguments: [
            (10, 333_333, 3), (-10, 333_333, -3), (1, 999_999, 0), (-1, 999_999, 0), (7, 1_000_000, 7),
            (7, 0, 0),
            (1_000_000_000_000_000_000, 999_999, 999_999_000_000_000_000),
        ] as [(Int64, Int64, Int64)])
    func share(amount: Int64, parts: Int64, expected: Int64) {
        #expect(Credit.share(of: amount, parts: parts) == expected)
    }

    @Test("that refunds take back never jumps back, and ends at the whole share")
    func refunds() {
        var random = Seeded(state: 6)
        for round in 0..<2_000 {
            let value = Int64(1 + random.below(1_000_000_000))
            let share = Int64(random.signed(Int(value)))
            var refunded: Int64 = 0
            var taken: Int64 = 0
            while refunded < value {
                let next = min(value, refunded + Int64(1 + random.below(Int(value))))
                let loss =
                    Credit.lost(of: share, refunded: next, value: value)
                    - Credit.lost(of: share, refunded: refunded, value: value)
                #expect(loss == 0 || (loss < 0) == (share < 0), "seed 6, round \(round)")
                taken += loss
                refunded = next
            }
            #expect(taken == share, "seed 6, round \(round)")
        }
        #expect(Credit.lost(of: 5, refunded: 0, value: 0) == 0)
        #expect(
            Credit.lost(of: .max, refunded: 1_000_000_000_000_000_000, value: 1_000_000_000_000_000_000)
                == .max)
    }
}
