import Market
import Testing

@testable import weir

@Suite("A market on its way to Kafka")
struct GenerateTests {
    private static func records(_ seed: UInt64 = 5, events: Int = 3_000) throws -> [MarketRecord] {
        var options = MarketOptions()
        options.seed = seed
        options.events = events
        options.duration = 86_400_000
        var spool = MarketSpool(try Market(options)) { _ in true }
        var records: [MarketRecord] = []
        while let record = spool.next() { records.append(record) }
        #expect(records.count == spool.summary.total)
        return records
    }

    @Test("every record goes, in the order of arrival over all streams")
    func order() throws {
        let records = try Self.records()
        #expect(Set(records.map(\.stream)).count == 4)
        for (one, next) in zip(records, records.dropFirst()) { #expect(one.arrival <= next.arrival) }
        for record in records {
            if let time = MarketTime.of(record.value) { #expect(time <= record.arrival) }
        }
    }

    @Test("a record's key is its profile's id, and guests have none")
    func keys() {
        func key(_ text: String) -> String? {
            MarketRecord(stream: .clicks, value: Array(text.utf8), arrival: 0).key
                .map { String(decoding: $0, as: UTF8.self) }
        }
        #expect(key(#"{"anonymous_id":"a1","customer_id":"u1"}"#) == "u1")
        #expect(key(#"{"anonymous_id":"a1","referrer_id":"u1"}"#) == "a1")
        #expect(key(#"{"order_id":"o-1"}"#) == nil)
        #expect(key(#"{"customer_id":"u00"#) == nil)
        #expect(key(#"{"customer_id":""}"#) == nil)
        #expect(key("") == nil)
    }

    @Test("the time is read in both forms, and not where the record is damaged")
    func times() {
        func time(_ text: String) -> Int64? { MarketTime.of(Array(text.utf8)) }
        let start = #"{"event_id":"c-d40d-0000001bd","event_time":"#
        #expect(time(start + #""2026-03-02T16:41:15.007Z","x":"yyyyyyyyy"}"#) == 1_772_469_675_007)
        #expect(time(start + #"1772469675007,"x":"yyyyyyyyyyyyyyyyyyyyy"}"#) == 1_772_469_675_007)
        #expect(time(start + #""1926-03-02T16:41:15.007Z","x":"yyyyyyyyy"}"#) == nil)
        #expect(time(start + #""2026-03"#) == nil)
        #expect(time("") == nil)
    }

    @Test("a market that follows the clock is never ahead of it", arguments: [1, 2, 600, 1e9])
    func pace(speed: Double) {
        var options = MarketOptions()
        let now: Int64 = 1_800_000_000_400
        options.begin(at: now, speed: speed)
        #expect(options.start <= now)
        let ends = now + Int64(Double(options.duration) / speed)
        #expect(options.end <= ends + 1_000 && options.end > ends - 2_000)
        options.begin(at: now, speed: nil)
        #expect(options.end == 1_800_000_000_000)
    }
}
