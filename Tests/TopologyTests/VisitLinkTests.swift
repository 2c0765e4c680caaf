import Events
import Marketing
import Streaming
import Testing
import Topology

@Suite("A visitor who is linked in a store")
struct VisitLinkTests {
    private func beacon(
        _ id: String, at seconds: Milliseconds, customer: String? = nil, anonymous: String? = nil,
        _ more: String = ""
    ) -> String {
        let place = #""store_id":"s","zone":"z""# + (more.isEmpty ? "" : "," + more)
        return record(id, at: seconds * 1_000, customer: customer, anonymous: anonymous, place)
    }

    /// All that happened, and someone else much later: what ends at its own time has ended by then.
    private func run(_ beacons: [String], clicks: [String] = [], purchases: [String] = []) throws -> Rig {
        var rig = Rig(settings())
        let later = record("later", at: 20_000_000, anonymous: "other")
        try rig.run([Feed(.clicks, clicks + [later]), Feed(.beacons, beacons), Feed(.purchases, purchases)])
        return rig
    }

    @Test("goes on with the visit as the customer")
    func middle() throws {
        let rig = try run(
            [beacon("1", at: 0, anonymous: "a"), beacon("2", at: 60, anonymous: "a")],
            clicks: [record("c", at: 30_000, customer: "k", anonymous: "a")],
            purchases: [record("p", at: 90_000, customer: "k", #""value":1,"order_id":"o""#)])
        #expect(rig.sums(.storeVisits, .store) == ["s": 1] && rig.sums(.storeVisits, .zone) == ["s/z": 1])
        #expect(rig.sums(.dwellSum, .store) == ["s": 60] && rig.sums(.dwellVisits, .zone) == ["s/z": 1])
        #expect(rig.sums(.visitOrders, .store) == ["s": 1] && rig.total(.showrooming) == 1)
    }

    @Test("by the signal itself, too")
    func bySignal() throws {
        let rig = try run([
            beacon("1", at: 0, anonymous: "a"), beacon("2", at: 60, customer: "k", anonymous: "a"),
            beacon("3", at: 120, customer: "k"),
        ])
        #expect(rig.sums(.storeVisits, .store) == ["s": 1] && rig.sums(.dwellSum, .store) == ["s": 120])
    }

    @Test("where the customer was there, too, the later changed visit wins, and the other is not booked")
    func both() throws {
        let first = [
            beacon("1", at: 0, customer: "k"), beacon("2", at: 60, customer: "k"),
            beacon("3", at: 100, anonymous: "a"),
        ]
        let click = record("c", at: 110_000, customer: "k", anonymous: "a")
        let younger = try run(first + [beacon("4", at: 170, customer: "k")], clicks: [click])
        #expect(younger.sums(.storeVisits, .store) == ["s": 2], "both counted, each before or after the link")
        #expect(younger.sums(.dwellSum, .store) == ["s": 70])
        let older = try run(first + [beacon("4", at: 105, customer: "k")], clicks: [click])
        #expect(older.sums(.storeVisits, .store) == ["s": 1])
        #expect(older.sums(.dwellSum, .store) == ["s": 105])
    }

    @Test("orders of the customer find what the visitor had visited")
    func orders() throws {
        let counted = #""signal":"tap""#
        let rig = try run(
            [beacon("1", at: 0, anonymous: "a", counted)],
            purchases: [
                record("p", at: 1_000, customer: "k", #""value":1,"order_id":"o""#),
                record("q", at: 2_000, customer: "k", anonymous: "a", #""value":1,"order_id":"q""#),
            ])
        #expect(rig.sums(.visitOrders, .store) == ["s": 1])
        #expect(rig.sums(.orders, .channel) == ["(direct)": 1_000_000, "store": 1_000_000])
    }

    @Test("the visits of both have counted, whichever goes on", arguments: [("k", "a"), ("a", "k")])
    func counted(first: String, second: String) throws {
        func ids(_ id: String) -> (customer: String?, anonymous: String?) {
            id == "k" ? (id, nil) : (nil, id)
        }
        let (counting, present) = (ids(first), ids(second))
        let rig = try run(
            [
                beacon(
                    "1", at: 0, customer: counting.customer, anonymous: counting.anonymous,
                    #""signal":"tap""#),
                beacon("2", at: 30, customer: present.customer, anonymous: present.anonymous),
            ],
            purchases: [record("p", at: 40_000, customer: "k", anonymous: "a", #""value":1,"order_id":"o""#)])
        #expect(rig.sums(.visitOrders, .store) == ["s": 1] && rig.total(.showrooming) == 1)
    }

    @Test("what one of them looked for online, both did", arguments: ["k", "a"])
    func research(first: String) throws {
        let view = #""action":"view","channel":"search""#
        let click =
            first == "k"
            ? record("c", at: 0, customer: "k", view) : record("c", at: 0, anonymous: "a", view)
        let order = #""value":1,"order_id":"o","sales_channel":"store""#
        let rig = try run(
            [], clicks: [click], purchases: [record("p", at: 9_000, customer: "k", anonymous: "a", order)])
        #expect(rig.total(.webrooming) == 1)
    }

    @Test("without consent to location no signal counts, and what was open ends by its timer")
    func consent() throws {
        let deny = #""consent":{"location":false}"#
        let rig = try run([
            beacon("1", at: 0, customer: "k"), beacon("2", at: 60, customer: "k"),
            beacon("3", at: 120, customer: "k", deny), beacon("4", at: 180, customer: "k"),
        ])
        #expect(rig.tally.withheld == 2)
        #expect(rig.sums(.storeVisits, .store) == ["s": 1] && rig.sums(.dwellSum, .store) == ["s": 60])
        let denied = try run([
            beacon("1", at: 0, customer: "k"), beacon("2", at: 60, customer: "k", deny),
        ])
        #expect(denied.total(.storeVisits) == 0)
    }

    @Test("without consent to analytics the visit is dropped unbooked")
    func analytics() throws {
        let deny = #""consent":{"analytics":false}"#
        let rig = try run([
            beacon("1", at: 0, customer: "k"), beacon("2", at: 60, customer: "k"),
            beacon("3", at: 120, customer: "k", deny),
        ])
        #expect(rig.sums(.storeVisits, .store) == ["s": 1] && rig.total(.dwellVisits) == 0)
    }
}
