/// What the rules of a market say about churn.
extension MarketSetting {
    /// CDNOW's own, many buyers of much, and a few who buy often and never leave.
    private static let lifetimes = [
        PlainLifetime(
            r: 0.2425929, alpha: 4.4135311, a: 0.7928863, b: 2.4257539, p: 6.2488025, q: 3.7445885,
            v: 15.4477481),
        PlainLifetime(r: 1.2, alpha: 0.9, a: 1.35, b: 6.5, p: 2.1, q: 2.9, v: 33.3),
        PlainLifetime(r: 3.4, alpha: 0.35, a: 0.12, b: 1.9, p: 14.5, q: 6.1, v: 5.25),
    ]

    /// One set, one for every pool, one for two pools only, or none.
    static func lifetime(_ options: RandomMarketOptions) -> PlainLifetimes {
        switch options.seed % 8 {
        case 0: .none
        case 1, 5: .one(lifetimes[0])
        case 2, 6:
            .byPool([
                "acme": lifetimes[0], "bolt": lifetimes[1], "extra": lifetimes[2], "default": lifetimes[1],
            ])
        case 3: .byPool(["acme": lifetimes[1], "default": lifetimes[2]])
        case 4: .one(lifetimes[2])
        default: .one(lifetimes[1])
        }
    }

    static func churn(_ random: inout SplitMix64) -> ChurnRules {
        ChurnRules(
            k: random.pick([nil, 25, 150.5, 3]),
            prior: random.pick([
                [:], ["email": 0.2, "push": 0.65, "hotline": 0.4, "loyalty": 0.8],
                ["sms": 0.5, "email": 0.75],
            ]),
            priorDefault: random.pick([0.1, 0.35]), prospectValue: random.pick([0, 4.25, 0.7531]),
            severity: random.pick([
                [:], ["app_uninstall": 0.85, "spam_complaint": 3.0], ["unsubscribe": 0.4],
            ]))
    }
}
