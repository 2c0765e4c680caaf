/// Compares what the engine printed with what the reference worked out.
///
/// Zero and absent measures are equal; a record missing on one side is a difference.
struct RecordDifference {
    private let expected: [RecordKey: [String: Int128]]
    private let found: [RecordKey: [String: Int128]]

    /// Without `countsEmptyRecords`, a record that is zero in every measure in scope is as good as absent: for
    /// an engine that also books facts the reference does not know yet.
    init(
        expected: [RecordKey: [String: Int128]], found: [RecordKey: [String: Int128]],
        countsEmptyRecords: Bool = ReferenceScope.countsEmptyRecords
    ) {
        func counts(_ key: RecordKey, _ measures: [String: Int128]) -> Bool {
            let inScope = ReferenceScope.measures[key.dimension] ?? []
            return countsEmptyRecords || inScope.contains { measures[$0, default: 0] != 0 }
        }
        self.expected = expected.filter { counts($0.key, $0.value) }
        self.found = found.filter { counts($0.key, $0.value) }
    }

    /// The first differences in scope, one line each; empty where the tables agree.
    func differences(limit: Int = 20) -> [String] {
        let keys = Set(expected.keys).union(found.keys)
        var differences: [(key: RecordKey, lines: [String])] = []
        for key in keys where ReferenceScope.measures[key.dimension] != nil {
            let lines = difference(at: key)
            if !lines.isEmpty { differences.append((key, lines)) }
        }
        let inOrder = differences.sorted { $0.key < $1.key }
        return Array(inOrder.flatMap(\.lines).prefix(limit))
    }

    private func difference(at key: RecordKey) -> [String] {
        guard let expected = expected[key] else { return ["\(key): not expected, \(shown(found[key]))"] }
        guard let found = found[key] else { return ["\(key): missing, expected \(shown(expected))"] }
        let measures = ReferenceScope.measures[key.dimension] ?? []
        return measures.filter { measure in
            let distance = expected[measure, default: 0] - found[measure, default: 0]
            return distance.magnitude > Self.tolerance(of: measure, expected[measure, default: 0])
        }.map { measure in
            "\(key): \(measure) is \(found[measure, default: 0]), expected \(expected[measure, default: 0])"
        }
    }

    /// Everything is exact but a share that is a quotient of binary fractions, and money that a model of
    /// lifetimes gives: 10^-9, the latter at least 5 millionths.
    private static func tolerance(of measure: String, _ expected: Int128) -> UInt128 {
        if measure == "credit.markov.share" { return UInt128(MarkovTally.unit / 1e9) }
        return NetValue.measures.contains(measure) ? NetValue.tolerance(of: expected) : 0
    }

    private func shown(_ measures: [String: Int128]?) -> String {
        let amounts = (measures ?? [:]).filter { $0.value != 0 }.sorted { $0.key < $1.key }
        return "{" + amounts.map { "\($0.key) \($0.value)" }.joined(separator: ", ") + "}"
    }

    /// The first printed rates that are not what their own record's measures give.
    static func rateDifferences(
        _ metrics: PrintedMetrics, expected: [RecordKey: [String: Int128]], limit: Int = 20
    ) -> [String] {
        var differences: [(key: RecordKey, lines: [String])] = []
        for (key, measures) in expected where metrics.records[key] != nil {
            let lines = rateDifferences(metrics, at: key, measures)
            if !lines.isEmpty { differences.append((key, lines)) }
        }
        let inOrder = differences.sorted { $0.key < $1.key }
        return Array(inOrder.flatMap(\.lines).prefix(limit))
    }

    /// "`rates` is always there at pool, campaign and channel, and where it is there, only null and 0 are left
    /// out".
    private static func rateDifferences(
        _ metrics: PrintedMetrics, at key: RecordKey, _ measures: [String: Int128]
    ) -> [String] {
        guard metrics.withRates.contains(key) else {
            return Rates.dimensions.contains(key.dimension) ? ["\(key): no rates"] : []
        }
        let exact = Rates.rates(of: measures, dimension: key.dimension)
        let printed = metrics.rates[key] ?? [:]
        return Rates.definitions(in: key.dimension).compactMap { definition in
            let (rate, text) = (exact[definition.rate], printed[definition.rate])
            return difference(rate, printed: text).map { "\(key): \(definition.rate) \($0)" }
        }
    }

    private static func difference(_ rate: ExactRate?, printed: String?) -> String? {
        guard let rate else { return printed.map { "is \($0), expected null" } }
        if rate.isPrinted(as: printed ?? "0") { return nil }
        return "is \(printed ?? "left out"), expected \(rate.numerator) / \(rate.denominator)"
    }
}
