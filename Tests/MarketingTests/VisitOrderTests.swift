import Events
import Marketing
import Streaming
import Testing

/// A day in seconds.
private let day = 86_400.0

@Suite("Orders and the visits before them")
struct VisitOrderTests {
    @Test("showrooming is an online order within seven days of a counted visit")
    func showrooming() {
        for (seconds, channel, count) in [
            (7 * day, "web", 1), (7 * day + 0.001, "web", 0), (0, "app", 1), (60, "store", 0),
        ] as [(Double, String, Int128)] {
            var shop = Shop()
            shop.signals("t0")
            shop.order(seconds, through: channel)
            #expect(shop.sums(.showrooming, .pool).values.reduce(0, +) == count, "\(seconds) s, \(channel)")
        }
        var shop = Shop()
        shop.signals("p0 p59")
        shop.order(60)
        #expect(shop.sums(.showrooming, .pool).isEmpty, "it did not count")
    }

    @Test("a later visit that does not count leaves the counted one where it was")
    func uncounted() {
        var shop = Shop()
        shop.signals("t0 p86400")
        shop.order(7 * day)
        #expect(shop.sums(.showrooming, .pool) == ["default": 1])
        #expect(shop.sums(.visitOrders, .store) == ["s": 1])
        shop.order(7 * day + 1)
        #expect(shop.sums(.visitOrders, .store) == ["s": 1])
    }

    @Test(
        "webrooming is an offline order within seven days of a look at something online",
        arguments: [.view, .click, .search, .scan, .like, .cart, .open, .send] as [Action])
    func webrooming(action: Action) {
        let counts = [.view, .click, .search, .scan].contains(action)
        for (seconds, channel, isWithin) in [
            (7 * day, "store", true), (7 * day + 0.001, "store", false), (1, "web", false),
        ] {
            var shop = Shop()
            shop.click(0, action, nil, "search")
            shop.order(seconds, through: channel)
            let expected: [String: Int128] = counts && isWithin ? ["default": 1] : [:]
            #expect(shop.sums(.webrooming, .pool) == expected, "\(seconds) s, \(channel)")
        }
        var offline = Shop()
        offline.click(0, action, nil, "print")
        offline.order(1, through: "store")
        offline.click(2, action)
        offline.order(3, through: "store")
        #expect(offline.sums(.webrooming, .pool).isEmpty, "off line, or on no channel")
    }

    @Test("an order counts once per store that was visited, and once for the channel, in the order's pool")
    func visitOrders() {
        var shop = Shop()
        shop.signals("t0@a/x t1@a/y t2@b/x p3@c/x", pool: "visited")
        shop.signals("t20000@a/x", pool: "visited")
        shop.order(30_000)
        #expect(shop.sums(.visitOrders, .store) == ["a": 1, "b": 1])
        #expect(shop.sums(.visitOrders, .channel) == ["store": 1])
        #expect(shop.sums(.visitOrders, .zone).isEmpty && shop.sums(.visitOrders, .pool).isEmpty)
    }

    @Test("they do not depend on how many touches are kept")
    func touchLimit() {
        var rules = JourneyRules()
        rules.maxTouches = 1
        var shop = Shop(rules)
        shop.signals("t0")
        shop.click(1, .click, "c", "h")
        shop.order(2)
        #expect(shop.sums(.visitOrders, .store) == ["s": 1])
        #expect(shop.sums(.showrooming, .pool) == ["default": 1])
        #expect(shop.sums(.orders, .channel) == ["h": 1_000_000])
    }

    @Test("a counted visit is a touch at the moment at which it counts")
    func touch() {
        var shop = Shop()
        shop.signals("p0")
        shop.order(30)
        shop.signals("p60")
        shop.order(60)
        #expect(shop.sums(.orders, .channel) == ["(direct)": 1_000_000, "store": 1_000_000])
        #expect(shop.sums(.orders, .campaign) == ["(direct)": 1_000_000, "(organic)": 1_000_000])
    }

    @Test(
        "a visit earns for seven days, inclusive",
        arguments: [(7 * day, "store"), (7 * day + 0.001, "(direct)")])
    func lookback(seconds: Double, channel: String) {
        var shop = Shop()
        shop.signals("t0")
        shop.order(seconds)
        #expect(shop.sums(.orders, .channel) == [channel: 1_000_000])
    }

    @Test("a visit to the order's own store is own: anything that marketing did goes before it")
    func ownStore() {
        for (store, channel) in [("s", "email"), ("other", "store"), (nil, "store")] {
            var shop = Shop()
            shop.click(0, .open, "c", "email")
            shop.signals("t10")
            shop.order(20, at: store, through: "store")
            #expect(shop.sums(.orders, .channel) == [channel: 1_000_000], "\(store ?? "no store")")
        }
        var alone = Shop()
        alone.signals("t10")
        alone.order(20, at: "s", through: "store")
        #expect(alone.sums(.orders, .channel) == ["store": 1_000_000], "where there is nothing else it earns")
    }

    @Test("visits are never joined to one touch")
    func repeated() {
        var shop = Shop()
        shop.signals("t0@a/z t60@b/z t120@c/z")
        shop.order(180)
        #expect(shop.sums(.orders(.linear), .touchpoint).isEmpty)
        #expect(shop.sums(.orders(.first), .channel) == ["store": 1_000_000])
        let first = shop.journeys.facts.entries.count { $0.measure == .firstOrders && $0.value == 1_000_000 }
        #expect(first == 1)
        #expect(shop.journeys.store.touches(of: shop.slots[0]).count == 3)
        let order = shop.journeys.store.orders.array(shop.journeys.store.profiles[shop.slots[0]].orders)
        #expect(order.first?.shares.count == 3, "three shares of credit")
    }

    @Test("a visit makes an online customer omnichannel, and takes the journey to desire")
    func person() {
        var shop = Shop()
        shop.click(0, .click, "c", "search")
        shop.signals("p10")
        shop.order(20)
        #expect(
            shop.sums(.orders, .presence) == ["single": 1], "a beacon before its visit counts for nothing")
        shop.signals("p70")
        shop.order(80)
        #expect(shop.sums(.orders, .presence) == ["single": 1, "omnichannel": 1])
        #expect(shop.sums(.desire, .channel) == ["store": 1])
        #expect(shop.sums(.interest, .channel) == ["search": 1])
    }

    @Test("a beacon's campaign is no touch")
    func campaign() {
        var shop = Shop()
        var event = shop.event(.beacons, 0)
        (event.store, event.zone, event.campaign) = (shop.name("s"), shop.name("z"), shop.name("c"))
        event.sensor = .qr
        shop.book(event)
        shop.order(10)
        #expect(shop.sums(.orders, .campaign) == ["(organic)": 1_000_000])
    }
}
