import Events
import Marketing
import Streaming
import Testing

@Suite("Visits to stores and stays in zones")
struct VisitTests {
    private func visits(_ script: String, _ rules: JourneyRules = JourneyRules()) -> Set<String> {
        var shop = Shop(rules)
        shop.signals(script)
        shop.close()
        return shop.visits
    }

    /// A visit and its only stay that counted in one minute and ended in another.
    private func one(_ counted: Int, _ ended: Int, dwell: Int, at place: String = "s/z") -> Set<String> {
        let store = place.split(separator: "/")[0]
        return Set(
            [String(store), place].flatMap { ["\($0) visits@\(counted) 1", "\($0) dwell@\(ended) \(dwell)"] })
    }

    @Test("count at the first signal by which they have lasted a minute")
    func minimumDwell() {
        #expect(visits("p0").isEmpty && visits("p0 p59.999").isEmpty)
        #expect(visits("p0 p60") == one(1, 11, dwell: 60))
        #expect(visits("p0 p59.999 p119.999") == one(1, 11, dwell: 119), "whole seconds")
        #expect(visits("p0 p60 p120 t180 p300") == one(1, 15, dwell: 300), "once")
    }

    @Test("a deliberate signal counts at once", arguments: ["t0", "q0", "n0"])
    func deliberate(script: String) {
        #expect(visits(script) == one(0, 10, dwell: 0))
        #expect(visits("p0 \(script.prefix(1))30") == one(0, 10, dwell: 30))
    }

    @Test("a signal extends within the gap, longer where the last one was an enter and this is none")
    func gaps() {
        #expect(visits("p0 p600") == one(10, 20, dwell: 600))
        #expect(visits("p0 p600.001").isEmpty)
        #expect(visits("e0 p14400") == one(240, 250, dwell: 14_400))
        #expect(visits("e0 p14400.001").isEmpty)
        #expect(visits("e0 e600") == one(10, 250, dwell: 600), "it ends when no more signal can extend it")
        #expect(visits("e0 e600.001").isEmpty)
        #expect(visits("e0 p60 p660.001") == one(1, 11, dwell: 60), "the enter was not the last one")
    }

    @Test("end where a new one opens, if sooner")
    func reopened() {
        #expect(visits("e0 p60 e120 e800") == one(1, 13, dwell: 120))
        #expect(
            visits("p0 p60 p700 p760")
                == one(1, 11, dwell: 60).union(one(12, 22, dwell: 60)), "the timer came first")
    }

    @Test("an exit opens nothing, extends the visit, and ends the stay")
    func exit() {
        #expect(visits("x0 x60").isEmpty)
        #expect(visits("x0 p10 p70") == one(1, 11, dwell: 60))
        let visit: Set = ["s visits@1 1", "s dwell@12 120"]
        #expect(visits("p0 x60 p120") == visit.union(["s/z visits@1 1", "s/z dwell@1 60"]))
        #expect(
            visits("p0 p60 x90 x120") == visit.union(["s/z visits@1 1", "s/z dwell@1 90"]),
            "a second exit opens no stay")
        #expect(
            visits("t0 x0 t0") == [
                "s visits@0 1", "s dwell@10 0", "s/z visits@0 2", "s/z dwell@0 0", "s/z dwell@10 0",
            ])
    }

    @Test("in different stores they overlap")
    func stores() {
        let both = one(1, 11, dwell: 60, at: "a/z").union(one(1, 11, dwell: 60, at: "b/z"))
        #expect(visits("p0@a/z p30@b/z p60@a/z p90@b/z") == both)
        #expect(visits("p0@a/z p60@b/z").isEmpty)
    }

    @Test("zones have stays of their own, the visit is one")
    func zones() {
        #expect(visits("p0@s/x p60@s/y") == ["s visits@1 1", "s dwell@11 60"])
        #expect(
            visits("p0@s/x p60@s/y t90@s/y x100@s/x") == [
                "s visits@1 1", "s dwell@11 100", "s/y visits@1 1", "s/y dwell@11 30", "s/x visits@1 1",
                "s/x dwell@1 100",
            ])
    }

    @Test("what was not seen is no signal; 0 and −100 are not seen")
    func unseen() {
        #expect(visits("p0 p60!0").isEmpty && visits("p0 p60!-100").isEmpty && visits("t0!5").isEmpty)
        #expect(visits("p0!-99 p60!-1") == one(1, 11, dwell: 60))
    }

    @Test("too weak a signal opens none below enter_rssi, and extends none below exit_rssi")
    func strength() {
        var rules = JourneyRules()
        rules.visits.enterRSSI = -70
        #expect(visits("p0!-71 p60!-71", rules).isEmpty)
        #expect(visits("p0!-70 p60!-99", rules) == one(1, 11, dwell: 60))
        #expect(visits("p0 p60", rules) == one(1, 11, dwell: 60), "nothing was measured")
        rules.visits.exitRSSI = -80
        #expect(visits("p0!-70 p60!-81", rules).isEmpty)
        #expect(visits("p0!-70 p60!-80", rules) == one(1, 11, dwell: 60))
        #expect(visits("t0!-71", rules).isEmpty)
        #expect(
            visits("p0 p60 p400!-81 p700", rules) == one(1, 11, dwell: 60),
            "the weak one did not keep the visit open")
    }

    @Test("the settings are settings")
    func settings() {
        var rules = JourneyRules()
        rules.visits.gap = 2 * .minute
        rules.visits.enterGap = .hour
        rules.visits.minimumDwell = 10 * .second
        #expect(visits("p0 p9.999", rules).isEmpty)
        #expect(visits("p0 p10", rules) == one(0, 2, dwell: 10))
        #expect(visits("p0 p120.001", rules).isEmpty && visits("e0 p3600.001", rules).isEmpty)
        #expect(visits("e0 p3600", rules) == one(60, 62, dwell: 3_600))
    }

    @Test("are booked in the pool where they counted")
    func pool() {
        var shop = Shop()
        shop.signals("p0", pool: "early")
        shop.signals("p60", pool: "counted")
        shop.signals("p90", pool: "late")
        shop.close()
        for dimension in [Dimension.pool, .channel, .store, .activity, .presence] {
            let visits = shop.sums(.storeVisits, dimension)
            #expect(visits.values.reduce(0, +) == (dimension == .store ? 2 : 1), "\(dimension): \(visits)")
            #expect(visits.keys.allSatisfy { $0.hasPrefix("counted/") }, "\(dimension)")
        }
        #expect(shop.sums(.dwellSum, .store) == ["counted/s": 180])
        #expect(shop.sums(.desire, .channel) == ["counted/store": 1])
    }

    @Test("each length has its bucket, once for the store and once for the zone")
    func buckets() {
        var shop = Shop()
        shop.signals("p0 p60 p3000 p3060")
        shop.close()
        var buckets: [UInt16: Int128] = [:]
        for entry in shop.journeys.facts.entries where entry.measure == .dwellVisits {
            let bucket = shop.journeys.facts.contexts.contexts[Int(entry.context)].bucket
            buckets[bucket, default: 0] += entry.value
        }
        #expect(buckets == [0: 4, DwellScale.bucket(of: 60): 4])
    }

    @Test("many stores in a row: what is open or counted within a week is kept")
    func forgotten() {
        var shop = Shop()
        for index in 0..<40 {
            let time = index * 12 * 3_600
            shop.signals("t\(time)@s\(index)/z p\(time + 60)@s\(index)/z")
        }
        shop.close()
        #expect(shop.sums(.storeVisits, .store).count == 40)
        let block = shop.journeys.store.profiles[shop.slots[0]].stays
        #expect(block.count < 64)
        shop.order(Double(39 * 12 * 3_600))
        #expect(shop.sums(.visitOrders, .store).count == 15, "seven days, both ends included")
    }
}
