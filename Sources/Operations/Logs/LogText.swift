/// Text in a log line: escaped and cut when it is made, so that nothing can print it otherwise.
///
/// A name may come from an event, and so from anyone. What could start a new line, colour a terminal, or turn
/// the direction of writing is written as `\u001b`; the same form stands in JSON and in text.
struct LogText: Hashable, Sendable {
    /// The most bytes of one value, escapes included: a name that long tells no more.
    static let largest = 256
    /// Stands for a name that is none.
    static let unfit = "invalid"

    /// The text as it stands between the quotes of JSON.
    let escaped: String

    /// A name that a person gave to a thing of the business: a pool, a campaign.
    init(business name: String) { escaped = Self.escape(name) }

    /// A name of a machine's making (a topic, a version, an error's name), nothing of it where it is no name.
    ///
    /// The letters are those of topics in Kafka: a payload, a path or an address has others.
    init(name: String) {
        let isName = !name.isEmpty && name.utf8.count <= Self.largest && name.utf8.allSatisfy(Self.isOfName)
        escaped = isName ? name : Self.unfit
    }

    /// A word of a closed set.
    init(_ word: some RawRepresentable<String>) { self.init(name: word.rawValue) }

    /// The lowest bits of a number, as hexadecimal digits.
    init(hex value: UInt64, digits: Int) {
        let text = String(value, radix: 16)
        escaped = String(repeating: "0", count: max(0, digits - text.utf8.count)) + text.suffix(digits)
    }

    /// Whether it reads as one word without quotes.
    var isWord: Bool {
        !escaped.isEmpty && escaped.utf8.allSatisfy { $0 > 0x20 && $0 != UInt8(ascii: "=") }
            && !escaped.contains("\"") && !escaped.contains("\\")
    }

    private static func isOfName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    private static func escape(_ text: String) -> String {
        let mark = "…"
        var result = ""
        var cut = result.endIndex
        for scalar in text.unicodeScalars {
            if result.utf8.count + mark.utf8.count <= largest { cut = result.endIndex }
            result += escape(scalar)
            if result.utf8.count > largest { return result[..<cut] + mark }
        }
        return result
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\"": return "\\\""
        case "\\": return "\\\\"
        default: break
        }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
            return String(scalar).utf16.map { "\\u" + LogText(hex: UInt64($0), digits: 4).escaped }.joined()
        default: return String(scalar)
        }
    }
}
