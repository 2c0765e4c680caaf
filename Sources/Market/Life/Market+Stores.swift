import Streaming

extension Market {
    /// A phone comes near a store; one in four only passes by.
    mutating func enterStore(_ timer: Appointment) {
        let index = Int(timer.profile)
        var visit = timer
        visit.place = random.chance(850) ? profiles[index].store : UInt8(random.below(goods.stores.count))
        visit.device = Device.mobile
        visit.detail = 0
        profiles[index].wish(more: 20)
        if random.chance(240) {
            signal(visit, "ping", strength: -random.within(84...99))
            return
        }
        summary.storeVisits += 1
        visit.left = UInt8(3 + random.below(9))
        signal(visit, "enter", strength: -random.within(58...80))
        later(visit, .walkStore, after: random.lag(Lag.ping))
    }

    /// Another signal from the shop floor, or the way out by the till.
    mutating func walkStore(_ timer: Appointment) {
        let index = Int(timer.profile)
        var visit = timer
        guard timer.left > 1 else { return leaveStore(timer) }
        visit.left -= 1
        if random.chance(450) { visit.detail = UInt8(1 + random.below(Goods.zones.count - 2)) }
        let draw = random.below(100)
        if draw < 4 {
            tap(visit)
        } else if draw < 8 {
            scanShelf(visit)
        } else if draw < 11 {
            // In a shopping street two stores hear the same phone.
            var neighbour = visit
            neighbour.place = UInt8((Int(visit.place) + 1) % goods.stores.count)
            neighbour.detail = 0
            signal(neighbour, "ping", strength: -random.within(86...96))
        } else {
            // Beacons report 0 and −100 where they have seen nothing.
            let strength = draw < 13 ? 0 : draw < 14 ? -100 : -random.within(44...92)
            signal(visit, "ping", strength: strength)
        }
        profiles[index].wish(more: 4)
        later(visit, .walkStore, after: random.lag(Lag.ping))
    }

    private mutating func leaveStore(_ timer: Appointment) {
        let index = Int(timer.profile)
        var visit = timer
        visit.detail = UInt8(Goods.zones.count - 1)
        signal(visit, "exit", strength: -random.within(60...85))
        let persona = Persona.all[Int(profiles[index].persona)]
        guard random.below(255_000) < Int(profiles[index].intent) * persona.buying * 5 / 4 else {
            // Seen in the store, bought at home.
            visit.place = 0
            if random.chance(250) { later(visit, .goBack, after: random.lag(Lag.comeBack)) }
            return
        }
        // The till knows who shows the card, and nobody else.
        profiles[index].store = timer.place
        visit.device = random.chance(persona.login * 3 / 4) ? Device.desk : Device.none
        visit.place = 2
        visit.campaign = CampaignTable.none
        later(visit, .order, after: 2 * .second)
    }

    /// A deliberate touch of a shelf's tag.
    private mutating func tap(_ timer: Appointment) {
        beginSignal(timer, "tap")
        switch random.below(10) {
        case ..<6: press.line.text(",\"sensor\":\"nfc\"")
        case ..<9: press.line.text(",\"sensor\":\"qr\"")
        default: press.line.text(",\"sensor\":\"rfid\"")
        }
        press.line.fragment(goods.mentions[random.below(Goods.articleCount)])
        endSignal(timer)
    }

    /// A code on a shelf leads to the store's own campaign.
    private mutating func scanShelf(_ timer: Appointment) {
        let index = Int(timer.profile)
        var visit = timer
        visit.campaign = table.campaigns(of: profiles[index].pool, by: .store).first ?? CampaignTable.none
        beginTouch(.scan, visit, touchpoint: "shelf")
        press.line.fragment(goods.stores[Int(timer.place)])
        endTouch(visit)
        profiles[index].wish(more: 50)
    }

    private mutating func signal(_ timer: Appointment, _ signal: String, strength: Int) {
        beginSignal(timer, signal)
        if strength > -50, random.chance(200) { press.line.text(",\"sensor\":\"wifi\"") }
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
        press.line.text(",\"pool\":\"")
        press.line.text(Brand.all[Int(profiles[Int(timer.profile)].pool)].name)
        press.line.text("\"")
    }

    private mutating func endSignal(_ timer: Appointment) {
        let key = key(Int(timer.profile), on: timer.device)
        press.end(.beacons, at: timer.time, key: key, summary: &summary)
    }
}
