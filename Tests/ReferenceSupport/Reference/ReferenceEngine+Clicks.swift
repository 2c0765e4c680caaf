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
            let reached = meetFrequency(click, of: event, sequence: sequence)
            keepTouch(click, of: event, reached: reached, sequence: sequence)
            bookCounts(click, of: event)
        }
    }

    /// "Click-stream counts, spend (where the event names or implies the key)", but who it was.
    private func clickPlaces(_ click: PlainClick, of event: PlainEvent) -> [Place] {
        let pool = pool(of: event)
        let channel = channel(of: event)
        let touchpoint = channel.flatMap { channel in
            event.fields.touchpoint.map { KeyParts.joined([channel, $0], by: "/") }
        }
        let keys: [(String, Text?)] = [
            ("pool", pool), ("channel", channel), ("touchpoint", touchpoint), ("store", click.store),
        ]
        let campaign = event.fields.campaign.map { campaignPlaces($0, in: pool) } ?? []
        return campaign + places(keys, in: pool)
    }

    private mutating func bookCounts(_ click: PlainClick, of event: PlainEvent) {
        guard let measure = PlainClick.measures[click.action] else { return }
        let count = click.action == "exposure" ? click.count : 1
        let spend = click.cost ?? modelledCost(click, of: event)
        let measures = ["counts.\(measure)": count, "money.spend": spend]
        for place in clickPlaces(click, of: event) + personPlaces(of: event, in: pool(of: event)) {
            ledger.book(measures, at: place, time: event.bookingTime)
        }
        bookProfile(of: event, at: clickPlaces(click, of: event))
        // "Dimension `category`: click-stream counts by the event's `category`."
        for place in places([("category", click.category)], in: pool(of: event)) {
            ledger.book(["counts.\(measure)": count], at: place, time: event.bookingTime)
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
    private mutating func keepTouch(_ click: PlainClick, of event: PlainEvent, reached: Int?, sequence: Int) {
        let isTouch = PlainClick.engaged.contains(click.action) || PlainClick.passive.contains(click.action)
        guard isTouch || click.action == "send" else { return }
        let channel = channel(of: event)
        let isSales = channel.map { catalogue.isSales($0, config) } ?? true
        let touch = PlainTouch(
            sequence: sequence, time: event.bookingTime, action: click.action, pool: pool(of: event),
            campaign: event.fields.campaign, channel: channel, touchpoint: event.fields.touchpoint,
            store: nil, isOwn: event.fields.campaign == nil && isSales, reached: reached)
        let name = keptProfile(of: event)
        if let name { keep(touch, of: name) }
        follow(touch, of: name)
        guard isTouch, let name, let channel else { return }
        let isOnline = catalogue.isOnline(channel, config)
        profiles[name]?.meet(isOnline: isOnline)
        if isOnline, PlainClick.browsing.contains(click.action) {
            profiles[name]?.lastBrowsingTime = event.bookingTime
        }
    }

    /// "With `report_id` it replaces the campaign's former report of that id: that one is taken back at its own
    /// keys, and the new one booked, both in the new one's window (remembered `refund_window`, from the
    /// latest)".
    private mutating func bookCostReport(_ click: PlainClick, of event: PlainEvent) {
        guard let campaign = event.fields.campaign, let cost = click.cost else { return }
        // "(Cost reports: device, segment)": what the report itself names.
        let own = places(
            [("device", event.fields.device), ("segment", event.fields.segment)], in: pool(of: event))
        let report = StoredReport(
            time: event.bookingTime, cost: cost, places: clickPlaces(click, of: event) + own)
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
