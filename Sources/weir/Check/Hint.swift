internal import Events
internal import Operations
internal import Streaming

/// One line that says what to do about a dead letter.
struct Hint {
    let letter: DeadLetter
    let cause: Cause?
    let stream: Stream
    /// The values that were most often in the way.
    var values: [String] = []
    /// A name in these records that is likely to be the missing field's.
    var misspelling: String?

    private var field: String { letter.field?.name ?? "" }

    var text: String {
        if let cause, let text = Self.byCause[cause] { return text }
        if letter.code == .missingField { return missing }
        if let cause, let text = self.text(of: cause) { return text }
        switch letter.code {
        case .wrongType: return wrongType
        case .enumUnknown: return unknownWord
        case .numberRange: return range
        case .currencyUnknown:
            let name = values.first ?? "USD"
            return
                "add its rate, one \(name) in the reporting currency: --rates.\(name) 0.92, or rates in --config"
        default: return Self.byCode[letter.code] ?? "see docs/dead-letters.md"
        }
    }

    private static let byCode: [DeadLetterCode: String] = [
        .jsonSyntax: "one JSON object per line: let jq -c or a JSON library write it",
        .notUTF8: "encode it as UTF-8: iconv -f latin1 -t utf-8 FILE",
        .loneSurrogate: "text was cut within an emoji: cut by characters, not by UTF-16 units",
        .depthExceeded: "no event is nested so deeply: look for a loop in what writes it",
        .sizeExceeded: "leave out what Weir does not read: a line has at most 8 MiB",
        .notAnObject: "each line is one object: {…}",
        .empty: "leave the field out, or give it a value",
        .tooLong: "shorten it: event_id has at most 128 bytes, all others 256; a hash of it will do",
        .notDecimal: "write it as 1234.50: digits, a point, at most six decimals",
        .timeSyntax: "write it as 2026-03-01T10:00:00+01:00, or as milliseconds since 1970",
        .timeAncient: "before 2000-01-01: a clock that is not set, or not milliseconds since 1970",
        .timeFuture:
            "ahead of now: is local time written as UTC (Z)? Does a clock run fast (max_future_skew)?",
    ]

    private static let byCause: [Cause: String] = [
        .csv: "this looks like CSV: turn it into JSON lines, as docs/your-data.md shows",
        .array: "one object per line, not an array of them: jq -c '.[]' FILE",
        .utf16: "this is UTF-16: iconv -f utf-16 -t utf-8 FILE",
        .manyLines: "a record goes over several lines: jq -c . FILE (of an array: jq -c '.[]' FILE)",
        .trailingComma: "leave out the comma at the end of each line",
        .byteOrderMark: "leave out the byte order mark: sed -i '1s/^\\xEF\\xBB\\xBF//' FILE",
        .singleQuotes: "this is a Python dict, not JSON: write it with json.dumps",
        .bareWord: "NaN, None, True are no JSON: leave the field out, or write null, true, false",
        .cutOff: "the line is cut off: was the file still being written, or split by size?",
        .seconds: "these are seconds: multiply by 1000",
        .fractionOfSeconds: "these are seconds: multiply by 1000 and round, without a fraction",
        .microseconds: "these are microseconds: divide by 1000, without a fraction",
        .nanoseconds: "these are nanoseconds: divide by 1000000, without a fraction",
        .noOffset: "the time zone is missing: add Z for UTC, or an offset such as +01:00",
        .offsetForm: "write the offset as Z or +01:00: with a colon, without a blank before it",
        .dateOnly: "a day is no instant: add time and offset, 2026-03-01T12:00:00+01:00",
        .otherOrder: "write year-month-day and the offset: 2026-03-01T10:00:00+01:00",
        .comma: "write it as 1234.50: a point for decimals, nothing between the thousands",
        .currencySign: "write the number alone, and the currency in the field currency",
        .exponent: "no exponent in a string: write all digits, or a number without quotes",
    ]

    private func text(of cause: Cause) -> String? {
        switch cause {
        case .negative where letter.field == .value:
            "a refund is a record of its own: \"kind\":\"refund\" with a value above 0 and an event_id of its own"
        case .quotedNumber: "write the number without quotes"
        case .number: "write it in quotes: it is text"
        case .capitals where letter.field == .currency: "write it in capitals, as in the config"
        case .capitals: "write it in small letters"
        default: nil
        }
    }

    private var missing: String {
        if let misspelling { return "rename \(misspelling) to \(field)" }
        switch letter.field {
        case .eventID:
            return
                "give each event an id that stays the same when it is exported again, such as the row's own"
        case .eventTime: return "when it happened: 2026-03-01T10:00:00+01:00, or milliseconds since 1970"
        case .customerID:
            return "it needs a customer_id or an anonymous_id that is none of blocked_ids (guest, 0, null …)"
        case .orderID: return "the number of the order, also in its refund and delivery"
        case .value: return "what was paid, or paid back; only a delivery has none"
        case .campaignID: return "a cost report says for which campaign, in 1 to 128 bytes"
        case .channel:
            return "the channel that was left, one of \(Words.leavable.joined(separator: ", "))"
        default: return "add it"
        }
    }

    private var wrongType: String {
        switch letter.field {
        case .count: "a whole number without quotes, fraction or exponent"
        case .eventTime, .promisedAt: "text such as 2026-03-01T10:00:00Z, or whole milliseconds since 1970"
        case .value, .cost, .margin: "a number, or an amount in quotes"
        default: "it is text: \"…\""
        }
    }

    private var unknownWord: String {
        guard let field = letter.field else { return "" }
        let words = Words.of(field, stream)
        let near = values.compactMap { value in
            Suggestion.nearest(to: value, among: words).map { "\($0) for \(value)" }
        }
        let all = "one of \(words.joined(separator: ", "))"
        return near.isEmpty ? all : "\(near.joined(separator: ", "))? It is \(all)"
    }

    private var range: String {
        switch letter.field {
        case .count: "from 1 to 1000000000"
        case .eventTime, .promisedAt: "beyond the year 9999: not milliseconds since 1970?"
        default: "beyond 10^12 units: are these cents, or another currency?"
        }
    }
}
