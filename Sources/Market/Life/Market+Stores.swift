import Streaming

/// How a walk through a store goes on, in `Appointment.left`.
private enum Walk {
    /// The phone is heard.
    static let heard: UInt8 = 0
    /// On the way to another zone, whose beacon hears the phone next.
    static let betweenZones: UInt8 = 1
    /// The phone tells no beacon of itself.
    static let silent: UInt8 = 2
}

extension Market {
    /// A phone comes near a store; one in four only passes by.
    mutating func enterStore(_ timer: Appointment) {
        let index = Int(timer.profile)
        var visit = timer
        visit.place = shop.chance(850) ? profiles[index].store : UInt8(shop.below(goods.stores.count))
        visit.device = Device.mobile
        visit.campaign = CampaignTable.none
        visit.detail = 0
        visit.amount = 0
        if shop.chance(240) { return signal(visit, "ping", strength: -shop.within(84...99)) }
        profiles[index].wish(more: 30)
        summary.storeVisits += 1
        visit.number = timer.time + shop.lag(Lag.dwell)
        // Whoever denies their place has mostly told the phone, too; some phones are simply off.
        let isQuiet = shop.chance(profiles[index].consent & Consent.location != 0 ? 700 : 120)
        visit.left = isQuiet ? Walk.silent : Walk.heard
        if !isQuiet { signal(visit, "enter", strength: strength()) }
        walkOn(visit, after: isQuiet ? .day : shop.lag(Lag.ping))
    }

    /// The next signal, or the end of the visit, whichever comes first.
    private mutating func walkOn(_ visit: Appointment, after delay: Milliseconds) {
        let rest = visit.number - visit.time
        later(visit, delay < rest ? .walkStore : .leaveStore, after: min(delay, rest))
    }

    /// Another signal from the shop floor, or something done there.
    mutating func walkStore(_ timer: Appointment) {
        var visit = timer
        if timer.left == Walk.betweenZones {
            visit.left = Walk.heard
            signal(visit, "enter", strength: strength())
            return walkOn(visit, after: shop.lag(Lag.ping))
        }
        switch shop.below(100) {
        case ..<6: tapShelf(&visit)
        case ..<10: scanShelf(&visit)
        case ..<13: searchKiosk(visit)
        case ..<17: openApp(visit)
        case ..<20:
            // In a shopping street two stores hear the same phone.
            var neighbour = visit
            neighbour.place = UInt8((Int(visit.place) + 1) % goods.stores.count)
            neighbour.detail = 0
            signal(neighbour, "ping", strength: -shop.within(86...96))
        default: signal(visit, "ping", strength: strength())
        }
        profiles[Int(timer.profile)].wish(more: 4)
        guard shop.chance(330) else { return walkOn(visit, after: shop.lag(Lag.ping)) }
        signal(visit, "exit", strength: strength())
        visit.detail = nextZone(Int(timer.profile), after: visit.detail)
        visit.left = Walk.betweenZones
        walkOn(visit, after: Int64(shop.within(2_000...9_000)))
    }

    /// Another of the zones that sell something; their own category's, if there is one, the more often.
    private mutating func nextZone(_ profile: Int, after zone: UInt8) -> UInt8 {
        let favourite = Goods.favourite(of: profile)
        let count = Goods.zones.count - 2
        let next = 1 + (favourite < count && shop.chance(400) ? favourite : shop.below(count))
        return UInt8(next == Int(zone) ? 1 + next % count : next)
    }

    /// How well a beacon hears a phone: around −68 dBm, and now and then a value that means "not at all".
    private mutating func strength() -> Int {
        switch shop.below(200) {
        case ..<3: 0
        case 3: 127
        case ..<6: -shop.within(100...110)
        default: -(44 + shop.below(17) + shop.below(17) + shop.below(17))
        }
    }

    /// At the end of their time in the store: buy, buy at home, or forget it.
    mutating func leaveStore(_ timer: Appointment) {
        let index = Int(timer.profile)
        let persona = Persona.all[Int(profiles[index].persona)]
        guard shop.below(255_000) < Int(profiles[index].intent) * persona.buying * 2 else {
            exitStore(timer)
            // Seen in the store, bought at home.
            var visit = timer
            (visit.place, visit.detail, visit.amount) = (0, 0, 0)
            if shop.chance(300) { later(visit, .goBack, after: shop.lag(Lag.comeBack)) }
            return
        }
        profiles[index].store = timer.place
        let isHeard = timer.left != Walk.silent
        if isHeard, shop.chance(600) {
            var visit = timer
            visit.detail = UInt8(Goods.zones.count - 1)
            signal(visit, "enter", strength: strength())
            if shop.chance(300) { showApp(visit) }
            pay(visit, after: Int64(shop.within(5_000...40_000)))
            later(visit, .exitStore, after: 40 * .second + shop.lag(Lag.till))
        } else {
            exitStore(timer)
            pay(timer, after: shop.lag(Lag.till))
        }
    }

    /// The way out.
    mutating func exitStore(_ timer: Appointment) {
        if timer.left != Walk.silent { signal(timer, "exit", strength: -shop.within(60...85)) }
    }

    /// The till knows who shows the card, and nobody else.
    private mutating func pay(_ timer: Appointment, after delay: Milliseconds) {
        let login = Persona.all[Int(profiles[Int(timer.profile)].persona)].login
        var order = timer
        order.device = shop.chance(250 + login * 7 / 10) ? Device.desk : Device.none
        order.left = timer.place + 1
        order.place = 2
        order.detail = UInt8(timer.amount)
        later(order, .order, after: delay)
    }

    /// The card in the app, held before the till's reader: from now on the phone is known.
    private mutating func showApp(_ timer: Appointment) {
        profiles[Int(timer.profile)].logIn(on: Device.mobile)
        beginSignal(timer, "tap")
        press.line.text(",\"sensor\":\"qr\"")
        endSignal(timer)
    }

    /// A deliberate touch of a shelf's tag.
    private mutating func tapShelf(_ timer: inout Appointment) {
        beginSignal(timer, "tap")
        switch shop.below(10) {
        case ..<5: press.line.text(",\"sensor\":\"nfc\"")
        case ..<8: press.line.text(",\"sensor\":\"qr\"")
        default: press.line.text(",\"sensor\":\"rfid\"")
        }
        press.line.fragment(goods.mentions[takeArticle(&timer)])
        endSignal(timer)
        profiles[Int(timer.profile)].wish(more: 20)
    }

    /// A code on a shelf leads to the store's own campaign.
    private mutating func scanShelf(_ timer: inout Appointment) {
        let index = Int(timer.profile)
        let article = takeArticle(&timer)
        var visit = timer
        visit.campaign = table.campaigns(of: profiles[index].pool, by: .store).first ?? CampaignTable.none
        beginTouch(.scan, visit, touchpoint: "shelf")
        press.line.fragment(goods.stores[Int(timer.place)])
        press.line.fragment(goods.mentions[article])
        endTouch(visit)
        profiles[index].wish(more: 50)
    }

    /// An article from the shelf that they stand at.
    private mutating func takeArticle(_ timer: inout Appointment) -> Int {
        let zone = Int(timer.detail)
        let isShelf = zone > 0 && zone < Goods.zones.count - 1
        let article =
            isShelf
            ? zone - 1 + Goods.categories.count * shop.below(Goods.articleCount / Goods.categories.count)
            : article(for: Int(timer.profile))
        timer.amount = Int32(article + 1)
        return article
    }

    /// A screen in the store, where some show their card.
    private mutating func searchKiosk(_ timer: Appointment) {
        let index = Int(timer.profile)
        let login = Persona.all[Int(profiles[index].persona)].login
        var visit = timer
        visit.device = shop.chance(login / 2) ? Device.kioskWithCard : Device.kiosk
        visit.place = 2
        beginTouch(shop.chance(600) ? .search : .view, visit, touchpoint: "kiosk")
        press.line.fragment(goods.stores[Int(timer.place)])
        press.line.fragment(goods.topics[Goods.favourite(of: index)])
        endTouch(visit)
    }

    /// The app, opened between the shelves: whoever logs in is known from here on, in mid-visit.
    private mutating func openApp(_ timer: Appointment) {
        let index = Int(timer.profile)
        var visit = timer
        visit.place = 1
        if shop.chance(Persona.all[Int(profiles[index].persona)].login) {
            profiles[index].logIn(on: Device.mobile)
        }
        beginTouch(.view, visit, touchpoint: "store-app")
        press.line.fragment(goods.stores[Int(timer.place)])
        press.line.fragment(goods.mentions[article(for: index)])
        writeConsent(index, stated: statedConsent(index))
        endTouch(visit)
    }

    private mutating func signal(_ timer: Appointment, _ signal: String, strength: Int) {
        beginSignal(timer, signal)
        if shop.chance(80) {
            press.line.text(",\"sensor\":\"wifi\"")
        } else if timer.place % 3 == 1 {
            // Some stores name what is the default.
            press.line.text(",\"sensor\":\"ble\"")
        }
        press.line.text(",\"rssi\":")
        if strength < 0 { press.line.text("-") }
        press.line.number(abs(strength))
        endSignal(timer)
    }

    private mutating func beginSignal(_ timer: Appointment, _ signal: String) {
        press.begin(.beacons, at: timer.time)
        press.line.text(",\"signal\":\"")
        press.line.text(signal)
        press.line.text("\"")
        identify(Int(timer.profile), on: timer.device)
        press.line.fragment(goods.place(store: timer.place, zone: timer.detail))
        press.line.fragment(phrases.pools[Int(profiles[Int(timer.profile)].pool)])
    }

    private mutating func endSignal(_ timer: Appointment) {
        let key = key(Int(timer.profile), on: timer.device)
        press.end(.beacons, at: timer.time, key: key, summary: &summary)
    }
}
