import Streaming

extension Market {
    /// Something goes into the cart.
    mutating func fillCart(_ timer: Appointment) {
        beginTouch(.cart, timer, touchpoint: "cart")
        press.line.fragment(goods.mentions[random.below(Goods.articleCount)])
        endTouch(timer)
        if random.chance(780) {
            later(timer, .checkOut, after: random.lag(Lag.page))
        } else {
            later(timer, .goBack, after: random.lag(Lag.comeBack))
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
        visit.place = 4
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
        press.line.text(",\"sales_channel\":\"")
        press.line.text(Goods.salesChannels[Int(timer.place)])
        press.line.text("\"")
        if timer.place == 2 { press.line.fragment(goods.stores[Int(profiles[index].store)]) }
        if timer.place < 2 || timer.device == Device.desk { describe(index, on: timer.device) }
        next.amount = Int32(writeBasket())
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

    /// The articles; returns what they cost together, in cents.
    private mutating func writeBasket() -> Int {
        var total = 0
        press.line.text(",\"items\":[")
        let rows = 1 + random.below(3)
        for row in 0..<rows {
            let article = random.below(Goods.articleCount)
            let quantity = random.below(5) == 0 ? 2 : 1
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
        press.line.text(",\"pool\":\"")
        press.line.text(Brand.all[Int(profiles[index].pool)].name)
        press.line.text("\"")
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
        press.line.text("\",\"sales_channel\":\"")
        press.line.text(Goods.salesChannels[Int(timer.place)])
        press.line.text("\"")
        endPurchase(timer)
        var next = timer
        next.left = timer.time > promised ? 1 : 0
        if random.chance(next.left == 1 ? 500 : 170) { later(next, .rate, after: random.lag(Lag.open)) }
    }

    /// A rating, or a complaint about the delivery.
    mutating func rate(_ timer: Appointment) {
        var visit = timer
        visit.campaign = CampaignTable.none
        let complains = random.chance(timer.left == 1 ? 700 : 60)
        touch(complains ? .complaint : .rating, visit, touchpoint: complains ? "service" : "product-page")
    }

    /// Goods come back: mostly all of them.
    mutating func refund(_ timer: Appointment) {
        let index = Int(timer.profile)
        let amount = Int(timer.amount)
        beginPurchase(timer, kind: "refund", number: timer.number)
        press.line.text(",\"sales_channel\":\"")
        press.line.text(Goods.salesChannels[Int(timer.place)])
        press.line.text("\"")
        writeValue(
            random.chance(700) ? amount : amount * random.within(20...80) / 100,
            currency: profiles[index].currency)
        endPurchase(timer)
    }
}
