internal import Glibc
internal import Marketing
internal import Streaming

/// A value of a log line.
enum LogValue: Hashable, Sendable {
    case whole(Int64)
    /// Written with one decimal.
    case tenths(Double)
    /// Money, and the like: written with up to six decimals.
    case millionths(Int128)
    case flag(Bool)
    case text(LogText)
    case instant(Milliseconds)
    /// The length of a window, as outputs write it: `PT1H`.
    case length(Milliseconds)
    case list([Int64])

    /// The most numbers of a list that are shown: a line has a limit.
    static let longestList = 64

    /// Whether JSON puts quotes around it.
    private var isQuoted: Bool {
        switch self {
        case .text, .length: true
        case .instant(let time): Self.writable.contains(time)
        case .whole, .tenths, .millionths, .flag, .list: false
        }
    }

    /// The instants that RFC 3339 can write.
    private static let writable: ClosedRange<Milliseconds> = -62_135_596_800_000...253_402_300_799_999

    /// The value as a part of a sentence, and between the quotes of JSON.
    var bare: String {
        switch self {
        case .whole(let value): return "\(value)"
        case .tenths(let value): return Self.fixed(value)
        case .millionths(let value): return Self.written { $0.appendMillionths(value) }
        case .flag(let value): return "\(value)"
        case .text(let text): return text.escaped
        case .length(let value): return Self.written { $0.appendDuration(value) }
        case .list(let values):
            return "[" + values.prefix(Self.longestList).map { "\($0)" }.joined(separator: ",") + "]"
        case .instant(let time):
            guard Self.writable.contains(time) else { return "null" }
            return Self.written { $0.appendTime(time) }
        }
    }

    /// The value in JSON.
    var json: String { isQuoted ? "\"\(bare)\"" : bare }

    /// The value after a name and `=`: quoted only where it would not read as one word.
    var word: String {
        guard case .text(let text) = self, !text.isWord else { return bare }
        return json
    }

    /// One decimal; `null` for what is no number or has no decimal any more.
    private static func fixed(_ value: Double) -> String {
        guard value.magnitude < 1e14 else { return "null" }
        let tenths = Int64((value * 10).rounded())
        let (whole, rest) = tenths.magnitude.quotientAndRemainder(dividingBy: 10)
        return "\(tenths < 0 ? "-" : "")\(whole).\(rest)"
    }

    private static func written(_ write: (inout [UInt8]) -> Void) -> String {
        var bytes: [UInt8] = []
        write(&bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
