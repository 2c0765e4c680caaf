internal import Events
internal import Streaming

extension Journeys {
    /// Counts a click-stream event, books what it cost, and keeps it where it can earn or be blamed.
    mutating func bookClick(_ event: Event, profile slot: Int?) {
        let campaign = directory.campaign(event.campaign)
        let named = channel(of: event)
        let channel = named.isAbsent ? campaign.channel : named
        let pool = pool(of: event)
        var keys = FactContext(pool: pool, countsInPool: true)
        keys.campaign = event.campaign
        keys.team = campaign.team
        keys.partner = campaign.partner
        keys.channel = channel
        keys.device = event.device
        let action = event.action
        guard let measure = Measure.count(of: action) else {
            bookReport(event, keys: keys, campaign: slot)
            return
        }
        let (context, pane) = (facts.context(keys), pane(of: event))
        facts.add(Int128(event.count), measure, context: context, pane: pane)
        if let spend = spend(of: event, action: action, campaign: campaign) {
            facts.add(Int128(spend), .spend, context: context, pane: pane)
        }
        if let slot, action.isTouch || action == .send {
            let isOwn = action.isTouch && event.campaign.isAbsent && directory.channel(channel).isSales
            let touch = Touch(
                time: event.time, idHash: event.idHash, pool: pool, campaign: event.campaign,
                channel: channel, action: action, isOwn: isOwn)
            store.add(touch, to: slot, limit: rules.maxTouches)
        }
    }

    /// What an event cost: as it says, else by its campaign's cost model.
    private func spend(of event: Event, action: Action, campaign: Directory.Campaign) -> Int64? {
        if event.flags.contains(.hasCost) { return event.cost }
        guard campaign.cost != nil else { return nil }
        return switch action {
        case .click: campaign.modelledCost(of: .perClick, count: 1)
        case .send: campaign.modelledCost(of: .perSend, count: 1)
        case .lead: campaign.modelledCost(of: .perLead, count: 1)
        case .impression, .exposure: campaign.modelledCost(of: .perThousand, count: event.count)
        default: nil
        }
    }

    /// Books a platform's cost report; one of an id already known replaces the former (SPEC 2, `cost`).
    private mutating func bookReport(_ event: Event, keys: FactContext, campaign slot: Int?) {
        let pane = pane(of: event)
        countLate(event, pool: keys.pool)
        add(event.cost, .spend, keys, pane)
        guard let slot, event.flags.contains(.hasReport) else { return }
        let oldest = event.time - rules.refundWindow
        let report = Report(reference: event.reference, time: event.time, cost: event.cost, keys: keys)
        let block = store.profiles[slot].reports
        for index in 0..<Int(block.count) where store.reports[block, index].reference == event.reference {
            let former = store.reports[block, index]
            if former.time >= oldest { add(-former.cost, .spend, former.keys, pane) }
            store.reports[block, index] = report
            return
        }
        store.reports.keep(in: &store.profiles[slot].reports) { _, known in known.time >= oldest }
        store.reports.append(report, to: &store.profiles[slot].reports)
    }
}
