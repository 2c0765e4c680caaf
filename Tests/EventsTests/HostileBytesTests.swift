import Events
import Testing

@Suite("No bytes trap")
struct HostileBytesTests {
    static let records: [(Events.Stream, String)] = [
        (
            .clicks,
            #"{"event_id":"c-1","event_time":"2026-03-01T10:00:00.250Z","customer_id":"k","action":"cost","#
                + #""campaign_id":"s","cost":0.35,"currency":"USD","consent":{"marketing":false},"count":3,"#
                + #""x":[1e400,"\ud83d\ude00",-12.5e-3,null],"report_id":"ä"}"#
        ),
        (
            .purchases,
            #"{"event_id":"p","event_time":1772359200000,"order_id":"o","value":"12.345678","margin":-1.5e2,"#
                + #""items":[{"sku":"a","price":1.5}],"promised_at":"2026-03-02T00:00:00+02:00"}"#
        ),
        (
            .beacons,
            #"{"event_id":"b","event_time":1772359200000,"anonymous_id":"a","store_id":"s","zone":"z","#
                + #""rssi":-67.5,"sensor":"nfc","signal":"tap"}"#
        ),
        (
            .unsubscribes,
            #"{"event_id":"u","event_time":1772359200000,"customer_id":"c","channel":"email","#
                + #""kind":"spam_complaint","reason":"\u0041\\"}"#
        ),
    ]

    @Test("a record cut off at any byte is a dead letter", arguments: records)
    func truncation(stream: Events.Stream, record: String) {
        var decoder = EventDecoder(rules: testRules, stream: stream)
        let bytes = Array(record.utf8)
        for count in 0..<bytes.count {
            let dead = decoder.decode(Array(bytes[..<count])).dead
            #expect(dead == "json_syntax" || dead == "not_utf8" || dead == "lone_surrogate", "\(count) bytes")
        }
        #expect(decoder.decode(bytes).outcome == .event)
    }

    @Test("20 000 records with random changes are answered", arguments: records)
    func mutation(stream: Events.Stream, record: String) {
        let sound = Array(record.utf8)
        let structure = Array(#"{}[]",:\0123456789eE+-.tfnu "#.utf8)
        var random = Seeded(state: 20_260_301)
        var decoder = EventDecoder(rules: testRules, stream: stream)
        var events = 0
        for _ in 0..<5_000 {
            var bytes = sound
            for _ in 0...random.below(4) {
                let place = random.below(bytes.count)
                switch random.below(5) {
                case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
                case 1: bytes[place] = structure[random.below(structure.count)]
                case 2: bytes.insert(structure[random.below(structure.count)], at: place)
                case 3: bytes.remove(at: place)
                default:
                    let end = min(bytes.count, place + random.below(20))
                    bytes.insert(contentsOf: bytes[place..<end], at: random.below(bytes.count))
                }
            }
            if decoder.decode(bytes).outcome == .event { events += 1 }
        }
        // Some changes hit what nobody looks at.
        #expect(events > 50 && events < 4_500)
        #expect(decoder.decode(sound).outcome == .event)
    }

    @Test("random numbers in every field are answered", arguments: Events.Stream.allCases)
    func numbers(stream: Events.Stream) {
        var random = Seeded(state: 7)
        var decoder = EventDecoder(rules: testRules, stream: stream)
        for _ in 0..<2_000 {
            var members = [#""event_id":"e""#]
            for field in InputField.allCases where random.below(2) == 0 && field != .eventID {
                var number = random.below(2) == 0 ? "-" : ""
                number += String(random.next() >> UInt64(random.below(64)))
                if random.below(2) == 0 { number += "." + String(random.next()) }
                if random.below(3) == 0 { number += "e" + String(random.below(800) - 400) }
                members.append("\"\(field.name)\":\(number)")
            }
            let dead = decoder.decode(Array("{\(members.joined(separator: ","))}".utf8)).dead
            #expect(dead != "json_syntax")
        }
    }
}
