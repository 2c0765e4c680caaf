internal import Marketing
internal import Mathematics
internal import Streaming

extension Valuation {
    /// The kinds of negative answers that have a severity.
    static let kinds = [
        "unsubscribe", "notification_block", "app_uninstall", "spam_complaint", "loyalty_exit",
    ]

    /// Reads the settings.
    init(_ settings: inout SettingReader) {
        self.init()
        readLifetimes(&settings)
        priorWeight = settings.optional("churn.k") { $0.reader.money($0.node($1), $1) ?? 1 }
        if priorWeight == 0 {
            settings.report(
                "churn.k", "0 leaves the share of a first order open; write an amount above 0, or null")
        }
        for entry in settings.entries("churn.prior") {
            priors[entry.key] = settings.reader.decimal(entry.value, "churn.prior.\(entry.key)", in: 0...1)
        }
        defaultPrior = settings.decimal("churn.prior_default", in: 0...1)
        prospectValue =
            settings.reader.money(settings.node("churn.prospect_value"), "churn.prospect_value") ?? 0
        for kind in Self.kinds {
            severities[kind] = settings.decimal("churn.severity.\(kind)", in: 0...100)
        }
    }

    private mutating func readLifetimes(_ settings: inout SettingReader) {
        let node = settings.node("lifetime")
        guard !node.isNull, let entries = settings.reader.entries(node, "lifetime") else { return }
        let isOneSet = entries.contains { entry in
            if case .scalar = entry.value.content { return true } else { return false }
        }
        if isOneSet {
            lifetime = Lifetime(&settings.reader, node, "lifetime")
        } else {
            for entry in entries {
                lifetimes[entry.key] = Lifetime(&settings.reader, entry.value, "lifetime.\(entry.key)")
            }
        }
    }
}

extension Valuation.Lifetime {
    private static let names = ["r", "alpha", "a", "b", "p", "q", "v"]

    /// Reads one set of parameters.
    init?(_ reader: inout ValueReader, _ node: Node, _ path: String) {
        guard let fields = reader.fields(node, path, known: Self.names) else { return nil }
        let missing = Self.names.filter { fields[$0] == nil }
        guard missing.isEmpty else {
            reader.report(
                node, path,
                "\(missing.joined(separator: ", ")) missing; write all of r, alpha, a, b, p, q and v"
                    + " (weir fit estimates them)")
            return nil
        }
        var values: [Decimal] = []
        for name in Self.names {
            guard let field = fields[name] else { return nil }
            let lower: Int64 = name == "q" ? 1 : 0
            guard
                let value = reader.decimal(field, "\(path).\(name)", in: lower...1_000_000_000, above: true)
            else { continue }
            values.append(value)
        }
        guard values.count == Self.names.count else { return nil }
        self.init(
            r: values[0], alpha: values[1], a: values[2], b: values[3], p: values[4], q: values[5],
            v: values[6])
        do throws(LifetimeProblem) { _ = try parameters() } catch {
            reader.report(node, path, "\(error) (weir fit estimates them)")
        }
    }
}
