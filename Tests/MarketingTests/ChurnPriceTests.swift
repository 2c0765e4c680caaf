import Events
import Mathematics
import Streaming
import Testing

@testable import Marketing

@Suite("What leaving a channel costs")
struct ChurnPriceTests {
    private static func share(_ own: Int64, _ whole: Int64, k: Int64, prior: String = "0.1") -> ChurnShare {
        ChurnShare(credited: own, whole: whole, weight: k, prior: Decimal(prior) ?? .zero)
    }

    @Test(
        "is residual × share × severity, rounded half to even once",
        arguments: [
            // 3/10 of it.
            (10, 0, 0, 100, "0.3", "1", 3), (5, 0, 0, 100, "0.5", "1", 2), (7, 0, 0, 100, "0.5", "1", 4),
            (9, 0, 0, 100, "0.5", "1", 4), (1_000_001, 0, 0, 7, "0.5", "1", 500_000),
            (1_000_003, 0, 0, 7, "0.5", "1", 500_002),
            // (50 + 0.1 × 100) / (100 + 100) = 0.3, times 1.5.
            (1_000, 50, 100, 100, "0.1", "1.5", 450), (1_000, 50, 100, 100, "0.1", "0.7", 210),
            (1_000, 50, 100, 100, "0.1", "0", 0),
            // One rounding, not two: 2.5 × 0.2 would be 0.4 or 0.6 of a rounded half.
            (25, 0, 0, 1, "0.1", "0.2", 0), (26, 0, 0, 1, "0.1", "0.2", 1),
        ] as [(Int64, Int64, Int64, Int64, String, String, Int64)])
    func product(
        residual: Int64, own: Int64, whole: Int64, k: Int64, prior: String, severity: String, cost: Int64
    ) {
        let share = Self.share(own, whole, k: k, prior: prior)
        #expect(share.part(of: residual, times: Decimal(severity) ?? .zero) == cost)
    }

    @Test("is at most the residual: where share × severity passes 1, and not just before")
    func atMostAll() {
        let share = Self.share(60, 100, k: 100, prior: "0.4")
        #expect(share.part(of: 1_000_000, times: Decimal(mantissa: 2, scale: 0)) == 1_000_000, "just 1")
        #expect(share.part(of: 1_000_000, times: Decimal(mantissa: 1_999_999, scale: 6)) == 1_000_000)
        #expect(share.part(of: 1_000_000, times: Decimal(mantissa: 1_999_998, scale: 6)) == 999_999)
        #expect(share.part(of: 1_000_000, times: Decimal(mantissa: 100, scale: 0)) == 1_000_000)
    }

    @Test("is exact and never traps with the largest amounts and the longest decimals")
    func largest() {
        let prior = Decimal(mantissa: 999_999, scale: 6)
        let severity = Decimal(mantissa: 999_999, scale: 6)
        let share = ChurnShare(credited: .max, whole: .max, weight: Money.largest, prior: prior)
        // The share is 1 − 1e-6 × 10^18 / (2^63 − 1 + 10^18), hardly less than 1.
        let cost = share.part(of: Money.largest, times: severity)
        #expect(cost < Money.largest && cost > Money.largest / 1_000_000 * 999_998)
        #expect(share.part(of: Money.largest, times: Decimal(mantissa: 100, scale: 0)) == Money.largest)
        // No channel has more than all.
        let wrong = ChurnShare(credited: .max, whole: 0, weight: 1, prior: Decimal(mantissa: 1, scale: 0))
        #expect(wrong.trillionths == 1_000_000_000_000)
    }

    @Test("agrees with plain division", arguments: Array(1...8) as [UInt64])
    func plain(seed: UInt64) {
        var random = Seeded(state: seed)
        for _ in 0..<500 {
            let (whole, k) = (Int64(random.below(1_000_000_000)), Int64(1 + random.below(100_000_000)))
            let own = Int64(random.below(Int(whole) + 1))
            let (prior, severity) = (random.below(101), random.below(301))
            let residual = Int64(random.below(1_000_000_000))
            let share = ChurnShare(
                credited: own, whole: whole, weight: k, prior: Decimal(mantissa: Int64(prior), scale: 2))
            let top = (Int128(own) * 100 + Int128(k) * Int128(prior)) * Int128(severity)
            let bottom = (Int128(whole) + Int128(k)) * 10_000
            let expected =
                top >= bottom
                ? Int128(residual) : roundedHalfToEven(Int128(residual) * top, dividedBy: bottom)
            let cost = share.part(of: residual, times: Decimal(mantissa: Int64(severity), scale: 2))
            #expect(Int128(cost) == expected, "seed \(seed)")
        }
    }

    @Test("needs parameters of the answer's pool; else that of all pools")
    func pools() {
        var rules = ChurnRules()
        rules.prospectValue = 8
        func cost(_ pool: String) -> Int64? {
            rules.price(.unsubscribe, of: "email", in: pool, nil, on: 0, credited: (0, 0), open: 0)?.residual
        }
        #expect(cost("acme") == nil)
        rules.models["acme"] = Leavers.model
        #expect(cost("acme") == 8 && cost("other") == nil)
        rules.model = Leavers.model
        #expect(cost("other") == 8)
    }

    @Test(
        "weighs the prior with k, by default a mean order, and takes the channel's prior and the kind's severity"
    )
    func settings() throws {
        let model = try #require(Leavers.model)
        var rules = Leavers.rules.churn
        func share(_ channel: String, _ kind: AnswerKind = .unsubscribe) -> (UInt128, Int64)? {
            let credited = (channel: model.meanOrder, whole: model.meanOrder)
            let price = rules.price(kind, of: channel, in: "p", nil, on: 0, credited: credited, open: 0)
            return price.map { ($0.share.trillionths, $0.cost) }
        }
        // (1 + 0.1) / 2 of a prospect's 10.
        #expect(try #require(share("email")) == (550_000_000_000, 5_500_000))
        #expect(try #require(share("email", .notificationBlock)).1 == 3_850_000)
        #expect(try #require(share("email", .spamComplaint)).1 == 8_250_000)
        #expect(try #require(share("email", .loyaltyExit)).1 == 10_000_000)
        rules.priors["email"] = Decimal(mantissa: 3, scale: 1)
        rules.severities[.appUninstall] = Decimal(mantissa: 5, scale: 1)
        #expect(try #require(share("email")).0 == 650_000_000_000)
        #expect(try #require(share("sms", .appUninstall)).1 == 2_750_000)
        rules.priorWeight = model.meanOrder * 3
        #expect(try #require(share("email")).0 == 475_000_000_000, "(1 + 0.3 × 3) / 4")
    }
}
