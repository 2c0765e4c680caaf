import Marketing
import Mathematics
import Streaming
import Testing

/// One record, written as a task writes it.
private struct Press {
    var names = StringTable()
    var rules = JourneyRules()
    var catalogue = Catalogue()

    mutating func write(
        _ dimension: Dimension, _ key: String, _ sums: [Measure: Int128], pool: String = "acme",
        start: Milliseconds = 1_772_359_200_000, size: Milliseconds = .minute, isFinal: Bool = true
    ) -> String {
        var directory = Directory(catalogue, rules: rules, names: &names)
        var context = FactContext(pool: names.intern(pool), countsInPool: false)
        context[dimension] = names.intern(key)
        directory.extend(to: &names)
        var table = CellTable()
        let number = table.context(context, names: &names)
        let cell = table.cells(ofContext: number)[table.cells(ofContext: number).startIndex]
        var rows = CellRows()
        let row = rows.row(of: cell)
        for (measure, value) in sums { rows.add(value, measure, row: row) }
        var rule = WindowRules()
        rule.aligned = [size]
        rule.sliding = []
        var windows = Windows(rules: rule, zones: [.utc])
        var out: [UInt8] = []
        let writer = MetricWriter(currency: "EUR", model: .position)
        windows.fold(pane: start, rows: [rows]) { _, _, _ in }
        let write: Windows.Due = { span, rows, cells in
            for cell in cells {
                writer.write(
                    cell, of: table, in: rows, window: span, names: names, directory: directory, to: &out)
            }
        }
        if isFinal { windows.close(upTo: .max, due: write) } else { windows.showEarly(due: write) }
        return String(decoding: out, as: UTF8.self)
    }
}

@Suite("Records of metrics, byte for byte")
struct MetricWriterTests {
    private static let window =
        #""window":{"size":"PT1M","start":"2026-03-01T10:00:00Z","end":"2026-03-01T10:01:00Z"},"final":true,"#
        + #""currency":"EUR","model":"position","#

    @Test("a campaign's has its channel and team, parts with decimals, credit and rates")
    func campaign() {
        var press = Press()
        var campaign = Catalogue.Campaign()
        campaign.channel = "newsletter"
        campaign.team = "crm"
        campaign.partner = "acme-net"
        press.catalogue.campaigns["spring-mail"] = campaign
        var channel = Catalogue.Channel()
        channel.aliases = ["newsletter"]
        press.catalogue.channels["email"] = channel
        let record = press.write(
            .campaign, "spring-mail",
            [
                .clicks: 4, .impressions: 3, .sends: 8, .unsubscribes: 1, .orders: 1_400_000,
                .newCustomers: 400_000,
                .assists: 2, .refunds: 500_000, .lastOrders: 1_000_000, .lastValue: 99_990_000,
                .linearValue: -1,
                .spend: 1_230_000, .value: 59_994_001, .margin: 17_998_200, .refunded: 20_000_000,
                .bookedLate: 1,
            ])
        #expect(
            record
                == #"{"pool":"acme","dimension":"campaign","key":"spring-mail","channel":"email","team":"crm","#
                + Self.window
                + #""counts":{"sends":8,"impressions":3,"clicks":4,"orders":1.4,"refunds":0.5,"assists":2,"#
                + #""new_customers":0.4,"unsubscribes":1,"booked_late":1},"#
                + #""credit":{"last":{"orders":1.0,"value":99.99},"linear":{"orders":0.0,"value":-0.000001}},"#
                + #""money":{"spend":1.23,"value":59.994001,"margin":17.9982,"refunded":20.0,"#
                + #""churn_cost":null,"net_value":null,"acquired_value":null,"long_value":null},"#
                + #""rates":{"ctr":1.333333,"conversion":0.35,"cpc":0.3075,"cpa":0.878571,"cac":3.075,"roas":48.775611,"#
                + #""aov":42.852858,"unsubscribe_rate":0.125}}"#)
    }

    @Test("a pool's counts whole orders, and has no credit")
    func pool() {
        var press = Press()
        let record = press.write(.pool, "acme", [.orders: 2, .value: 3_000_000, .views: 10])
        #expect(
            record == #"{"pool":"acme","dimension":"pool","key":"acme","# + Self.window
                + #""counts":{"views":10,"orders":2},"money":{"value":3.0},"rates":{"aov":1.5}}"#)
    }

    @Test("what is 0 is left out; rates are there, be they empty, at pool, campaign and channel")
    func empty() {
        var press = Press()
        for (dimension, tail) in [
            (.pool, #","rates":{}"#), (.campaign, #","rates":{}"#), (.channel, #","rates":{}"#), (.team, ""),
            (.partner, ""), (.salesChannel, ""), (.device, ""),
        ] as [(Dimension, String)] {
            let key = dimension == .pool ? "acme" : "k"
            let record = press.write(dimension, key, [.clicks: 0])
            #expect(
                record == #"{"pool":"acme","dimension":"\#(dimension.name)","key":"\#(key)","# + Self.window
                    + #""counts":{},"money":{}\#(tail)}"#)
        }
    }

    @Test("every measure has its name and place")
    func all() {
        var press = Press()
        let sums = Dictionary(uniqueKeysWithValues: Measure.allCases.map { ($0, Int128(1_000_000)) })
        let record = press.write(.device, "mobile", sums)
        let counts = [
            "sends", "bounces", "exposures", "impressions", "views", "opens", "clicks", "searches", "likes",
            "shares",
            "leads", "scans", "calls", "carts", "checkouts", "ratings", "complaints", "orders", "refunds",
            "assists",
            "new_customers", "repeat_orders", "reactivated", "referred_orders", "showrooming", "webrooming",
            "store_visits", "visit_orders", "unsubscribes", "resubscribes", "booked_late", "units",
            "messages",
            "answers",
        ]
        #expect(
            record.contains(#""counts":{"# + counts.map { #""\#($0)":1000000"# }.joined(separator: ",") + "}")
        )
        #expect(
            record.hasSuffix(
                #""dwell":{"visits":1000000,"sum":1000000,"p50":0,"p90":0,"p99":0},"#
                    + #""delivery":{"count":1000000,"promised":1000000,"on_time":1000000}}"#))
        let credit = press.write(.channel, "c", sums)
        #expect(credit.contains(#""unique_profiles":8000000"#))
        #expect(
            credit.contains(
                #""aida":{"attention":1000000,"interest":1000000,"desire":1000000,"action":1000000}"#))
        #expect(
            credit.contains(
                #""credit":{"#
                    + ["last", "first", "linear", "position", "time_decay", "view_through"]
                    .map { #""\#($0)":{"orders":1.0,"value":1.0}"# }.joined(separator: ",") + "}"))
        #expect(
            credit.contains(
                #""money":{"spend":1.0,"value":1.0,"margin":1.0,"refunded":1.0,"churn_cost":null,"#))
    }

    @Test("names are escaped, and stay UTF-8")
    func escapes() {
        var press = Press()
        let record = press.write(.device, "a\"b\\c\n\u{1}\u{1f}\u{7f}é€😀/", [.clicks: 1], pool: "p\t")
        #expect(record.hasPrefix(#"{"pool":"p\u0009","dimension":"device","#))
        #expect(record.contains(#""key":"a\"b\\c\u000a\u0001\u001f"# + "\u{7f}é€😀/\""))
    }

    @Test("early records say so")
    func early() {
        var press = Press()
        let record = press.write(.team, "crm", [.clicks: 1], size: .hour, isFinal: false)
        #expect(
            record.contains(
                #""size":"PT1H","start":"2026-03-01T10:00:00Z","end":"2026-03-01T11:00:00Z"},"final":false,"#)
        )
    }

    @Test(
        "lengths are ISO 8601",
        arguments: [
            (.minute, "PT1M"), (15 * .minute, "PT15M"), (60 * .minute, "PT1H"), (90 * .minute, "PT90M"),
            (720 * .minute, "PT12H"), (.day, "P1D"),
        ] as [(Milliseconds, String)])
    func durations(length: Milliseconds, text: String) {
        var bytes: [UInt8] = []
        bytes.appendDuration(length)
        #expect(String(decoding: bytes, as: UTF8.self) == text)
    }

    @Test(
        "times are UTC, with milliseconds where there are any",
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59.999Z"),
            (946_684_800_000, "2000-01-01T00:00:00Z"),
            (951_782_400_000, "2000-02-29T00:00:00Z"), (1_772_359_200_250, "2026-03-01T10:00:00.250Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00Z"), (1_735_689_599_007, "2024-12-31T23:59:59.007Z"),
            (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
        ] as [(Milliseconds, String)])
    func times(time: Milliseconds, text: String) {
        var bytes: [UInt8] = []
        bytes.appendTime(time)
        #expect(String(decoding: bytes, as: UTF8.self) == text)
    }

    @Test(
        "decimals have no exponent, at least one decimal and at most six",
        arguments: [
            (0, "0.0"), (1, "0.000001"), (-1, "-0.000001"), (100_000, "0.1"), (1_000_000, "1.0"),
            (-1_500_000, "-1.5"),
            (123_456_789, "123.456789"), (Int128(Int64.max), "9223372036854.775807"),
            (1_000_000_000_000_000_000_000_000_000, "1000000000000000000000.0"),
            (-18_446_744_073_709_551_616_000_001, "-18446744073709551616.000001"),
        ] as [(Int128, String)])
    func millionths(value: Int128, text: String) {
        var bytes: [UInt8] = []
        bytes.appendMillionths(value)
        #expect(String(decoding: bytes, as: UTF8.self) == text)
    }

    @Test(
        "whole numbers of any size",
        arguments: [0, 7, -7, 10, 99, 100, .max, .min, 1 << 64, (1 << 64) - 1] as [Int128])
    func whole(value: Int128) {
        var bytes: [UInt8] = []
        bytes.appendDecimal(value)
        #expect(String(decoding: bytes, as: UTF8.self) == String(value))
    }

    @Test(
        "rates are rounded half to even, in millionths",
        arguments: [
            (1, 3, "0.333333"), (2, 3, "0.666667"), (1, 8, "0.125"), (1, 2_000_000, nil),
            (3, 2_000_000, "0.000002"),
            (5, 2_000_000, "0.000002"), (7, 2_000_000, "0.000004"), (1, 0, nil), (0, 5, nil), (7, 1, "7.0"),
        ] as [(Int128, Int128, String?)])
    func rates(clicks: Int128, impressions: Int128, ctr: String?) {
        var press = Press()
        let record = press.write(.pool, "acme", [.clicks: clicks, .impressions: impressions])
        #expect(record.contains(ctr.map { #""rates":{"ctr":\#($0)"# } ?? #""rates":{}"#))
    }
}
