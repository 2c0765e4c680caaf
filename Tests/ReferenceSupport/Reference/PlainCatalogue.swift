/// What the catalogue says for one campaign, as far as these measures need it.
struct PlainCampaign: Sendable {
    var pool: Text?
    var channel: Text?
    var team: Text?
    var partner: Text?
    /// `cpc`, `cps`, `cpm`, `cpl`, `cpa` or `revenue_share`.
    var costModel: String?
    var price: ExactDecimal?
    /// What a lead is worth to a `leads` campaign.
    var leadValue: ExactDecimal?
}

/// The catalogue file, read from JSON text.
struct PlainCatalogue: Sendable {
    private(set) var campaigns: [Text: PlainCampaign] = [:]
    private(set) var channelKinds: [Text: String] = [:]
    private var channelsOnline: [Text: Bool] = [:]
    private var aliases: [Text: Text] = [:]

    init(_ text: String?) {
        guard let text else { return }
        guard let file = PlainJSON.parse(Array(text.utf8)) else {
            preconditionFailure("no catalogue: \(text)")
        }
        for (name, channel) in file["channels"]?.members ?? [:] {
            channelKinds[name] = channel["kind"]?.text?.string
            if case .bool(let isOnline)? = channel["online"] { channelsOnline[name] = isOnline }
            guard case .array(let names)? = channel["aliases"] else { continue }
            for alias in names.compactMap(\.text) { aliases[alias] = name }
        }
        for (name, object) in file["campaigns"]?.members ?? [:] {
            campaigns[name] = campaign(object)
        }
    }

    private func campaign(_ object: PlainJSON) -> PlainCampaign {
        let cost = object["cost"]
        return PlainCampaign(
            pool: object["pool"]?.text, channel: (object["channel"]?.text).map(withoutAlias),
            team: object["team"]?.text, partner: object["partner"]?.text,
            costModel: cost?["model"]?.text?.string,
            price: (cost?["price"]?.numberText).flatMap(ExactDecimal.init),
            leadValue: object["objective"]?.text == "leads"
                ? (object["lead_value"]?.numberText).flatMap(ExactDecimal.init) : nil)
    }

    /// "Aliases (`channels.NAME.aliases`) are replaced in events … and in campaigns".
    func withoutAlias(_ channel: Text) -> Text { aliases[channel] ?? channel }

    func campaign(_ name: Text?) -> PlainCampaign? { name.flatMap { campaigns[$0] } }

    /// "`kind` (communication, sales or both; else sales where listed in `sales_channels`, communication
    /// elsewhere)".
    func isSales(_ channel: Text, _ config: ReferenceConfig) -> Bool {
        if let kind = channelKinds[channel] { return kind == "sales" }
        return config.salesChannels.contains { Text($0) == channel }
    }

    /// "For a channel: `online` (else by `offline_channels`)".
    func isOnline(_ channel: Text, _ config: ReferenceConfig) -> Bool {
        channelsOnline[channel] ?? !config.isOffline(channel)
    }
}
