import Events
import Mathematics
import Streaming
import Testing

@Suite("A sound record becomes an event with every field in its place")
struct DecodedEventTests {
    @Test("a click")
    func click() {
        let decoded = decode(
            """
            {"event_id":"c-1","event_time":"2026-03-01T10:00:00.250Z","customer_id":"kunde","anonymous_id":"cookie",
             "action":"search","campaign_id":"spring","pool":"acme","channel":"email","touchpoint":"call",
             "device":"mobile","segment":"bargain","category":"shoes","store_id":"s1","cost":0.35,
             "currency":"USD","consent":{"marketing":false,"analytics":true},"value":"ignored","extra":[1,{}]}
            """, .clicks)
        #expect(decoded.outcome == .event)
        let event = decoded.event
        #expect(event.time == 1_772_359_200_250 && event.ownTime == event.time)
        #expect(event.offset == 42 && event.partition == 3 && event.stream == .clicks)
        #expect(event.action == .search && event.count == 1)
        #expect(event.cost == 322_000 && event.flags == .hasCost)
        #expect(event.consent[.marketing] == false && event.consent[.analytics] == true)
        #expect(event.consent[.location] == nil)
        let names = [
            event.pool, event.campaign, event.channel, event.touchpoint, event.device, event.segment,
            event.category, event.store,
        ].map(decoded.text)
        #expect(names == ["acme", "spring", "email", "call", "mobile", "bargain", "shoes", "s1"])
        let hasher = IDHasher(key: [])
        #expect(event.customer == hasher.customer(Array("kunde".utf8).span))
        #expect(event.anonymous == hasher.anonymous(Array("cookie".utf8).span))
        #expect(event.customer != hasher.anonymous(Array("kunde".utf8).span))
        #expect(event.idHash == XXHash.hash64(Array("c-1".utf8).span))
        #expect(decoded.ignored.isEmpty)
    }
}
