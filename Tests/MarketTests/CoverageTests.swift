import Foundation
import Market
import Testing

@Suite("What a market holds")
struct CoverageTests {
    /// One market for all tests: it takes longer to make than to look at.
    static let shared = Result { try Printed(.clean(events: 60_000, profiles: 4_000)) }
    let printed: Printed

    init() throws { printed = try Self.shared.get() }

    /// The values of a field; `-` stands for a record without it.
    private func seen(_ stream: MarketStream, _ name: String) -> Set<String> {
        Set(printed.records(stream).map { $0[name] ?? "-" })
    }

    @Test("click-stream events of every action, on every device and at every touchpoint")
    func clicks() {
        #expect(
            seen(.clicks, "action")
                == [
                    "view", "click", "search", "like", "share", "lead", "scan", "call", "cart", "checkout",
                    "impression", "open", "send", "bounce", "rating", "complaint", "exposure", "cost",
                ])
        #expect(seen(.clicks, "device") == ["-", "mobile", "desktop", "tablet", "tv", "kiosk"])
        #expect(
            seen(.clicks, "touchpoint")
                == [
                    "-", "home", "search", "catalogue", "product-page", "cart", "checkout", "landing",
                    "guide-form", "call", "service", "shelf", "kiosk", "store-app",
                ])
        #expect(seen(.clicks, "category").count == 9)
        #expect(seen(.clicks, "sku").count > 150)
        #expect(
            seen(.clicks, "channel").isSuperset(of: [
                "web", "app", "store", "email", "e-mail", "sms", "push", "call", "call_center", "loyalty",
                "direct_mail", "search", "social", "display", "affiliate", "influencer", "tv", "radio",
                "print",
            ]))
    }

    @Test("purchases of every kind, currency and sales channel")
    func purchases() {
        #expect(seen(.purchases, "kind") == ["-", "refund", "delivery"])
        #expect(seen(.purchases, "currency") == ["-", "EUR", "USD", "GBP"])
        #expect(
            seen(.purchases, "sales_channel")
                == ["web", "app", "store", "call_center", "marketplace", "social"])
        #expect(seen(.purchases, "loyalty_tier").isSuperset(of: ["-", "bronze", "silver"]))
        #expect(seen(.purchases, "offer_id").count > 5)
        #expect(seen(.purchases, "referrer_id").count > 5)
    }

    @Test("beacons of every sensor and signal in every zone of every store")
    func beacons() {
        #expect(seen(.beacons, "sensor") == ["-", "ble", "nfc", "qr", "rfid", "wifi"])
        #expect(seen(.beacons, "store_id") == ["store-01", "store-02", "store-03"])
        for signal in ["enter", "ping", "exit"] {
            let zones = printed.records(.beacons).filter { $0["signal"] == signal }.map { $0["zone"] }
            #expect(
                Set(zones) == ["entrance", "garden", "kitchen", "tools", "light", "textile", "till"]
                    || signal == "ping" && Set(zones).count == 6)
        }
        let taps = printed.records(.beacons).filter { $0["signal"] == "tap" }
        #expect(taps.allSatisfy { ["nfc", "qr", "rfid"].contains($0["sensor"]) })
        #expect(taps.contains { $0["sku"] != nil } && taps.contains { $0["zone"] == "till" })
    }

    @Test("signals of believable strength, and a few of what was not seen")
    func strength() {
        let all = printed.records(.beacons).compactMap { $0.number("rssi") }
        let unseen = all.filter { $0 >= 0 || $0 <= -100 }
        #expect(unseen.contains { $0 >= 0 } && unseen.contains { $0 <= -100 })
        #expect((10...50).contains(unseen.count * 1_000 / all.count), "\(unseen.count) of \(all.count)")
        let seen = all.filter { $0 < 0 && $0 > -100 }.sorted()
        #expect(seen.allSatisfy { $0 <= -40 })
        #expect((-72...(-64)).contains(seen[seen.count / 2]))
    }

    @Test("every kind of negative answer, on every channel, and people who come back")
    func unsubscribes() {
        let kinds = [
            "unsubscribe", "notification_block", "app_uninstall", "spam_complaint", "loyalty_exit",
            "resubscribe",
        ]
        #expect(seen(.unsubscribes, "kind") == Set(kinds))
        #expect(
            seen(.unsubscribes, "channel")
                == ["email", "sms", "push", "app", "call", "direct_mail", "loyalty"])
        #expect(seen(.unsubscribes, "reason") == ["-", "too many", "not relevant", "privacy"])
        let back = Set(
            printed.records(.unsubscribes).filter { $0["kind"] == "resubscribe" }.map { $0["channel"] })
        #expect(back.count > 3)
    }

    @Test("consent of every key, denied, withdrawn and given again")
    func consent() {
        var stated: [String: [Bool]] = [:]
        var empty = 0
        for record in printed.records(.clicks) {
            guard let consent = record.members["consent"] as? [String: Bool] else { continue }
            if consent.isEmpty { empty += 1 }
            for (key, value) in consent {
                let person = record["customer_id"] ?? record["anonymous_id"] ?? "-"
                stated["\(key) \(person)", default: []].append(value)
            }
        }
        for key in ["analytics", "marketing", "location"] {
            let answers = stated.filter { $0.key.hasPrefix(key) }.values
            #expect(answers.contains { $0.contains(true) && !$0.contains(false) })
            let changes = answers.flatMap { zip($0, $0.dropFirst()) }
            #expect(changes.contains { $0.0 && !$0.1 }, "\(key) is withdrawn")
            #expect(changes.contains { !$0.0 && $0.1 }, "\(key) is given again")
            let denials = answers.count { $0.first == false } * 100 / answers.count
            #expect((key == "analytics" ? 0...8 : 5...25).contains(denials), "\(key): \(denials) %")
        }
        #expect(empty > 5)
    }

    @Test("a segment on some events of a person, and always the same")
    func segments() {
        var segments: [String: Set<String>] = [:]
        let records = printed.records(.clicks).filter { $0["customer_id"] != nil }
        for record in records {
            guard let person = record["customer_id"], let segment = record["segment"] else { continue }
            segments[person, default: []].insert(segment)
        }
        #expect(segments.values.allSatisfy { $0.count == 1 })
        #expect(Set(segments.values.flatMap { $0 }).count == 6)
        let share = records.count { $0["segment"] != nil } * 100 / records.count
        #expect((30...80).contains(share), "\(share) %")
    }

    @Test("exposures with counts, and costs that are reported again")
    func exposures() {
        let exposures = printed.records(.clicks).filter { $0["action"] == "exposure" }
        #expect(Set(exposures.compactMap { $0["channel"] }) == ["tv", "radio", "print"])
        #expect(exposures.allSatisfy { ($0.number("count") ?? 0) > 100 })
        let reports = printed.records(.clicks).compactMap { $0["report_id"] }
        #expect(Set(reports).count < reports.count)
    }

    @Test("campaigns of every cost model and objective, of several teams and partners")
    func catalogue() throws {
        let text = Data(printed.options.catalogueText.utf8)
        let tree = try JSONSerialization.jsonObject(with: text) as? [String: Any]
        let campaigns = try #require(tree?["campaigns"] as? [String: [String: Any]])
        func values(_ name: String) -> Set<String> {
            Set(campaigns.values.compactMap { $0[name] as? String })
        }
        let models = campaigns.values.compactMap { ($0["cost"] as? [String: Any])?["model"] as? String }
        #expect(Set(models) == ["cpc", "cps", "cpm", "cpl", "cpa", "revenue_share"])
        #expect(values("objective") == ["leads", "awareness"])
        #expect(values("team").count >= 6)
        #expect(values("partner").count >= 6)
        let paid = campaigns.values.filter { campaign in
            let model = (campaign["cost"] as? [String: Any])?["model"] as? String
            return model == "cpa" || model == "revenue_share"
        }
        #expect(!paid.isEmpty && paid.allSatisfy { $0["partner"] != nil })
        let targets = campaigns.values.compactMap { $0["target"] as? [String: Any] }.flatMap(\.keys)
        #expect(Set(targets) == ["cpa", "cpl", "roas", "roi", "long_roi", "reach"])
    }
}
