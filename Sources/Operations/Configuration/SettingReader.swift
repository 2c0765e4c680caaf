internal import Mathematics
internal import Streaming

/// Reads keys into typed settings; a bad value is noted, and the range's lower end stands in for it.
struct SettingReader {
    let values: [String: Node]
    var reader = ValueReader()

    /// The value of a key; every key has one, a default at least.
    func node(_ path: String) -> Node {
        guard let node = values[path] else { preconditionFailure("no such key: \(path)") }
        return node
    }

    mutating func report(_ path: String, _ message: String) { reader.report(node(path), path, message) }

    /// Reports that two keys do not go together, at the one that somebody wrote.
    mutating func report(_ path: String, with other: String, _ message: String) {
        guard isSound(path), isSound(other) else { return }
        let isAtOther = node(path).place.origin == .builtIn && node(other).place.origin != .builtIn
        reader.report(node(isAtOther ? other : path).place, "\(path): \(message)")
    }

    /// Whether nothing is wrong with a key's value by itself.
    func isSound(_ path: String) -> Bool {
        let place = node(path).place
        return place.origin == .builtIn || !reader.problems.contains { $0.place == place }
    }

    mutating func truth(_ path: String) -> Bool { reader.truth(node(path), path) ?? false }

    mutating func integer(_ path: String, in range: ClosedRange<Int>) -> Int {
        reader.integer(node(path), path, in: range) ?? range.lowerBound
    }

    mutating func duration(_ path: String, in range: ClosedRange<Milliseconds>) -> Milliseconds {
        reader.duration(node(path), path, in: range) ?? range.lowerBound
    }

    mutating func decimal(_ path: String, in range: ClosedRange<Int64>) -> Decimal {
        reader.decimal(node(path), path, in: range) ?? .zero
    }

    mutating func text(_ path: String, limit: Int = 256) -> String {
        reader.text(node(path), path, limit: limit) ?? ""
    }

    mutating func texts(_ path: String, limit: Int = 1_000) -> [String] {
        reader.texts(node(path), path, limit: limit) ?? []
    }

    /// The entries of a map, their keys taken as names of 1 to 256 bytes.
    mutating func entries(_ path: String) -> [Node.Entry] {
        let entries = reader.entries(node(path), path) ?? []
        return entries.filter { entry in
            guard (1...256).contains(entry.key.utf8.count) else {
                reader.report(entry.place, "\(path): a name has 1 to 256 bytes")
                return false
            }
            return true
        }
    }

    /// A value that may be null.
    mutating func optional<Value>(
        _ path: String, _ read: (inout SettingReader, String) -> Value
    ) -> Value? {
        node(path).isNull ? nil : read(&self, path)
    }
}

extension Node {
    /// Whether the value is a certain word, such as `never`.
    func isWord(_ word: String) -> Bool { scalarText == word }
}

extension SettingReader {
    /// A path to a file; a relative one in a configuration file is relative to that file.
    mutating func path(_ key: String) -> String {
        let path = text(key, limit: 4_096)
        guard case .file(let file) = node(key).place.origin, !path.hasPrefix("/"),
            let slash = file.lastIndex(of: "/")
        else { return path }
        return String(file[...slash]) + path
    }
}
