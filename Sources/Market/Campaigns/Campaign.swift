/// One campaign: what the catalogue says of it, and what it really does to people.
struct Campaign {
    /// Its id, without the brand's name in front.
    var name: String
    /// Its channel.
    var channel: String
    /// Who runs it.
    var team: String
    /// Affiliate, retailer or platform.
    var partner: String?
    /// How people meet it; nil for messages, television and what only prints.
    var entry: Entry?
    /// The cost model of the catalogue and its price; nil where a platform reports the cost.
    var cost: (model: String, price: String)?
    /// What the platform reports per click and per 1000 impressions, in cents of `currency`.
    var reported: (click: Int, thousand: Int, currency: String)?
    /// What it is for.
    var objective = "sales"
    /// What a lead is worth.
    var leadValue: String?
    /// Measure and figure of its target.
    var target: (measure: String, figure: String)?
    /// Budget of 30 days.
    var budget = 1_000
    /// Whether nobody but the owner may move its budget.
    var isPinned = false
    /// How much a click adds to the wish to buy, 0…255.
    var lift: UInt8 = 0
    /// How many of 1000 impressions are clicked; 1000 where nothing shows impressions.
    var clicks = 1_000
    /// Brands (as bits) that run it.
    var brands: UInt8 = 0b1111
    /// Whether the catalogue knows it.
    var isListed = true
}
