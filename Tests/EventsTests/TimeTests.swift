import Events
import Streaming
import Testing

@Suite("Times")
struct TimeTests {
    static func time(_ text: String) -> Milliseconds? {
        let decoded = decode(#"{"event_id":"e","event_time":"\#(text)"}"#, .clicks, rules: EventRules())
        return decoded.outcome == .event ? decoded.event.time : nil
    }

    @Test(
        "RFC 3339",
        arguments: [
            ("2000-01-01T00:00:00Z", 946_684_800_000), ("2026-03-01T10:00:00Z", 1_772_359_200_000),
            ("2026-03-01t10:00:00z", 1_772_359_200_000), ("2026-03-01 10:00:00Z", 1_772_359_200_000),
            ("2026-03-01T11:00:00+01:00", 1_772_359_200_000),
            ("2026-02-28T20:30:00-13:30", 1_772_359_200_000),
            ("2026-03-01T10:00:00-00:00", 1_772_359_200_000),
            ("2026-03-02T09:59:00+23:59", 1_772_359_200_000),
            ("2026-03-01T10:00:00.1Z", 1_772_359_200_100),
            ("2026-03-01T10:00:00.123456789012Z", 1_772_359_200_123),
            ("2026-03-01T10:00:00.9999Z", 1_772_359_200_999),
            ("2026-03-01T10:00:00.0009Z", 1_772_359_200_000),
            ("2024-02-29T00:00:00Z", 1_709_164_800_000), ("2000-02-29T00:00:00Z", 951_782_400_000),
            ("2016-12-31T23:59:60Z", 1_483_228_800_000), ("2017-01-01T00:59:60.5+01:00", 1_483_228_800_500),
            ("6053-01-23T02:07:59.999Z", 128_849_018_879_999), ("2026-12-31T23:59:59Z", 1_798_761_599_000),
            ("2026-01-31T00:00:00Z", 1_769_817_600_000), ("2026-04-30T00:00:00Z", 1_777_507_200_000),
            ("2026-08-31T00:00:00Z", 1_788_134_400_000), ("2100-02-28T00:00:00Z", 4_107_456_000_000),
            ("1999-12-31T23:00:00-01:00", 946_684_800_000),
        ] as [(String, Int64)])
    func sound(text: String, milliseconds: Int64) { #expect(Self.time(text) == milliseconds) }

    @Test(
        "no RFC 3339",
        arguments: [
            "2026-03-01", "2026-03-01T10:00Z", "2026-03-01T10:00:00", "2026-03-01T10:00:00 Z",
            "2026-03-01T10:00:00ZZ",
            "2026-03-01T10:00:00+0100", "2026-03-01T10:00:00+01", "2026-03-01T10:00:00+01:0",
            "2026-03-01T10:00:00+1:00",
            "2026-03-01T10:00:00+24:00", "2026-03-01T10:00:00+01:60", "2026-03-01T10:00:00.Z",
            "2026-03-01T10:00:00,5Z",
            "2026-03-01T10:00:00.5", "2026-03-01T10:00:00.", "2026-03-01_10:00:00Z", "2026-03-01T24:00:00Z",
            "2026-03-01T10:60:00Z", "2026-03-01T10:00:61Z", "2026-03-01T10:00:60Z",
            "2026-03-01T23:59:60+01:00",
            "2026-00-01T10:00:00Z", "2026-13-01T10:00:00Z", "2026-03-00T10:00:00Z", "2026-03-32T10:00:00Z",
            "2026-04-31T10:00:00Z", "2026-02-29T10:00:00Z", "2100-02-29T10:00:00Z", "2026-3-01T10:00:00Z",
            "26-03-01T10:00:00Z", "+026-03-01T10:00:00Z", "12026-03-01T10:00:00Z", " 2026-03-01T10:00:00Z",
            "2026-03-01T10:00:00Z ", "2026-W09-7T10:00:00Z", "2026-03-01T1o:00:00Z", "２０26-03-01T10:00:00Z",
            "20260301T100000Z____", "--------------------", "2026-03-01T10:00:00+01:00Z",
        ])
    func unsound(text: String) {
        let record = #"{"event_id":"e","event_time":"\#(text)"}"#
        #expect(decode(record, .clicks, rules: EventRules()).dead == "ts_syntax event_time")
    }

    @Test("every day of two leap cycles follows the one before")
    func days() {
        var expected = testTime("2000-01-01T00:00:00Z")
        for year in 2000..<2010 {
            for month in 1...12 {
                for day in 1...31 {
                    let text = [(year, 4), (month, 2), (day, 2)].map { value, width in
                        String(repeating: "0", count: width - String(value).count) + String(value)
                    }
                    guard let time = Self.time(text.joined(separator: "-") + "T00:00:00Z") else { continue }
                    #expect(time == expected)
                    expected += .day
                }
            }
        }
        #expect(expected == testTime("2010-01-01T00:00:00Z"))
    }

    /// The instant 2026-03-01T10:00:00Z.
    static let now: Milliseconds = 1_772_359_200_000

    @Test(
        "a clock ahead of the record's: a little is set back, more is a dead letter",
        arguments: [
            (0, 0, nil), (-1, -1, nil), (-86_400_000, -86_400_000, nil), (1, 0, nil), (300_000, 0, nil),
            (300_001, 0, "ts_future event_time"),
        ] as [(Int64, Int64, String?)])
    func clocks(ahead: Int64, time: Int64, dead: String?) {
        let record = "{\"event_id\":\"e\",\"event_time\":\(Self.now + ahead),\"cost\":1}"
        let decoded = decode(record, .clicks, timestamp: Self.now)
        #expect(decoded.dead == dead)
        guard dead == nil else { return }
        #expect(decoded.event.time == Self.now + time && decoded.event.ownTime == Self.now + time)
        #expect(decoded.event.flags.contains(.clockCorrected) == (ahead > 0))
        #expect(decoded.event.flags.contains(.hasCost))
    }

    @Test("extreme timestamps are answered", arguments: [.min, -1, 0, 946_684_799_999, .max] as [Int64])
    func extremeTimestamps(timestamp: Int64) {
        let decoded = decode(
            #"{"event_id":"e","event_time":"2000-01-01T00:00:00Z"}"#, .clicks, timestamp: timestamp)
        let expected: [Int64: String] = [
            .min: "ts_future", -1: "ts_future", 0: "ts_future", 946_684_799_999: "ts_ancient",
        ]
        #expect(decoded.dead == expected[timestamp].map { $0 + " event_time" })
        let bare = decode(#"{"event_id":"e"}"#, .clicks, timestamp: timestamp)
        #expect(bare.dead == (timestamp == .max ? "number_range event_time" : "ts_ancient event_time"))
    }

    @Test("no event is later than the last minute that can be numbered, whatever its record says")
    func latest() {
        func dead(_ time: String, _ timestamp: Milliseconds) -> String? {
            decode(#"{"event_id":"e"\#(time)}"#, .purchases, timestamp: timestamp).dead
        }
        let latest: Milliseconds = 128_849_018_879_999
        for time in ["", #","event_time":\#(latest + 1)"#] {
            #expect(dead(time, latest + 1) == "number_range event_time")
        }
        #expect(dead("", latest) == "missing_field order_id")
        #expect(dead(#","event_time":\#(latest + 1)"#, latest) == "missing_field order_id", "it is set back")
    }

    @Test("what stands in for event_id and event_time")
    func standIns() {
        let bare = #"{"pool":"p"}"#
        let both = decode(bare, .clicks, timestamp: Self.now, ceID: "x", ceTime: "2026-03-01T09:00:00Z")
        #expect(both.event.time == Self.now - .hour)
        #expect(both.event.idHash == XXHash.hash64(Array("x".utf8).span))
        #expect(decode(bare, .clicks, timestamp: Self.now, ceID: "x").event.time == Self.now)
        #expect(decode(bare, .clicks, ceID: "x").dead == "missing_field event_time")
        #expect(decode(bare, .clicks, timestamp: Self.now).dead == "missing_field event_id")
        #expect(decode(bare, .clicks, timestamp: Self.now, ceID: "").dead == "empty event_id")
        #expect(decode(bare, .clicks, timestamp: Self.now, ceID: text(128)).dead == nil)
        #expect(decode(bare, .clicks, timestamp: Self.now, ceID: text(129)).dead == "too_long event_id")
        #expect(
            decode(bare, .clicks, timestamp: Self.now, ceID: "x", ceTime: "?").dead == "ts_syntax event_time")
        #expect(
            decode(bare, .clicks, timestamp: Self.now, ceID: "x", ceTime: "").dead == "ts_syntax event_time")
        let ahead = decode(bare, .clicks, timestamp: Self.now, ceID: "x", ceTime: "2026-03-01T10:05:00Z")
        #expect(ahead.event.time == Self.now && ahead.event.flags.contains(.clockCorrected))
        // The record's own fields come first, right or wrong.
        let own = #"{"event_id":"e","event_time":"2026-03-01T09:30:00Z"}"#
        #expect(decode(own, .clicks, ceID: "", ceTime: "?").event.time == Self.now - 30 * .minute)
        #expect(decode(#"{"event_id":""}"#, .clicks, ceID: "x").dead == "empty event_id")
    }
}
