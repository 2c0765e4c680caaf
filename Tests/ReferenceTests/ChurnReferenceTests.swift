import Testing

@testable import ReferenceSupport

/// The reference's own costs of churn, each worked out by hand (amounts in millionths).
@Suite("The reference's churn")
struct ChurnReferenceTests {
    private static let mail = #""campaign_id":"spring-mail""#
    private static let catalogue = #"""
        {"campaigns":{
         "spring-mail":{"pool":"acme","channel":"email","team":"crm","partner":"post"},
         "winter-mail":{"pool":"acme","channel":"email","team":"crm"},
         "calls":{"channel":"email","objective":"leads","lead_value":12.5}}}
        """#

    // MARK: One closing

    @Test(
        "costs share × severity of the residual value, at most all of it",
        arguments: [
            ("unsubscribe", 4_000_000), ("notification_block", 2_800_000), ("app_uninstall", 4_000_000),
            ("spam_complaint", 6_000_000), ("loyalty_exit", 8_000_000),
        ] as [(String, Int128)])
    func severity(kind: String, cost: Int128) {
        var market = SmallMarket()
        market.answer(kind, at: 0)
        #expect(market.run().churn("pool", "default") == cost)
    }

    @Test("follows the configured severity, prior and k")
    func configured() {
        var market = SmallMarket()
        market.config.churn.severity = ["spam_complaint": 0.25]
        market.config.churn.prior = ["push": 0.125]
        market.answer("spam_complaint", at: 0, of: "ann")
        market.answer(at: 0, of: "bob", on: "push")
        let result = market.run()
        #expect(result.churn("channel", "email") == 1_000_000)
        #expect(result.churn("channel", "push") == 1_000_000)
    }

    /// New today: 14.463487 × (100 + 10 · ½) / (100 + 10); after half a refund × (50 + 5) / (50 + 10).
    @Test("weighs what came through the channel, net of refunds")
    func creditedValue() {
        var market = SmallMarket()
        market.touch("click", at: 0, #""channel":"email""#)
        market.order("o1", of: 100, at: 1000)
        market.answer(at: 2000)
        #expect(market.run().churn("pool", "default") == 13_806_055)
        market = SmallMarket()
        market.touch("click", at: 0, #""channel":"email""#)
        market.order("o1", of: 100, at: 1000)
        let refund = #""customer_id":"ann","order_id":"o1","kind":"refund","value":50"#
        market.add(.purchases, at: 1500, refund)
        market.answer(at: 2000)
        #expect(market.run().churn("pool", "default") == 13_258_196)
    }

    /// Days 0, 7 and 14 with 100, 20 and 40; asked on day 21: x 2, t_x 2, T 3, m 30, worth 49.802906.
    @Test("is of the customer's own history, orders without a touch being credited to no channel")
    func orderDays() {
        var market = SmallMarket()
        market.order("o1", of: 100, at: 0)
        market.order("o2", of: 20, at: 7 * SmallMarket.day)
        market.order("o3", of: 40, at: 14 * SmallMarket.day)
        market.answer(at: 21 * SmallMarket.day)
        #expect(market.run().churn("pool", "default", day: 21) == 1_464_791)
    }

    @Test("is null, and all that follows, where the record's pool has no parameters")
    func noParameters() {
        var market = SmallMarket()
        market.config.lifetime = .byPool(["acme": SmallMarket.cdnow])
        market.answer(at: 0, of: "ann", on: "email", #""pool":"acme""#)
        market.answer(at: 0, of: "bob", on: "push", #""pool":"bolt""#)
        let result = market.run()
        #expect(result.churn("channel", "email", pool: "acme") == 4_000_000)
        #expect(result.measure("money.net_value", "channel", "email", pool: "acme") == -4_000_000)
        #expect(result.measure("counts.unsubscribes", "channel", "push", pool: "bolt") == 1)
        for measure in NetValue.measures {
            #expect(result.measure(measure, "channel", "push", pool: "bolt") == nil)
        }
    }

    // MARK: Several closings

    @Test("of several channels cost together at most the residual value")
    func cap() {
        var market = SmallMarket()
        market.answer("spam_complaint", at: 0, on: "email")
        market.answer(at: 1, on: "push")
        market.answer(at: 2, on: "sms")
        let result = market.run()
        #expect(result.churn("channel", "email") == 6_000_000)
        #expect(result.churn("channel", "push") == 2_000_000)
        #expect(result.churn("channel", "sms", day: 0) == 0)
        #expect(result.churn("pool", "default") == 8_000_000)
    }

    @Test("of a channel already closed cost nothing, and a resubscribe takes back at the closing's own keys")
    func againAndBack() {
        var market = SmallMarket()
        market.catalogue = Self.catalogue
        let day = SmallMarket.day
        market.answer(at: 0, Self.mail + #","device":"mobile""#)
        market.answer(at: day, #""campaign_id":"winter-mail","device":"mobile""#)
        market.answer("resubscribe", at: 2 * day, #""campaign_id":"winter-mail","device":"tablet""#)
        market.answer("resubscribe", at: 3 * day, Self.mail)
        market.answer(at: 4 * day, Self.mail)
        let result = market.run()
        let costs = (0..<5).map { result.churn("campaign", "spring-mail", pool: "acme", day: $0) }
        #expect(costs == [4_000_000, 0, -4_000_000, 0, 4_000_000])
        #expect(result.churn("device", "mobile", pool: "acme", day: 2) == -4_000_000)
        #expect(result.churn("device", "tablet", pool: "acme", day: 2) == 0)
        #expect(result.measure("counts.resubscribes", "device", "tablet", pool: "acme", day: 2) == 1)
        #expect(result.measure("counts.unsubscribes", "campaign", "winter-mail", pool: "acme", day: 1) == 1)
        #expect(result.churn("campaign", "winter-mail", pool: "acme", day: 1) == 0)
        #expect(result.churn("frequency", "email/0", pool: "acme", day: 2) == -4_000_000)
        #expect(result.record("frequency", "email/0", pool: "acme", day: 3) == nil)
    }

    // MARK: Who caused it

    /// Five millionths over two contacts and one: 3, and the rest to the latest.
    @Test("is shared by contacts, truncated, the rest with the latest; a team has all of it once")
    func causes() {
        var market = SmallMarket(prospect: 0.00001)
        market.catalogue = Self.catalogue
        market.touch("send", at: 0, Self.mail)
        market.touch("open", at: 1, Self.mail)
        market.touch("click", at: 2, #""channel":"email""#)
        market.touch("send", at: 3, #""campaign_id":"winter-mail""#)
        market.touch("send", at: 4, #""campaign_id":"spring-mail","channel":"push""#)
        market.answer(at: 5)
        let result = market.run()
        #expect(result.churn("campaign", "spring-mail", pool: "acme") == 3)
        #expect(result.churn("campaign", "winter-mail", pool: "acme") == 2)
        #expect(result.churn("team", "crm", pool: "acme") == 5)
        #expect(result.churn("partner", "post", pool: "acme") == 3)
        #expect(result.churn("pool", "acme", pool: "acme") == 5)
        #expect(result.churn("activity", "new", pool: "acme") == 5)
        #expect(result.measure("counts.unsubscribes", "team", "crm", pool: "acme") == 1)
    }

    @Test("is of nobody known after seven days and a millisecond", arguments: [0, 1] as [Int64])
    func unknown(late: Int64) {
        var market = SmallMarket()
        market.catalogue = Self.catalogue
        market.touch("send", at: 0, Self.mail)
        market.answer(at: 7 * SmallMarket.day + late)
        let result = market.run()
        let known = result.churn("campaign", "spring-mail", pool: "acme", day: 7)
        let unknown = result.churn("campaign", "(unknown)", day: 7)
        #expect(known == (late == 0 ? 4_000_000 : 0))
        #expect(unknown == (late == 0 ? 0 : 4_000_000))
    }

    // MARK: Links

    private static let link = #""customer_id":"ann","anonymous_id":"cookie""#

    private func answer(_ kind: String, by ids: String, at time: Int64, in market: inout SmallMarket) {
        market.add(.unsubscribes, at: time, #"\#(ids),"channel":"email","kind":"\#(kind)""#)
    }

    @Test("adds up at a link where both have closed the channel")
    func closedInBoth() {
        var market = SmallMarket()
        answer("unsubscribe", by: #""customer_id":"ann","device":"mobile""#, at: 0, in: &market)
        answer("loyalty_exit", by: #""anonymous_id":"cookie","device":"tablet""#, at: 1, in: &market)
        answer("resubscribe", by: Self.link, at: SmallMarket.day, in: &market)
        let result = market.run()
        #expect(result.churn("pool", "default") == 12_000_000)
        #expect(result.churn("pool", "default", day: 1) == -12_000_000)
        #expect(result.churn("device", "mobile", day: 1) == -4_000_000)
        #expect(result.churn("device", "tablet", day: 1) == -8_000_000)
    }

    @Test("is dropped unbooked at a link where the other has opened the channel later")
    func openedLater() {
        var market = SmallMarket()
        answer("unsubscribe", by: #""customer_id":"ann""#, at: 0, in: &market)
        answer("unsubscribe", by: #""anonymous_id":"cookie""#, at: 1, in: &market)
        answer("resubscribe", by: #""anonymous_id":"cookie""#, at: 2, in: &market)
        answer("unsubscribe", by: Self.link, at: SmallMarket.day, in: &market)
        let result = market.run()
        #expect(result.churn("pool", "default") == 4_000_000)
        #expect(result.churn("pool", "default", day: 1) == 4_000_000)
    }

    @Test("is of the joined history: the order days and the credit of both")
    func joinedHistory() {
        var market = SmallMarket()
        let cookie = #""anonymous_id":"cookie","order_id""#
        market.order("o1", of: 100, at: 0)
        market.add(.purchases, at: 7 * SmallMarket.day, #"\#(cookie):"o2","value":20"#)
        market.order("o3", of: 40, at: 14 * SmallMarket.day)
        answer("unsubscribe", by: Self.link, at: 21 * SmallMarket.day, in: &market)
        #expect(market.run().churn("pool", "default", day: 21) == 1_464_791)
    }

    // MARK: What is left

    /// Margin 30, spend 2, a new customer worth 14.463487, and 13.806055 of them lost again.
    @Test("takes the churn cost and the spend from the margin, and adds what new customers bring")
    func netValue() {
        var market = SmallMarket()
        market.catalogue = #"{"campaigns":{"m":{"channel":"email","cost":{"model":"cpc","price":2}}}}"#
        market.touch("click", at: 0, #""campaign_id":"m""#)
        market.order("o1", of: 100, at: 1000)
        market.answer(at: 2000)
        let result = market.run()
        for (dimension, key) in [("pool", "default"), ("campaign", "m"), ("channel", "email")] {
            #expect(result.measure("money.net_value", dimension, key) == 14_193_945)
            #expect(result.measure("money.acquired_value", dimension, key) == 14_463_487)
            #expect(result.measure("money.long_value", dimension, key) == 28_657_432)
        }
        let rates = Rates.rates(of: result.record("campaign", "m") ?? [:], dimension: "campaign")
        #expect(rates["roi"]?.isPrinted(as: "7.096972") == true)
        #expect(rates["roi"]?.isPrinted(as: "7.096979") == false)
        #expect(rates["long_roi"]?.isPrinted(as: "14.328716") == true)
    }

    @Test("counts the leads of a campaign that is for leads, in its own records only")
    func leads() {
        var market = SmallMarket()
        market.catalogue = Self.catalogue
        market.touch("lead", at: 0, #""campaign_id":"calls""#)
        market.order("o1", of: 100, at: 1000)
        let result = market.run()
        #expect(result.measure("money.net_value", "campaign", "calls") == 12_500_000)
        #expect(result.measure("money.net_value", "channel", "email") == 30_000_000)
    }

    // MARK: Random markets

    @Test("reaches every measure of churn and frequency in the random markets")
    func coverage() {
        var coverage = Coverage()
        for seed in 1...8 as ClosedRange<UInt64> {
            var options = ReferenceTests.options(seed)
            options.pricesChurn = true
            let market = RandomMarket(options)
            coverage.add(referenceRun(market.input, catalogue: market.catalogue, config: market.config))
        }
        #expect(coverage.missing(in: ReferenceScope.churn) == [])
        #expect(coverage.missing(in: ReferenceScope.frequency) == [])
    }
}
