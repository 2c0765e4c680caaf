/// Which pairs of dimension and measure some runs have reached with a figure other than zero.
struct Coverage {
    private var reached: [String: Set<String>] = [:]

    mutating func add(_ result: ReferenceResult) {
        for (key, measures) in result.records {
            for (measure, amount) in measures where amount != 0 {
                reached[key.dimension, default: []].insert(measure)
            }
        }
    }

    /// The pairs in scope that are zero everywhere, as `dimension measure`.
    var missing: [String] { missing(in: ReferenceScope.measures) }

    func missing(in area: ReferenceScope.Area) -> [String] {
        area.flatMap { dimension, measures in
            measures.filter { reached[dimension]?.contains($0) != true }.map { "\(dimension) \($0)" }
        }.sorted()
    }
}
