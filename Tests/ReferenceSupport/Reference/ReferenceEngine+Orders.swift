/// Orders: their pool, their kinds, their credit and what is owed for them.
extension ReferenceEngine {
    mutating func bookOrder(_ purchase: PlainPurchase, of event: PlainEvent, sequence: Int) {
        guard let value = purchase.value else { return }
        let margin = purchase.margin ?? multiplied(value, by: marginRate)
        let name = keptProfile(of: event)
        let time = event.bookingTime
        // "A touch after its own `event_time` is not eligible for [a late order]."
        let touches = name.flatMap { profiles[$0]?.touches }
        let eligible = touches?.eligible(at: event.time, in: purchase.store, config) ?? []
        let pool = orderPool(of: event, eligible)
        let owed = owed(for: value, eligible.last)
        let isOnline = !config.isOffline(purchase.salesChannel)
        if let name { profiles[name, default: PlainProfile()].meet(isOnline: isOnline) }
        let shares =
            [wholeShare(purchase, of: event, pool: pool, value: value, margin: margin)]
            + creditShares(eligible, of: event, pool: pool, value: value, margin: margin)
        let order = StoredOrder(
            time: time, pool: pool, value: value, path: path(eligible, of: name), shares: shares,
            owed: owed.amount,
            owedPlaces: owed.places, changeSequence: sequence)
        let stores = visitedStores(name, upTo: time)
        book(order, kinds: kinds(of: purchase, name, hasVisit: !stores.isEmpty, at: time))
        bookItems(purchase.items, pool: pool, time: time)
        bookVisitOrders(stores, pool: pool, time: time)
        bookAssists(eligible, orderPool: pool, time: time)
        bookLateness(of: event, in: pool)
        endJourney(with: order, eligible, of: name, sequence: sequence)
        guard let name else { return }
        profiles[name]?.orders[purchase.orderID] = order
        profiles[name]?.lastOrderTime = time
        rememberValue(of: order, of: name, sequence: sequence)
    }

    /// "An order: its `pool`, else that of its `campaign_id`, else of its latest eligible touch with a campaign,
    /// else the default".
    private func orderPool(of event: PlainEvent, _ eligible: [PlainTouch]) -> Text {
        event.fields.pool ?? catalogue.campaign(event.fields.campaign)?.pool
            ?? eligible.last { $0.campaign != nil }?.pool ?? Text(config.defaultPool)
    }

    /// The measures of the kinds that an order is of.
    ///
    /// "*New* customer: the profile's first order; *repeat*: any later one; *reactivated*: a repeat order with
    /// no order in the 90 days before. *Referred*: has `referrer_id`." A guest counts "not in … the kinds of
    /// customer".
    private func kinds(
        of purchase: PlainPurchase, _ name: ProfileName?, hasVisit: Bool, at time: Int64
    ) -> [String] {
        var kinds = purchase.isReferred ? ["referred_orders"] : []
        guard let name else { return kinds }
        kinds += roomKinds(of: purchase, profiles[name], hasVisit: hasVisit, at: time)
        guard let last = profiles[name]?.lastOrderTime else { return kinds + ["new_customers"] }
        kinds.append("repeat_orders")
        if time - last > config.activeWindow { kinds.append("reactivated") }
        return kinds
    }

    /// "*Showrooming*: sales channel online, and a counted store visit of the profile in the 7 days up to the
    /// order … *Webrooming*: sales channel offline, and a `view` `click` `search` or `scan` on an online channel
    /// in the 7 days up to it".
    private func roomKinds(
        of purchase: PlainPurchase, _ profile: PlainProfile?, hasVisit: Bool, at time: Int64
    ) -> [String] {
        guard config.isOffline(purchase.salesChannel) else { return hasVisit ? ["showrooming"] : [] }
        guard let browsing = profile?.lastBrowsingTime else { return [] }
        return time - browsing <= config.roomWindow ? ["webrooming"] : []
    }

    // MARK: Shares

    /// What counts once: pool, sales channel, store, and who ordered.
    private func wholeShare(
        _ purchase: PlainPurchase, of event: PlainEvent, pool: Text, value: Int128, margin: Int128
    ) -> OrderShare {
        let places = purchasePlaces(purchase, of: event, in: pool) + activityPlaces(of: event, in: pool)
        return OrderShare(
            places: places, model: nil, isPrimary: true, isPassive: false, channel: nil,
            frequencyPlace: nil, parts: 1, value: value, margin: margin)
    }

    private func creditShares(
        _ eligible: [PlainTouch], of event: PlainEvent, pool: Text, value: Int128, margin: Int128
    ) -> [OrderShare] {
        let holders: [PlainTouch?] = eligible.isEmpty ? [nil] : eligible
        let ages = holders.map { event.bookingTime - ($0?.time ?? event.bookingTime) }
        return CreditModel.allCases.flatMap { model in
            let parts = model.parts(ages: ages, halfLife: config.halfLife)
            let values = CreditModel.shares(of: value, parts: parts)
            let margins = CreditModel.shares(of: margin, parts: parts)
            return holders.indices.map { index in
                OrderShare(
                    places: creditPlaces(holders[index], pool: pool), model: model.rawValue,
                    isPrimary: model.rawValue == config.primaryModel,
                    isPassive: holders[index]?.isPassive ?? false, channel: holders[index]?.channel,
                    frequencyPlace: frequencyPlace(holders[index], pool: pool), parts: parts[index],
                    value: values[index], margin: margins[index])
            }
        }
    }

    /// Where the credit of a touch is booked; without a touch, that of nobody.
    ///
    /// "No eligible touch: all to campaign and channel `(direct)`. A touch without a campaign is credited to
    /// campaign `(organic)`, one without a channel to channel `(unknown)`. … Credit … of a touch with a
    /// campaign [goes], in every dimension, to the touch's pool; all other credit to the order's".
    func creditPlaces(_ touch: PlainTouch?, pool orderPool: Text) -> [Place] {
        guard let touch else {
            return [
                Place(pool: orderPool, dimension: "campaign", key: "(direct)"),
                Place(pool: orderPool, dimension: "channel", key: "(direct)"),
            ]
        }
        let pool = touch.campaign == nil ? orderPool : touch.pool
        let channel = touch.channel ?? "(unknown)"
        let touchpoint = touch.touchpoint.map { KeyParts.joined([channel, $0], by: "/") }
        return campaignPlaces(touch.campaign ?? "(organic)", in: pool)
            + places([("channel", channel), ("touchpoint", touchpoint)], in: pool)
    }

    /// What is owed for an order by contract.
    ///
    /// "`cpa` per order and `revenue_share` of its value, owed to the campaign of the order's last eligible
    /// touch. … A modelled `cpa` or `revenue_share` is spend at pool, campaign, team, partner and channel of
    /// the touch that earned it".
    private func owed(for value: Int128, _ touch: PlainTouch?) -> (amount: Int128, places: [Place]) {
        guard let touch, let campaign = catalogue.campaign(touch.campaign), let price = campaign.price else {
            return (0, [])
        }
        let pool = Place(pool: touch.pool, dimension: "pool", key: touch.pool)
        let credited = creditPlaces(touch, pool: touch.pool)
        let places = [pool] + credited.filter { $0.dimension != "touchpoint" }
        switch campaign.costModel {
        case "cpa": return (price.rounded(toPlaces: 6) ?? 0, places)
        case "revenue_share": return (multiplied(value, by: price), places)
        default: return (0, [])
        }
    }

    // MARK: Booking

    private mutating func book(_ order: StoredOrder, kinds: [String]) {
        for share in order.shares {
            var measures: [String: Int128] = [:]
            if let model = share.model {
                measures["credit.\(model).orders"] = share.parts
                measures["credit.\(model).value"] = share.value
            }
            if share.isPrimary, share.isPassive {
                measures["credit.view_through.orders"] = share.parts
                measures["credit.view_through.value"] = share.value
            }
            if share.isPrimary {
                for count in ["orders"] + kinds { measures["counts.\(count)"] = share.parts }
                measures["money.value"] = share.value
                measures["money.margin"] = share.margin
            }
            for place in share.places { ledger.book(measures, at: place, time: order.time) }
            bookFrequency(of: share, orders: share.parts, value: share.value, time: order.time)
        }
        bookSpend(order.owed, at: order.owedPlaces, time: order.time)
    }
}
