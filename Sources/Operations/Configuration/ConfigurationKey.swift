/// One key of the configuration: its path, its default, and what it means.
public struct ConfigurationKey: Sendable {
    /// The path, with dots: `kafka.bootstrap`.
    public let path: String
    /// The default as YAML.
    public let standard: String
    /// What it means, in a few words.
    public let summary: String
    /// How its value is written in a flag or a variable, and put together from several origins.
    let shape: Shape

    enum Shape: Sendable {
        /// A number, a truth value, a duration or one of some words.
        case scalar
        /// Text of the user's own, also where it looks like a number.
        case text
        /// A list: `[a, b]`, or `a,b` in a flag.
        case list
        /// A map with names of the user's own as keys; origins are put together entry by entry.
        case map
        /// A word or a map; the winning origin's value stands alone.
        case either
    }

    init(_ path: String, _ standard: String, _ summary: String, _ shape: Shape = .scalar) {
        self.path = path
        self.standard = standard
        self.summary = summary
        self.shape = shape
    }

    /// All keys, in the order of the reference.
    public static let all = numberKeys + runningKeys

    /// All keys by path.
    static let byPath = Dictionary(uniqueKeysWithValues: all.map { ($0.path, $0) })

    /// The environment variable of the key.
    public var variable: String { Self.variable(of: path) }

    /// `WEIR_` and the path in capitals, dots as underscores.
    static func variable(of path: String) -> String {
        "WEIR_" + path.uppercased().replacing(".", with: "_")
    }

    /// The names that may follow a path, in order: `bootstrap`, `options` after `kafka`; empty at a key.
    static func children(of group: String) -> [String] {
        let prefix = group.isEmpty ? "" : group + "."
        var children: [String] = []
        for key in all where key.path.hasPrefix(prefix) {
            let child = String(key.path.dropFirst(prefix.count).prefix { $0 != "." })
            if children.last != child { children.append(child) }
        }
        return children
    }

    /// The groups: paths that hold keys.
    static let groups: [String] = {
        var groups: [String] = []
        for key in all {
            let parts = key.path.split(separator: ".")
            for length in 1..<max(parts.count, 1) {
                let group = parts.prefix(length).joined(separator: ".")
                if !groups.contains(group) { groups.append(group) }
            }
        }
        return groups
    }()

    /// Whether a value of an entry of this key must not be shown (librdkafka's passwords and private keys).
    static func isSecret(_ option: String) -> Bool {
        let option = option.lowercased()
        return ["password", "secret", "pem", "oauthbearer", "token", "credential", "userinfo"].contains {
            option.contains($0)
        }
    }
}
