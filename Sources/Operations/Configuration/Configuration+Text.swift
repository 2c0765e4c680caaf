extension Configuration {
    /// Every key with its value and, as a comment, where it comes from; YAML that can be read back.
    ///
    /// Passwords and keys among `kafka.options` are shown as `***`.
    public var yaml: String {
        var lines: [String] = []
        var open: [Substring] = []
        for key in ConfigurationKey.all {
            guard let node = values[key.path] else { continue }
            let parts = key.path.split(separator: ".")
            let groups = Array(parts.dropLast())
            let shared = zip(open, groups).prefix { $0 == $1 }.count
            for depth in shared..<max(shared, groups.count) {
                lines.append("\(Self.indent(depth))\(groups[depth]):")
            }
            open = groups
            let depth = groups.count
            let name = "\(Self.indent(depth))\(parts[depth]):"
            if key.shape == .map, let entries = node.entries, !entries.isEmpty {
                lines.append(name)
                for entry in entries {
                    let value = Self.flow(shown(entry, of: key))
                    let word = Self.word(entry.key, isPlain: false)
                    lines.append(
                        "\(Self.indent(depth + 1))\(word): \(value)  # \(entry.value.place.origin.name)")
                }
            } else {
                lines.append("\(name) \(Self.flow(node))  # \(node.place.origin.name)")
            }
        }
        return lines.joined(separator: "\n")
    }

    /// The same as one JSON object by path: `{"lateness": {"value": "30s", "origin": "default"}, …}`.
    public var json: String {
        let members = ConfigurationKey.all.compactMap { key -> String? in
            guard let node = values[key.path] else { return nil }
            var value = Self.json(node)
            var origin = node.place.origin.name
            if key.shape == .map, let entries = node.entries {
                let members = entries.map { "\(Self.quoted($0.key)): \(Self.json(shown($0, of: key)))" }
                value = "{\(members.joined(separator: ", "))}"
                var origins: [String] = []
                for name in entries.map(\.value.place.origin.name) where !origins.contains(name) {
                    origins.append(name)
                }
                if !origins.isEmpty { origin = origins.joined(separator: ", ") }
            }
            return "  \(Self.quoted(key.path)): {\"value\": \(value), \"origin\": \(Self.quoted(origin))}"
        }
        return "{\n\(members.joined(separator: ",\n"))\n}"
    }

    /// An entry's value, or stars where it may be secret.
    private func shown(_ entry: Node.Entry, of key: ConfigurationKey) -> Node {
        guard key.path == "kafka.options", ConfigurationKey.isSecret(entry.key) else { return entry.value }
        return Node(.scalar(.init(text: "***", style: .quoted)), at: entry.value.place)
    }

    private static func indent(_ depth: Int) -> String { String(repeating: "  ", count: depth) }

    /// A value in YAML's flow style.
    private static func flow(_ node: Node) -> String {
        switch node.content {
        case .scalar(let scalar):
            if node.isNull { return "null" }
            return word(scalar.text, isPlain: scalar.style != .quoted)
        case .sequence(let items): return "[\(items.map(flow).joined(separator: ", "))]"
        case .mapping(let entries):
            return
                "{\(entries.map { "\(word($0.key, isPlain: true)): \(flow($0.value))" }.joined(separator: ", "))}"
        }
    }

    /// A word, in quotes where YAML would take it for something else or where it was in quotes for that.
    private static func word(_ text: String, isPlain: Bool) -> String {
        let isSimple =
            text.utf8.first.map { ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A || (0x30...0x39).contains($0) }
            ?? false
        let hasOnlyLetters = text.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || "._-/+".utf8.contains(byte)
        }
        let isNegative = isPlain && Node.isNumber(text)
        let bare = Node(.scalar(.init(text: text, style: .plain)), at: Place(origin: .builtIn))
        guard (isSimple && hasOnlyLetters && (isPlain || bare.text != nil)) || isNegative else {
            return quoted(text)
        }
        return text
    }

    private static func json(_ node: Node) -> String {
        switch node.content {
        case .scalar(let scalar):
            if node.isNull { return "null" }
            if let truth = node.truth { return String(truth) }
            if let number = node.number, isJSON(number) { return number }
            return quoted(scalar.text)
        case .sequence(let items): return "[\(items.map(json).joined(separator: ", "))]"
        case .mapping(let entries):
            return "{\(entries.map { "\(quoted($0.key)): \(json($0.value))" }.joined(separator: ", "))}"
        }
    }

    /// Whether a number is one in JSON, too: `007` and `+1` are not.
    private static func isJSON(_ number: String) -> Bool {
        (try? JSONText.parse(Array(number.utf8), from: .builtIn)) != nil
    }

    /// Text as JSON writes it, which YAML reads, too.
    static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let digits = String(scalar.value, radix: 16, uppercase: true)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
