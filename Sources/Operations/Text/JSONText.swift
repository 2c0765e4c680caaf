/// Reads JSON (RFC 8259) into the same nodes as YAML: libyaml knows no surrogate pairs, and JSON has no room
/// for YAML's liberties.
struct JSONText {
    private let bytes: [UInt8]
    private let origin: Origin
    private var index = 0
    private var line = 1
    private var column = 1

    /// Reads a text that is UTF-8 and holds exactly one value.
    static func parse(_ bytes: [UInt8], from origin: Origin) throws(Problem) -> Node {
        var reader = JSONText(bytes: bytes, origin: origin)
        reader.skipBlanks()
        let node = try reader.value(depth: 0)
        reader.skipBlanks()
        guard reader.index == bytes.count else {
            throw reader.problem("text after the value's end; leave it out")
        }
        return node
    }

    private init(bytes: [UInt8], origin: Origin) {
        self.bytes = bytes
        self.origin = origin
    }

    private var place: Place { Place(origin: origin, line: line, column: column) }
    private var next: UInt8? { index < bytes.count ? bytes[index] : nil }

    private func problem(_ message: String) -> Problem { Problem(place, "not JSON: \(message)") }

    private mutating func advance() {
        if bytes[index] == 0x0A {
            line += 1
            column = 1
        } else if index + 1 == bytes.count || bytes[index + 1] & 0xC0 != 0x80 {
            column += 1
        }
        index += 1
    }

    private mutating func skipBlanks() {
        while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { advance() }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        advance()
        return true
    }

    private mutating func value(depth: Int) throws(Problem) -> Node {
        guard depth <= YAMLText.largestDepth else {
            throw problem("nested deeper than \(YAMLText.largestDepth) levels")
        }
        let start = place
        switch next {
        case UInt8(ascii: "{"): return try object(depth: depth, at: start)
        case UInt8(ascii: "["): return try array(depth: depth, at: start)
        case UInt8(ascii: "\""):
            return Node(.scalar(.init(text: try string(), style: .quoted)), at: start)
        default: return Node(.scalar(.init(text: try word(), style: .plain)), at: start)
        }
    }

    private mutating func object(depth: Int, at start: Place) throws(Problem) -> Node {
        var entries = EntryList()
        advance()
        skipBlanks()
        if take("}") { return Node(.mapping([]), at: start) }
        while true {
            skipBlanks()
            let keyPlace = place
            guard next == UInt8(ascii: "\"") else { throw problem("a name in quotes was expected") }
            let key = try string()
            try entries.require(new: key, at: keyPlace)
            skipBlanks()
            guard take(":") else { throw problem("\":\" was expected") }
            skipBlanks()
            entries.append(.init(key: key, place: keyPlace, value: try value(depth: depth + 1)))
            skipBlanks()
            if take("}") { return Node(.mapping(entries.all), at: start) }
            guard take(",") else { throw problem("\",\" or \"}\" was expected") }
        }
    }

    private mutating func array(depth: Int, at start: Place) throws(Problem) -> Node {
        var items: [Node] = []
        advance()
        skipBlanks()
        if take("]") { return Node(.sequence([]), at: start) }
        while true {
            skipBlanks()
            items.append(try value(depth: depth + 1))
            skipBlanks()
            if take("]") { return Node(.sequence(items), at: start) }
            guard take(",") else { throw problem("\",\" or \"]\" was expected") }
        }
    }

    /// A number, `true`, `false` or `null`.
    private mutating func word() throws(Problem) -> String {
        let start = self
        var text: [UInt8] = []
        while let byte = next, ![0x20, 0x09, 0x0A, 0x0D, 0x2C, 0x5D, 0x7D].contains(byte) {
            text.append(byte)
            advance()
        }
        let word = String(decoding: text, as: UTF8.self)
        guard ["true", "false", "null"].contains(word) || Self.isStrictNumber(word) else {
            throw start.problem("a value was expected")
        }
        return word
    }

    private static func isStrictNumber(_ text: String) -> Bool {
        guard Node.isNumber(text), text.first != "+" else { return false }
        let digits = text.utf8.drop { $0 == UInt8(ascii: "-") }
        guard digits.first == UInt8(ascii: "0"), let second = digits.dropFirst().first else { return true }
        return !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(second)
    }

    private mutating func string() throws(Problem) -> String {
        var text: [UInt8] = []
        advance()
        while let byte = next {
            if take("\"") { return String(decoding: text, as: UTF8.self) }
            guard byte >= 0x20 else { throw problem("a control character in a string; write it as \\u00XX") }
            if take("\\") {
                try escape(into: &text)
            } else {
                text.append(byte)
                advance()
            }
        }
        throw problem("a string without end")
    }

    /// What stands behind a backslash, and what it means.
    private static let escapes: [UInt8: UInt8] = [
        0x22: 0x22, 0x5C: 0x5C, 0x2F: 0x2F, 0x62: 0x08, 0x66: 0x0C, 0x6E: 0x0A, 0x72: 0x0D, 0x74: 0x09,
    ]

    private mutating func escape(into text: inout [UInt8]) throws(Problem) {
        if let byte = next, let meaning = Self.escapes[byte] {
            text.append(meaning)
            return advance()
        }
        guard take("u") else { throw problem("an unknown escape") }
        var code = try fourDigits()
        if (0xD800..<0xDC00).contains(code), take("\\"), take("u") {
            let low = try fourDigits()
            guard (0xDC00..<0xE000).contains(low) else { throw problem("half a surrogate pair") }
            code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(code) else { throw problem("half a surrogate pair") }
        text.append(contentsOf: String(scalar).utf8)
    }

    private mutating func fourDigits() throws(Problem) -> UInt32 {
        guard index + 4 <= bytes.count else { throw problem("\\u takes four digits") }
        let digits = String(decoding: bytes[index..<index + 4], as: UTF8.self)
        guard digits.utf8.allSatisfy({ $0 != UInt8(ascii: "+") }), let code = UInt32(digits, radix: 16)
        else { throw problem("\\u takes four digits") }
        for _ in 0..<4 { advance() }
        return code
    }
}
