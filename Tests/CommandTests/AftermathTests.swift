import Foundation
import Operations
import Testing

@testable import weir

/// A shop of which every second order follows a mail.
///
/// Some leave the mails; their orders by mail are lost with a known probability, so that the true severity is that.
private struct Shop {
    var clicks: [String] = []
    var purchases: [String] = []
    var answers: [String] = []
    private var state: UInt64

    private mutating func below(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(bound))
    }

    init(lost: Int, seed: UInt64) {
        state = seed
        for customer in 0..<240 {
            let pace = 6 + customer % 5
            let leaves = customer % 3 == 0 ? 100 + below(30) : nil
            var (day, order) = (below(20), 0)
            while day < 260 {
                let isMail = below(2) == 0
                let isLost = isMail && below(100) < lost
                if day <= leaves ?? .max || !isLost { buy(customer, day, order, isMail) }
                day += 1 + below(2 * pace)
                order += 1
            }
            guard let leaves else { continue }
            answers.append(
                Self.line("u\(customer)", leaves, 20, customer, #""channel":"email","kind":"unsubscribe""#))
        }
    }

    private mutating func buy(_ customer: Int, _ day: Int, _ order: Int, _ isMail: Bool) {
        let id = "\(customer)-\(order)"
        let way =
            isMail ? #""channel":"email","campaign_id":"mail""# : #""channel":"search","campaign_id":"ad""#
        clicks.append(Self.line("c\(id)", day, 10, customer, #""action":"click",\#(way)"#))
        let value = 20 + below(20)
        purchases.append(Self.line("p\(id)", day, 11, customer, #""order_id":"\#(id)","value":\#(value)"#))
    }

    private static func line(_ id: String, _ day: Int, _ hour: Int, _ customer: Int, _ more: String) -> String
    {
        let time = 1_767_225_600_000 + (day * 24 + hour) * 3_600_000 + customer * 1_000
        return #"{"event_id":"\#(id)","event_time":\#(time),"customer_id":"k\#(customer)",\#(more)}"#
    }
}

/// The shop's files, with the results of a replay.
private struct ShopFiles {
    let scratch: Scratch
    var directory: String { URL(filePath: scratch.path).deletingLastPathComponent().path }

    init(lost: Int, seed: UInt64 = 1) throws {
        scratch = try Scratch(
            """
            windows: {aligned: [1d], sliding: []}
            lookback: {default: 2h}
            lateness: 2h
            margin_rate: 0.3
            lifetime: {r: 0.55, alpha: 7.2, a: 0.79, b: 2.43, p: 6.25, q: 3.74, v: 36}
            churn: {prior_default: 0.5}
            """, name: "weir.yaml")
        let shop = Shop(lost: lost, seed: seed)
        for (name, lines) in [
            ("clicks", shop.clicks), ("purchases", shop.purchases), ("unsubscribes", shop.answers),
        ] {
            // By time: whoever is later than the lateness does not count.
            let sorted = lines.sorted { Self.time($0) < Self.time($1) }.joined(separator: "\n") + "\n"
            try sorted.write(toFile: "\(directory)/\(name).jsonl", atomically: true, encoding: .utf8)
        }
        let call = WeirCall(
            "replay", "--config", scratch.path, "--out", directory + "/out", "--clicks",
            directory + "/clicks.jsonl",
            "--purchases", directory + "/purchases.jsonl", "--unsubscribes", directory + "/unsubscribes.jsonl"
        )
        guard call.code == .ok else { throw ChurnResults.Failed(text: call.talk) }
    }

    static func time(_ line: String) -> Int {
        Int(line.components(separatedBy: "\"event_time\":")[1].prefix { $0.isNumber }) ?? 0
    }

    func report(_ more: String...) -> WeirCall {
        WeirCall(
            [
                "report", "churn", directory + "/out", "--config", scratch.path, "--purchases",
                directory + "/purchases.jsonl",
            ]
                + more)
    }
}

@Suite("What those who left bought afterwards")
struct AftermathTests {
    /// Made once; no test changes it.
    private static let lossy = Result { try ShopFiles(lost: 100) }

    private func unsubscribes(_ call: WeirCall) throws -> [String: Any] {
        let report = try ChurnResults.object(call.output)
        let aftermath = try #require(report["aftermath"] as? [String: Any])
        let kinds = try #require(aftermath["kinds"] as? [[String: Any]])
        return try #require(kinds.first { $0["kind"] as? String == "unsubscribe" })
    }

    @Test("from events to the line to paste: all orders by mail are lost, and the severity is 1")
    func severity() throws {
        let files = try Self.lossy.get()
        let call = files.report("--json", "--unsubscribes", files.directory + "/unsubscribes.jsonl")
        #expect(call.code == .ok, "\(call.talk)")
        let kind = try unsubscribes(call)
        #expect(kind["compared"] as? Int == 80)
        let severity = try #require(kind["severity"] as? [String: Double])
        let (lower, upper) = (try #require(severity["lower"]), try #require(severity["upper"]))
        #expect(lower < 1 && upper > 1 && lower > 0.5 && upper < 1.5, "\(kind)")
        let yaml = try #require(try ChurnResults.object(call.output)["yaml"] as? String)
        #expect(yaml.hasPrefix("churn: {severity: {app_uninstall: 1.00, ") && yaml.contains("unsubscribe: "))
        let config = try Scratch(yaml, name: "weir.yaml")
        #expect(WeirCall("config", "check", "--config", config.path).code == .ok)
        // The same for people.
        let text = files.report().output
        #expect(text.contains("For weir.yaml:\n\(yaml)"))
        #expect(text.contains("Of 80 customers who left something 80 are compared, with 240 customers"))
    }

    @Test("nothing is lost: the interval contains 0, and so does not the booked part")
    func nothing() throws {
        let kind = try unsubscribes(try ShopFiles(lost: 0, seed: 2).report("--json"))
        let severity = try #require(kind["severity"] as? [String: Double])
        #expect(try #require(severity["lower"]) <= 0 && #require(severity["upper"]) >= 0, "\(severity)")
        let lost = try #require(kind["lost"] as? [String: Double])
        #expect(try #require(kind["booked"] as? Double) > #require(lost["upper"]))
        // Drawn towards what is configured, and not below 0.
        let pasted = try #require(kind["to_paste"] as? Double)
        #expect(pasted >= 0 && pasted < 0.5)
    }

    @Test("another key finds nobody, and the report says so instead of comparing")
    func foreign() throws {
        let files = try Self.lossy.get()
        let key = try Scratch("another key, long enough for it", name: "key")
        let call = files.report("--id_key_file", key.path)
        #expect(call.code == .ok, "\(call.talk)")
        #expect(
            call.output.contains(
                "not compared: of those who left with an order, 80 are not in these purchases"))
        #expect(!call.output.contains("For weir.yaml"))
    }

    @Test("purchases that end too early carry nothing, and those that begin too late are noticed")
    func reach() throws {
        let files = try Self.lossy.get()
        let all = try String(contentsOfFile: files.directory + "/purchases.jsonl", encoding: .utf8)
        let lines = all.split(separator: "\n").map(String.init)
        func report(_ days: Range<Int>) throws -> String {
            let some = try Scratch(
                lines.filter { days.contains((ShopFiles.time($0) - 1_767_225_600_000) / 86_400_000) }
                    .joined(separator: "\n"))
            return WeirCall(
                "report", "churn", files.directory + "/out", "--config", files.scratch.path, "--purchases",
                some.path
            ).output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        }
        let early = try report(0..<128)
        #expect(early.contains("80 answered less than 28 days before the last order"))
        #expect(early.contains("nobody can be compared, so there is nothing to estimate"))
        #expect(try report(40..<260).contains("have as many order days here as in the ledger"))
    }
}
