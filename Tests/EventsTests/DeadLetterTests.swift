import Events
import Streaming
import Testing

/// A record of a stream without its braces, and what becomes of it: nil for an event, else code and field.
struct Row: CustomTestStringConvertible, Sendable {
    var members: String
    var dead: String?
    /// Fields that are ignored and counted.
    var ignored: [String] = []

    init(_ members: String, _ dead: String? = nil, ignored: [String] = []) {
        (self.members, self.dead, self.ignored) = (members, dead, ignored)
    }

    var testDescription: String { "\(members.prefix(90)) → \(dead ?? "event")" }

    func check(_ stream: Events.Stream, _ prefix: String) {
        let decoded = decode("{\(prefix)\(members)}", stream)
        #expect(decoded.dead == dead, "\(members)")
        if dead == nil { #expect(decoded.ignored == ignored, "\(members)") }
    }
}

func text(_ count: Int) -> String { String(repeating: "x", count: count) }

@Suite("Dead letters: what decides must be right, what does not is ignored")
struct DeadLetterTests {
    static let identity = #""event_id":"e","event_time":"2026-03-01T10:00:00Z","#

    @Test(
        "every stream: identity",
        arguments: [
            Row(#""event_time":0"#, "missing_field event_id"),
            Row(#""event_id":null,"event_time":0"#, "missing_field event_id"),
            Row(#""event_id":7,"event_time":"2026-03-01T10:00:00Z""#, "wrong_type event_id"),
            Row(#""event_id":7.5,"event_time":"2026-03-01T10:00:00Z""#, "wrong_type event_id"),
            Row(#""event_id":true,"event_time":"2026-03-01T10:00:00Z""#, "wrong_type event_id"),
            Row(#""event_id":["e"],"event_time":"2026-03-01T10:00:00Z""#, "wrong_type event_id"),
            Row(#""event_id":{},"event_time":"2026-03-01T10:00:00Z""#, "wrong_type event_id"),
            Row(#""event_id":"","event_time":"2026-03-01T10:00:00Z""#, "empty event_id"),
            Row("\"event_id\":\"\(text(128))\",\"event_time\":\"2026-03-01T10:00:00Z\""),
            Row("\"event_id\":\"\(text(129))\",\"event_time\":\"2026-03-01T10:00:00Z\"", "too_long event_id"),
            // Bytes count, not characters.
            Row("\"event_id\":\"\(text(126))ä\",\"event_time\":\"2026-03-01T10:00:00Z\""),
            Row(
                "\"event_id\":\"\(text(127))ä\",\"event_time\":\"2026-03-01T10:00:00Z\"", "too_long event_id"),
            Row(#""event_id":"e""#, "missing_field event_time"),
            Row(#""event_id":"e","event_time":null"#, "missing_field event_time"),
            Row(#""event_id":"e","event_time":true"#, "wrong_type event_time"),
            Row(#""event_id":"e","event_time":[]"#, "wrong_type event_time"),
            Row(#""event_id":"e","event_time":"""#, "empty event_time"),
            Row(#""event_id":"e","event_time":"yesterday""#, "ts_syntax event_time"),
            Row(#""event_id":"e","event_time":"1772359200000""#, "ts_syntax event_time"),
            Row(#""event_id":"e","event_time":1772359200000"#),
            Row(#""event_id":"e","event_time":1772359200000.0"#, "wrong_type event_time"),
            Row(#""event_id":"e","event_time":1.7723592e12"#, "wrong_type event_time"),
            Row(#""event_id":"e","event_time":1E400"#, "wrong_type event_time"),
            Row(#""event_id":"e","event_time":946684800000"#),
            Row(#""event_id":"e","event_time":946684799999"#, "ts_ancient event_time"),
            Row(#""event_id":"e","event_time":0"#, "ts_ancient event_time"),
            Row(#""event_id":"e","event_time":-0"#, "ts_ancient event_time"),
            Row(#""event_id":"e","event_time":-9223372036854775808"#, "ts_ancient event_time"),
            Row(#""event_id":"e","event_time":-9223372036854775808,"x":1e999"#, "ts_ancient event_time"),
            Row(#""event_id":"e","event_time":-9223372036854775809"#, "number_range event_time"),
            Row(#""event_id":"e","event_time":-9223372036854775807"#, "ts_ancient event_time"),
            Row(#""event_id":"e","event_time":9223372036854775807"#, "number_range event_time"),
            Row(#""event_id":"e","event_time":18446744073709551616"#, "number_range event_time"),
            Row(#""event_id":"e","event_time":253402300799999"#, "ts_future event_time"),
            Row(#""event_id":"e","event_time":253402300800000"#, "number_range event_time"),
            Row(#""event_id":"e","event_time":"1999-12-31T23:59:59.999Z""#, "ts_ancient event_time"),
            Row(#""event_id":"e","event_time":"2000-01-01T00:00:00Z""#),
            // The run began at 12:00.
            Row(#""event_id":"e","event_time":"2026-03-01T12:05:00Z""#),
            Row(#""event_id":"e","event_time":"2026-03-01T12:05:00.001Z""#, "ts_future event_time"),
            // The last of a duplicate name counts, also where it is null.
            Row(#""event_id":7,"event_id":"e","event_time":1772359200000"#),
            Row(#""event_id":"e","event_id":7,"event_time":1772359200000"#, "wrong_type event_id"),
            Row(#""event_id":"e","event_id":null,"event_time":1772359200000"#, "missing_field event_id"),
            Row(#""event\u005fid":"e","event_time":1772359200000"#),
        ])
    func identity(row: Row) { row.check(.clicks, "") }

    @Test(
        "clicks",
        arguments: [
            Row(#""action":"click""#), Row(#""action":null"#), Row(#""x":1"#),
            Row(#""action":"Click""#, "enum_unknown action"),
            Row(#""action":"clic""#, "enum_unknown action"),
            Row(#""action":"clicks""#, "enum_unknown action"),
            Row(#""action":"""#, "empty action"),
            Row(#""action":1"#, "wrong_type action"),
            Row("\"action\":\"\(text(257))\"", "too_long action"),
            // Fields of another stream.
            Row(#""kind":"nonsense","value":-1,"margin":"x","signal":3,"promised_at":{},"zone":0"#),
            Row(#""count":1"#), Row(#""count":1000000000"#),
            Row(#""count":0"#, "number_range count"),
            Row(#""count":-0"#, "number_range count"),
            Row(#""count":-1"#, "number_range count"),
            Row(#""count":1000000001"#, "number_range count"),
            Row(#""count":99999999999999999999"#, "number_range count"),
            Row(#""count":1.0"#, "wrong_type count"),
            Row(#""count":1e0"#, "wrong_type count"),
            Row(#""count":"1""#, "wrong_type count"),
            Row(#""count":false"#, "wrong_type count"),
            Row(#""action":"exposure","count":5"#),
            Row(#""cost":0.5"#), Row(#""cost":-3"#), Row(#""cost":"0.5""#), Row(#""cost":null"#),
            Row(#""cost":true"#, "wrong_type cost"),
            Row(#""cost":[1]"#, "wrong_type cost"),
            Row(#""cost":"""#, "empty cost"),
            Row(#""cost":"a lot""#, "not_decimal cost"),
            Row(#""cost":"0.1234567""#, "not_decimal cost"),
            Row(#""cost":1e400"#, "number_range cost"),
            Row(#""currency":"EUR""#), Row(#""currency":"USD""#),
            Row(#""currency":"GBP""#, "currency_unknown currency"),
            Row(#""currency":"usd""#, "currency_unknown currency"),
            Row(#""currency":"""#, "empty currency"),
            Row(#""currency":1"#, "wrong_type currency"),
            Row(#""action":"cost","campaign_id":"c","cost":1"#),
            Row(#""action":"cost","campaign_id":"c","cost":1,"report_id":"r""#),
            Row(#""action":"cost","campaign_id":"c","cost":1,"report_id":"""#, ignored: ["report_id"]),
            Row(#""action":"cost","cost":1"#, "missing_field campaign_id"),
            Row(#""action":"cost","campaign_id":"","cost":1"#, "missing_field campaign_id"),
            Row(#""action":"cost","campaign_id":"c""#, "missing_field cost"),
            Row("\"action\":\"cost\",\"cost\":1,\"campaign_id\":\"\(text(128))\""),
            Row(
                "\"action\":\"cost\",\"cost\":1,\"campaign_id\":\"\(text(129))\"", "missing_field campaign_id"
            ),
        ])
    func clicks(row: Row) { row.check(.clicks, Self.identity) }

    @Test("every action is known", arguments: Action.allCases)
    func actions(action: Action) {
        let decoded = decode(
            "{\(Self.identity)\"action\":\"\(action.name)\",\"campaign_id\":\"c\",\"cost\":1}", .clicks)
        #expect(decoded.outcome == .event && decoded.event.action == action)
    }

    @Test(
        "optional fields are ignored where they are bad, and counted",
        arguments: [
            Row(#""device":"""#, ignored: ["device"]), Row(#""device":1"#, ignored: ["device"]),
            Row(#""device":{}"#, ignored: ["device"]), Row(#""device":null"#),
            Row("\"device\":\"\(text(256))\""), Row("\"device\":\"\(text(257))\"", ignored: ["device"]),
            Row("\"campaign_id\":\"\(text(128))\""),
            Row("\"campaign_id\":\"\(text(129))\"", ignored: ["campaign_id"]),
            Row("\"customer_id\":\"\(text(256))\""),
            Row("\"customer_id\":\"\(text(257))\"", ignored: ["customer_id"]),
            Row("\"anonymous_id\":\"\(text(256))\""),
            Row("\"anonymous_id\":\"\(text(257))\"", ignored: ["anonymous_id"]),
            Row(#""customer_id":17"#, ignored: ["customer_id"]),
            Row(#""customer_id":"guest","anonymous_id":"N/A""#),
            Row(
                #""pool":"","channel":7,"segment":[],"touchpoint":true"#,
                ignored: ["pool", "channel", "touchpoint", "segment"]),
            Row(
                #""category":0,"sku":0,"store_id":0,"report_id":0"#,
                ignored: ["category", "sku", "store_id", "report_id"]),
            Row(#""consent":{}"#), Row(#""consent":null"#), Row(#""consent":{"x":true}"#),
            Row(#""consent":[]"#, ignored: ["consent"]), Row(#""consent":true"#, ignored: ["consent"]),
            Row(#""consent":{"analytics":"yes"}"#, ignored: ["consent"]),
            Row(#""consent":{"analytics":1}"#, ignored: ["consent"]),
            Row(#""consent":{"analytics":null}"#, ignored: ["consent"]),
            Row(#""consent":{"analytics":true,"x":1}"#, ignored: ["consent"]),
            Row(#""consent":{"analytics":1,"analytics":true}"#),
            Row(#""consent":{"analytics":true,"analytics":1}"#, ignored: ["consent"]),
            Row(#""consent":{"x":[{"x":true}],"x":true}"#),
            Row(#""consent":1,"consent":{"analytics":true}"#),
            Row(#""items":7,"reason":7,"sensor":7,"rssi":"","loyalty_tier":7"#),
        ])
    func optional(row: Row) { row.check(.clicks, Self.identity) }

    @Test(
        "purchases",
        arguments: [
            Row(#""order_id":"o","value":1"#), Row(#""order_id":"o","value":0"#),
            Row(#""value":1"#, "missing_field order_id"),
            Row(#""order_id":null,"value":1"#, "missing_field order_id"),
            Row(#""order_id":"","value":1"#, "empty order_id"),
            Row(#""order_id":3,"value":1"#, "wrong_type order_id"),
            Row("\"value\":1,\"order_id\":\"\(text(256))\""),
            Row("\"value\":1,\"order_id\":\"\(text(257))\"", "too_long order_id"),
            Row(#""order_id":"o""#, "missing_field value"),
            Row(#""order_id":"o","kind":"order""#, "missing_field value"),
            Row(#""order_id":"o","kind":"refund""#, "missing_field value"),
            Row(#""order_id":"o","kind":"delivery""#),
            Row(#""order_id":"o","kind":"delivery","value":-1"#, "number_range value"),
            Row(#""order_id":"o","kind":"delivery","margin":"?""#, "not_decimal margin"),
            Row(#""kind":"delivery""#, "missing_field order_id"),
            Row(#""order_id":"o","kind":"return","value":1"#, "enum_unknown kind"),
            Row(#""order_id":"o","kind":0,"value":1"#, "wrong_type kind"),
            Row(#""order_id":"o","value":-1"#, "number_range value"),
            Row(#""order_id":"o","value":-0.000001"#, "number_range value"),
            Row(#""order_id":"o","value":-0.0000005"#),
            Row(#""order_id":"o","value":"-0.000001""#, "number_range value"),
            Row(#""order_id":"o","value":-0"#), Row(#""order_id":"o","value":"12.50""#),
            Row(#""order_id":"o","value":false"#, "wrong_type value"),
            Row(#""order_id":"o","value":1000000000000"#),
            Row(#""order_id":"o","value":1000000000000.000001"#, "number_range value"),
            Row(#""order_id":"o","value":1000000000001"#, "number_range value"),
            Row(#""order_id":"o","value":12345678901234567890"#, "number_range value"),
            Row(#""order_id":"o","value":123456789012345678901234567890"#, "number_range value"),
            // 3 EUR each.
            Row(#""order_id":"o","value":333333333333.333333,"currency":"KWD""#),
            Row(#""order_id":"o","value":333333333333.333334,"currency":"KWD""#, "number_range value"),
            Row(#""order_id":"o","value":1,"margin":-1000000000000"#),
            Row(#""order_id":"o","value":1,"margin":-1000000000001"#, "number_range margin"),
            Row(#""order_id":"o","value":1,"margin":"","kind":"refund""#, "empty margin"),
            Row(#""order_id":"o","value":1,"currency":"XXX""#, "currency_unknown currency"),
            Row(#""order_id":"o","value":1,"promised_at":"2026-03-01T10:00:00Z""#),
            Row(#""order_id":"o","value":1,"promised_at":"1970-01-01T00:00:00Z""#),
            Row(#""order_id":"o","value":1,"promised_at":"9999-12-31T23:59:59Z""#),
            Row(#""order_id":"o","value":1,"promised_at":253402300799999"#),
            Row(#""order_id":"o","value":1,"promised_at":253402300800000"#, "number_range promised_at"),
            Row(#""order_id":"o","value":1,"promised_at":"soon""#, "ts_syntax promised_at"),
            Row(#""order_id":"o","value":1,"promised_at":1.5"#, "wrong_type promised_at"),
            Row(#""order_id":"o","value":1,"promised_at":[]"#, "wrong_type promised_at"),
            Row(#""order_id":"o","value":1,"sales_channel":"""#, ignored: ["sales_channel"]),
            Row(#""order_id":"o","value":1,"items":{}"#, ignored: ["items"]),
            Row(#""order_id":"o","value":1,"items":[1,"x"]"#, ignored: ["items"]),
            Row(
                #""order_id":"o","value":1,"referrer_id":1,"loyalty_tier":1,"offer_id":"""#,
                ignored: ["loyalty_tier", "referrer_id", "offer_id"]),
            Row(#""order_id":"o","value":1,"action":"no","count":-1,"cost":"x""#),
        ])
    func purchases(row: Row) { row.check(.purchases, Self.identity) }

    @Test(
        "beacons",
        arguments: [
            Row(#""anonymous_id":"a","store_id":"s","zone":"z""#),
            Row(#""customer_id":"c","store_id":"s","zone":"z","signal":"enter""#),
            Row(#""store_id":"s","zone":"z""#, "missing_field customer_id"),
            Row(
                #""customer_id":"Guest","anonymous_id":"0","store_id":"s","zone":"z""#,
                "missing_field customer_id"),
            Row(#""anonymous_id":"","store_id":"s","zone":"z""#, "missing_field customer_id"),
            Row(#""anonymous_id":"a","zone":"z""#, "missing_field store_id"),
            Row(#""anonymous_id":"a","store_id":"s""#, "missing_field zone"),
            Row(#""anonymous_id":"a","store_id":"","zone":"z""#, "empty store_id"),
            Row(#""anonymous_id":"a","store_id":1,"zone":"z""#, "wrong_type store_id"),
            Row(#""anonymous_id":"a","store_id":"s","zone":{}"#, "wrong_type zone"),
            Row("\"anonymous_id\":\"a\",\"store_id\":\"s\",\"zone\":\"\(text(256))\""),
            Row("\"anonymous_id\":\"a\",\"store_id\":\"s\",\"zone\":\"\(text(257))\"", "too_long zone"),
            Row(#""anonymous_id":"a","store_id":"s","zone":"z","signal":"leave""#, "enum_unknown signal"),
            Row(#""anonymous_id":"a","store_id":"s","zone":"z","signal":0"#, "wrong_type signal"),
            Row(#""anonymous_id":"a","store_id":"s","zone":"z","sensor":"lidar""#, ignored: ["sensor"]),
            Row(#""anonymous_id":"a","store_id":"s","zone":"z","sensor":5"#, ignored: ["sensor"]),
            Row(#""anonymous_id":"a","store_id":"s","zone":"z","rssi":"-60""#, ignored: ["rssi"]),
            Row(#""anonymous_id":"a","store_id":"s","zone":"z","rssi":-1e999"#),
            Row(#""anonymous_id":"a","store_id":"s","zone":"z","count":0,"kind":"?""#),
        ])
    func beacons(row: Row) { row.check(.beacons, Self.identity) }

    @Test(
        "unsubscribes",
        arguments: [
            Row(#""customer_id":"c","channel":"email""#),
            Row(#""anonymous_id":"c","channel":"direct_mail","kind":"resubscribe""#),
            Row(#""customer_id":"c""#, "missing_field channel"),
            Row(#""customer_id":"c","channel":null"#, "missing_field channel"),
            Row(#""customer_id":"c","channel":"""#, "empty channel"),
            Row(#""customer_id":"c","channel":"newsletter""#, "enum_unknown channel"),
            Row(#""customer_id":"c","channel":"Email""#, "enum_unknown channel"),
            Row(#""customer_id":"c","channel":1"#, "wrong_type channel"),
            Row(#""channel":"email""#, "missing_field customer_id"),
            Row(#""customer_id":"NULL","channel":"email""#, "missing_field customer_id"),
            Row(#""customer_id":"c","channel":"email","kind":"notification_blocks""#, "enum_unknown kind"),
            Row(#""customer_id":"c","channel":"email","kind":{}"#, "wrong_type kind"),
            Row(#""customer_id":"c","channel":"email","reason":5"#, ignored: ["reason"]),
            Row(#""customer_id":"c","channel":"email","value":"?","currency":1"#),
        ])
    func unsubscribes(row: Row) { row.check(.unsubscribes, Self.identity) }

    @Test("messages name the field, never its value")
    func messages() {
        let decoded = decode(#"{"event_id":"e","event_time":"secret"}"#, .clicks)
        guard case .dead(let letter) = decoded.outcome else {
            Issue.record("an event")
            return
        }
        #expect(letter.message == "event_time is no RFC 3339 time with offset")
        #expect(Set(DeadLetterCode.allCases.map(\.name)).count == DeadLetterCode.allCases.count)
        #expect(DeadLetterCode.allCases.count <= 32)
    }

    @Test("names of a dead letter are not added to the table")
    func noNames() {
        let decoded = decode(#"{"event_id":"e","event_time":7,"pool":"p","device":"d"}"#, .clicks)
        #expect(decoded.dead == "ts_ancient event_time" && decoded.strings.count == 0)
    }
}
