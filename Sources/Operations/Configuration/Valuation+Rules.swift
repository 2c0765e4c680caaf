internal import Events
internal import Marketing
internal import Mathematics

extension Valuation {
    /// The same as journeys need it.
    func rules(marginRate: Decimal) -> ChurnRules {
        var rules = ChurnRules()
        rules.model = lifetime.flatMap { Self.model($0, marginRate) }
        rules.models = lifetimes.compactMapValues { Self.model($0, marginRate) }
        rules.priorWeight = priorWeight
        rules.priors = priors
        rules.defaultPrior = defaultPrior
        rules.prospectValue = prospectValue
        for kind in AnswerKind.allCases {
            if let severity = severities[kind.name] { rules.severities[kind] = severity }
        }
        return rules
    }

    /// Nil only where the parameters were refused, and a problem says so.
    private static func model(_ lifetime: Lifetime, _ marginRate: Decimal) -> LifetimeModel? {
        guard let parameters = try? lifetime.parameters() else { return nil }
        return LifetimeModel(parameters, marginRate: marginRate)
    }
}
