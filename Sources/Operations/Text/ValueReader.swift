internal import Mathematics
internal import Streaming

/// Turns nodes into typed values, and collects what is wrong with them.
///
/// Every function returns nil where the value is bad, after it has noted the problem, so that a reader goes on
/// and the user sees all problems at once.
struct ValueReader {
    private(set) var problems: [Problem] = []
    /// Names whose values must not be repeated in messages begin with one of these.
    private let secretPrefixes = ["kafka.options"]

    mutating func report(_ place: Place, _ message: String) { problems.append(Problem(place, message)) }

    mutating func report(_ node: Node, _ name: String, _ message: String) {
        // A flag's name is its place already.
        let isNamed = name.isEmpty || node.place.origin == .flag("--" + name)
        report(node.place, isNamed ? message : "\(name): \(message)")
    }

    mutating func add(_ others: [Problem]) { problems += others }

    /// The value in a message: what it is, and what it says unless that may be secret.
    private func described(_ node: Node, _ name: String) -> String {
        guard let text = node.scalarText, !text.isEmpty, !node.isNull,
            !secretPrefixes.contains(where: name.hasPrefix)
        else { return node.kind }
        return "\"\(text.prefix(40))\(text.count > 40 ? "…" : "")\""
    }

    private mutating func wrong(_ node: Node, _ name: String, _ expected: String) {
        let value = described(node, name)
        if case .scalar(let scalar) = node.content, scalar.style == .quoted {
            let bare = Node(.scalar(.init(text: scalar.text, style: .plain)), at: node.place)
            if bare.number != nil || bare.truth != nil {
                return report(node, name, "\(value) is text; write it without quotes")
            }
        }
        report(node, name, "\(value) is not \(expected)")
    }

    mutating func truth(_ node: Node, _ name: String) -> Bool? {
        if let truth = node.truth { return truth }
        wrong(node, name, "a truth value; write true or false")
        return nil
    }

    mutating func integer(_ node: Node, _ name: String, in range: ClosedRange<Int>) -> Int? {
        guard let number = node.number, !number.contains(where: { ".eE".contains($0) }),
            let value = Int(number)
        else {
            wrong(node, name, "a whole number; write one from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        guard range.contains(value) else {
            report(
                node, name,
                "\(value) is out of range; write a number from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return value
    }

    /// An exact decimal number between two whole ones.
    mutating func decimal(
        _ node: Node, _ name: String, in range: ClosedRange<Int64>, above exclusive: Bool = false
    ) -> Decimal? {
        guard let number = node.number else {
            wrong(node, name, "a number; write it like 0.92")
            return nil
        }
        guard let decimal = Decimal(number) else {
            report(node, name, "\(number.prefix(40)) has more than 18 digits; round it")
            return nil
        }
        let value = Int128(decimal.mantissa)
        let lower = Int128(range.lowerBound) * decimal.denominator
        let upper = Int128(range.upperBound) * decimal.denominator
        guard exclusive ? value > lower : value >= lower, value <= upper else {
            let limits =
                exclusive
                ? "above \(range.lowerBound) and up to \(range.upperBound)"
                : "from \(range.lowerBound) to \(range.upperBound)"
            report(node, name, "\(number) is out of range; write a number \(limits)")
            return nil
        }
        return decimal
    }

    /// An amount of money in millionths, 0 or more, half to even where there are more than six decimals.
    mutating func money(_ node: Node, _ name: String) -> Int64? {
        var node = node
        if case .scalar(let scalar) = node.content, scalar.style == .quoted, Node.isNumber(scalar.text) {
            guard Decimal(scalar.text)?.scale ?? 0 <= 6 else {
                report(node, name, "an amount in quotes has at most six decimals; round it")
                return nil
            }
            node.content = .scalar(.init(text: scalar.text, style: .plain))
        }
        return decimal(node, name, in: 0...(Money.largest / Money.unit)).map { Int64($0.times(Money.unit)) }
    }

    mutating func duration(
        _ node: Node, _ name: String, in range: ClosedRange<Milliseconds>
    ) -> Milliseconds? {
        guard let text = node.scalarText, let value = DurationText.parse(text) else {
            wrong(
                node, name, "a duration; write a whole number and a unit, such as 200ms, 30s, 10m, 24h or 7d")
            return nil
        }
        guard range.contains(value) else {
            report(
                node, name,
                "\(text) is out of range; write a duration from \(DurationText.text(range.lowerBound))"
                    + " to \(DurationText.text(range.upperBound))")
            return nil
        }
        return value
    }

    /// Text of 1 byte up to a limit.
    mutating func text(_ node: Node, _ name: String, limit: Int = 256) -> String? {
        guard let text = node.text else {
            let quoted = (node.number ?? node.truth.map(String.init)).map { "; write \"\($0)\" in quotes" }
            report(node, name, "\(described(node, name)) is not text\(quoted ?? "; write a word")")
            return nil
        }
        guard (1...limit).contains(text.utf8.count) else {
            report(
                node, name,
                text.isEmpty ? "empty text; write a word" : "longer than \(limit) bytes; shorten it")
            return nil
        }
        return text
    }

    /// One of some words.
    mutating func choice<Value>(_ node: Node, _ name: String, among choices: [(String, Value)]) -> Value? {
        if let text = node.scalarText, let choice = choices.first(where: { $0.0 == text }) {
            return choice.1
        }
        let words = choices.map(\.0)
        guard let text = node.text else {
            wrong(node, name, "one of \(words.joined(separator: ", "))")
            return nil
        }
        report(node, name, "\(described(node, name)) is unknown\(Suggestion.hint(for: text, among: words))")
        return nil
    }

    mutating func list(_ node: Node, _ name: String, limit: Int) -> [Node]? {
        guard case .sequence(let items) = node.content else {
            wrong(node, name, "a list; write it like [a, b], and [] for none")
            return nil
        }
        guard items.count <= limit else {
            report(node, name, "more than \(limit) entries")
            return nil
        }
        return items
    }

    /// A list of different texts.
    mutating func texts(_ node: Node, _ name: String, limit: Int = 1_000, length: Int = 256) -> [String]? {
        guard let items = list(node, name, limit: limit) else { return nil }
        var texts: [String] = []
        var seen: Set<String> = []
        for item in items {
            guard let text = text(item, name, limit: length) else { continue }
            if seen.insert(text).inserted {
                texts.append(text)
            } else {
                report(item, name, "\"\(text)\" is given twice; leave one of them out")
            }
        }
        return texts
    }

    /// The entries of a map whose keys are names.
    mutating func entries(_ node: Node, _ name: String) -> [Node.Entry]? {
        guard let entries = node.entries else {
            wrong(node, name, "a map; write it like {name: value}, and {} for none")
            return nil
        }
        return entries
    }

    /// The entries of a map whose keys are known, by key.
    mutating func fields(_ node: Node, _ name: String, known: [String]) -> [String: Node]? {
        guard let entries = entries(node, name) else { return nil }
        var fields: [String: Node] = [:]
        for entry in entries {
            if known.contains(entry.key) {
                fields[entry.key] = entry.value
            } else {
                let path = name.isEmpty ? "" : "\(name): "
                report(
                    entry.place,
                    "\(path)unknown key \"\(entry.key)\"\(Suggestion.hint(for: entry.key, among: known))")
            }
        }
        return fields
    }
}
