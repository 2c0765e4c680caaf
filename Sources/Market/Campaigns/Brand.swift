/// A brand: a pool of budget, and the campaigns that it can pay for.
struct Brand {
    var name: String
    /// How many of 1000 people know it best, as long as all brands are there.
    var share: UInt16
    /// Budget per 30 days, in the reporting currency.
    var budget: Int

    static let all = [
        Brand(name: "acme", share: 700, budget: 27_000),
        Brand(name: "boreal", share: 300, budget: 12_000),
        Brand(name: "cirrus", share: 200, budget: 8_000),
        Brand(name: "delta", share: 100, budget: 5_000),
    ]
}
