internal import CParseOnly
internal import Events
internal import Market
internal import Operations
internal import Streaming

/// The stages that see single records: the parser alone, and the decoder.
enum Parsing {
    /// simdjson alone.
    static func parseOnly(_ sample: MarketSample, _ meter: inout Meter) throws(CommandFailure) {
        var result = parse_only_result()
        meter.measure(.parse) {
            for lines in sample.streams { lines.parse(into: &result) }
        }
        try check(Int(result.parsed + result.refused), is: sample.count, "the number of lines parsed")
        // The market cuts, or adds to, half of what it breaks or more; the rest is JSON, but no event.
        let broken = sample.summary.broken
        try check(Int(result.refused) <= broken, "\(result.refused) lines refused, \(broken) were broken")
        try check(result.fields > 5 * result.parsed, "\(result.fields) fields in \(result.parsed) lines")
    }

    /// Every record into an event.
    static func decode(
        _ sample: MarketSample, _ rules: EventRules, _ meter: inout Meter
    ) throws(CommandFailure) {
        var (events, dead) = (0, 0)
        meter.measure(.decode) {
            for lines in sample.streams { decode(lines, rules, events: &events, dead: &dead) }
        }
        try check(events + dead, is: sample.count, "the number of records decoded")
        try check(dead, is: sample.summary.broken, "the number of dead letters")
    }

    private static func decode(_ lines: Lines, _ rules: EventRules, events: inout Int, dead: inout Int) {
        var decoder = EventDecoder(rules: rules, stream: lines.stream)
        var names = StringTable()
        var event = Event()
        lines.forEachRecord(0..<lines.count) { record in
            switch decoder.decode(record, into: &event, strings: &names) {
            case .event: events += 1
            case .dead: dead += 1
            }
        }
    }
}
