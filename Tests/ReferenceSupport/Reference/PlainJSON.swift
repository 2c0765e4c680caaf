/// A JSON value that keeps a number's own text.
///
/// "Numbers of any length and duplicate names (the last counts) do not [break the record]".
indirect enum PlainJSON: Equatable, Sendable {
    case null
    case bool(Bool)
    case number(String)
    case string(Text)
    case array([PlainJSON])
    case object([Text: PlainJSON])

    /// The value of a line that holds exactly one valid JSON text, else nil.
    static func parse(_ bytes: [UInt8]) -> PlainJSON? {
        guard String(validating: bytes, as: UTF8.self) != nil else { return nil }
        var parser = PlainJSONParser(bytes: bytes)
        return try? parser.wholeText()
    }

    /// The member of that name where it is there and not null: "`null` is absent".
    subscript(name: String) -> PlainJSON? {
        guard case .object(let members) = self, let value = members[Text(name)], value != .null else {
            return nil
        }
        return value
    }

    var text: Text? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    var numberText: String? {
        guard case .number(let text) = self else { return nil }
        return text
    }

    var members: [Text: PlainJSON] {
        guard case .object(let members) = self else { return [:] }
        return members
    }
}

/// What breaks a JSON text, with the place.
struct PlainJSONError: Error {
    let position: Int
}

/// A strict RFC 8259 parser over one line.
///
/// "The whole record must be valid, also where nobody looks: trailing text, `007`, `NaN` and lone surrogates
/// break it".
struct PlainJSONParser {
    let bytes: [UInt8]
    var position = 0

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func wholeText() throws(PlainJSONError) -> PlainJSON {
        let value = try value()
        skipBlanks()
        guard position == bytes.count else { throw broken }
        return value
    }

    private var broken: PlainJSONError { PlainJSONError(position: position) }
    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipBlanks() {
        while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) {
            position += 1
        }
    }

    /// Steps over the byte where it is the next one.
    private mutating func takes(_ character: Character) -> Bool {
        guard next == character.asciiValue else { return false }
        position += 1
        return true
    }

    private mutating func value() throws(PlainJSONError) -> PlainJSON {
        skipBlanks()
        switch next {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", is: .bool(true))
        case UInt8(ascii: "f"): return try word("false", is: .bool(false))
        case UInt8(ascii: "n"): return try word("null", is: .null)
        default: return try number()
        }
    }

    private mutating func word(_ word: String, is value: PlainJSON) throws(PlainJSONError) -> PlainJSON {
        for character in word {
            guard takes(character) else { throw broken }
        }
        return value
    }

    private mutating func object() throws(PlainJSONError) -> PlainJSON {
        var members: [Text: PlainJSON] = [:]
        guard takes("{") else { throw broken }
        skipBlanks()
        if takes("}") { return .object(members) }
        while true {
            skipBlanks()
            let name = try string()
            skipBlanks()
            guard takes(":") else { throw broken }
            members[name] = try value()
            skipBlanks()
            if takes("}") { return .object(members) }
            guard takes(",") else { throw broken }
        }
    }

    private mutating func array() throws(PlainJSONError) -> PlainJSON {
        var elements: [PlainJSON] = []
        guard takes("[") else { throw broken }
        skipBlanks()
        if takes("]") { return .array(elements) }
        while true {
            elements.append(try value())
            skipBlanks()
            if takes("]") { return .array(elements) }
            guard takes(",") else { throw broken }
        }
    }

    private mutating func number() throws(PlainJSONError) -> PlainJSON {
        let start = position
        _ = takes("-")
        if !takes("0") { try digits() }
        if takes(".") { try digits() }
        if takes("e") || takes("E") {
            if !takes("+") { _ = takes("-") }
            try digits()
        }
        return .number(String(decoding: bytes[start..<position], as: UTF8.self))
    }

    /// One digit or more.
    private mutating func digits() throws(PlainJSONError) {
        let start = position
        while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
            position += 1
        }
        guard position > start else { throw broken }
    }

    private mutating func string() throws(PlainJSONError) -> Text {
        guard takes("\"") else { throw broken }
        var content: [UInt8] = []
        while let byte = next {
            guard byte >= 0x20 else { throw broken }
            position += 1
            if byte == UInt8(ascii: "\"") { return Text(bytes: content) }
            if byte == UInt8(ascii: "\\") {
                content += try escape()
            } else {
                content.append(byte)
            }
        }
        throw broken
    }

    private static let shortEscapes: [UInt8: UInt8] = [
        UInt8(ascii: "\""): 0x22, UInt8(ascii: "\\"): 0x5C, UInt8(ascii: "/"): 0x2F, UInt8(ascii: "b"): 0x08,
        UInt8(ascii: "f"): 0x0C, UInt8(ascii: "n"): 0x0A, UInt8(ascii: "r"): 0x0D, UInt8(ascii: "t"): 0x09,
    ]

    private mutating func escape() throws(PlainJSONError) -> [UInt8] {
        guard let byte = next else { throw broken }
        position += 1
        if let plain = Self.shortEscapes[byte] { return [plain] }
        guard byte == UInt8(ascii: "u") else { throw broken }
        var code = try fourHexadecimals()
        if (0xD800...0xDBFF).contains(code) {
            guard takes("\\"), takes("u") else { throw broken }
            let low = try fourHexadecimals()
            guard (0xDC00...0xDFFF).contains(low) else { throw broken }
            code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(code) else { throw broken }
        return Array(String(Character(scalar)).utf8)
    }

    private mutating func fourHexadecimals() throws(PlainJSONError) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw broken
            }
            code = code * 16 + UInt32(digit)
            position += 1
        }
        return code
    }
}
