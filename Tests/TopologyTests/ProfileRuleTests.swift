import Events
import Marketing
import Streaming
import Testing
import Topology

@Suite("Who an event belongs to, and what stays of it")
struct ProfileRuleTests {
    private static let day: Milliseconds = 86_400_000

    private func click(
        _ id: String, _ time: Milliseconds, _ customer: String?, _ anonymous: String?, _ campaign: String,
        _ more: String = ""
    ) -> String {
        record(
            id, at: time, customer: customer, anonymous: anonymous,
            #""campaign_id":"\#(campaign)""# + (more.isEmpty ? "" : "," + more))
    }

    private func order(
        _ id: String, _ time: Milliseconds, _ customer: String?, _ anonymous: String? = nil,
        _ more: String = ""
    ) -> String {
        record(
            id, at: time, customer: customer, anonymous: anonymous,
            #""value":1,"order_id":"\#(id)""# + (more.isEmpty ? "" : "," + more))
    }

    private func run(_ feeds: [Feed], _ settings: Settings = settings(3, 1)) throws -> Rig {
        var rig = Rig(settings, .init(batch: 2))
        try rig.run(feeds)
        return rig
    }

    @Test("a link brings what the anonymous id did, and takes what it does later")
    func link() throws {
        let rig = try run([
            Feed(
                .clicks,
                [
                    click("1", 0, nil, "a", "before"), click("2", 1_000, "k", "a", "link"),
                    click("3", 2_000, nil, "a", "after"), click("4", 2_500, nil, "b", "stranger"),
                ]),
            Feed(.purchases, [order("o", 3_000, "k")]),
        ])
        #expect(rig.sums(.firstOrders, .campaign) == ["before": 1_000_000])
        #expect(rig.sums(.lastOrders, .campaign) == ["after": 1_000_000])
        #expect(rig.sums(.linearOrders, .campaign) == ["before": 333_333, "link": 333_333, "after": 333_334])
        #expect(rig.total(.clicks) == 4 && rig.total(.newCustomers) == 1)
    }

    @Test("an order before the link is not credited again, and nobody becomes new twice")
    func newOnce() throws {
        let rig = try run([
            Feed(.clicks, [click("1", 0, nil, "a", "c"), click("2", 2_000, "k", "a", "d")]),
            Feed(.purchases, [order("o1", 1_000, nil, "a"), order("o2", 3_000, "k")]),
        ])
        #expect(rig.total(.newCustomers) == 1 && rig.total(.repeatOrders) == 1)
        #expect(rig.sums(.firstOrders, .campaign) == ["c": 2_000_000])
        #expect(rig.sums(.lastOrders, .campaign) == ["c": 1_000_000, "d": 1_000_000])
    }

    @Test("a second link to another customer redirects only what comes after")
    func relink() throws {
        let rig = try run([
            Feed(
                .clicks,
                [
                    click("1", 0, nil, "a", "old"), click("2", 1_000, "k1", "a", "first"),
                    click("3", 2_000, nil, "a", "between"), click("4", 3_000, "k2", "a", "second"),
                    click("5", 4_000, nil, "a", "after"),
                ]),
            Feed(.purchases, [order("o1", 5_000, "k1"), order("o2", 5_000, "k2")]),
        ])
        #expect(rig.sums(.firstOrders, .campaign) == ["old": 1_000_000, "second": 1_000_000])
        #expect(rig.sums(.lastOrders, .campaign) == ["between": 1_000_000, "after": 1_000_000])
    }

    @Test("an order before the link can be refunded by the customer after it")
    func refundAfterLink() throws {
        let rig = try run([
            Feed(.clicks, [click("1", 0, nil, "a", "c"), click("2", 2_000, "k", "a", "d")]),
            Feed(
                .purchases,
                [
                    order("o", 1_000, nil, "a"),
                    order("r", 3_000, "k", nil, #""kind":"refund","order_id":"o""#),
                ]),
        ])
        #expect(rig.total(.value) == 0 && rig.total(.refunded) == 1_000_000)
        #expect(rig.sums(.value, .campaign).isEmpty && rig.sums(.refunds, .campaign) == ["c": 1_000_000])
    }

    @Test("a duplicate counts once, links nothing and changes no state")
    func duplicates() throws {
        let rig = try run([
            Feed(
                .clicks,
                [
                    click("1", 0, nil, "a", "c"),
                    click("1", 1_000, "k", "a", "c", #""consent":{"analytics":false}"#),
                    click("2", 2_000, nil, "a", "d"), click("2", 2_000, nil, "b", "d"),
                ]),
            Feed(.purchases, [order("o", 3_000, "k")]),
        ])
        #expect(rig.tally.duplicates == 1, "another visitor's event with that id is none")
        #expect(rig.sums(.orders, .campaign) == ["(direct)": 1_000_000] && rig.total(.newCustomers) == 1)
    }

    @Test("ids are remembered for 24 hours, inclusive, from the first sight")
    func window() throws {
        let rig = try run([
            Feed(
                .clicks,
                [
                    click("1", 0, "k", nil, "c"), click("1", Self.day - 1, "k", nil, "c"),
                    click("1", Self.day, "k", nil, "c"),
                    click("1", Self.day + 1, "k", nil, "c"),
                ])
        ])
        #expect(rig.total(.clicks) == 2 && rig.tally.duplicates == 2)
    }

    @Test("an order's id is its second identity for 60 days, a refund's is none")
    func orders() throws {
        let again = #""order_id":"o1""#
        let rig = try run([
            Feed(
                .purchases,
                [
                    order("o1", 0, "k"), order("x1", 1_000, "k", nil, again),
                    order("x2", 2_000, "other", nil, again),
                    order("x3", 3_000, "k", nil, #""kind":"delivery","# + again),
                    order("x4", 4_000, "k", nil, #""kind":"delivery","# + again),
                    order("r1", 5_000, "k", nil, #""kind":"refund","value":0.25,"# + again),
                    order("r2", 6_000, "k", nil, #""kind":"refund","value":0.25,"# + again),
                    order("x5", 60 * Self.day, "k", nil, again),
                    order("x6", 60 * Self.day + 1, "k", nil, again),
                ])
        ])
        #expect(rig.total(.orders) == 3 && rig.total(.refunds) == 2 && rig.tally.duplicates == 3)
        #expect(rig.total(.refunded) == 500_000)
    }

    @Test("guests count in full, but are no customers, and earn nobody credit")
    func guests() throws {
        let rig = try run([
            Feed(
                .clicks,
                [
                    click("1", 0, nil, nil, "c"), click("2", 0, "GUEST", nil, "c"),
                    click("1", 9_000, nil, nil, "c"),
                ]),
            Feed(.purchases, [order("o", 1_000, nil), order("o", 2_000, nil), order("p", 2_000, nil)]),
        ])
        #expect(rig.total(.clicks) == 2 && rig.total(.orders) == 2 && rig.tally.duplicates == 2)
        #expect(rig.sums(.clicks, .campaign) == ["c": 2])
        #expect(rig.sums(.orders, .campaign) == ["(direct)": 2_000_000])
        #expect(rig.total(.newCustomers) == 0 && rig.total(.repeatOrders) == 0)
    }

    @Test("a guest's name is known for 24 hours, inclusive")
    func guestWindow() throws {
        let lines = [0, Self.day, Self.day + 1, 2 * Self.day + 1].map { record("g", at: $0) }
        let rig = try run([Feed(.clicks, lines)])
        #expect(rig.total(.clicks) == 2 && rig.tally.duplicates == 2)
    }

    @Test("timers forget guests once their window has passed, and nobody else")
    func forgotten() throws {
        var rules = settings(1, 1)
        rules.journeys.dedupWindow = 10 * .minute
        let early = [record("g1", at: 0), record("g2", at: 60_000), record("k", at: 60_000, customer: "k")]
        for (time, count) in [(580_000, 4), (690_000, 3), (750_000, 2)] as [(Milliseconds, Int)] {
            var rig = Rig(rules, .init(batch: 1))
            // The last event is released only by the one after it, which waits.
            let late = [record("g3", at: time), record("g4", at: time + 30_001)]
            try rig.run([Feed(.clicks, early + late)], isClosed: false)
            #expect(rig.profileCount == count, "\(time)")
        }
    }

    @Test("without analytics an event is a guest's, and what was known is gone")
    func denied() throws {
        let rig = try run([
            Feed(
                .clicks,
                [
                    click("1", 0, "k", nil, "before"),
                    click("2", 1_000, "k", nil, "denied", #""consent":{"analytics":false}"#),
                    click("3", 2_000, "k", nil, "still"), click("3", 2_500, "k", nil, "still"),
                ]),
            Feed(.purchases, [order("o1", 3_000, "k"), order("o2", 5_000, "k")]),
        ])
        #expect(rig.total(.clicks) == 3 && rig.tally.duplicates == 1)
        #expect(rig.sums(.orders, .campaign) == ["(direct)": 2_000_000])
        #expect(rig.total(.newCustomers) == 0)
    }

    @Test("consent that returns starts the profile as new")
    func returns() throws {
        let rig = try run([
            Feed(
                .clicks,
                [
                    click("1", 0, "k", nil, "old"), click("2", 2_000, "k", nil, "no", #""consent":{}"#),
                    click("3", 3_000, "k", nil, "yes", #""consent":{"analytics":true}"#),
                ]),
            Feed(.purchases, [order("o1", 1_000, "k"), order("o2", 4_000, "k")]),
        ])
        #expect(rig.sums(.orders, .campaign) == ["old": 1_000_000, "yes": 1_000_000])
        #expect(rig.total(.newCustomers) == 2 && rig.total(.repeatOrders) == 0)
    }

    @Test("a default of no holds for everyone who never said")
    func defaults() throws {
        var rules = settings(2, 1)
        rules.journeys.consentDefault.analytics = false
        let rig = try run(
            [
                Feed(
                    .clicks,
                    [
                        click("1", 0, "k", nil, "c"),
                        click("2", 0, "l", nil, "c", #""consent":{"analytics":true}"#),
                    ]),
                Feed(.purchases, [order("o1", 1_000, "k"), order("o2", 1_000, "l")]),
            ], rules)
        #expect(rig.sums(.orders, .campaign) == ["(direct)": 1_000_000, "c": 1_000_000])
    }

    @Test("a link carries the later word on each key")
    func consentAtLink() throws {
        let no = #""consent":{"analytics":false}"#
        let yes = #""consent":{"analytics":true}"#
        let denied = try run([
            Feed(
                .clicks,
                [
                    click("1", 0, "k", nil, "c", yes), click("2", 1_000, nil, "a", "c", no),
                    click("3", 2_000, "k", "a", "c"),
                ]),
            Feed(.purchases, [order("o", 3_000, "k")]),
        ])
        #expect(denied.sums(.orders, .campaign) == ["(direct)": 1_000_000])
        let allowed = try run([
            Feed(
                .clicks,
                [
                    click("1", 0, nil, "a", "c", no), click("2", 1_000, "k", nil, "c", yes),
                    click("3", 2_000, "k", "a", "c"),
                ]),
            Feed(.purchases, [order("o", 3_000, "k")]),
        ])
        #expect(allowed.sums(.orders, .campaign) == ["c": 1_000_000])
    }

    @Test("without location beacons are withheld, other events are not")
    func location() throws {
        let place = #""store_id":"s","zone":"z""#
        let rig = try run([
            Feed(
                .beacons,
                [
                    record("1", at: 0, customer: "k", place),
                    record("2", at: 1_000, customer: "k", place + #","consent":{"location":false}"#),
                    record("3", at: 2_000, customer: "k", place),
                    record("4", at: 4_000, customer: "k", place + #","consent":{"location":true}"#),
                ]),
            Feed(.clicks, [click("5", 3_000, "k", nil, "c")]),
        ])
        #expect(rig.tally == tally(processed: 3, duplicates: 0, withheld: 2))
    }

    private func tally(processed: Int, duplicates: Int, withheld: Int) -> Tally {
        var tally = Tally()
        (tally.processed, tally.duplicates, tally.withheld) = (processed, duplicates, withheld)
        return tally
    }

    @Test("a cost report replaces the former one of its id, in the new one's window")
    func reports() throws {
        func report(
            _ id: String, _ time: Milliseconds, _ cost: Int, _ report: String?, _ campaign: String = "c"
        ) -> String {
            let named = report.map { #","report_id":"\#($0)""# } ?? ""
            return record(
                id, at: time, #""action":"cost","campaign_id":"\#(campaign)","cost":\#(cost)"# + named)
        }
        let rig = try run([
            Feed(
                .clicks,
                [
                    report("1", 0, 10, "r"), report("1", 1_000, 99, "r"), report("2", 2_000, 7, "r", "other"),
                    report("3", 3_000, 5, nil), report("4", 120_000, 12, "r"), report("5", 240_000, 11, "r"),
                ])
        ])
        #expect(
            rig.sums(.spend, .campaign) == ["c": 16_000_000, "other": 7_000_000]
                && rig.total(.spend) == 23_000_000)
        #expect(rig.tally.duplicates == 1)
        let minutes = rig.records.filter { $0.contains(#""key":"c""#) && $0.contains("PT1M") }
        #expect(minutes.map { $0.contains(#""spend":15.0"#) } == [true, false, false])
        #expect(minutes.map { $0.contains(#""spend":2.0"#) } == [false, true, false])
        #expect(minutes.map { $0.contains(#""spend":-1.0"#) } == [false, false, true])
    }
}
