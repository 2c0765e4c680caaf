internal import Events
internal import Streaming

extension Journeys {
    /// Counts a click-stream event, books what it cost, and keeps it where it can earn or be blamed.
    mutating func bookClick(_ event: Event, profile slot: Int?) {
        let campaign = directory.campaign(event.campaign)
        let named = channel(of: event)
        let channel = named.isAbsent ? campaign.channel : named
        let ownPool = event.pool.isAbsent ? campaign.pool : event.pool
        let pool = ownPool.isAbsent ? directory.defaultPool : ownPool
        var keys = FactContext(pool: pool, countsInPool: true)
        (keys.campaign, keys.team, keys.partner) = (event.campaign, campaign.team, campaign.partner)
        keys.channel = channel
        keys.touchpoint = event.touchpoint
        keys.store = event.store
        let action = event.action
        guard let measure = Measure.count(of: action) else {
            keys.device = event.device
            keys.segment = event.segment
            bookReport(event, keys: keys, campaign: slot)
            return
        }
        let pane = pane(of: event)
        if let slot { noteTouch(action, on: channel, at: event.time, profile: slot) }
        let person = Self.ofPool(pool, person(event, profile: slot))
        let spend = spend(of: event, action: action, campaign: campaign)
        let row = bookCount(event.count, measure, spend, keys, pane)
        if !person.isEmpty { bookCount(event.count, measure, spend, person, pane) }
        if let stage = Stage(action) {
            noteStage(stage, at: event.time, pool: pool, row: row, profile: slot)
        }
        if !event.category.isAbsent {
            var goods = FactContext(pool: pool, countsInPool: false)
            goods.category = event.category
            add(event.count, measure, goods, pane)
        }
        guard let slot else { return }
        countSighting(keys, of: event, profile: slot, row: row)
        if action.isTouch || action == .send {
            let isOwn = action.isTouch && event.campaign.isAbsent && directory.channel(channel).isSales
            var touch = Touch(
                time: event.time, idHash: event.idHash, pool: pool, campaign: event.campaign,
                channel: channel, action: action, isOwn: isOwn)
            touch.touchpoint = event.touchpoint
            store.add(touch, to: slot, limit: rules.maxTouches)
        }
    }

    @discardableResult
    private mutating func bookCount(
        _ count: Int64, _ measure: Measure, _ spend: Int64?, _ keys: FactContext, _ pane: Int32
    ) -> Int {
        let row = facts.row(keys, pane: pane)
        facts.add(Int128(count), measure, row: row)
        if let spend { facts.add(Int128(spend), .spend, row: row) }
        return row
    }

    /// The person's keys in a pool.
    static func ofPool(_ pool: StringID, _ person: FactContext) -> FactContext {
        var keys = person
        keys.pool = pool
        return keys
    }

    /// Takes note of what a touch says of its profile: a side, and whether it looked for something online.
    private mutating func noteTouch(
        _ action: Action, on channel: StringID, at time: Milliseconds, profile slot: Int
    ) {
        guard action.isTouch, !channel.isAbsent else { return }
        let isOnline = directory.channel(channel).isOnline
        noteSide(isOnline: isOnline, of: slot)
        guard isOnline, action == .view || action == .click || action == .search || action == .scan
        else { return }
        store.profiles[slot].person.research = time
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
        countLate(event, pool: keys.pool)
        addSpend(event.cost, keys, pane(of: event))
        guard let slot, event.flags.contains(.hasReport) else { return }
        let oldest = event.time - rules.refundWindow
        let report = Report(reference: event.reference, time: event.time, cost: event.cost, keys: keys)
        let block = store.profiles[slot].reports
        for index in 0..<Int(block.count) where store.reports[block, index].reference == event.reference {
            let former = store.reports[block, index]
            if former.time >= oldest { addSpend(-former.cost, former.keys, pane(of: event)) }
            store.reports[block, index] = report
            return
        }
        store.reports.keep(in: &store.profiles[slot].reports) { _, known in known.time >= oldest }
        store.reports.append(report, to: &store.profiles[slot].reports)
    }

    /// Books a report's cost: at what it is about, and at what belongs to a person.
    private mutating func addSpend(_ cost: Int64, _ keys: FactContext, _ pane: Int32) {
        var (own, person) = (keys, FactContext(pool: keys.pool, countsInPool: false))
        (person.device, person.segment) = (keys.device, keys.segment)
        (own.device, own.segment) = (.absent, .absent)
        for keys in [own, person] where !keys.isEmpty { add(cost, .spend, keys, pane) }
    }
}
