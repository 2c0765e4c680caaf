internal import Events

/// What is probably behind a dead letter, as far as its text shows it.
enum Cause: String, Hashable, Sendable {
    // The line.
    case csv, array, utf16
    case manyLines = "many_lines"
    case trailingComma = "trailing_comma"
    case byteOrderMark = "byte_order_mark"
    case singleQuotes = "single_quotes"
    case bareWord = "bare_word"
    case cutOff = "cut_off"
    // A time.
    case seconds, microseconds, nanoseconds
    case fractionOfSeconds = "fraction_of_seconds"
    case noOffset = "no_offset"
    case offsetForm = "offset_form"
    case dateOnly = "date_only"
    case otherOrder = "other_order"
    // A number, or a word.
    case comma, exponent, negative, number, capitals
    case currencySign = "currency_sign"
    case quotedNumber = "quoted_number"

    /// Finds the cause.
    ///
    /// - Parameters:
    ///   - letter: what the decoder says.
    ///   - line: the beginning and end of the line.
    ///   - value: what stands in the record for the field, where it was found.
    ///   - words: the words that the field may have.
    /// - Returns: the cause; nil where the code says all.
    static func of(_ letter: DeadLetter, line: LineEnds, value: String?, words: [String]) -> Cause? {
        switch letter.code {
        case .jsonSyntax: return line.cause
        case .notUTF8: return line.isUTF16 ? .utf16 : nil
        case .notAnObject: return line.first == UInt8(ascii: "[") ? .array : nil
        default: break
        }
        guard let field = letter.field, let value else { return nil }
        let text = value.hasPrefix("\"") ? String(value.dropFirst().dropLast()) : nil
        switch letter.code {
        case .wrongType, .numberRange, .timeAncient:
            if field == .eventTime || field == .promisedAt { return ofTime(number: value, text: text) }
            if let text, Double(text) != nil { return .quotedNumber }
            if value.hasPrefix("-") { return .negative }
            return letter.code == .wrongType && Double(value) != nil ? .number : nil
        case .timeSyntax: return ofTime(text: text ?? "")
        case .notDecimal: return ofAmount(text ?? "")
        case .enumUnknown: return words.contains((text ?? "").lowercased()) ? .capitals : nil
        case .currencyUnknown: return text.map { $0 != $0.uppercased() } == true ? .capitals : nil
        default: return nil
        }
    }

    /// A time given as a number: by its size it is told what it counts.
    private static func ofTime(number: String, text: String?) -> Cause? {
        guard text == nil, let count = Double(number) else { return nil }
        switch count {
        case 946_684_800..<4_102_444_800:
            return number.contains(".") ? .fractionOfSeconds : .seconds
        case 9e14..<5e15: return .microseconds
        case 9e17..<5e18: return .nanoseconds
        default: return nil
        }
    }

    private static func ofTime(text: String) -> Cause? {
        if Double(text) != nil { return .quotedNumber }
        let bytes = Array(text.utf8)
        func isDigit(_ place: Int) -> Bool { bytes.indices.contains(place) && bytes[place] &- 48 < 10 }
        guard (0..<4).allSatisfy(isDigit), bytes.count >= 10, bytes[4] == UInt8(ascii: "-") else {
            return bytes.first.map { $0 &- 48 < 10 } == true ? .otherOrder : nil
        }
        if bytes.count == 10 { return .dateOnly }
        guard bytes.count >= 16 else { return nil }
        let rest = text.dropFirst(16)
        return rest.contains("+") || rest.contains("-") || rest.contains("Z") || rest.contains(" ")
            ? .offsetForm : .noOffset
    }

    private static func ofAmount(_ text: String) -> Cause? {
        if text.contains(",") || text.contains("'") || text.contains(" ")
            || text.count(where: { $0 == "." }) > 1
        {
            return text.contains(where: \.isCurrencySymbol) ? .currencySign : .comma
        }
        if text.contains(where: \.isCurrencySymbol) { return .currencySign }
        if Double(text) != nil, text.lowercased().contains("e") { return .exponent }
        return text.contains(where: \.isLetter) ? .currencySign : nil
    }
}

/// The two ends of a line, which mostly show why it is no JSON.
struct LineEnds {
    private let head: [UInt8]
    private let tail: [UInt8]

    init(_ line: Span<UInt8>) {
        func bytes(_ range: Range<Int>) -> [UInt8] { range.map { line[$0] } }
        head = bytes(0..<min(line.count, 400))
        tail = bytes(max(0, line.count - 40)..<line.count).reversed().drop { $0 <= 0x20 }.reversed()
    }

    /// The first byte that is no blank.
    var first: UInt8? { head.first { $0 > 0x20 } }

    var isUTF16: Bool { head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF]) }

    /// The beginning as text.
    var text: String { String(decoding: head.drop { $0 <= 0x20 }, as: UTF8.self) }

    /// Whether a line begins as `"name":` does.
    private func isMember(_ text: ArraySlice<UInt8>) -> Bool {
        guard text.first == UInt8(ascii: "\""),
            let quote = text.dropFirst().firstIndex(of: UInt8(ascii: "\""))
        else { return false }
        return text[text.index(after: quote)...].first { $0 > 0x20 } == UInt8(ascii: ":")
    }

    var cause: Cause? {
        if head.starts(with: [0xEF, 0xBB, 0xBF]) { return .byteOrderMark }
        let text = head.drop { $0 <= 0x20 }
        guard let first = text.first, let last = tail.last else { return nil }
        if first == UInt8(ascii: "[") { return .array }
        if first != UInt8(ascii: "{") {
            if first == UInt8(ascii: "}") || first == UInt8(ascii: "]") || isMember(text) {
                return .manyLines
            }
            let separators: [UInt8] = [UInt8(ascii: ","), UInt8(ascii: ";"), 9]
            return text.contains(where: separators.contains) ? .csv : nil
        }
        if text.count == 1 { return .manyLines }
        if last == UInt8(ascii: ","), tail.dropLast().last == UInt8(ascii: "}") { return .trailingComma }
        if text.dropFirst().first(where: { $0 > 0x20 }) == UInt8(ascii: "'") { return .singleQuotes }
        if last != UInt8(ascii: "}") { return .cutOff }
        let words = ["NaN", "Infinity", "None", "True", "False", "undefined"]
        let string = String(decoding: text, as: UTF8.self)
        return words.contains { string.contains(":\($0)") || string.contains(": \($0)") } ? .bareWord : nil
    }
}
