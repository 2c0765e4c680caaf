import Events
import Foundation
import Marketing
import Mathematics
import ReplayRuntime
import Streaming
import Testing
import Topology

@Suite("The example by hand in docs/churn.md")
struct ChurnExampleTests {
    private static let page = try? String(
        contentsOf: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "docs/churn.md"), encoding: .utf8)

    private static func model() throws -> LifetimeModel {
        try LifetimeModel(
            LifetimeParameters(r: 0.243, alpha: 4.414, a: 0.793, b: 2.426, p: 6.25, q: 3.74, v: 15.44),
            marginRate: Decimal(mantissa: 3, scale: 1))
    }

    /// Ana's events, as the page tells them.
    private static func events() -> [(Events.Stream, [String])] {
        func line(_ id: String, _ time: String, _ more: String) -> String {
            #"{"event_id":"\#(id)","event_time":"2026-\#(time)Z","customer_id":"ana",\#(more)}"#
        }
        func send(_ id: String, _ time: String, _ campaign: String) -> String {
            line(id, time, #""action":"send","channel":"email","campaign_id":"\#(campaign)""#)
        }
        return [
            (
                .clicks,
                [
                    line(
                        "1", "01-05T09:00:00", #""action":"click","channel":"email","campaign_id":"new-year""#
                    ),
                    line(
                        "2", "02-16T09:00:00", #""action":"click","channel":"search","campaign_id":"brand""#),
                    send("3", "03-14T08:00:00", "spring-mail"), send("4", "03-15T08:00:00", "spring-mail"),
                    send("5", "03-16T08:00:00", "spring-mail"), send("6", "03-16T09:00:00", "win-back"),
                ]
            ),
            (
                .purchases,
                [
                    line("7", "01-05T10:00:00", #""order_id":"a","value":40"#),
                    line("8", "02-16T10:00:00", #""order_id":"b","value":60"#),
                ]
            ),
            (.unsubscribes, [line("9", "03-16T10:00:00", #""channel":"email""#)]),
        ]
    }

    private static func rounded(_ value: Double, _ places: Int) -> String {
        String(format: "%.\(places)f", value)
    }

    @Test("has the figures that its events lead to, and its formulas lead to these")
    func example() throws {
        let page = try #require(Self.page)
        let directory = try TemporaryDirectory()
        let files = try Self.events().map { stream, lines in
            (stream, try directory.write("\(stream.name).jsonl", lines.joined(separator: "\n")))
        }
        let model = try Self.model()
        _ = try replay(files, to: directory.path + "/out") {
            $0.journeys.churn.model = model
        }
        let line = try directory.text("out/churn-events.jsonl").trimmingCharacters(in: .newlines)
        #expect(page.contains("```json\n\(line)\n```"), "\(line)")

        let buying = BuyingHistory(frequency: 1, recency: 6, age: 10, meanValue: 60)
        let alive = 1 / (1 + 0.793 / 2.426 * pow(14.414 / 10.414, 1.243))
        #expect(abs(alive - model.probabilityAlive(buying)) < 1e-12)
        let value = 6.25 * (15.44 + 60) / (6.25 + 2.74)
        #expect(abs(value - model.expectedOrderValue(of: buying)) < 1e-12)
        let orders = model.discountedOrders(of: buying)
        let residual = Int64((orders * value * 0.3 * 1e6).rounded(.toNearestOrEven))
        let weight = Int64((6.25 * 15.44 / 2.74 * 1e6).rounded(.toNearestOrEven))
        #expect(weight == model.meanOrder)
        let share = (40e6 + 0.1 * Double(weight)) / (100e6 + Double(weight))
        let cost = Int64((Double(residual) * share).rounded(.toNearestOrEven))
        let spring = cost * 3 / 4
        func money(_ amount: Int64) -> String { Self.rounded(Double(amount) / 1e6, 6) }
        for (name, figure) in [
            ("present with", Self.rounded(alive, 4)), ("an order day brings", Self.rounded(value, 4)),
            ("order days in twelve months", Self.rounded(orders, 4)), ("residual value", money(residual)),
            ("*k*", money(weight)), ("share of e-mail", Self.rounded(share, 6)), ("cost", money(cost)),
            ("*spring-mail*", money(spring)), ("*win-back*", money(cost - spring)),
        ] {
            let row = page.split(separator: "\n").first { $0.hasPrefix("| \(name)") } ?? ""
            #expect(row.hasSuffix(" \(figure) |"), "\(row) \(figure)")
        }
        let record = try #require(JSON(line.utf8))
        #expect(
            record["cost"]?.millionths == Int128(cost) && record["residual"]?.millionths == Int128(residual))
    }
}
