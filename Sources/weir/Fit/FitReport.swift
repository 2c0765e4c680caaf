internal import Fitting
internal import Marketing

/// What `weir fit` prints for people.
struct FitReport {
    /// A correlation of frequency and value beyond this makes the value model doubtful.
    static let strongCorrelation = 0.3

    /// What was read.
    struct Input {
        var lines = 0
        var orders = 0
        var dead = 0
        var guests = 0
        var repeated = 0
    }

    let input: Input
    let pools: [PoolFit]
    /// Whether one set of parameters holds for all pools.
    let isOneSet: Bool
    let currency: String

    /// Whether every pool was fitted.
    var isGood: Bool { pools.allSatisfy { if case .success = $0.outcome { true } else { false } } }

    var text: String {
        ([read] + pools.flatMap { paragraphs($0) } + [ending]).joined(separator: "\n\n")
    }

    private var read: String {
        var text = "\(Figure.grouped(input.lines)) lines, \(Figure.grouped(input.orders)) orders"
        if input.dead > 0 { text += "; \(Figure.grouped(input.dead)) no events (weir check says why)" }
        if input.repeated > 0 { text += "; \(Figure.grouped(input.repeated)) orders were there before" }
        if input.guests > 0 {
            text += "; \(Figure.grouped(input.guests)) of guests, who tell of no customer"
        }
        return text
    }

    private func paragraphs(_ pool: PoolFit) -> [String] {
        let weeks = Figure.real(Double(pool.days.upperBound - pool.days.lowerBound) / 7, places: 1)
        let title = """
            \(isOneSet ? "all pools" : "pool \(Excerpt.harmless(pool.pool))"): \
            \(Figure.grouped(pool.customers)) customers, \(Figure.grouped(pool.repeaters)) bought on more than one day; \
            \(Figure.day(pool.days.lowerBound)) to \(Figure.day(pool.days.upperBound)), \(weeks) weeks
            """
        switch pool.outcome {
        case .failure(let refusal): return [title + "\nrefused: " + refusal.sentences]
        case .success(let fit):
            return [title, parameters(fit)] + remarks(pool, fit) + comparison(pool.holdOut)
        }
    }

    private func parameters(_ fit: LifetimeFit) -> String {
        let rows = [(fit.buying, "BG/NBD"), (fit.value, "Gamma-Gamma")].flatMap { estimate, model in
            estimate.names.indices.map { index in
                [
                    estimate.names[index], model, Figure.significant(estimate.values[index]),
                    Figure.significant(estimate.standardErrors[index], 3),
                ]
            }
        }
        let table = TextTable(
            header: ["parameter", "model", "estimate", "standard error"], rows: rows, leading: 2, apart: 0)
        let (p, q, v) = (fit.parameters.p, fit.parameters.q, fit.parameters.v)
        return """
            \(table.text)

            log-likelihood  BG/NBD \(Figure.real(fit.buying.logLikelihood, places: 4)) \
            (nobody leaves: \(Figure.real(fit.stayingLogLikelihood, places: 4))), \
            Gamma-Gamma \(Figure.real(fit.value.logLikelihood, places: 4))
            mean order      \(Figure.real(p * v / (q - 1), places: 2)) \(currency)
            """
    }

    private func remarks(_ pool: PoolFit, _ fit: LifetimeFit) -> [String] {
        var lines: [String] = []
        for estimate in [fit.buying, fit.value] {
            for (index, name) in estimate.names.enumerated()
            where estimate.standardErrors[index] > estimate.values[index] {
                lines.append("note: \(name) is not known well; its standard error is larger than itself")
            }
        }
        if abs(pool.correlation) > Self.strongCorrelation {
            lines.append(
                "note: frequency and value go together (correlation \(Figure.significant(pool.correlation, 2))); "
                    + "the value model takes them as independent")
        }
        return lines.isEmpty ? [] : [lines.joined(separator: "\n")]
    }

    private func comparison(_ holdOut: Result<HoldOut, FitRefusal>?) -> [String] {
        switch holdOut {
        case nil: return []
        case .failure(let refusal): return ["No comparison: on the days before, " + refusal.sentences]
        case .success(let held):
            let last = held.rows.last?.frequency ?? 0
            var rows = held.rows.map { row in
                cells(
                    row.frequency == last && held.rows.count > 1 ? "\(row.frequency)+" : "\(row.frequency)",
                    row.customers, row.expected, row.actual)
            }
            let customers = held.rows.reduce(0) { $0 + $1.customers }
            rows.append(cells("all", customers, held.expected, held.actual))
            let table = TextTable(
                header: ["repeats", "customers", "expected", "actual", "expected each", "actual each"],
                rows: rows, leading: 1, apart: 1)
            return [
                """
                The last \(Figure.real(held.weeks, places: 1)) weeks held out: order days expected by a fit up to \
                \(Figure.day(held.calibrationEnd)), and actual ones
                \(table.text)
                """
            ]
        }
    }

    private func cells(_ name: String, _ customers: Int, _ expected: Double, _ actual: Int) -> [String] {
        let count = Double(max(1, customers))
        return [
            name, Figure.grouped(customers), Figure.real(expected, places: 1), Figure.grouped(actual),
            Figure.real(expected / count, places: 3), Figure.real(Double(actual) / count, places: 3),
        ]
    }

    private var ending: String {
        yaml.map { "For weir.yaml:\n\($0)" }
            ?? "No pool could be fitted: lifetime stays null, and churn has no price."
    }

    /// The configuration's lines; nil where no pool was fitted.
    var yaml: String? {
        let sets = pools.compactMap { pool -> (String, String)? in
            guard case .success(let fit) = pool.outcome else { return nil }
            return (pool.pool, Self.set(fit))
        }
        guard let first = sets.first else { return nil }
        // One set would hold for pools that were refused, too.
        if isOneSet || pools.count == 1 { return "lifetime: \(first.1)" }
        return (["lifetime:"] + sets.map { "  \(JSONLine.text($0.0)): \($0.1)" }).joined(separator: "\n")
    }

    private static func set(_ fit: LifetimeFit) -> String {
        let names = fit.buying.names + fit.value.names
        let values = fit.buying.values + fit.value.values
        return "{" + zip(names, values).map { "\($0): \(Figure.significant($1))" }.joined(separator: ", ")
            + "}"
    }
}
