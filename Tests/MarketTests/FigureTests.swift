import Foundation
import Market
import Streaming
import Testing

@Suite("The figures")
struct FigureTests {
    let printed: Printed

    init() throws { printed = try CoverageTests.shared.get() }

    private func purchases(_ kind: String?) -> [Record] {
        printed.records(.purchases).filter { $0["kind"] == kind }
    }

    private func percent(_ records: [Record], _ isCounted: (Record) -> Bool) -> Int {
        records.count(where: isCounted) * 100 / max(1, records.count)
    }

    @Test("of an order's items add up to its value, to the cent")
    func items() throws {
        var rows: [Int] = []
        for order in purchases(nil) {
            let items = try #require(order.members["items"] as? [[String: Any]])
            var cents = 0
            for item in items {
                #expect(item["sku"] is String && item["category"] is String)
                let quantity = try #require(item["quantity"] as? Int)
                let price = try #require(item["price"] as? Double)
                #expect((1...6).contains(quantity) && price > 0)
                cents += quantity * Int((price * 100).rounded())
            }
            #expect(cents == Int(((order.number("value") ?? 0) * 100).rounded()))
            rows.append(items.count)
        }
        #expect(Set(rows) == [1, 2, 3, 4, 5])
    }

    @Test("of orders are those of a shop: where, how much, by whom")
    func orders() {
        let orders = purchases(nil)
        #expect(orders.count > 1_000)
        #expect((15...35).contains(percent(orders) { $0["sales_channel"] == "store" }))
        #expect((40...75).contains(percent(orders) { $0["sales_channel"] == "web" }))
        #expect((10...30).contains(percent(orders) { $0["customer_id"] == nil && $0["anonymous_id"] == nil }))
        #expect((20...40).contains(percent(orders) { $0.number("margin") != nil }))
        #expect((20...60).contains(percent(orders) { $0["loyalty_tier"] != nil }))
        #expect((1...8).contains(percent(orders) { $0["offer_id"] != nil }))
        #expect((1...6).contains(percent(orders) { $0["referrer_id"] != nil }))
        let values = orders.compactMap { $0.number("value") }.sorted()
        #expect((50...100).contains(values[values.count / 2]))
        for order in orders {
            #expect((order["sales_channel"] == "store") == (order["store_id"] != nil))
            let (margin, value) = (order.number("margin") ?? 0, order.number("value") ?? 0)
            #expect(margin >= 0 && margin < value)
            #expect(order["referrer_id"] == nil || order["referrer_id"] != order["customer_id"])
        }
    }

    @Test("of deliveries: most in time; of refunds: most of the whole order")
    func aftermath() {
        let orders = Dictionary(
            purchases(nil).compactMap { order in order["order_id"].map { ($0, order) } },
            uniquingKeysWith: { $1 })
        let deliveries = purchases("delivery")
        let onTime = percent(deliveries) { delivery in
            guard let time = delivery.time, let promise = delivery["promised_at"] else { return false }
            return time <= Record.time(promise) ?? 0
        }
        #expect((75...95).contains(onTime), "\(onTime) %")
        #expect((3...20).contains(percent(deliveries) { $0["store_id"] != nil }))
        let refunds = purchases("refund")
        func value(_ refund: Record) -> Double { orders[refund["order_id"] ?? ""]?.number("value") ?? 0 }
        #expect(refunds.allSatisfy { ($0.number("value") ?? 0) <= value($0) })
        #expect((55...85).contains(percent(refunds) { $0.number("value") == value($0) }))
        #expect((3...20).contains(refunds.count * 100 / orders.count))
    }

    @Test("of store visits: half of them some ten to twenty minutes, few an hour")
    func dwell() {
        let visits = StoreVisits(printed.records(.beacons))
        let dwell = visits.all.map { ($0.last - $0.first) / .second }.filter { $0 >= 60 }.sorted()
        #expect(dwell.count > 500)
        #expect((8 * 60...20 * 60).contains(dwell[dwell.count / 2]), "\(dwell[dwell.count / 2]) s")
        #expect((25 * 60...60 * 60).contains(dwell[dwell.count * 9 / 10]))
        #expect((dwell.last ?? 0) > 3_000 && (dwell.last ?? 0) < 3 * 3_600)
    }

    @Test("of people who look in one place and buy in another")
    func rooms() {
        let journeys = Journeys(printed)
        #expect(journeys.showrooming > 30)
        #expect(journeys.webrooming > 30)
        #expect(journeys.tillDuringVisit > 30)
        #expect(journeys.tillAfterVisit > 30)
        #expect(journeys.linkedInVisit > 30)
    }
}

/// Stays of phones in stores, put together as SPEC 4 has it, but for what does not count as seen.
private struct StoreVisits {
    struct Visit {
        let phone: String
        let first: Milliseconds
        var last: Milliseconds
        var endsWithEnter: Bool
    }

    private(set) var all: [Visit] = []

    init(_ beacons: [Record]) {
        var open: [String: Visit] = [:]
        for beacon in beacons {
            guard let time = beacon.time, let phone = beacon["anonymous_id"], isSeen(beacon) else { continue }
            let key = "\(phone) \(beacon["store_id"] ?? "")"
            let isEnter = beacon["signal"] == "enter"
            if var visit = open[key], time - visit.last <= gap(visit, isEnter) {
                visit.last = time
                visit.endsWithEnter = isEnter
                open[key] = visit
            } else if let visit = open.removeValue(forKey: key) {
                all.append(visit)
            }
            if open[key] == nil, beacon["signal"] != "exit" {
                open[key] = Visit(phone: phone, first: time, last: time, endsWithEnter: isEnter)
            }
        }
        all += open.values
    }

    private func isSeen(_ beacon: Record) -> Bool {
        guard let strength = beacon.number("rssi") else { return true }
        return strength < 0 && strength > -88
    }

    private func gap(_ visit: Visit, _ isEnter: Bool) -> Milliseconds {
        visit.endsWithEnter && !isEnter ? 4 * .hour : 10 * .minute
    }
}

/// Who went where before an order, told by the ids that events link.
private struct Journeys {
    private(set) var showrooming = 0
    private(set) var webrooming = 0
    /// Till receipts before the last signal of the visit, and within a quarter of an hour after it.
    private(set) var tillDuringVisit = 0
    private(set) var tillAfterVisit = 0
    /// Visits during which a phone got its customer.
    private(set) var linkedInVisit = 0

    private var customers: [String: String] = [:]
    private var linked: [String: Milliseconds] = [:]
    private var visits: [String: [StoreVisits.Visit]] = [:]
    private var research: [String: [Milliseconds]] = [:]

    init(_ printed: Printed) {
        let clicks = printed.records(.clicks)
        let beacons = printed.records(.beacons)
        link(clicks + beacons + printed.records(.purchases))
        for visit in StoreVisits(beacons).all {
            visits[customers[visit.phone] ?? visit.phone, default: []].append(visit)
            if let time = linked[visit.phone], time > visit.first, time <= visit.last { linkedInVisit += 1 }
        }
        for click in clicks where ["view", "click", "search"].contains(click["action"]) {
            guard let person = person(click), let time = click.time, click["device"] != "kiosk" else {
                continue
            }
            research[person, default: []].append(time)
        }
        for order in printed.records(.purchases) where order["kind"] == nil { count(order) }
    }

    private mutating func link(_ records: [Record]) {
        for record in records.sorted(by: { ($0.time ?? 0) < ($1.time ?? 0) }) {
            guard let phone = record["anonymous_id"], let customer = record["customer_id"],
                customers[phone] == nil
            else { continue }
            customers[phone] = customer
            linked[phone] = record.time
        }
    }

    private func person(_ record: Record) -> String? {
        record["customer_id"] ?? record["anonymous_id"].map { customers[$0] ?? $0 }
    }

    private mutating func count(_ order: Record) {
        guard let person = person(order), let time = order.time else { return }
        let week = time - 7 * .day...time
        let before = visits[person, default: []].filter { $0.first <= time }
        guard order["sales_channel"] == "store" else {
            if before.contains(where: { week.contains($0.last) }) { showrooming += 1 }
            return
        }
        if research[person, default: []].contains(where: { week.contains($0) }) { webrooming += 1 }
        if before.contains(where: { $0.last > time }) {
            tillDuringVisit += 1
        } else if before.contains(where: { $0.last > time - 15 * .minute }) {
            tillAfterVisit += 1
        }
    }
}
