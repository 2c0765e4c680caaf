import Foundation
import Market
import Streaming
import Testing

@Suite("The records")
struct RecordTests {
    /// One market for all tests: it takes longer to make than to look at.
    private static let shared = Result { try Printed(.clean(events: 15_000)) }
    let printed: Printed

    init() throws {
        printed = try Self.shared.get()
    }

    @Test("are JSON with id and time, each id once", arguments: MarketStream.allCases)
    func identity(stream: MarketStream) throws {
        let lines = printed.lines(stream)
        let records = printed.records(stream)
        #expect(records.count == lines.count)
        #expect(Set(records.compactMap { $0["event_id"] }).count == lines.count)
        #expect(records.allSatisfy { $0.time != nil })
    }

    @Test("of clicks name a person, or are exposures, costs or a guest's")
    func clicks() throws {
        var guests = 0
        var withoutChannel = 0
        for record in printed.records(.clicks) {
            let action = try #require(record["action"])
            if action == "exposure" {
                #expect(try #require(record.number("count")) >= 1)
            } else if action == "cost" {
                #expect(record["campaign_id"] != nil && record["report_id"] != nil)
                #expect(try #require(record.number("cost")) > 0)
            } else if record["customer_id"] == nil, record["anonymous_id"] == nil {
                guests += 1
            }
            if record["channel"] == nil { withoutChannel += 1 }
        }
        #expect(withoutChannel == 0)
        #expect(guests > 0)
    }

    @Test("of purchases carry what their kind needs")
    func purchases() throws {
        var orders: Set<String> = []
        for record in printed.records(.purchases) {
            let order = try #require(record["order_id"])
            #expect(record["sales_channel"] != nil)
            switch record["kind"] {
            case "delivery":
                #expect(record["promised_at"] != nil && record.number("value") == nil)
                #expect(orders.contains(order))
            case "refund":
                #expect(try #require(record.number("value")) > 0)
                #expect(orders.contains(order))
            default:
                #expect(orders.insert(order).inserted)
                #expect(try #require(record.number("value")) > 0)
                #expect((record.members["items"] as? [Any])?.isEmpty == false)
            }
        }
    }

    @Test("of beacons and unsubscribes name a person and a place or channel")
    func others() {
        func have(_ names: [String], _ stream: MarketStream) -> Bool {
            printed.records(stream).allSatisfy { record in names.allSatisfy { record[$0] != nil } }
        }
        #expect(have(["store_id", "zone", "anonymous_id"], .beacons))
        #expect(have(["channel", "customer_id", "kind"], .unsubscribes))
    }

    @Test("link browsers to customers, and tablets to two of them")
    func links() {
        var customers: [String: Set<String>] = [:]
        for record in printed.records(.clicks) {
            guard let anonymous = record["anonymous_id"], let customer = record["customer_id"] else {
                continue
            }
            customers[anonymous, default: []].insert(customer)
        }
        #expect(customers.count > 100)
        #expect(customers.values.contains { $0.count == 2 })
    }

    @Test("restate each platform's cost once, under the same report")
    func costReports() {
        var reports: [String: [Double]] = [:]
        for record in printed.records(.clicks) where record["action"] == "cost" {
            let id = "\(record["campaign_id"] ?? "")/\(record["report_id"] ?? "")"
            reports[id, default: []].append(record.number("cost") ?? 0)
        }
        #expect(reports.values.contains { $0.count == 2 && $0[0] < $0[1] })
        #expect(reports.values.allSatisfy { $0.count <= 2 })
    }
}
