public import Mathematics

/// What the catalogue says of campaigns, channels and pools (SPEC 2, "The catalogue").
public struct Catalogue: Sendable {
    /// By campaign id.
    public var campaigns: [String: Campaign] = [:]
    /// By the channel's own name.
    public var channels: [String: Channel] = [:]
    /// By the pool's name.
    public var pools: [String: Pool] = [:]

    /// An empty catalogue.
    public init() {}

    /// One campaign; everything is optional.
    public struct Campaign: Hashable, Sendable {
        /// The budget that it belongs to.
        public var pool: String?
        /// Its channel, aliases replaced.
        public var channel: String?
        /// The team that runs it.
        public var team: String?
        /// The affiliate, retailer or platform that runs it.
        public var partner: String?
        /// What it is for.
        public var objective = Objective.sales
        /// What a lead is worth, in millionths (`leads` only).
        public var leadValue: Int64?
        /// What it costs.
        public var cost: CostModel?
        /// What it is measured by.
        public var target: Target?
        /// Its budget per period.
        public var budget: Budget?
        /// Its first day, as days since 1970-01-01.
        public var start: Int?
        /// Its last day, as days since 1970-01-01.
        public var end: Int?
        /// Whether it runs.
        public var isPaused = false

        /// A campaign of which nothing is said.
        public init() {}
    }

    /// What a campaign is for.
    public enum Objective: String, Sendable, CaseIterable {
        case sales, leads, awareness
    }

    /// What a campaign costs where its events carry no cost.
    public struct CostModel: Hashable, Sendable {
        /// What is paid for.
        public var kind: Kind
        /// The price in the reporting currency, 0…10^6; of `revenueShare` the fraction of the value.
        public var price: Decimal

        /// Makes a cost model.
        public init(kind: Kind, price: Decimal) {
            self.kind = kind
            self.price = price
        }

        /// What is paid for, by the names of the catalogue.
        public enum Kind: String, Sendable, CaseIterable {
            case perClick = "cpc"
            case perSend = "cps"
            case perThousand = "cpm"
            case perLead = "cpl"
            case perOrder = "cpa"
            case revenueShare = "revenue_share"
        }
    }

    /// A campaign's or a pool's aim.
    public struct Target: Hashable, Sendable {
        /// What is measured.
        public var measure: Measure
        /// The figure: at most it for `cpa` and `cpl`, at least it for the others.
        public var value: Decimal

        /// Makes a target.
        public init(measure: Measure, value: Decimal) {
            self.measure = measure
            self.value = value
        }

        /// What a target can be about.
        public enum Measure: String, Sendable, CaseIterable {
            case cpa, cpl, roas, roi, reach
            case longROI = "long_roi"
        }
    }

    /// Money per period; amounts in millionths.
    public struct Budget: Hashable, Sendable {
        /// The amount of one period.
        public var amount: Int64
        /// The length of a period.
        public var period: Period
        /// The least that it may be set to.
        public var minimum: Int64?
        /// The most that it may be set to.
        public var maximum: Int64?
        /// Whether it must stay as it is.
        public var isPinned = false

        /// Makes a budget.
        public init(amount: Int64, period: Period) {
            self.amount = amount
            self.period = period
        }
    }

    /// The length of a budget's period.
    public enum Period: Hashable, Sendable {
        /// Whole days (`P7D`).
        case days(Int)
        /// A calendar month (`P1M`).
        case month
    }

    /// One channel; where nothing is said the lists of the configuration decide.
    public struct Channel: Hashable, Sendable {
        /// Whether it is online.
        public var online: Bool?
        /// What it is for.
        public var kind: Kind?
        /// Names that are replaced by the channel's.
        public var aliases: [String] = []

        /// A channel of which nothing is said.
        public init() {}

        /// What a channel is for.
        public enum Kind: String, Sendable, CaseIterable {
            case communication, sales, both
        }
    }

    /// A budget over campaigns.
    public struct Pool: Hashable, Sendable {
        /// Its money.
        public var budget: Budget?
        /// Its aim.
        public var target: Target?

        /// A pool of which nothing is said.
        public init() {}
    }
}
