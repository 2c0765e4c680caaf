internal import FoundationEssentials
internal import Streaming

/// A line of `churn-events.jsonl`, as far as it is looked at.
// Members are named as they are written.
// swift-format-ignore: AlwaysUseLowerCamelCase
struct ChurnRecord: Decodable {
    let at: String
    let pool: String
    let kind: String
    let channel: String
    let profile: String?
    let orders: Int
    let recency_days: Int
    let age_days: Int
    let n: Int
    let residual: Amount?
    let share: Double?
    let severity: Double?
    let cost: Amount?
    let campaigns: [Part]

    /// Whom a part is blamed on.
    struct Part: Decodable {
        let pool: String
        let campaign: String
        let cost: Amount?
    }

    /// Whether somebody came back.
    var isReturn: Bool { kind == "resubscribe" }

    /// The UTC day; nil where `at` is no time.
    var day: Int32? { MetricTime.read(at).map { Int32(clamping: $0 / .day) } }

    /// The hash of the profile's id; nil where it is withheld.
    var hash: Hash128? {
        guard let profile, profile.utf8.count == 32, let high = UInt64(profile.prefix(16), radix: 16),
            let low = UInt64(profile.suffix(16), radix: 16)
        else { return nil }
        return Hash128(high: high, low: low)
    }

    /// The beginning of the hash, enough to tell lines of one person apart.
    var shortProfile: String { profile.map { String($0.prefix(8)) } ?? "-" }
}

/// An amount or a fractional count in millionths, read as decimal text: no binary fraction on the way.
struct Amount: Decodable, Hashable {
    let millionths: Int128

    init(_ millionths: Int128) { self.millionths = millionths }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let scaled = try container.decode(Decimal.self) * 1_000_000
        guard let millionths = Int128(scaled.description) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "more than six decimals, or too large")
        }
        self.millionths = millionths
    }
}
