/// The value of every key, put together from defaults, a file, the environment and flags, later ones first.
///
/// Each value keeps its place, so messages and `weir config show` know where it was said.
struct SettingLayers {
    private(set) var values: [String: Node] = [:]
    private(set) var reader = ValueReader()

    /// The built-in defaults.
    init() {
        for key in ConfigurationKey.all {
            guard let node = try? YAMLText.parse(Array(key.standard.utf8), from: .builtIn) else {
                preconditionFailure("the default of \(key.path) is YAML")
            }
            values[key.path] = node
        }
    }

    /// Adds what a file says.
    mutating func add(file: Node) { apply(file, at: "") }

    /// Adds what the environment says; variables that are empty or none of Weir's count as not set.
    mutating func add(environment: [String: String]) {
        let paths = ConfigurationKey.all.map(\.path) + ConfigurationKey.groups
        let known = Dictionary(uniqueKeysWithValues: paths.map { (ConfigurationKey.variable(of: $0), $0) })
        for (variable, text) in environment.sorted(by: { $0.key < $1.key })
        where variable.hasPrefix("WEIR_") && !text.isEmpty && !Self.isForOthers(variable) {
            let origin = Origin.environment(variable)
            if let path = known[variable] {
                apply(text, at: path, from: origin)
            } else if !Self.isServiceLink(variable),
                let near = Self.slip(variable, among: known.keys.sorted())
            {
                reader.report(Place(origin: origin), "no such key; did you mean \"\(near)\"?")
            }
        }
    }

    /// Adds what a flag says: a key, a group (`--lookback '{open: 1d}'`) or a map's entry (`--rates.USD 0.9`).
    mutating func add(flag path: String, _ text: String) {
        let origin = Origin.flag("--" + path)
        if let map = Self.map(holding: path) {
            let place = Place(origin: origin)
            let value = Node(.scalar(.init(text: text, style: .argument)), at: place)
            let name = String(path.dropFirst(map.count + 1))
            apply(Node(.mapping([.init(key: name, place: place, value: value)]), at: place), at: map)
        } else {
            apply(text, at: path, from: origin)
        }
    }

    /// Whether a flag of this name sets a key.
    static func isKnown(flag path: String) -> Bool {
        ConfigurationKey.byPath[path] != nil || ConfigurationKey.groups.contains(path)
            || map(holding: path) != nil
    }

    /// The map of which a path names an entry: `rates` for `rates.USD`.
    private static func map(holding path: String) -> String? {
        ConfigurationKey.all.first { key in
            key.shape == .map && path.hasPrefix(key.path + ".") && path.count > key.path.count + 1
        }?.path
    }

    /// The file's own variable, and those of the tests.
    private static func isForOthers(_ variable: String) -> Bool {
        variable == "WEIR_CONFIG" || variable.hasPrefix("WEIR_REFERENCE")
    }

    /// The variable that was probably meant: an environment holds much that is for others, so that only a slip
    /// of a letter or two is an error.
    private static func slip(_ variable: String, among known: [String]) -> String? {
        (known + ["WEIR_CONFIG"]).first {
            Suggestion.distance(Array(variable.utf8), Array($0.utf8)) <= 2
        }
    }

    /// Kubernetes sets `WEIR_PORT` and the like in every pod beside a service named weir.
    private static func isServiceLink(_ variable: String) -> Bool {
        variable.contains("_SERVICE_HOST") || variable.contains("_SERVICE_PORT")
            || variable.hasSuffix("_PORT") || variable.contains("_TCP") || variable.contains("_UDP")
    }

    private mutating func apply(_ text: String, at path: String, from origin: Origin) {
        do throws(Problem) {
            apply(
                try Self.node(text, for: ConfigurationKey.byPath[path]?.shape ?? .map, from: origin), at: path
            )
        } catch {
            reader.report(error.place, "\(path): \(error.message)")
        }
    }

    /// Text from a shell as a value: as it is, or YAML where a list or a map may stand.
    private static func node(
        _ text: String, for shape: ConfigurationKey.Shape, from origin: Origin
    ) throws(Problem) -> Node {
        let place = Place(origin: origin)
        let isFlow = text.hasPrefix("{") || text.hasPrefix("[")
        if isFlow, shape != .scalar, shape != .text {
            return try YAMLText.parse(Array(text.utf8), from: origin)
        }
        let isQuoted = shape == .text && text != "null"
        guard shape == .list, text != "null" else {
            return Node(.scalar(.init(text: text, style: isQuoted ? .quoted : .argument)), at: place)
        }
        let items = text.split(separator: ",").map { item in
            Node(.scalar(.init(text: item.trimmed, style: .quoted)), at: place)
        }
        return Node(.sequence(items), at: place)
    }

    private mutating func apply(_ node: Node, at path: String) {
        if let key = ConfigurationKey.byPath[path] {
            set(node, key)
        } else if let entries = node.entries {
            for entry in entries { apply(entry, in: path) }
        } else {
            let name = path.isEmpty ? "the configuration" : path
            reader.report(node.place, "\(name): \(node.kind) is not a map; write its keys below it")
        }
    }

    private mutating func apply(_ entry: Node.Entry, in group: String) {
        let path = group.isEmpty ? entry.key : "\(group).\(entry.key)"
        let children = ConfigurationKey.children(of: group)
        if children.contains(entry.key) { return apply(entry.value, at: path) }
        let place = group.isEmpty ? "" : "\(group): "
        if SettingLayers.isKnown(flag: path) {
            reader.report(
                entry.place,
                "\(place)\"\(entry.key)\" is a path; write its parts as maps, one below the other")
        } else {
            reader.report(
                entry.place,
                "\(place)unknown key \"\(entry.key)\"\(Suggestion.hint(for: entry.key, among: children))")
        }
    }

    private mutating func set(_ node: Node, _ key: ConfigurationKey) {
        guard key.shape == .map, let new = node.entries, let old = values[key.path]?.entries else {
            values[key.path] = node
            return
        }
        var entries = old
        for entry in new {
            entries.removeAll { $0.key == entry.key }
            entries.append(entry)
        }
        values[key.path] = Node(.mapping(entries), at: node.place)
    }
}

extension StringProtocol {
    /// Without blanks at either end.
    var trimmed: String {
        let blanks: Set<Character> = [" ", "\t", "\n", "\r", "\r\n"]
        let start = drop { blanks.contains($0) }
        let end = start.reversed().prefix { blanks.contains($0) }.count
        return String(start.dropLast(end))
    }
}
