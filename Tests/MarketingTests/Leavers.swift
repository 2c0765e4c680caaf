import Events
import Marketing
import Mathematics
import Streaming

/// Profiles that are written to, order, leave channels and come back; times are days after the start of a `Shop`.
struct Leavers {
    var shop: Shop
    private var number: UInt64 = 1_000

    /// CDNOW's customers.
    static let model: LifetimeModel? = {
        let parameters = try? LifetimeParameters(
            r: 0.2426, alpha: 4.4135, a: 0.7929, b: 2.4258, p: 6.2488, q: 3.7446, v: 15.4477)
        return parameters.map { LifetimeModel($0, marginRate: Decimal(mantissa: 3, scale: 1)) }
    }()

    /// Rules under which prospects are worth 10.
    static var rules: JourneyRules {
        var rules = JourneyRules()
        rules.churn.model = model
        rules.churn.prospectValue = 10_000_000
        return rules
    }

    init(_ rules: JourneyRules = Leavers.rules, _ catalogue: Catalogue = Catalogue(), profiles: Int = 1) {
        shop = Shop(rules, catalogue, profiles: profiles)
        shop.journeys.keepsChurnEvents = true
    }

    /// What a churn rule of one campaign per entry `name: (pool, team, partner)` looks like.
    static func catalogue(_ campaigns: [String: (pool: String?, team: String?, partner: String?)])
        -> Catalogue
    {
        var catalogue = Catalogue()
        for (name, entry) in campaigns {
            var campaign = Catalogue.Campaign()
            (campaign.pool, campaign.team, campaign.partner) = (entry.pool, entry.team, entry.partner)
            catalogue.campaigns[name] = campaign
        }
        return catalogue
    }

    mutating func touch(
        _ day: Double, _ action: Action, _ campaign: String? = nil, on channel: String? = nil,
        pool: String? = nil, profile: Int = 0
    ) {
        var event = shop.event(.clicks, day * 86_400)
        event.kind = action.rawValue
        if let campaign { event.campaign = shop.name(campaign) }
        if let channel { event.channel = shop.name(channel) }
        if let pool { event.pool = shop.name(pool) }
        shop.book(event, profile: profile)
    }

    mutating func purchase(
        _ day: Double, _ value: Int64, _ kind: PurchaseKind = .order, reference: UInt64? = nil,
        pool: String? = nil, profile: Int = 0
    ) {
        number += 1
        var event = shop.event(.purchases, day * 86_400)
        (event.kind, event.value, event.margin) = (kind.rawValue, value, value * 3 / 10)
        event.reference = reference ?? number
        event.salesChannel = shop.name("web")
        if let pool { event.pool = shop.name(pool) }
        shop.book(event, profile: profile)
    }

    /// A negative answer, or its taking back; a late one has an own time before it.
    mutating func answer(
        _ day: Double, _ kind: AnswerKind = .unsubscribe, from channel: String = "email",
        blaming campaign: String? = nil, pool: String? = nil, own: Double? = nil, device: String? = nil,
        profile: Int? = 0
    ) {
        var event = shop.event(.unsubscribes, day * 86_400)
        event.kind = kind.rawValue
        event.channel = shop.name(channel)
        if let own { event.ownTime = Shop.start + Milliseconds(own * 86_400_000) }
        if let campaign { event.campaign = shop.name(campaign) }
        if let pool { event.pool = shop.name(pool) }
        if let device { event.device = shop.name(device) }
        guard let profile else { return shop.journeys.book(event, profile: nil) }
        shop.book(event, profile: profile)
    }

    /// Lets one profile go on as another, as a link does.
    mutating func link(_ from: Int, to slot: Int) {
        let record = StoredProfile(shop.journeys.store, slot: shop.slots[from])
        shop.journeys.store.join(record, to: shop.slots[slot], limit: 64)
        shop.journeys.store.wipe(shop.slots[from])
    }

    /// Sums by key, without those that are 0.
    func sums(_ measure: Measure, _ dimension: Dimension) -> [String: Int128] {
        shop.sums(measure, dimension).filter { $0.value != 0 }
    }

    /// What negative answers cost in all.
    var cost: Int128 { sums(.churnCost, .pool).values.reduce(0, +) }

    /// The lines of `churn-events.jsonl`, in order.
    var lines: [String] {
        shop.journeys.churnEvents.sorted(by: ChurnEvent.precedes).map {
            String(decoding: $0.line, as: UTF8.self)
        }
    }

    /// The UTC day, counted from 1970, of a day after the start.
    static func day(_ day: Double) -> Int32 {
        PurchaseHistory.day(of: Shop.start + Milliseconds(day * 86_400_000))
    }

    /// What is left of a customer, by the model itself.
    static func residual(_ history: PurchaseHistory, at day: Double) -> Int64 {
        model?.residualValue(of: history, on: Self.day(day)) ?? 0
    }
}
