import Streaming

extension Market {
    /// Somebody comes, the way that their kind comes.
    mutating func arrive(_ timer: Appointment) {
        let index = Int(timer.profile)
        profiles[index].fade(toHour: hour(at: timer.time))
        if timer.time < glow { profiles[index].wish(more: 20) }
        var visit = timer
        visit.device = device(of: profiles[index])
        let entry = Entry(rawValue: random.pick(Persona.all[Int(profiles[index].persona)].entries)) ?? .own
        enter(visit, by: entry)
    }

    private mutating func enter(_ visit: Appointment, by entry: Entry) {
        let profile = profiles[Int(visit.profile)]
        switch entry {
        case .own: visitOwnPages(visit)
        // Who looks for the brand by name has made up their mind: this campaign only harvests.
        case .brand where profile.intent < 60: visitOwnPages(visit)
        case .store: enterStore(visit)
        case .call: call(visit)
        case .market: orderOnMarketplace(visit)
        default:
            let campaigns = table.campaigns(of: profile.pool, by: entry)
            guard !campaigns.isEmpty else { return visitOwnPages(visit) }
            var met = visit
            met.campaign = campaigns[random.chance(880) ? 0 : random.below(campaigns.count)]
            met.left = 3
            meet(met)
        }
    }

    /// They see an advertisement, or click on one at once; what they do not click on follows them.
    mutating func meet(_ visit: Appointment) {
        let campaign = Int(visit.campaign)
        let clicks = table.campaigns[campaign].clicks
        guard clicks < 1_000 else { return land(visit) }
        reported[campaign].impressions += 1
        if table.campaigns[campaign].entry == .display, office.chance(60) {
            // On the television set in the living room, where nobody clicks.
            var seen = visit
            seen.device = Device.television
            return touch(.impression, seen)
        }
        touch(.impression, visit)
        if random.chance(clicks) {
            later(visit, .land, after: random.lag(Lag.page) / 4)
        } else if table.campaigns[campaign].channel == "social", random.chance(70) {
            profiles[Int(visit.profile)].wish(more: 4)
            touch(random.chance(650) ? .like : .share, visit)
        } else if visit.left > 0, random.chance(600) {
            var next = visit
            next.left -= 1
            later(next, .see, after: random.lag(Lag.open))
        }
    }

    /// The click that brings them from a campaign to the brand's pages.
    mutating func land(_ timer: Appointment) {
        let index = Int(timer.profile)
        let campaign = Int(timer.campaign)
        let entry = table.campaigns[campaign].entry
        let isPaper = entry == .print || timer.detail == MessageChannel.letter && timer.device == Device.desk
        var visit = timer
        if timer.device == Device.desk {
            // The link in a message says whose it is: from now on the device is known.
            visit.device = device(of: profiles[index])
            visit.detail = 0
            profiles[index].logIn(on: visit.device)
        }
        touch(isPaper ? .scan : .click, visit, touchpoint: "landing")
        reported[campaign].clicks += 1
        profiles[index].wish(more: table.lifts[campaign])
        profiles[index].pressure = 0
        if entry == .guide, random.chance(700) { later(visit, .lead, after: random.lag(Lag.page)) }
        if entry == .social || entry == .influencer, buysInPlace(visit) { return }
        let patience = entry == .display ? 2 : Persona.all[Int(profiles[index].persona)].patience
        visit.left = UInt8(1 + random.below(patience))
        stroll(visit)
    }

    /// The post has a button to buy; few press it.
    private mutating func buysInPlace(_ visit: Appointment) -> Bool {
        let profile = profiles[Int(visit.profile)]
        let buying = Persona.all[Int(profile.persona)].buying
        guard taste.below(255_000) < Int(profile.intent) * buying else { return false }
        var order = visit
        (order.campaign, order.place, order.detail) = (CampaignTable.none, 5, 0)
        later(order, .order, after: taste.lag(Lag.page) * 2)
        return true
    }

    /// They leave their address for something.
    mutating func lead(_ timer: Appointment) {
        touch(.lead, timer, touchpoint: "guide-form")
    }

    /// They come by themselves.
    mutating func visitOwnPages(_ timer: Appointment) {
        var visit = timer
        visit.left = UInt8(1 + random.below(Persona.all[Int(profiles[Int(timer.profile)].persona)].patience))
        visit.campaign = CampaignTable.none
        visit.place = usesApp(timer) ? 1 : 0
        browse(visit)
    }

    /// Goes on to the brand's own pages, where no campaign is named.
    private mutating func stroll(_ timer: Appointment) {
        var visit = timer
        visit.campaign = CampaignTable.none
        visit.place = usesApp(timer) ? 1 : 0
        later(visit, .browse, after: random.lag(Lag.page))
    }

    private mutating func usesApp(_ timer: Appointment) -> Bool {
        timer.device == Device.mobile
            && profiles[Int(timer.profile)].subscriptions & MessageChannel.push != 0 && random.chance(700)
    }

    /// One page of the brand's own.
    mutating func browse(_ timer: Appointment) {
        let index = Int(timer.profile)
        let persona = profiles[index].persona
        let isLoggingIn =
            timer.device != Device.none && !profiles[index].isKnown(on: timer.device)
            && random.chance(Persona.all[Int(persona)].login / 5)
        if isLoggingIn { profiles[index].logIn(on: timer.device) }
        let stated = statedConsent(index)
        var visit = timer
        let draw = random.below(100)
        switch draw {
        case ..<16:
            beginTouch(.search, timer, touchpoint: "search")
            if taste.chance(600) { press.line.fragment(goods.topics[Goods.favourite(of: index)]) }
        case ..<22: beginTouch(.view, timer, touchpoint: "home")
        case ..<36:
            beginTouch(.view, timer, touchpoint: "catalogue")
            press.line.fragment(goods.topics[article(for: index) % Goods.categories.count])
        default:
            beginTouch(draw < 94 ? .view : draw < 98 ? .like : .share, timer, touchpoint: "product-page")
            let article = article(for: index)
            press.line.fragment(goods.mentions[article])
            visit.detail = UInt8(article + 1)
        }
        writeConsent(index, stated: stated)
        endTouch(timer)
        profiles[index].wish(more: 3)
        guard timer.left > 1 else { return decide(visit) }
        visit.left -= 1
        later(visit, .browse, after: random.lag(Lag.page))
    }

    /// At the end of a visit: buy, come back another time, or forget it.
    private mutating func decide(_ timer: Appointment) {
        let profile = profiles[Int(timer.profile)]
        let wish = Int(profile.intent)
        if random.below(255_000) < wish * Persona.all[Int(profile.persona)].buying * 2 {
            let looksForBrand = wish >= 60 && random.chance(400)
            later(timer, looksForBrand ? .findAgain : .fillCart, after: random.lag(Lag.page))
        } else if random.below(300) < wish {
            later(timer, .goBack, after: random.lag(Lag.comeBack))
        }
    }

    /// About to buy, they type the brand's name into a search engine: the campaign there takes the last click.
    mutating func findAgain(_ timer: Appointment) {
        let campaigns = table.campaigns(of: profiles[Int(timer.profile)].pool, by: .brand)
        guard let brand = campaigns.first else { return fillCart(timer) }
        var visit = timer
        visit.campaign = brand
        touch(.click, visit, touchpoint: "landing")
        reported[Int(brand)].clicks += 1
        later(timer, .fillCart, after: random.lag(Lag.page))
    }

    /// They return to what they had in mind.
    mutating func goBack(_ timer: Appointment) {
        let index = Int(timer.profile)
        profiles[index].fade(toHour: hour(at: timer.time))
        var visit = timer
        visit.device = device(of: profiles[index])
        visit.campaign = CampaignTable.none
        let draw = random.below(100)
        switch draw {
        case ..<38: enter(visit, by: .brand)
        case ..<46: enter(visit, by: .display)
        case ..<64: enter(visit, by: .store)
        case ..<69: enter(visit, by: .deals)
        default: visitOwnPages(visit)
        }
    }

    /// They ring up: a call costs money, and is worth it.
    private mutating func call(_ timer: Appointment) {
        var visit = timer
        let index = Int(timer.profile)
        visit.campaign = table.campaigns(of: profiles[index].pool, by: .call).first ?? CampaignTable.none
        (visit.place, visit.detail) = (3, 0)
        visit.device = Device.desk
        beginTouch(.call, visit, touchpoint: "call")
        press.line.text(",\"cost\":")
        press.line.cents(random.within(90...420))
        endTouch(visit)
        profiles[index].wish(more: 60)
        profiles[index].pressure = 0
        if random.below(600) < Int(profiles[index].intent) {
            later(visit, .order, after: random.lag(Lag.page) * 3)
        }
    }
}
