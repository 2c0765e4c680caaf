/// A cost report is known by its campaign and its `report_id`.
struct ReportName: Hashable, Sendable {
    let campaign: Text
    let report: Text
}

/// A booked cost report that a later one may replace.
struct StoredReport: Sendable {
    let time: Int64
    let cost: Int128
    let places: [Place]
}

/// Click-stream events: counts, spend and touches.
extension ReferenceEngine {
    mutating func bookClick(_ click: PlainClick, of event: PlainEvent, sequence: Int) {
        if click.action == "cost" {
            bookCostReport(click, of: event)
        } else {
            bookCounts(click, of: event)
            keepTouch(click, of: event, sequence: sequence)
        }
    }

    /// "Click-stream counts, spend (where the event names or implies the key)": pool, the campaign with its
    /// team and partner, the channel, the device.
    private func clickPlaces(_ event: PlainEvent) -> [Place] {
        let pool = pool(of: event)
        var places = [Place(pool: pool, dimension: "pool", key: pool)]
        if let campaign = event.fields.campaign { places += campaignPlaces(campaign, in: pool) }
        if let channel = channel(of: event) {
            places.append(Place(pool: pool, dimension: "channel", key: channel))
        }
        if let device = event.fields.device {
            places.append(Place(pool: pool, dimension: "device", key: device))
        }
        return places
    }

    /// "Else the campaign's channel from the catalogue".
    private func channel(of event: PlainEvent) -> Text? {
        event.fields.channel ?? catalogue.campaign(event.fields.campaign)?.channel
    }

    private mutating func bookCounts(_ click: PlainClick, of event: PlainEvent) {
        guard let measure = PlainClick.measures[click.action] else { return }
        let count = click.action == "exposure" ? click.count : 1
        let spend = click.cost ?? modelledCost(click, of: event)
        for place in clickPlaces(event) {
            let measures = ["counts.\(measure)": count, "money.spend": spend]
            ledger.book(measures, at: place, time: event.bookingTime)
        }
    }

    /// "Cost models, used where an event carries no `cost`: `cpc` per click, `cps` per send, `cpm` per 1000
    /// impressions and exposures (floored per event), `cpl` per lead".
    private func modelledCost(_ click: PlainClick, of event: PlainEvent) -> Int128 {
        guard let campaign = catalogue.campaign(event.fields.campaign), let price = campaign.price else {
            return 0
        }
        switch (campaign.costModel, click.action) {
        case ("cpc", "click"), ("cps", "send"), ("cpl", "lead"):
            return price.rounded(toPlaces: 6) ?? 0
        case ("cpm", "impression"), ("cpm", "exposure"):
            let count = click.action == "exposure" ? click.count : 1
            let (numerator, denominator) = price.fraction
            return numerator * 1_000_000 * count / (denominator * 1000)
        default:
            return 0
        }
    }

    /// "A **touch** is an engaged or passive click-stream event"; sends are kept beside them.
    private mutating func keepTouch(_ click: PlainClick, of event: PlainEvent, sequence: Int) {
        let isTouch = PlainClick.engaged.contains(click.action) || PlainClick.passive.contains(click.action)
        guard isTouch || click.action == "send", let name = keptProfile(of: event) else { return }
        let channel = channel(of: event)
        let isSales = channel.map { catalogue.isSales($0, config) } ?? true
        let touch = PlainTouch(
            sequence: sequence, time: event.bookingTime, action: click.action, pool: pool(of: event),
            campaign: event.fields.campaign, channel: channel,
            isOwn: event.fields.campaign == nil && isSales)
        profiles[name, default: PlainProfile()].touches.append(touch, limit: config.maxTouches)
    }

    /// "With `report_id` it replaces the campaign's former report of that id: that one is taken back at its own
    /// keys, and the new one booked, both in the new one's window (remembered `refund_window`, from the
    /// latest)".
    private mutating func bookCostReport(_ click: PlainClick, of event: PlainEvent) {
        guard let campaign = event.fields.campaign, let cost = click.cost else { return }
        let report = StoredReport(time: event.bookingTime, cost: cost, places: clickPlaces(event))
        bookSpend(cost, at: report.places, time: report.time)
        bookLateness(of: event, in: pool(of: event))
        guard let id = click.reportID else { return }
        let name = ReportName(campaign: campaign, report: id)
        if let former = reports[name], report.time - former.time <= config.refundWindow {
            bookSpend(-former.cost, at: former.places, time: report.time)
        }
        reports[name] = report
    }

    mutating func bookSpend(_ amount: Int128, at places: [Place], time: Int64) {
        for place in places { ledger.book(["money.spend": amount], at: place, time: time) }
    }
}
