/// Says whether bytes are a JSON text of RFC 8259, byte by byte: slow, plain, and written without a look at the
/// product's parser.
struct JSONValidator {
    /// What the last value of a member is.
    enum Kind {
        /// Or no such member.
        case null
        case string
        case other
    }

    /// What is said of bytes.
    struct Judgement {
        /// Valid as SPEC 2 asks: grammar, UTF-8, no lone surrogate, at most 1023 levels and 8 MiB.
        var isValid = false
        var isObject = false
        /// Of the object's own member `event_id`.
        var eventID = Kind.null
        /// A name of the object has an escape, and may be any.
        var hasEscapedNames = false
    }

    private let bytes: [UInt8]
    private var position = 0
    private var judgement = Judgement()

    private static let deepest = 1_023
    private static let largest = 8 << 20

    static func judge(_ bytes: [UInt8]) -> Judgement {
        var validator = JSONValidator(bytes: bytes)
        validator.skipBlanks()
        validator.judgement.isObject = validator.peek == UInt8(ascii: "{")
        guard bytes.count <= largest, isUTF8(bytes), validator.value(depth: 0) != nil else {
            return validator.judgement
        }
        validator.skipBlanks()
        validator.judgement.isValid = validator.position == bytes.count
        return validator.judgement
    }

    static func isUTF8(_ bytes: [UInt8]) -> Bool { String(validating: bytes, as: UTF8.self) != nil }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard peek == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func skipBlanks() {
        while let byte = peek, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { position += 1 }
    }

    private mutating func value(depth: Int) -> Kind? {
        switch peek {
        case UInt8(ascii: "{"): object(depth: depth + 1) ? .other : nil
        case UInt8(ascii: "["): array(depth: depth + 1) ? .other : nil
        case UInt8(ascii: "\""): string() == nil ? nil : .string
        case UInt8(ascii: "t"): word("true") ? .other : nil
        case UInt8(ascii: "f"): word("false") ? .other : nil
        case UInt8(ascii: "n"): word("null") ? .null : nil
        default: number() ? .other : nil
        }
    }

    private mutating func object(depth: Int) -> Bool {
        guard depth <= Self.deepest, skip("{") else { return false }
        skipBlanks()
        if skip("}") { return true }
        repeat {
            skipBlanks()
            guard let name = string() else { return false }
            skipBlanks()
            guard skip(":") else { return false }
            skipBlanks()
            guard let kind = value(depth: depth) else { return false }
            if depth == 1 { note(name, kind) }
            skipBlanks()
        } while skip(",")
        return skip("}")
    }

    private mutating func note(_ name: Range<Int>, _ kind: Kind) {
        let text = bytes[name]
        if text.contains(UInt8(ascii: "\\")) { judgement.hasEscapedNames = true }
        if text.elementsEqual("event_id".utf8) { judgement.eventID = kind }
    }

    private mutating func array(depth: Int) -> Bool {
        guard depth <= Self.deepest, skip("[") else { return false }
        skipBlanks()
        if skip("]") { return true }
        repeat {
            skipBlanks()
            guard value(depth: depth) != nil else { return false }
            skipBlanks()
        } while skip(",")
        return skip("]")
    }

    private mutating func word(_ text: StaticString) -> Bool {
        for character in text.description.unicodeScalars where !skip(character) { return false }
        return true
    }

    private mutating func number() -> Bool {
        _ = skip("-")
        if !skip("0") { guard digits() else { return false } }
        if skip(".") { guard digits() else { return false } }
        if skip("e") || skip("E") {
            if !skip("+") { _ = skip("-") }
            guard digits() else { return false }
        }
        return true
    }

    /// At least one.
    private mutating func digits() -> Bool {
        let start = position
        while let byte = peek, byte >= 0x30, byte <= 0x39 { position += 1 }
        return position > start
    }

    /// Where its text stands, between the quotes; nil where it is malformed.
    private mutating func string() -> Range<Int>? {
        guard skip("\"") else { return nil }
        let start = position
        while let byte = peek {
            position += 1
            if byte == UInt8(ascii: "\"") { return start..<position - 1 }
            if byte < 0x20 { return nil }
            if byte == UInt8(ascii: "\\"), !escape() { return nil }
        }
        return nil
    }

    /// What follows a backslash; both halves of a surrogate pair.
    private mutating func escape() -> Bool {
        guard let byte = peek else { return false }
        position += 1
        guard byte == UInt8(ascii: "u") else { return "\"\\/bfnrt".utf8.contains(byte) }
        guard let unit = unit() else { return false }
        if (0xDC00...0xDFFF).contains(unit) { return false }
        guard (0xD800...0xDBFF).contains(unit) else { return true }
        guard skip("\\"), skip("u"), let low = self.unit() else { return false }
        return (0xDC00...0xDFFF).contains(low)
    }

    /// Four hexadecimal digits.
    private mutating func unit() -> UInt32? {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80
            else { return nil }
            unit = unit << 4 | UInt32(digit)
            position += 1
        }
        return unit
    }
}
