import Streaming

extension Market {
    /// Something goes into the cart.
    mutating func fillCart(_ timer: Appointment) {
        var visit = timer
        if visit.detail == 0 { visit.detail = UInt8(article(for: Int(timer.profile)) + 1) }
        beginTouch(.cart, visit, touchpoint: "cart")
        press.line.fragment(goods.mentions[Int(visit.detail) - 1])
        endTouch(visit)
        if random.chance(780) {
            later(visit, .checkOut, after: random.lag(Lag.page))
        } else {
            later(visit, .goBack, after: random.lag(Lag.comeBack))
        }
    }

    /// The check-out, where most log in.
    mutating func checkOut(_ timer: Appointment) {
        let index = Int(timer.profile)
        if random.chance(820) { profiles[index].logIn(on: timer.device) }
        touch(.checkout, timer, touchpoint: "checkout")
        if random.chance(830) {
            later(timer, .order, after: random.lag(Lag.page))
        } else {
            later(timer, .goBack, after: random.lag(Lag.comeBack))
        }
    }

    /// An order without anything before it, by somebody whom only the marketplace knows.
    mutating func orderOnMarketplace(_ timer: Appointment) {
        var visit = timer
        (visit.place, visit.detail) = (4, 0)
        visit.device = Device.none
        order(visit)
    }

    /// An order, and what follows from it.
    mutating func order(_ timer: Appointment) {
        let index = Int(timer.profile)
        var next = timer
        orderNumber += 1
        next.number = orderNumber
        beginPurchase(timer, kind: "", number: orderNumber)
        press.line.fragment(phrases.salesChannels[Int(timer.place)])
        let isStore = timer.place == 2
        if isStore { press.line.fragment(goods.stores[Int(timer.left) - 1]) }
        if timer.device == Device.desk || !isStore && timer.place != 4 { describe(index, on: timer.device) }
        if timer.detail == 0 { next.detail = UInt8(article(for: index) + 1) }
        next.amount = Int32(writeBasket(of: index, first: Int(next.detail) - 1))
        // One in ten fetches the parcel at the store.
        if !isStore { next.left = timer.place < 2 && taste.chance(100) ? profiles[index].store + 1 : 0 }
        writeValue(Int(next.amount), currency: profiles[index].currency)
        writeExtras(index, value: Int(next.amount), device: timer.device)
        endPurchase(timer)
        summary.orders += 1
        profiles[index].intent = 20
        profiles[index].pressure = 0
        profiles[index].orders = min(profiles[index].orders + 1, 200)
        follow(next)
    }

    /// Delivery and refund, each of which may happen or not.
    private mutating func follow(_ order: Appointment) {
        var next = order
        let isStore = order.place == 2
        let persona = Persona.all[Int(profiles[Int(order.profile)].persona)]
        if random.chance(persona.returning * 3 / 2) { later(order, .refund, after: random.lag(Lag.refund)) }
        guard !isStore else { return }
        next.amount = Int32(truncatingIfNeeded: (order.time - options.start) / .second + 172_800)
        later(next, .deliver, after: random.lag(Lag.delivery))
    }

    /// Something that they might like: of their favourite category, or of what goes with it, or of any.
    mutating func article(for profile: Int) -> Int {
        let categories = Goods.categories.count
        let draw = taste.below(16)
        let category =
            draw < 7
            ? Goods.favourite(of: profile)
            : draw < 10 ? (Goods.favourite(of: profile) + 1) % categories : taste.below(categories)
        return category + categories * taste.below(Goods.articleCount / categories)
    }

    /// The articles; returns what they cost together, in cents.
    private mutating func writeBasket(of profile: Int, first: Int) -> Int {
        var total = 0
        press.line.text(",\"items\":[")
        let rows = 1 + taste.pick(Self.rowWeights)
        for row in 0..<rows {
            let article = row == 0 ? first : article(for: profile)
            let quantity = 1 + taste.pick(goods.prices[article] < 2_000 ? Self.manyWeights : Self.fewWeights)
            if row > 0 { press.line.text(",") }
            press.line.fragment(goods.rows[article])
            press.line.number(quantity)
            press.line.text(",\"price\":")
            press.line.cents(goods.prices[article])
            press.line.text("}")
            total += quantity * goods.prices[article]
        }
        press.line.text("]")
        return total
    }

    /// How many rows a basket has, and how many of an article, from one on.
    private static let rowWeights: [UInt16] = [36, 28, 19, 11, 6]
    private static let manyWeights: [UInt16] = [60, 22, 10, 5, 0, 3]
    private static let fewWeights: [UInt16] = [88, 10, 2]

    private mutating func writeValue(_ cents: Int, currency: UInt8) {
        press.line.text(",\"value\":")
        press.line.cents(cents)
        switch currency {
        case 0: press.line.text(",\"currency\":\"EUR\"")
        case 1: press.line.text(",\"currency\":\"USD\"")
        default: press.line.text(",\"currency\":\"GBP\"")
        }
    }

    /// What only some orders carry.
    private mutating func writeExtras(_ index: Int, value: Int, device: UInt8) {
        if random.chance(300) {
            press.line.text(",\"margin\":")
            press.line.cents(value * random.within(22...48) / 100)
        }
        guard profiles[index].isKnown(on: device) else { return }
        if profiles[index].orders > 0 || index % 3 == 0 {
            let orders = profiles[index].orders
            press.line.text(",\"loyalty_tier\":\"")
            press.line.text(orders > 4 ? "gold" : orders > 1 ? "silver" : "bronze")
            press.line.text("\"")
        }
        if random.chance(35) { customer(random.below(profiles.count), as: ",\"referrer_id\":\"u") }
        if random.chance(50) {
            press.line.text(",\"offer_id\":\"offer-")
            press.line.number(1 + random.below(12))
            press.line.text("\"")
        }
    }

    private mutating func beginPurchase(_ timer: Appointment, kind: String, number: Int64) {
        let index = Int(timer.profile)
        press.begin(.purchases, at: timer.time)
        if !kind.isEmpty {
            press.line.text(",\"kind\":\"")
            press.line.text(kind)
            press.line.text("\"")
        }
        press.line.text(",\"order_id\":\"o-")
        press.line.number(Int(number))
        press.line.text("\"")
        identify(index, on: timer.device)
        press.line.fragment(phrases.pools[Int(profiles[index].pool)])
    }

    private mutating func endPurchase(_ timer: Appointment) {
        let key = key(Int(timer.profile), on: timer.device)
        press.end(.purchases, at: timer.time, key: key, summary: &summary)
    }

    /// The parcel comes; whoever waited too long complains.
    mutating func deliver(_ timer: Appointment) {
        let promised = options.start + Int64(timer.amount) * .second
        beginPurchase(timer, kind: "delivery", number: timer.number)
        press.line.text(",\"promised_at\":\"")
        press.line.instant(promised)
        press.line.text("\"")
        press.line.fragment(phrases.salesChannels[Int(timer.place)])
        if timer.left > 0 { press.line.fragment(goods.stores[Int(timer.left) - 1]) }
        endPurchase(timer)
        if timer.left > 0 { later(timer, .visitStore, after: shop.lag(Lag.comeBack) / 4) }
        var next = timer
        next.left = timer.time > promised ? 1 : 0
        if random.chance(next.left == 1 ? 500 : 170) { later(next, .rate, after: random.lag(Lag.open)) }
    }

    /// A rating, or a complaint about the delivery.
    mutating func rate(_ timer: Appointment) {
        var visit = timer
        visit.campaign = CampaignTable.none
        let complains = random.chance(timer.left == 1 ? 700 : 60)
        beginTouch(
            complains ? .complaint : .rating, visit, touchpoint: complains ? "service" : "product-page")
        press.line.fragment(goods.mentions[Int(timer.detail) - 1])
        endTouch(visit)
    }

    /// Goods come back: mostly all of them.
    mutating func refund(_ timer: Appointment) {
        let index = Int(timer.profile)
        let amount = Int(timer.amount)
        beginPurchase(timer, kind: "refund", number: timer.number)
        press.line.fragment(phrases.salesChannels[Int(timer.place)])
        if timer.place == 2 { press.line.fragment(goods.stores[Int(timer.left) - 1]) }
        writeValue(
            random.chance(700) ? amount : amount * random.within(20...80) / 100,
            currency: profiles[index].currency)
        endPurchase(timer)
    }
}
