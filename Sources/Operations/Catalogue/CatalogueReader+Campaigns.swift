internal import Marketing

extension CatalogueReader {
    private static let campaignKeys = [
        "pool", "channel", "team", "partner", "objective", "lead_value", "cost", "target", "budget", "start",
        "end", "status",
    ]

    /// Reads one campaign; `path` is empty where the campaign is the whole text.
    static func campaign(
        _ reader: inout ValueReader, _ node: Node, _ path: String, aliases: [String: String]
    ) -> Catalogue.Campaign? {
        func at(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
        guard let fields = reader.fields(node, path, known: campaignKeys) else { return nil }
        var campaign = Catalogue.Campaign()
        campaign.pool = fields["pool"].flatMap { reader.text($0, at("pool")) }
        if let channel = fields["channel"].flatMap({ reader.text($0, at("channel")) }) {
            campaign.channel = aliases[channel] ?? channel
        } else if fields["channel"] == nil {
            reader.report(node, at("channel"), "missing; name the channel that the campaign uses")
        }
        campaign.team = fields["team"].flatMap { reader.text($0, at("team")) }
        campaign.partner = fields["partner"].flatMap { reader.text($0, at("partner")) }
        let objectives = Catalogue.Objective.allCases.map { ($0.rawValue, $0) }
        campaign.objective =
            fields["objective"].flatMap { reader.choice($0, at("objective"), among: objectives) } ?? .sales
        campaign.leadValue = fields["lead_value"].flatMap { reader.money($0, at("lead_value")) }
        campaign.cost = fields["cost"].flatMap { cost(&reader, $0, at("cost")) }
        campaign.target = fields["target"].flatMap { target(&reader, $0, at("target")) }
        if let node = fields["budget"] {
            let keys = ["amount", "period", "minimum", "maximum", "pinned"]
            let parts = reader.fields(node, at("budget"), known: keys)
            campaign.budget = parts.flatMap { budget(&reader, node, $0, at("budget")) }
        }
        campaign.start = fields["start"].flatMap { date(&reader, $0, at("start")) }
        campaign.end = fields["end"].flatMap { date(&reader, $0, at("end")) }
        if let start = campaign.start, let end = campaign.end, let node = fields["end"], end < start {
            reader.report(node, at("end"), "before start; end is the last day")
        }
        let states = [("active", false), ("paused", true)]
        campaign.isPaused =
            fields["status"].flatMap { reader.choice($0, at("status"), among: states) } ?? false
        return campaign
    }

    private static func cost(
        _ reader: inout ValueReader, _ node: Node, _ path: String
    ) -> Catalogue.CostModel? {
        guard let fields = reader.fields(node, path, known: ["model", "price"]) else { return nil }
        guard let model = fields["model"], let price = fields["price"] else {
            reader.report(node, path, "a cost has a model and a price: {model: cpc, price: 0.25}")
            return nil
        }
        let kinds = Catalogue.CostModel.Kind.allCases.map { ($0.rawValue, $0) }
        let kind = reader.choice(model, "\(path).model", among: kinds)
        let limit: Int64 = kind == .revenueShare ? 1 : 1_000_000
        guard let price = reader.decimal(price, "\(path).price", in: 0...limit), let kind else { return nil }
        return .init(kind: kind, price: price)
    }

    /// Reads `{roas: 3.0}`: one measure and its figure.
    static func target(_ reader: inout ValueReader, _ node: Node, _ path: String) -> Catalogue.Target? {
        let measures = Catalogue.Target.Measure.allCases.map(\.rawValue)
        guard let fields = reader.fields(node, path, known: measures) else { return nil }
        guard let (name, value) = fields.first, fields.count == 1,
            let measure = Catalogue.Target.Measure(rawValue: name)
        else {
            if fields.count > 1 || node.entries?.isEmpty ?? false {
                reader.report(node, path, "a target is one measure and its figure: {roas: 3.0}")
            }
            return nil
        }
        let isReturn = measure == .roi || measure == .longROI
        let range = (isReturn ? -1 : 0)...Int64(1_000_000_000_000)
        return reader.decimal(value, "\(path).\(name)", in: range).map { .init(measure: measure, value: $0) }
    }

    /// Reads the parts of a budget out of a campaign's `budget` or a pool.
    static func budget(
        _ reader: inout ValueReader, _ node: Node, _ fields: [String: Node], _ path: String
    ) -> Catalogue.Budget? {
        guard let amount = fields["amount"], let period = fields["period"] else {
            reader.report(node, path, "a budget has an amount and a period: {amount: 9000, period: P30D}")
            return nil
        }
        let money = reader.money(amount, "\(path).amount")
        let length = self.period(&reader, period, "\(path).period")
        let minimum = fields["minimum"].flatMap { reader.money($0, "\(path).minimum") }
        let maximum = fields["maximum"].flatMap { reader.money($0, "\(path).maximum") }
        if let minimum, let maximum, let node = fields["minimum"], minimum > maximum {
            reader.report(node, "\(path).minimum", "above maximum")
        }
        let pinned = fields["pinned"].flatMap { reader.truth($0, "\(path).pinned") }
        guard let money, let length else { return nil }
        var budget = Catalogue.Budget(amount: money, period: length)
        (budget.minimum, budget.maximum, budget.isPinned) = (minimum, maximum, pinned ?? false)
        return budget
    }

    /// Reads `P7D` or `P1M`.
    private static func period(
        _ reader: inout ValueReader, _ node: Node, _ path: String
    ) -> Catalogue.Period? {
        guard let text = reader.text(node, path) else { return nil }
        if text == "P1M" { return .month }
        let digits = text.dropFirst().dropLast()
        if text.hasPrefix("P"), text.hasSuffix("D"), !digits.hasPrefix("+"), let days = Int(digits),
            (1...3_660).contains(days)
        {
            return .days(days)
        }
        reader.report(
            node, path,
            "\"\(text.prefix(40))\" is not a period; write whole days such as P1D, P7D or P30D, or P1M")
        return nil
    }

    /// Reads a day, as days since 1970-01-01.
    private static func date(_ reader: inout ValueReader, _ node: Node, _ path: String) -> Int? {
        guard let text = reader.text(node, path) else { return nil }
        guard let date = CivilDate(text), (2_000...2_100).contains(date.year) else {
            reader.report(
                node, path,
                "\"\(text.prefix(40))\" is not a day from 2000 to 2100; write it like 2026-03-01,"
                    + " or leave it out for no limit")
            return nil
        }
        return date.days
    }
}
