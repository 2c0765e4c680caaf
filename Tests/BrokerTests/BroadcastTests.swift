import Testing

extension BrokerTests {
    @Suite("Campaigns and erasures by topic", .serialized)
    struct BroadcastTopicTests {
        private static let catalogue =
            #"{"campaigns": {"mail": {"channel": "email", "cost": {"model": "cps", "price": 1}}}}"#

        @Test("take effect at their time, the same in every worker", arguments: [1, 3])
        func atTheirTime(workers: Int) throws {
            var plan = ApplicationPlan()
            plan.sources = [("clicks", "clicks", 1), ("purchases", "purchases", 1)]
            plan.numbers = "windows: {aligned: [1d], sliding: []}"
            plan.catalogue = Self.catalogue
            plan.hasBroadcasts = true
            let application = try Application(plan)
            // Many customers, so that every task sees some of them on both sides of the change.
            let sends = (0..<120).map { minute in
                Day.click(
                    "s\(minute)", minute: minute, customer: "c\(minute)",
                    #","action":"send","campaign_id":"mail""#)
            }
            try application.send(sends)
            let changed = #"{"channel": "email", "team": "crm", "cost": {"model": "cps", "price": 3}}"#
            try application.send([
                Outgoing("campaigns", key: "mail", Array(changed.utf8), at: Day.time(50)),
                Outgoing("campaigns", key: "mail", Array("no campaign".utf8), at: Day.time(60)),
                // Both have ordered before; only one of them is forgotten in between.
                Day.order("1", minute: 10, customer: "gone"), Day.order("2", minute: 10, customer: "stays"),
                Outgoing(
                    "erasures", 0, key: "anything", Array(#"{"customer_id": "gone"}"#.utf8), at: Day.time(70)),
                Day.order("3", minute: 90, customer: "gone"), Day.order("4", minute: 90, customer: "stays"),
            ])
            let processes = try application.runToEnd((0..<workers).map { "worker-\($0)" })

            let mail = try #require(try application.finals("campaign").first { $0.key == "mail" })
            #expect(mail.money["spend"] == 260.0, "minute 50 has the new price")
            #expect(try application.finals("team").first { $0.key == "crm" }?.money["spend"] == 210.0)
            let pool = try #require(try application.finals("pool").first)
            #expect(pool.counts["orders"] == 4)
            #expect(pool.counts["new_customers"] == 3, "the one who was erased is new again")
            #expect(pool.counts["repeat_orders"] == 1)
            let dead = try application.read("dead")
            #expect(dead.map { $0.headers["code"] } == ["campaign"], "the former object stays")
            #expect(dead.first?.value == Array("no campaign".utf8))
            let erased = processes.flatMap { $0.lines(of: "profile_erased") }
            #expect(erased.compactMap { $0["count"] }.reduce(0, +) == 1, "the audit line")
            for process in processes { #expect(!process.text.contains("gone"), "no id in the log") }
        }
    }
}
