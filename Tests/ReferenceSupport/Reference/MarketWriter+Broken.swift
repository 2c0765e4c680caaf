/// Records that break a rule: each must become a dead letter, and nothing else.
extension MarketWriter {
    mutating func writeBroken() {
        let time = randomTime()
        let stream = random.pick(PlainStream.allCases)
        if random.chance(40) {
            writeBrokenText(stream, at: time)
        } else {
            writeBrokenField(stream, at: time)
        }
    }

    /// A valid event of each stream to start from.
    private mutating func validDraft(_ stream: PlainStream, at time: Int64) -> MarketDraft {
        serial += 1
        var draft = MarketDraft(stream: stream, time: time, fields: [("event_id", "\"broken-\(serial)\"")])
        draft.set("customer_id", "\"cust-1\"")
        switch stream {
        case .clicks: draft.set("campaign_id", "\"ads-search\"")
        case .beacons:
            draft.set("store_id", "\"store-1\"")
            draft.set("zone", "\"door\"")
        case .purchases:
            draft.set("order_id", "\"broken-\(serial)\"")
            draft.set("value", "10")
        case .unsubscribes: draft.set("channel", "\"email\"")
        }
        return draft
    }

    private mutating func writeBrokenText(_ stream: PlainStream, at time: Int64) {
        let line = Self.line(validDraft(stream, at: time), timeText: "\(time)")
        let open = Array(line.dropLast())
        let broken: [[UInt8]] = [
            Array(line.dropLast(Int(random.number(2...20)))), line + Array(" x".utf8), line + line,
            open + Array(#","n":007}"#.utf8), open + Array(#","n":NaN}"#.utf8),
            open + Array(#","n":1.}"#.utf8),
            open + Array(#","n":+1}"#.utf8), open + Array(#","s":"\ud800"}"#.utf8), open + Array(",}".utf8),
            open + Array(#","s":"\udc00\ud800"}"#.utf8), open + Array(#","\ud83d":1}"#.utf8),
            open + Array(",\"s\":\"a\u{1}b\"}".utf8), open + Array(",\"s\":\"".utf8) + [0xFF, 0x22, 0x7D],
            open + Array(#","s":"\x41"}"#.utf8), open + Array(#","t":True}"#.utf8),
            [0x5B] + line + [0x5D], Array("42".utf8), Array("\"event\"".utf8), Array("null".utf8),
        ]
        raw.append((stream, time, random.pick(broken)))
    }

    private mutating func writeBrokenField(_ stream: PlainStream, at time: Int64) {
        var draft = validDraft(stream, at: time)
        let (name, json) = random.pick(Self.common + (Self.byStream[stream] ?? []))
        var timeText: String? = "\(time)"
        if name == "event_time" { timeText = json } else { draft.set(name, json) }
        if name == "customer_id" { draft.set("anonymous_id", "\"unknown\"") }
        raw.append((stream, time, Self.line(draft, timeText: timeText)))
    }

    private static let tooLong = "\"" + String(repeating: "e", count: 129) + "\""

    /// Nil takes the field away.
    private static let common: [(String, String?)] = [
        ("event_id", nil), ("event_id", "null"), ("event_id", "5"), ("event_id", "\"\""),
        ("event_id", tooLong), ("event_time", nil), ("event_time", "1774000000000.5"),
        ("event_time", "1.774e12"), ("event_time", "\"2026-03-01 10:00\""), ("event_time", "946684799999"),
        ("event_time", "\"2026-03-01T10:00:00\""), ("event_time", "4102444800000"), ("event_time", "true"),
        ("event_time", "\"2026-02-29T10:00:00Z\""), ("event_time", "99999999999999999999"),
    ]

    private static let byStream: [PlainStream: [(String, String?)]] = [
        .clicks: [
            ("action", "\"fly\""), ("action", "7"), ("action", "\"\""), ("count", "0"), ("count", "1.0"),
            ("count", "1e3"), ("count", "\"5\""), ("count", "1000000001"), ("cost", "\"1.0000001\""),
            ("cost", "1000000000000.1"), ("cost", "true"), ("cost", "\"1e2\""), ("action", "\"cost\""),
            ("currency", "\"XXX\""), ("currency", "5"), ("cost", "1e400"),
        ],
        .beacons: [
            ("store_id", nil), ("zone", nil), ("zone", "3"), ("store_id", "\"\""), ("signal", "\"wave\""),
            ("signal", "1"), ("customer_id", "\"GUEST\""),
        ],
        .purchases: [
            ("order_id", nil), ("order_id", "12"), ("kind", "\"gift\""), ("kind", "[]"), ("value", nil),
            ("value", "-1"), ("value", "\"ten\""), ("value", "{}"), ("value", "1e13"), ("margin", "{}"),
            ("margin", "-1000000000001"), ("promised_at", "\"soon\""), ("promised_at", "1.5"),
            ("currency", "\"XXX\""), ("currency", "\"\""),
        ],
        .unsubscribes: [
            ("channel", nil), ("channel", "\"newsletter\""), ("channel", "1"), ("kind", "\"maybe\""),
            ("kind", "false"), ("customer_id", "\"undefined\""), ("customer_id", nil),
        ],
    ]
}
