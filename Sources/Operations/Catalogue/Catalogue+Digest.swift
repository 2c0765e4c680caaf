internal import Marketing

extension Catalogue {
    /// Adds all that the catalogue says to the text of the digest.
    func add(to text: inout CanonicalText) {
        text.add("channels", channels) { text, path, channel in
            text.add("\(path)online", channel.online.map { $0 ? 1 : 0 })
            text.add("\(path)kind", channel.kind?.rawValue)
            text.add("\(path)aliases", set: channel.aliases)
        }
        text.add("campaigns", campaigns) { text, path, campaign in campaign.add(to: &text, path) }
        text.add("pools", pools) { text, path, pool in
            pool.budget?.add(to: &text, path)
            pool.target?.add(to: &text, path)
        }
    }
}

extension Catalogue.Campaign {
    fileprivate func add(to text: inout CanonicalText, _ path: String) {
        text.add("\(path)pool", pool)
        text.add("\(path)channel", channel)
        text.add("\(path)team", team)
        text.add("\(path)partner", partner)
        text.add("\(path)objective", objective.rawValue)
        text.add("\(path)lead_value", leadValue)
        if let cost {
            text.add("\(path)cost.model", cost.kind.rawValue)
            text.add("\(path)cost.price", cost.price)
        }
        target?.add(to: &text, path)
        budget?.add(to: &text, path)
        text.add("\(path)start", start)
        text.add("\(path)end", end)
        text.add("\(path)paused", isPaused)
    }
}

extension Catalogue.Target {
    fileprivate func add(to text: inout CanonicalText, _ path: String) {
        text.add("\(path)target.\(measure.rawValue)", value)
    }
}

extension Catalogue.Budget {
    fileprivate func add(to text: inout CanonicalText, _ path: String) {
        text.add("\(path)budget.amount", amount)
        switch period {
        case .days(let days): text.add("\(path)budget.days", days)
        case .month: text.add("\(path)budget.days", "month")
        }
        text.add("\(path)budget.minimum", minimum)
        text.add("\(path)budget.maximum", maximum)
        text.add("\(path)budget.pinned", isPinned)
    }
}
