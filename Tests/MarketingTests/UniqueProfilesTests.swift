import Events
import Marketing
import Streaming
import Testing

@Suite("Unique profiles are those of a set")
struct UniqueProfilesTests {
    /// A record of one window: what it counts, and from when.
    private struct Key: Hashable {
        var pool: StringID
        var dimension: Dimension
        var key: StringID
        var store: StringID
        var size: Int
        var start: Milliseconds
    }

    private static func rules(_ aligned: [Milliseconds]) -> WindowRules {
        var rules = WindowRules()
        rules.aligned = aligned
        rules.zones = ["abroad": .berlin, "far": .kolkata]
        return rules
    }

    private static func catalogue() -> Catalogue {
        var catalogue = Catalogue()
        for index in 0..<4 {
            var campaign = Catalogue.Campaign()
            campaign.pool = [nil, "abroad", "far", nil][index]
            campaign.channel = index == 0 ? "email" : nil
            campaign.team = index < 2 ? "crm" : nil
            campaign.partner = index == 3 ? "net" : nil
            catalogue.campaigns["c\(index)"] = campaign
        }
        return catalogue
    }

    @Test(
        "in windows of every size, in every zone, over a change of clocks",
        arguments: [
            [.minute, .hour, .day], [.day], [.minute], [.hour], [15 * .minute, 12 * .hour],
            [
                .minute, 5 * .minute, 15 * .minute, 30 * .minute, .hour, 6 * .hour, 12 * .hour, .day,
            ],
        ] as [[Milliseconds]], [1, 2, 3] as [UInt64])
    func model(aligned: [Milliseconds], seed: UInt64) {
        var random = Seeded(state: seed)
        let rules = Self.rules(aligned)
        var shop = Shop(windows: rules, Self.catalogue(), profiles: 5)
        var expected: [Key: Set<Int>] = [:]
        // From two days before Berlin's clocks go forward.
        var time = (TimeZoneTable.berlin.transitions[0] - 2 * .day - Shop.start) / .second
        for _ in 0..<1_500 {
            time += Milliseconds(random.below(random.below(20) == 0 ? 40_000 : 200))
            let profile = random.below(5)
            let event = Self.event(&random, &shop, at: Double(time))
            shop.book(event, profile: profile)
            for var key in Self.keys(of: event, shop) {
                let zone = rules.zone(of: shop.journeys.names.text(key.pool))
                for (size, length) in aligned.enumerated() {
                    (key.size, key.start) = (size, zone.window(holding: event.time, size: length).start)
                    expected[key, default: []].insert(profile)
                }
            }
        }
        let counts = Self.counts(shop, aligned, rules)
        #expect(counts.count == expected.count && counts.count > 50, "seed \(seed)")
        let isSame = expected.allSatisfy { counts[$0.key] == Int128($0.value.count) }
        #expect(isSame, "seed \(seed)")
    }

    private static func event(_ random: inout Seeded, _ shop: inout Shop, at time: Double) -> Event {
        let isBeacon = random.below(3) == 0
        var event = shop.event(isBeacon ? .beacons : .clicks, time)
        event.kind = isBeacon ? BeaconSignal.ping.rawValue : Action.allCases[random.below(16)].rawValue
        if random.below(2) == 0 { event.campaign = shop.name("c\(random.below(5))") }
        if random.below(3) == 0 { event.channel = shop.name(["email", "search"][random.below(2)]) }
        if random.below(4) == 0 { event.pool = shop.name(["abroad", "far", "home"][random.below(3)]) }
        if isBeacon || random.below(5) == 0 { event.store = shop.name("s\(random.below(2))") }
        if isBeacon { event.zone = shop.name("z\(random.below(2))") }
        return event
    }

    /// Where an event's profile counts: what it names or implies (SPEC 6).
    private static func keys(of event: Event, _ shop: Shop) -> [Key] {
        let campaign = shop.journeys.directory.campaign(event.campaign)
        let fallback = campaign.pool.isAbsent ? shop.journeys.directory.defaultPool : campaign.pool
        let pool = event.pool.isAbsent ? fallback : event.pool
        let channel = event.channel.isAbsent ? campaign.channel : event.channel
        let names: [(Dimension, StringID)] = [
            (.pool, pool), (.campaign, event.campaign), (.team, campaign.team), (.partner, campaign.partner),
            (.channel, channel), (.store, event.store), (.zone, event.zone),
        ]
        return names.filter { !$0.1.isAbsent }.map { dimension, name in
            Key(
                pool: pool, dimension: dimension, key: name,
                store: dimension == .zone ? event.store : .absent, size: 0, start: 0)
        }
    }

    /// What panes add up to, by window.
    private static func counts(_ shop: Shop, _ aligned: [Milliseconds], _ rules: WindowRules) -> [Key: Int128]
    {
        var counts: [Key: Int128] = [:]
        for entry in shop.journeys.facts.entries {
            guard let largest = (0..<Measure.uniqueSizes).first(where: { .unique($0) == entry.measure })
            else { continue }
            let context = shop.journeys.facts.contexts.contexts[Int(entry.context)]
            let zone = rules.zone(of: shop.journeys.names.text(context.pool))
            for dimension in Sighting.dimensions where !context[dimension].isAbsent {
                if dimension == .store, !context.zone.isAbsent { continue }
                var key = Key(
                    pool: context.pool, dimension: dimension, key: context[dimension],
                    store: dimension == .zone ? context.store : .absent, size: 0, start: 0)
                for size in aligned.indices where size <= largest {
                    let pane = Milliseconds(entry.pane) * .minute
                    (key.size, key.start) = (size, zone.window(holding: pane, size: aligned[size]).start)
                    counts[key, default: 0] += entry.value
                }
            }
        }
        return counts.filter { $0.value != 0 }
    }

    @Test("a guest is none, and neither is a signal that was not seen")
    func none() {
        var shop = Shop()
        shop.journeys.book(shop.event(.clicks, 0), profile: nil)
        shop.signals("p0!-100 p1!0")
        #expect(shop.sums(.unique(2), .pool).isEmpty && shop.sums(.unique(2), .store).isEmpty)
        shop.signals("p2!-99")
        #expect(shop.sums(.unique(2), .pool) == ["default": 1] && shop.sums(.unique(2), .store)["s"] != nil)
    }

    @Test("nothing is forgotten while the longest day goes on, whatever else is seen")
    func longestDay() {
        var shop = Shop(windows: Self.rules([.minute, .hour, .day]))
        func click(_ time: Milliseconds, _ campaign: String) {
            var event = shop.event(.clicks, Double((time - Shop.start) / .second))
            (event.pool, event.campaign) = (shop.name("abroad"), shop.name(campaign))
            shop.book(event)
        }
        let day = TimeZoneTable.berlin.window(holding: TimeZoneTable.berlin.transitions[1], size: .day)
        #expect(day.end - day.start == 25 * .hour)
        click(day.start, "c")
        for index in 0..<70 { click(day.end - .minute, "other\(index)") }
        click(day.end - .minute, "c")
        #expect(shop.sums(.unique(2), .campaign)["abroad/c"] == 1)
        click(day.end, "c")
        #expect(shop.sums(.unique(2), .campaign)["abroad/c"] == 2)
    }

    @Test("where a profile was long ago is forgotten, and the list stays short")
    func forgotten() {
        var shop = Shop()
        for index in 0..<500 {
            var event = shop.event(.clicks, Double(index * 3_600))
            event.campaign = shop.name("c\(index)")
            shop.book(event)
        }
        #expect(shop.journeys.store.profiles[shop.slots[0]].sightings.count <= 64)
        #expect(shop.sums(.unique(2), .campaign).count == 500)
    }
}
