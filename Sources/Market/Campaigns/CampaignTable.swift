/// The campaigns of a market by number, and the texts that their events carry.
struct CampaignTable {
    /// The number that stands for no campaign.
    static let none = UInt8.max

    /// All campaigns, those of the first brand first.
    private(set) var campaigns: [Campaign] = []
    /// By campaign: id with the brand's name in front.
    private(set) var ids: [String] = []
    /// By campaign: its brand.
    private(set) var pools: [UInt8] = []
    /// By campaign: what an event of it says about campaign and channel.
    private(set) var texts: [[UInt8]] = []
    /// By campaign: how much a click adds to the wish to buy.
    private(set) var lifts: [UInt8] = []
    private var byEntry: [[UInt8]] = []

    init(pools count: Int) {
        for pool in 0..<count {
            for campaign in Campaign.all where campaign.brands & (1 << UInt8(pool)) != 0 {
                add(campaign, pool: pool)
            }
        }
        for pool in 0..<count {
            for entry in Entry.allCases {
                byEntry.append(
                    campaigns.indices.filter { pools[$0] == pool && campaigns[$0].entry == entry }
                        .map { UInt8($0) })
            }
        }
    }

    private mutating func add(_ campaign: Campaign, pool: Int) {
        let id = Brand.all[pool].name + "-" + campaign.name
        // Some write the channel in a way of their own: an alias of the catalogue.
        let channel =
            switch campaign.name {
            case "letter-to-friends": "e-mail"
            case "ring-round": "call"
            default: campaign.channel
            }
        campaigns.append(campaign)
        ids.append(id)
        pools.append(UInt8(pool))
        lifts.append(campaign.lift)
        texts.append(Array(",\"campaign_id\":\"\(id)\",\"channel\":\"\(channel)\"".utf8))
    }

    /// The brand's campaigns that people meet that way.
    func campaigns(of pool: UInt8, by entry: Entry) -> [UInt8] {
        byEntry[Int(pool) * Entry.allCases.count + entry.rawValue]
    }

    /// The number of a brand's campaign.
    func find(_ name: String, of pool: UInt8) -> UInt8? {
        campaigns.indices.first { pools[$0] == pool && campaigns[$0].name == name }.map { UInt8($0) }
    }
}
