extension MarketOptions {
    /// The catalogue of the market's campaigns, channels and pools, as JSON (SPEC 2).
    public var catalogueText: String {
        let table = CampaignTable(pools: pools)
        let campaigns = table.campaigns.indices.filter { table.campaigns[$0].isListed }
            .map { "    \"\(table.ids[$0])\": {\(entry(table.campaigns[$0], pool: Int(table.pools[$0])))}" }
        let budgets = Brand.all.prefix(pools).map { brand in
            "    \"\(brand.name)\": {\"amount\": \(brand.budget), \"period\": \"P30D\", "
                + "\"target\": {\"roi\": 0.4}}"
        }
        return """
            {
              "campaigns": {
            \(campaigns.joined(separator: ",\n"))
              },
              "channels": {
            \(Self.channels)
              },
              "pools": {
            \(budgets.joined(separator: ",\n"))
              }
            }

            """
    }

    private static let channels = """
            "email": {"online": true, "kind": "communication", "aliases": ["newsletter", "e-mail"]},
            "sms": {"online": true, "kind": "communication"},
            "push": {"online": true, "kind": "communication"},
            "search": {"online": true, "kind": "communication"},
            "social": {"online": true, "kind": "communication"},
            "display": {"online": true, "kind": "communication"},
            "affiliate": {"online": true, "kind": "communication"},
            "influencer": {"online": true, "kind": "communication"},
            "loyalty": {"online": true, "kind": "communication"},
            "direct_mail": {"online": false, "kind": "communication"},
            "radio": {"online": false, "kind": "communication"},
            "tv": {"online": false, "kind": "communication"},
            "print": {"online": false, "kind": "communication"},
            "store": {"online": false, "kind": "both"},
            "web": {"online": true, "kind": "sales"},
            "app": {"online": true, "kind": "sales"},
            "marketplace": {"online": true, "kind": "sales"},
            "call_center": {"online": false, "kind": "both", "aliases": ["call"]}
        """

    private func entry(_ campaign: Campaign, pool: Int) -> String {
        let brand = Brand.all[pool]
        var members = [
            "\"pool\": \"\(brand.name)\"", "\"channel\": \"\(campaign.channel)\"",
            "\"team\": \"\(campaign.team)\"",
        ]
        if let partner = campaign.partner { members.append("\"partner\": \"\(partner)\"") }
        if campaign.objective != "sales" { members.append("\"objective\": \"\(campaign.objective)\"") }
        if let leadValue = campaign.leadValue { members.append("\"lead_value\": \(leadValue)") }
        if let (model, price) = campaign.cost {
            members.append("\"cost\": {\"model\": \"\(model)\", \"price\": \(price)}")
        }
        if let (measure, figure) = campaign.target {
            members.append("\"target\": {\"\(measure)\": \(figure)}")
        }
        let amount = campaign.budget * brand.budget / Brand.all[0].budget
        members.append(
            "\"budget\": {\"amount\": \(amount), \"period\": \"P30D\", \"minimum\": \(amount / 10), "
                + "\"maximum\": \(amount * 2)\(campaign.isPinned ? ", \"pinned\": true" : "")}")
        members.append("\"start\": \"\(CalendarDate(at: start + TownClock.offset).text)\"")
        return members.joined(separator: ", ")
    }

    /// A configuration that reads the market's files, as YAML (SPEC 10).
    public var configText: String {
        """
        # The configuration of a synthetic market, written by `weir generate`.
        currency: EUR
        rates: {USD: 0.92, GBP: 1.17}
        default_pool: \(Brand.all[0].name)
        margin_rate: 0.35
        lateness: \(lateness % 1_000 == 0 ? "\(lateness / 1_000)s" : "\(lateness)ms")
        windows: {aligned: [1h, 1d], sliding: []}
        time_zone: Europe/Berlin
        visit: {gap: 10m, enter_gap: 4h, minimum_dwell: 60s, enter_rssi: -88, exit_rssi: -95}
        offline_channels: [store, tv, radio, print, direct_mail, call_center]
        # BG/NBD and Gamma-Gamma in weeks: what a customer who leaves would still have bought.
        lifetime: {r: 0.55, alpha: 7.2, a: 0.79, b: 2.43, p: 6.25, q: 3.74, v: 36.0}
        churn: {prospect_value: 15, prior: {email: 0.35, push: 0.15, sms: 0.1, app: 0.2, loyalty: 0.4}}
        catalogue: campaigns.json

        """
    }
}
