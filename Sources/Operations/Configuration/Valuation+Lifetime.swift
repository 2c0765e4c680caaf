public import Marketing
internal import Mathematics

extension Valuation.Lifetime {
    /// The same as the models need it.
    ///
    /// - Throws: why these describe no customers; never after the configuration was read.
    public func parameters() throws(LifetimeProblem) -> LifetimeParameters {
        try LifetimeParameters(
            r: r.real, alpha: alpha.real, a: a.real, b: b.real, p: p.real, q: q.real, v: v.real)
    }
}
