/// People who walk through stores, seen by beacons.
extension MarketWriter {
    static let stores = ["store-1", "store-1", "store/2", "50% outlet", "a|b>c"]
    static let zones = ["door", "shoes", "till/1", "sale 50%", "x|y>z"]

    /// Signals of one person in a row, in one store or two, then perhaps an order.
    mutating func writeWalk(person: MarketPerson, at first: Int64) {
        guard options.walks else { return writeSession(person: person) }
        let person = random.chance(40) ? withNewCookie(person) : person
        var time = first
        var store = random.pick(Self.stores)
        var zone = random.pick(Self.zones)
        let isWeak = random.chance(30)
        for _ in 0..<random.number(2...12) {
            if random.chance(8) { store = random.pick(Self.stores) }
            if random.chance(30) { zone = random.pick(Self.zones) }
            var draft = beacon(person, at: time)
            draft.set("store_id", "\"\(store)\"")
            draft.set("zone", "\"\(zone)\"")
            if random.chance(isWeak ? 80 : 25) { draft.set("rssi", rssi(isWeak: isWeak)) }
            if isWeak, random.chance(25) { draft.set("signal", "\"exit\"") }
            append(draft)
            if random.chance(25) { orderAround(person, time, store: store) }
            time += step()
            guard time < start + MarketSetting.span else { return }
        }
    }

    /// Visits and journeys that are still open when the run ends, or end at that very instant.
    mutating func writeEvening() {
        guard options.walks else { return }
        for _ in 0..<6 {
            let time = start + MarketSetting.span - random.number(0...2 * config.visit.gap)
            writeWalk(person: random.pick(people), at: time)
        }
        let last = start + MarketSetting.span
        var tap = draft(.beacons, at: last)
        tap.set("anonymous_id", "\"last-one\"")
        tap.set("store_id", pick(Self.stores))
        tap.set("zone", pick(Self.zones))
        tap.set("signal", "\"tap\"")
        drafts.append(tap)
        drafts.append(draft(.clicks, at: last + config.visit.gap + random.pick([-1, 0])))
    }

    /// With an app just installed, which may be linked in the middle of the walk.
    private func withNewCookie(_ person: MarketPerson) -> MarketPerson {
        MarketPerson(
            customer: person.customer, anonymous: ["walk-\(serial)"], isViewer: person.isViewer,
            hasConsent: person.hasConsent)
    }

    private mutating func beacon(_ person: MarketPerson, at time: Int64) -> MarketDraft {
        var draft = draft(.beacons, at: time)
        introduce(&draft, person)
        let signals = ["ping", "ping", "ping", "ping", "enter", "enter", "exit", "exit", "tap"]
        if random.chance(70) { draft.set("signal", pick(signals)) }
        if random.chance(30) {
            draft.set("sensor", pick(["ble", "wifi", "rfid", "rfid", "nfc", "qr", "radar"]))
        }
        if random.chance(10) { draft.set("category", pick(Self.categories)) }
        if random.chance(6) { draft.set("campaign_id", pick(Self.campaigns)) }
        if random.chance(4) { draft.set("channel", pick(["store", "app", "newsletter"])) }
        return draft
    }

    /// Around the limits of what is seen, of what opens and of what extends; now and then no number.
    private mutating func rssi(isWeak: Bool) -> String {
        let visit = config.visit
        let limits = [visit.enterRSSI, visit.exitRSSI].compactMap(\.self).flatMap { [$0 - 1, $0, $0 + 1] }
        let fixed = random.pick(limits + [-101, -100, -99, -1, 0, 1, -60])
        let text = random.chance(30) ? "\(random.number(isWeak ? -110 ... -60 : -75 ... -30))" : "\(fixed)"
        return random.chance(4) ? random.pick(["\"weak\"", "true", "[]"]) : text
    }

    /// Often exactly at a limit, or a millisecond beside it.
    private mutating func step() -> Int64 {
        let visit = config.visit
        let beside = random.number(-1...1)
        switch random.number(0...99) {
        case 0..<8: return 0
        case 8..<45: return random.number(1...visit.gap)
        case 45..<60: return visit.minimumDwell + beside
        case 60..<70: return random.number(1...20_000)
        case 70..<82: return visit.gap + beside
        case 82..<90: return random.number(visit.gap...visit.enterGap)
        case 90..<97: return visit.enterGap + beside
        default: return random.number(visit.enterGap...3 * visit.enterGap)
        }
    }

    /// An order while in the store or later, there or elsewhere.
    private mutating func orderAround(_ person: MarketPerson, _ time: Int64, store: String) {
        let window = config.roomWindow
        let later = random.pick([
            0, 1, 60_000, window, window, window + 1, random.number(0...window + 3_600_000),
        ])
        guard time + later < start + MarketSetting.span else { return }
        let own = random.chance(60) ? "\"\(store)\"" : nil
        writeOrder(person: person, at: time + later, in: random.chance(60) ? own ?? pick(Self.stores) : nil)
    }
}
