internal import Mathematics
public import Streaming

/// The catalogue by the numbers of a task's names, so that an event's campaign and channel are array look-ups.
///
/// Names get their entry when they are first seen; nothing is looked up by text for an event.
public struct Directory: Sendable {
    /// What the catalogue says of a campaign.
    public struct Campaign: Sendable {
        /// Its pool, absent where nothing is said.
        public var pool: StringID = .absent
        /// Its channel, absent where nothing is said.
        public var channel: StringID = .absent
        /// Its team.
        public var team: StringID = .absent
        /// Its partner.
        public var partner: StringID = .absent
        /// What it costs where its events carry no cost.
        public var cost: Catalogue.CostModel?
        /// What a lead is worth in millionths; nil where it is not for leads.
        public var leadValue: Int64?
        /// The price of one event in millionths, rounded half to even (`cpc`, `cps`, `cpl`, `cpa`).
        public var price: Int64 = 0
    }

    /// What is known of a channel.
    public struct Channel: Sendable {
        /// Its own name: aliases are replaced.
        public var name: StringID
        /// Of kind sales: a touch on it without a campaign is one's own page or counter.
        public var isSales: Bool
        /// Online, as the catalogue says or else the configuration.
        public var isOnline: Bool
        /// Online as a sales channel, of which the catalogue says nothing.
        public var isOnlineSales: Bool
        /// Whether it can be left: an unsubscribe can name it.
        public var canBeLeft = false
    }

    /// `default_pool`.
    public let defaultPool: StringID
    /// The campaign and channel of orders that no touch led to.
    public let direct: StringID
    /// The campaign of touches without one.
    public let organic: StringID
    /// The channel of touches without one; the campaign of negative answers that nobody caused.
    public let unknown: StringID
    /// The channel of store visits.
    public let store: StringID
    /// The activities of profiles.
    let new, active, inactive: StringID
    /// The presences of profiles.
    let single, omnichannel: StringID
    /// Where journeys begin and end, in transitions.
    let start, order, loss: StringID
    /// The path of orders beyond the limit.
    let other: StringID

    private var catalogue: Catalogue
    private let aliases: [String: String]
    private let salesChannels: Set<String>
    private let offlineChannels: Set<String>
    private let leavable: Set<String>
    private let churn: ChurnRules
    /// By pool: what a new customer is worth; -1 where that is not known.
    private var acquired: [Int64] = [-1]
    private var campaigns: [Campaign] = [Campaign()]
    private var channels: [Channel] = [
        Channel(name: .absent, isSales: true, isOnline: false, isOnlineSales: false)
    ]

    /// Compiles the catalogue for a table of names.
    public init(_ catalogue: Catalogue, rules: JourneyRules, names: inout StringTable) {
        self.catalogue = catalogue
        salesChannels = Set(rules.salesChannels)
        offlineChannels = Set(rules.offlineChannels)
        var aliases: [String: String] = [:]
        for (name, channel) in catalogue.channels {
            for alias in channel.aliases { aliases[alias] = name }
        }
        self.aliases = aliases
        leavable = Set(ChurnRules.channels.map { aliases[$0] ?? $0 })
        churn = rules.churn
        defaultPool = names.intern(rules.defaultPool)
        direct = names.intern("(direct)")
        organic = names.intern("(organic)")
        unknown = names.intern("(unknown)")
        store = names.intern("store")
        (new, active, inactive) = (
            names.intern("new"), names.intern("active"), names.intern("inactive")
        )
        let (first, order, loss) = (Transition.start, Transition.order, Transition.loss)
        start = names.intern(first.span)
        self.order = names.intern(order.span)
        self.loss = names.intern(loss.span)
        other = names.intern("(other)")
        (single, omnichannel) = (names.intern("single"), names.intern("omnichannel"))
        extend(to: &names)
    }

    /// What the catalogue says of a campaign; an empty entry where it lacks it.
    @inline(__always)
    public func campaign(_ id: StringID) -> Campaign { campaigns[id.index] }

    /// A channel's entry; that of no channel is of kind sales.
    @inline(__always)
    public func channel(_ id: StringID) -> Channel { channels[id.index] }

    /// What a customer of a pool is worth right after the first order, in millionths; nil where the pool has no
    /// parameters.
    public func acquiredValue(of pool: StringID) -> Int64? {
        guard !churn.models.isEmpty else { return churn.model?.acquiredValue }
        return acquired[pool.index] < 0 ? nil : acquired[pool.index]
    }

    /// Makes entries for the names that are new in the table.
    public mutating func extend(to names: inout StringTable) {
        while campaigns.count <= names.count {
            let id = StringID(rawValue: UInt32(campaigns.count))
            let text = names.text(id)
            campaigns.append(entry(of: text, names: &names))
            let own = aliases[text] ?? text
            let known = catalogue.channels[own]
            let isSales = known?.kind.map { $0 == .sales } ?? salesChannels.contains(own)
            let isOnline = known?.online ?? !offlineChannels.contains(own)
            channels.append(
                Channel(
                    name: own == text ? id : names.intern(own), isSales: isSales, isOnline: isOnline,
                    isOnlineSales: !offlineChannels.contains(text), canBeLeft: leavable.contains(text)))
            if !churn.models.isEmpty { acquired.append(churn.model(of: text)?.acquiredValue ?? -1) }
        }
    }

    /// Takes a change over: what is asked from now on, of names known or not, is answered by it.
    ///
    /// - Parameters:
    ///   - change: what is said of a campaign from now on.
    ///   - names: the task's names; those that the change brings are added.
    public mutating func apply(_ change: CatalogueChange, names: inout StringTable) {
        extend(to: &names)
        catalogue.campaigns[change.id] = change.campaign
        let id = Array(change.id.utf8)
        guard let known = names.find(id.span) else { return }
        campaigns[known.index] = entry(of: change.id, names: &names)
        extend(to: &names)
    }

    private func entry(of text: String, names: inout StringTable) -> Campaign {
        guard let known = catalogue.campaigns[text] else { return Campaign() }
        func number(_ text: String?) -> StringID { text.map { names.intern($0) } ?? .absent }
        var entry = Campaign()
        entry.pool = number(known.pool)
        entry.channel = number(known.channel.map { aliases[$0] ?? $0 })
        entry.team = number(known.team)
        entry.partner = number(known.partner)
        entry.cost = known.cost
        if known.objective == .leads { entry.leadValue = known.leadValue ?? 0 }
        if let cost = known.cost, cost.kind != .revenueShare {
            entry.price = Int64(clamping: cost.price.times(Money.unit))
        }
        return entry
    }
}

extension Directory.Campaign {
    /// What the click-stream event of an action costs by the model, in millionths; nil where it costs nothing
    /// by the model (SPEC 2, "Cost models").
    ///
    /// - Parameters:
    ///   - paid: what the action is paid as.
    ///   - count: how many exposures or impressions.
    /// - Returns: millionths.
    public func modelledCost(of paid: Catalogue.CostModel.Kind, count: Int64) -> Int64? {
        guard let cost, cost.kind == paid else { return nil }
        guard paid == .perThousand else { return price }
        let numerator = Int128(cost.price.mantissa) * Int128(count) * Int128(Money.unit)
        return Int64(numerator / (cost.price.denominator * 1_000))
    }

    /// What an order is owed for: `cpa` its price, `revenue_share` its fraction of the value; else nil.
    public func owed(forOrderOf value: Int64) -> Int64? {
        switch cost?.kind {
        case .perOrder: price
        case .revenueShare: cost.map { Int64($0.price.times(value)) }
        default: nil
        }
    }
}
