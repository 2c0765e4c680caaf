/// A value of a configuration or catalogue file, with its place: what YAML and JSON have in common.
///
/// Scalars keep their exact text, so a number never passes through binary floating point.
struct Node: Hashable, Sendable {
    /// What the value is.
    var content: Content
    /// Where it was written.
    var place: Place

    enum Content: Hashable, Sendable {
        case scalar(Scalar)
        case sequence([Node])
        case mapping([Entry])
    }

    struct Scalar: Hashable, Sendable {
        var text: String
        var style: Style
    }

    /// How a scalar was written decides what it may stand for.
    enum Style: Hashable, Sendable {
        /// Without quotes: may be a number, a truth value, null or text.
        case plain
        /// In quotes, or as a block: always text.
        case quoted
        /// In a flag or a variable, where quotes belong to the shell: whatever the key asks for.
        case argument
    }

    struct Entry: Hashable, Sendable {
        var key: String
        var place: Place
        var value: Node
    }

    init(_ content: Content, at place: Place) {
        self.content = content
        self.place = place
    }

    /// The entries of a mapping; an empty value counts as an empty mapping.
    var entries: [Entry]? {
        if case .mapping(let entries) = content { return entries }
        return isNull ? [] : nil
    }

    /// Whether this is YAML's or JSON's null.
    var isNull: Bool {
        guard case .scalar(let scalar) = content, scalar.style != .quoted else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.text)
    }

    /// The truth value, where it is one.
    var truth: Bool? {
        guard case .scalar(let scalar) = content, scalar.style != .quoted else { return nil }
        switch scalar.text {
        case "true", "True", "TRUE": return true
        case "false", "False", "FALSE": return false
        default: return nil
        }
    }

    /// The text of a number, where it is one as JSON writes it.
    var number: String? {
        guard case .scalar(let scalar) = content, scalar.style != .quoted else { return nil }
        return Node.isNumber(scalar.text) ? scalar.text : nil
    }

    /// The text, where it is text: quoted, or plain and nothing else.
    var text: String? {
        guard case .scalar(let scalar) = content else { return nil }
        switch scalar.style {
        case .quoted, .argument: return scalar.text
        case .plain: return isNull || truth != nil || number != nil ? nil : scalar.text
        }
    }

    /// The text of any scalar, as written.
    var scalarText: String? {
        guard case .scalar(let scalar) = content else { return nil }
        return scalar.text
    }

    /// What the value is, for messages.
    var kind: String {
        switch content {
        case .sequence: return "a list"
        case .mapping: return "a map"
        case .scalar:
            if isNull { return "empty" }
            if truth != nil { return "a truth value" }
            return number != nil ? "a number" : "text"
        }
    }

    /// Whether text is a number by JSON's grammar (leading zeros and a plus sign are let pass).
    static func isNumber(_ text: String) -> Bool {
        var bytes = text.utf8[...]
        func digits() -> Bool {
            let count = bytes.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }.count
            bytes = bytes.dropFirst(count)
            return count > 0
        }
        if bytes.first == UInt8(ascii: "-") || bytes.first == UInt8(ascii: "+") { bytes.removeFirst() }
        guard digits() else { return false }
        if bytes.first == UInt8(ascii: ".") {
            bytes.removeFirst()
            guard digits() else { return false }
        }
        if bytes.first == UInt8(ascii: "e") || bytes.first == UInt8(ascii: "E") {
            bytes.removeFirst()
            if bytes.first == UInt8(ascii: "-") || bytes.first == UInt8(ascii: "+") { bytes.removeFirst() }
            guard digits() else { return false }
        }
        return bytes.isEmpty
    }
}
