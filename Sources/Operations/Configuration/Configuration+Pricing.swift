internal import Marketing
internal import Topology

extension Configuration {
    /// The pools that the configuration and its catalogue name, and in which churn cannot be priced: they have no
    /// `lifetime`.
    public var unpricedPools: [String] {
        guard valuation.lifetime == nil else { return [] }
        var pools = Set(settings.catalogue.campaigns.values.compactMap(\.pool))
        pools.formUnion(settings.catalogue.pools.keys)
        pools.insert(settings.journeys.defaultPool)
        return pools.subtracting(valuation.lifetimes.keys).sorted()
    }
}
