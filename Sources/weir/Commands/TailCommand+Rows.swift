internal import FoundationEssentials

/// What a table shows of Weir's records: every member may be left out there.
struct TailContent: Decodable {
    var pool, dimension, key, id, type, severity, state, at, model: String?
    var window: Window?
    var final: Bool?
    var counts: [String: Double]?
    var money, rates: [String: Double?]?
    var subject: Subject?
    var evidence: Evidence?
    var campaigns: [Campaign]?
    var channel, profile, item: String?
    var value: Double?
    var valid_until: String?

    struct Window: Decodable {
        var size, start, end: String?
    }

    struct Subject: Decodable {
        var dimension, key: String?
    }

    struct Evidence: Decodable {
        var sentence: String?
    }

    struct Campaign: Decodable {
        var campaign, action, constraint, reason: String?
        var current, recommended: Double?
    }

    /// Nil where the bytes are no such record.
    init?(_ bytes: [UInt8]?) {
        guard let bytes, let content = try? JSONDecoder().decode(Self.self, from: Data(bytes)) else {
            return nil
        }
        self = content
    }
}

extension TailOutput {
    func columns(withPayload showsPayload: Bool) -> [TailTable.Column] {
        switch self {
        case .metrics:
            [
                .init(title: "from (UTC)", width: 16), .init(title: "size", width: 3),
                .init(title: "state", width: 5), .init(title: "pool", width: 8),
                .init(title: "dimension", width: 13), .init(title: "key", width: 24),
            ]
                + ["clicks", "orders", "value", "margin", "spend", "roas"].map {
                    .init(title: $0, width: $0 == "clicks" || $0 == "roas" ? 7 : 10, isFigure: true)
                }
        case .alerts:
            [
                .init(title: "at (UTC)", width: 16), .init(title: "state", width: 8),
                .init(title: "severity", width: 8), .init(title: "type", width: 16),
                .init(title: "pool", width: 8), .init(title: "subject", width: 24),
                .init(title: "evidence", width: 0, isOpen: true),
            ]
        case .budgetSignals:
            [
                .init(title: "at (UTC)", width: 16), .init(title: "pool", width: 8),
                .init(title: "campaign", width: 24), .init(title: "action", width: 6),
                .init(title: "current", width: 10, isFigure: true),
                .init(title: "recommended", width: 11, isFigure: true),
                .init(title: "constraint", width: 10), .init(title: "reason", width: 0, isOpen: true),
            ]
        case .offers:
            [
                .init(title: "at (UTC)", width: 16), .init(title: "type", width: 14),
                .init(title: "pool", width: 8), .init(title: "channel", width: 8),
                .init(title: "value", width: 6, isFigure: true),
                .init(title: "valid until (UTC)", width: 17),
            ]
        case .late, .dead:
            [
                .init(title: "time (UTC)", width: 19), .init(title: "code", width: 14),
                .init(title: "field", width: 12), .init(title: "stream", width: 12),
                .init(title: "place", width: 20),
            ] + (showsPayload ? [.init(title: "record", width: 0, isOpen: true)] : [])
        }
    }

    func rows(_ content: TailContent) -> [[String]] {
        switch self {
        case .metrics: content.window == nil ? [] : [content.metricRow]
        case .alerts: content.type == nil ? [] : [content.alertRow]
        case .budgetSignals: content.budgetRows
        case .offers: [content.offerRow]
        case .late, .dead: []
        }
    }

    /// A late or dead record by its headers, and itself as the last cell.
    func letter(_ record: KafkaRecord) -> [String] {
        let topic = record.header("weir.error.topic") ?? "-"
        let partition = record.header("weir.error.partition") ?? "-"
        let offset = record.header("weir.error.offset") ?? "-"
        return [
            TailContent.moment(record.header("weir.error.time"), seconds: true),
            record.header("weir.error.code") ?? "-", record.header("weir.error.field") ?? "-",
            record.header("weir.error.stream") ?? "-", "\(topic)[\(partition)]@\(offset)",
            String(decoding: record.value ?? [], as: UTF8.self),
        ]
    }
}

extension TailContent {
    fileprivate var metricRow: [String] {
        let figures = [
            counts?["clicks"].map { Self.plain($0) } ?? "0",
            counts?["orders"].map { Self.fixed($0, places: 1) } ?? "0.0",
            Self.fixed(money?["value"] ?? nil, places: 2), Self.fixed(money?["margin"] ?? nil, places: 2),
            Self.fixed(money?["spend"] ?? nil, places: 2),
            rates?["roas"].flatMap { $0 }.map { Self.fixed($0, places: 2) } ?? "-",
        ]
        return [
            Self.moment(window?.start), Self.size(window?.size), final == true ? "final" : "early",
            pool ?? "-", dimension ?? "-", key ?? "-",
        ] + figures
    }

    fileprivate var alertRow: [String] {
        [
            Self.moment(at), state ?? "-", severity ?? "-", type ?? "-", pool ?? "-",
            [subject?.dimension, subject?.key].compactMap { $0 }.joined(separator: " "),
            evidence?.sentence ?? "",
        ]
    }

    fileprivate var budgetRows: [[String]] {
        (campaigns ?? []).map { row in
            [
                Self.moment(at), pool ?? "-", row.campaign ?? "-", row.action ?? "-",
                Self.fixed(row.current, places: 2), Self.fixed(row.recommended, places: 2),
                row.constraint ?? "-", row.reason ?? "",
            ]
        }
    }

    /// Without the profile's hash: `--json` has it.
    fileprivate var offerRow: [String] {
        [
            Self.moment(at), type ?? "-", pool ?? "-", channel ?? "-", Self.fixed(value, places: 2),
            Self.moment(valid_until),
        ]
    }

    /// `2026-03-04 12:00` of an RFC 3339 time in UTC.
    static func moment(_ text: String?, seconds: Bool = false) -> String {
        guard let text, text.utf8.count >= 19 else { return text ?? "-" }
        return String(text.prefix(seconds ? 19 : 16)).replacing("T", with: " ")
    }

    /// `1h` of `PT1H`.
    private static func size(_ text: String?) -> String {
        text?.replacing("P", with: "").replacing("T", with: "").lowercased() ?? "-"
    }

    private static func plain(_ number: Double) -> String { fixed(number, places: 0) }

    /// A number that may be missing, which is 0.
    private static func fixed(_ number: Double?, places: Int) -> String {
        let number = number ?? 0
        guard number.magnitude < 1e25 else { return "\(number)" }
        return Figure.decimal(Int128(number * 1e6 + (number < 0 ? -0.5 : 0.5)), places: places)
    }
}
