import Events
import Mathematics
import Streaming
import Testing

@Suite("A sound record becomes an event with every field in its place")
struct DecodedEventTests {
    static func hash(_ text: String) -> UInt64 { XXHash.hash64(Array(text.utf8).span) }

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
        #expect(event.zone.isAbsent && event.salesChannel.isAbsent)
        let hasher = IDHasher(key: [])
        #expect(event.customer == hasher.customer(Array("kunde".utf8).span))
        #expect(event.anonymous == hasher.anonymous(Array("cookie".utf8).span))
        #expect(event.idHash == Self.hash("c-1"))
        #expect(decoded.ignored.isEmpty)
    }

    @Test("a click with nothing but its identity is a guest's")
    func guest() {
        let decoded = decode(#"{"event_id":"c","event_time":1772359200000}"#, .clicks)
        #expect(decoded.event.action == .click && decoded.event.count == 1)
        #expect(decoded.event.customer.isAbsent && decoded.event.anonymous.isAbsent)
        #expect(decoded.event.flags.isEmpty && decoded.event.consent == .absent)
        #expect(decoded.strings.count == 0)
    }

    @Test("exposures count, all else is one")
    func exposure() {
        let identity = DeadLetterTests.identity
        #expect(decode("{\(identity)\"action\":\"exposure\",\"count\":250}", .clicks).event.count == 250)
        #expect(decode("{\(identity)\"action\":\"exposure\"}", .clicks).event.count == 1)
        #expect(decode("{\(identity)\"action\":\"view\",\"count\":250}", .clicks).event.count == 1)
    }

    @Test("a cost report, with and without report_id")
    func costReport() {
        let members = DeadLetterTests.identity + #""action":"cost","campaign_id":"c","cost":-2.5"#
        let plain = decode("{\(members)}", .clicks).event
        #expect(plain.isCostReport && plain.cost == -2_500_000 && plain.reference == 0)
        #expect(plain.flags == .hasCost)
        let named = decode("{\(members),\"report_id\":\"r1\"}", .clicks).event
        #expect(named.flags == [.hasCost, .hasReport] && named.reference == Self.hash("r1"))
        let click = decode("{\(DeadLetterTests.identity)\"report_id\":\"r1\",\"cost\":0}", .clicks).event
        #expect(click.flags == .hasCost && click.reference == 0)
    }

    @Test("an order, a refund, a delivery")
    func purchases() {
        let members = DeadLetterTests.identity + #""order_id":"o1","value":"19.99","referrer_id":"r","#
        let order = decode("{\(members)\"store_id\":\"s\",\"promised_at\":5}", .purchases)
        #expect(order.event.purchase == .order && order.event.value == 19_990_000)
        #expect(order.event.margin == 5_997_000 && order.event.reference == Self.hash("o1"))
        #expect(order.event.flags == .hasReferrer && order.event.promisedAt == 0)
        #expect(order.text(order.event.salesChannel) == "web" && order.text(order.event.store) == "s")
        let refund = decode("{\(members)\"kind\":\"refund\",\"sales_channel\":\"app\"}", .purchases)
        #expect(refund.event.purchase == .refund && refund.text(refund.event.salesChannel) == "app")
        let delivery = decode(
            "{\(members)\"kind\":\"delivery\",\"promised_at\":\"2026-03-02T00:00:00Z\"}", .purchases)
        #expect(
            delivery.event.purchase == .delivery && delivery.event.value == 0 && delivery.event.margin == 0)
        #expect(delivery.event.flags == [.hasReferrer, .hasPromise])
        #expect(delivery.event.promisedAt == testTime("2026-03-02T00:00:00Z"))
    }

    @Test(
        "the signal strength: any number, rounded down, yet never from seen to not seen",
        arguments: [
            ("-60", -60), ("-60.5", -61), ("-99.5", -99), ("-99.999999", -99), ("-100", -100),
            ("-100.5", -101),
            ("-1e2", -100), ("0", 0), ("-0.5", -1), ("0.5", 0), ("7e1", 70), ("99999", 32767),
            ("-99999", -32768),
            ("-1e400", -32768), ("1e400", 32767), ("9223372036854775807", 32767),
            ("-9223372036854775808", -32768),
        ] as [(String, Int16)])
    func signalStrength(value: String, strength: Int16) {
        let decoded = decode(
            "{\(DeadLetterTests.identity)\"anonymous_id\":\"a\",\"store_id\":\"s\",\"zone\":\"z\",\"rssi\":\(value)}",
            .beacons)
        #expect(decoded.event.signalStrength == strength && decoded.event.flags == .hasSignalStrength)
        #expect(decoded.event.signal == .ping && decoded.event.sensor == .ble)
    }

    @Test("a beacon")
    func beacon() {
        let decoded = decode(
            """
            {\(DeadLetterTests.identity)"customer_id":"c","store_id":"s","zone":"z","sensor":"qr","signal":"tap",
             "category":"shoes"}
            """, .beacons)
        let event = decoded.event
        #expect(event.signal == .tap && event.sensor == .qr && event.flags.isEmpty)
        #expect([event.store, event.zone, event.category].map(decoded.text) == ["s", "z", "shoes"])
    }

    @Test("every kind of answer", arguments: AnswerKind.allCases)
    func answers(kind: AnswerKind) {
        let decoded = decode(
            "{\(DeadLetterTests.identity)\"customer_id\":\"c\",\"channel\":\"sms\",\"kind\":\"\(kind.name)\"}",
            .unsubscribes)
        #expect(decoded.event.answer == kind && decoded.text(decoded.event.channel) == "sms")
    }

    @Test(
        "every channel that can be left",
        arguments: ["email", "sms", "push", "app", "call", "direct_mail", "loyalty"])
    func channels(channel: String) {
        let decoded = decode(
            "{\(DeadLetterTests.identity)\"customer_id\":\"c\",\"channel\":\"\(channel)\"}", .unsubscribes)
        #expect(decoded.event.answer == .unsubscribe && decoded.text(decoded.event.channel) == channel)
    }

    @Test("names of fields and values may be escaped, and hold any character")
    func escapes() {
        let decoded = decode(
            #"{"event_id":"\u0065","event_time":1772359200000,"p\u006fol":"\u00e4\u0000\ud83d\ude00","c\u006Fst":0.25}"#,
            .clicks)
        #expect(decoded.text(decoded.event.pool) == "ä\u{0}😀" && decoded.event.cost == 250_000)
        #expect(decoded.event.idHash == Self.hash("e"))
    }

    @Test("the raw text of numbers is found behind nested values and duplicates")
    func rawNumbers() {
        let nested = #""a":{"cost":9.5,"b":[[],{},{"c":[1,2,{"d":"}"}]}]},"e":[],"f":{},"g":"],{","#
        for slow in ["1", "1e999"] {
            let decoded = decode(
                "{\(DeadLetterTests.identity)\(nested)\"cost\":1.5,\(nested)\"cost\":2.25,\"h\":\(slow)}",
                .clicks)
            #expect(decoded.event.cost == 2_250_000)
        }
    }

    @Test(
        "consent",
        arguments: [
            ("{}", false, false, false), (#"{"x":false}"#, nil, nil, nil),
            (#"{"analytics":true}"#, true, nil, nil),
            (#"{"marketing":true,"marketing":false}"#, nil, false, nil),
            (#"{"location":false,"analytics":false,"marketing":true}"#, false, true, false),
            (#"{"loc\u0061tion":true}"#, nil, nil, true), ("null", nil, nil, nil),
            (#"{"analytics":0}"#, nil, nil, nil),
            (#"{"analytics":true,"analytics":[]}"#, nil, nil, nil),
        ] as [(String, Bool?, Bool?, Bool?)])
    func consent(object: String, analytics: Bool?, marketing: Bool?, location: Bool?) {
        let consent = decode("{\(DeadLetterTests.identity)\"consent\":\(object)}", .clicks).event.consent
        #expect(consent[.analytics] == analytics && consent[.marketing] == marketing)
        #expect(consent[.location] == location)
    }

    @Test(
        "blocked ids count as absent in any case",
        arguments: [
            ("0", true), ("null", true), ("NULL", true), ("Undefined", true), ("GuEsT", true), ("n/A", true),
            ("anonymous", true), ("00", false), ("guest1", false), ("nul", false), (" guest", false),
            ("ñull", false),
        ])
    func blocked(id: String, isBlocked: Bool) {
        let event = decode(
            "{\(DeadLetterTests.identity)\"customer_id\":\"\(id)\",\"anonymous_id\":\"\(id)\"}", .clicks
        ).event
        #expect(event.customer.isAbsent == isBlocked && event.anonymous.isAbsent == isBlocked)
    }

    @Test("the list of blocked ids is configurable, long ones included")
    func otherBlocked() {
        var rules = testRules
        rules.blockedIDs = [text(100).uppercased()]
        for (id, isBlocked) in [(text(100), true), (text(99), false), ("guest", false)] {
            let event = decode(
                "{\(DeadLetterTests.identity)\"customer_id\":\"\(id)\"}", .clicks, rules: rules
            ).event
            #expect(event.customer.isAbsent == isBlocked)
        }
    }

    @Test("hashes differ by name space and by key, and stay the same")
    func hashes() {
        let bytes = Array("id".utf8)
        let trial = IDHasher(key: [])
        let keyed = IDHasher(key: [1, 2, 3])
        let all = [trial, keyed].flatMap { hasher in
            [
                hasher.customer(bytes.span), hasher.anonymous(bytes.span), hasher.campaign(bytes.span),
                hasher.guest(stream: .clicks, idHash: 7), hasher.guest(stream: .purchases, idHash: 7),
                hasher.guest(stream: .clicks, idHash: 8),
            ]
        }
        #expect(Set(all).count == all.count && !all.contains(.absent))
        #expect(IDHasher(key: [1, 2, 3]).customer(bytes.span) == keyed.customer(bytes.span))
        #expect(IDHasher(key: IDHasher.trialKey).customer(bytes.span) == trial.customer(bytes.span))
    }

    @Test("the words of SPEC 2, in their order")
    func words() {
        let actions = """
            view click search like share lead scan call cart checkout impression open send bounce rating complaint \
            exposure cost
            """
        #expect(Action.allCases.map(\.name).joined(separator: " ") == actions)
        #expect(PurchaseKind.allCases.map(\.name) == ["order", "refund", "delivery"])
        #expect(BeaconSignal.allCases.map(\.name) == ["enter", "ping", "exit", "tap"])
        #expect(BeaconSensor.allCases.map(\.name) == ["ble", "nfc", "rfid", "wifi", "qr"])
        let answers = "unsubscribe notification_block app_uninstall spam_complaint loyalty_exit resubscribe"
        #expect(AnswerKind.allCases.map(\.name).joined(separator: " ") == answers)
    }
}
