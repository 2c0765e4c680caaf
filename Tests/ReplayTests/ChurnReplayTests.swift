import Events
import Foundation
import Marketing
import Mathematics
import ReplayRuntime
import Streaming
import Testing
import Topology

/// A shop with 40 good customers, and one mailing: it sells to some, and drives others away.
@Suite("A campaign that sells and drives people away")
struct ChurnReplayTests {
    /// 2026-03-01T10:00:00Z.
    private static let start: Milliseconds = 1_772_359_200_000

    private struct Outcome {
        /// Of the mailing: what its records of days add up to, in millionths.
        var value: Int128 = 0
        var spend: Int128 = 0
        var margin: Int128 = 0
        var churnCost: Int128 = 0
        var netValue: Int128 = 0
        /// The file, byte for byte, and its lines.
        var file: [UInt8] = []
        var lines: [JSON] = []
    }

    private static func line(_ id: String, _ day: Int, _ customer: Int, _ more: String) -> String {
        let time = start + Milliseconds(day) * 86_400_000 + Milliseconds(customer) * 1_000
        return #"{"event_id":"\#(id)","event_time":\#(time),"customer_id":"k\#(customer)",\#(more)}"#
    }

    /// Three orders of everybody; then four messages, to which ten answer with an order, and fifteen by leaving, of
    /// whom three come back.
    private static func market(leaves: Bool) -> [(Events.Stream, [String])] {
        var (clicks, purchases, answers) = ([String](), [String](), [String]())
        for day in [0, 20, 45] {
            for customer in 0..<40 {
                let id = "o\(day)-\(customer)"
                purchases.append(line(id, day, customer, #""order_id":"\#(id)","value":60"#))
            }
        }
        let message = #""action":"send","channel":"email","campaign_id":"spring-mail","cost":0.5"#
        for day in 60..<64 {
            for customer in 0..<40 { clicks.append(line("s\(day)-\(customer)", day, customer, message)) }
        }
        for customer in 0..<10 {
            let click = #""action":"click","channel":"email","campaign_id":"spring-mail""#
            clicks.append(line("c\(customer)", 64, customer, click))
            purchases.append(line("p\(customer)", 65, customer, #""order_id":"p\#(customer)","value":50"#))
        }
        for customer in 10..<25 where leaves {
            let kind = customer < 15 ? "spam_complaint" : "unsubscribe"
            let more = #""channel":"email","kind":"\#(kind)""#
            answers.append(line("u\(customer)", 66, customer, more))
        }
        for customer in 22..<25 where leaves {
            answers.append(line("r\(customer)", 68, customer, #""channel":"email","kind":"resubscribe""#))
        }
        return [(.clicks, clicks), (.purchases, purchases), (.unsubscribes, answers)]
    }

    private func run(leaves: Bool, partitions: Int = 2, isPriced: Bool = true) throws -> Outcome {
        let directory = try TemporaryDirectory()
        let files = try Self.market(leaves: leaves).map { stream, lines in
            (stream, try directory.write("\(stream.name).jsonl", lines.joined(separator: "\n") + "\n"))
        }
        let parameters = try LifetimeParameters(
            r: 0.55, alpha: 7.2, a: 0.79, b: 2.43, p: 6.25, q: 3.74, v: 36)
        _ = try replay(files, to: directory.path + "/out") {
            $0.profilePartitions = partitions
            $0.poolPartitions = min(partitions, 16)
            $0.windows.aligned = [.day]
            if isPriced {
                $0.journeys.churn.model = LifetimeModel(
                    parameters, marginRate: Decimal(mantissa: 3, scale: 1))
                $0.journeys.churn.priors = ["email": Decimal(mantissa: 4, scale: 1)]
            }
        }
        var outcome = Outcome()
        for bytes in try directory.read("out/metrics.jsonl").split(separator: UInt8(ascii: "\n")) {
            let record = try #require(JSON(bytes))
            guard record["dimension"]?.text == "campaign", record["key"]?.text == "spring-mail" else {
                continue
            }
            func amount(_ name: String) -> Int128 { record["money"]?[name]?.millionths ?? 0 }
            outcome.value += amount("value")
            outcome.spend += amount("spend")
            outcome.margin += amount("margin")
            outcome.churnCost += amount("churn_cost")
            outcome.netValue += amount("net_value")
        }
        outcome.file = try directory.read("out/churn-events.jsonl")
        outcome.lines = try outcome.file.split(separator: UInt8(ascii: "\n")).map { try #require(JSON($0)) }
        return outcome
    }

    @Test("has a ROAS above 1 and a net value below 0, which its churn explains to the millionth")
    func story() throws {
        let (left, stayed) = try (run(leaves: true), run(leaves: false))
        #expect(left.spend == 80_000_000 && left.value == 500_000_000 && left.margin == 150_000_000)
        #expect(left.netValue < 0, "\(left.netValue)")
        #expect(stayed.netValue == 70_000_000 && stayed.churnCost == 0 && stayed.lines.isEmpty)
        let costs = left.lines.compactMap { $0["cost"]?.millionths }
        #expect(left.lines.count == 18 && costs.count == 18)
        #expect(costs.reduce(0, +) == left.churnCost)
        #expect(stayed.netValue - left.netValue == left.churnCost)
        for line in left.lines {
            guard case .array(let campaigns)? = line["campaigns"] else {
                Issue.record("no campaigns")
                continue
            }
            #expect(campaigns.count == 1 && campaigns[0]["campaign"]?.text == "spring-mail")
            #expect(campaigns[0]["cost"] == line["cost"])
        }
        #expect(costs.count { $0 < 0 } == 3, "those who came back")
    }

    @Test("the lines are in the order of the events, the same over any number of partitions")
    func order() throws {
        let plain = try run(leaves: true, partitions: 1)
        let times = plain.lines.compactMap { $0["at"]?.text }
        #expect(times == times.sorted() && times.count == 18)
        for partitions in [2, 7, 64] {
            let other = try run(leaves: true, partitions: partitions)
            #expect(other.file == plain.file, "\(partitions) partitions")
            #expect(other.churnCost == plain.churnCost && other.netValue == plain.netValue)
        }
    }

    @Test("without parameters the same lines have no price")
    func unpriced() throws {
        let outcome = try run(leaves: true, isPriced: false)
        #expect(outcome.lines.count == 18 && outcome.churnCost == 0 && outcome.netValue == 0)
        for line in outcome.lines {
            #expect(line["cost"] == .other("null") && line["share"] == .other("null"))
        }
        #expect(outcome.lines[0]["orders"] == .other("3") && outcome.lines[0]["n"] == .other("4"))
    }
}
