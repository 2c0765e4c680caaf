import Foundation
import Operations
import Testing

@testable import weir

/// Results of a replay, made once for all tests.
enum ChurnResults {
    /// A generated market of three weeks, with parameters in its configuration.
    static let market: Result<Scratch, any Error> = Result {
        let scratch = try Scratch("", name: "nothing")
        let made = WeirCall(
            "generate", "--out", directory(scratch), "--days", "21", "--events", "9000", "--profiles", "400",
            "--seed", "7")
        guard made.code == .ok else { throw Failed(text: made.talk) }
        try replay(scratch, to: "results", [])
        return scratch
    }

    struct Failed: Error { let text: String }

    static func directory(_ scratch: Scratch) -> String {
        URL(filePath: scratch.path).deletingLastPathComponent().path + "/market"
    }

    static func replay(_ scratch: Scratch, to results: String, _ more: [String]) throws {
        let directory = directory(scratch)
        let streams = ["clicks", "purchases", "beacons", "unsubscribes"].flatMap {
            ["--\($0)", "\(directory)/\($0).jsonl"]
        }
        let call = WeirCall(
            ["replay", "--config", "\(directory)/weir.yaml", "--out", "\(directory)/\(results)"] + streams
                + more)
        guard call.code == .ok else { throw Failed(text: call.talk) }
    }

    static func object(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    /// The lines of a result as objects.
    static func lines(_ path: String) throws -> [[String: Any]] {
        try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map {
            try object(String($0))
        }
    }

    /// Millionths of a number as it was written.
    static func millionths(_ value: Any?) -> Int {
        Int((((value as? NSNumber)?.doubleValue ?? 0) * 1_000_000).rounded())
    }
}

@Suite("weir explain churn")
struct ExplainTests {
    @Test("the answers behind every campaign add up to its churn cost of the days")
    func sums() throws {
        let results = ChurnResults.directory(try ChurnResults.market.get()) + "/results"
        var costs: [String: Int] = [:]
        for record in try ChurnResults.lines(results + "/metrics.jsonl") {
            let window = record["window"] as? [String: Any]
            guard record["dimension"] as? String == "campaign", window?["size"] as? String == "P1D" else {
                continue
            }
            let money = record["money"] as? [String: Any]
            costs[try #require(record["key"] as? String), default: 0] += ChurnResults.millionths(
                money?["churn_cost"])
        }
        let campaigns = costs.filter { $0.value != 0 }
        #expect(campaigns.count > 3)
        for (campaign, cost) in campaigns {
            let call = WeirCall("explain", "churn", "--campaign", campaign, results, "--json")
            #expect(call.code == .ok, "\(call.talk)")
            let pools = try #require(
                try JSONSerialization.jsonObject(with: Data(call.output.utf8)) as? [[String: Any]])
            #expect(pools.allSatisfy { $0["agrees"] as? Bool == true })
            let parts = pools.flatMap { $0["events"] as? [[String: Any]] ?? [] }
            #expect(parts.reduce(0) { $0 + ChurnResults.millionths($1["part"]) } == cost, "\(campaign)")
        }
    }

    @Test("people read a table with a shortened hash, and whether the metrics agree")
    func table() throws {
        let results = ChurnResults.directory(try ChurnResults.market.get()) + "/results"
        let call = WeirCall("explain", "churn", "--campaign", "acme-newsletter", results)
        #expect(call.code == .ok)
        #expect(call.output.hasPrefix("campaign acme-newsletter, pool acme: "))
        #expect(call.output.contains("EUR: so says churn_cost of metrics.jsonl, added up over P1D"))
        let full = try ChurnResults.lines(results + "/churn-events.jsonl").compactMap {
            $0["profile"] as? String
        }
        #expect(full.contains { call.output.contains(" \($0.prefix(8)) ") })
        #expect(!full.contains { call.output.contains($0) })
    }

    @Test("metrics of another replay are found out, with exit code 1")
    func contradiction() throws {
        let results = ChurnResults.directory(try ChurnResults.market.get()) + "/results"
        let other = try Scratch("", name: "metrics.jsonl")
        let directory = URL(filePath: other.path).deletingLastPathComponent().path
        let events = try String(contentsOfFile: results + "/churn-events.jsonl", encoding: .utf8)
        // Without the first line on the newsletter.
        var lines = events.split(separator: "\n")
        let first = try #require(lines.firstIndex { $0.contains("\"acme-newsletter\"") })
        lines.remove(at: first)
        try (lines.joined(separator: "\n") + "\n").write(
            toFile: directory + "/churn-events.jsonl", atomically: true, encoding: .utf8)
        try FileManager.default.removeItem(atPath: other.path)
        try FileManager.default.copyItem(atPath: results + "/metrics.jsonl", toPath: other.path)
        for words in [["explain", "churn", "--campaign", "acme-newsletter"], ["report", "churn"]] {
            let call = WeirCall(words + [directory])
            #expect(call.code == .findings && call.output.contains("these files are not of one replay"))
        }
    }

    @Test("without parameters the answers are there, and have no price")
    func unpriced() throws {
        let scratch = try ChurnResults.market.get()
        try ChurnResults.replay(scratch, to: "unpriced", ["--lifetime", "null"])
        let results = ChurnResults.directory(scratch) + "/unpriced"
        let call = WeirCall("explain", "churn", "--campaign", "acme-newsletter", results)
        #expect(call.code == .ok)
        #expect(call.output.contains("could not be priced: their pool has no lifetime parameters"))
        #expect(call.output.contains("churn_cost is null in metrics.jsonl, too"))
        let report = WeirCall("report", "churn", results)
        #expect(report.code == .ok && report.output.contains("without a price: no lifetime parameters"))
        #expect(!report.output.contains("churn: {severity"))
    }

    @Test(
        "what is wrong with a call",
        arguments: [
            (["--campaign", "x"], ExitCode.usage, "the directory of a replay is missing"),
            (["somewhere"], .usage, "which campaign?"),
            (["--campaign", "x", "a", "b"], .usage, "one directory at a time"),
            (
                ["--campaign", "x", "no-such-directory"], .io,
                "no-such-directory/churn-events.jsonl is not there"
            ),
        ] as [([String], ExitCode, String)])
    func wrong(words: [String], code: ExitCode, text: String) {
        let call = WeirCall(["explain", "churn"] + words)
        #expect(call.code == code && call.talk.contains(text), "\(call.talk)")
    }

    @Test("an unknown campaign gets the nearest one as advice; a damaged file its line")
    func advice() throws {
        let results = ChurnResults.directory(try ChurnResults.market.get()) + "/results"
        let call = WeirCall("explain", "churn", "--campaign", "acme-newsleter", results)
        #expect(call.code == .data && call.talk.contains("did you mean acme-newsletter?"))
        let file = try Scratch("{\"at\":1}\n", name: "churn-events.jsonl")
        let directory = URL(filePath: file.path).deletingLastPathComponent().path
        let damaged = WeirCall("explain", "churn", "--campaign", "x", directory)
        #expect(damaged.code == .data && damaged.talk.contains("churn-events.jsonl, line 1: this is not"))
    }
}

@Suite("weir report churn")
struct ChurnReportTests {
    @Test("the tables add up to what was booked, in all dimensions")
    func tables() throws {
        let results = ChurnResults.directory(try ChurnResults.market.get()) + "/results"
        let report = try ChurnResults.object(WeirCall("report", "churn", results, "--json").output)
        #expect(report["agrees"] as? Bool == true)
        let cost = ChurnResults.millionths(report["cost"])
        #expect(cost > 0)
        for (table, column) in [("channels", "net"), ("campaigns", "net"), ("frequencies", "cost")] {
            let rows = try #require(report[table] as? [[String: Any]])
            #expect(rows.reduce(0) { $0 + ChurnResults.millionths($1[column]) } == cost, "\(table)")
        }
        let losing = try #require(report["losing"] as? [[String: Any]])
        #expect(
            losing.contains {
                $0["campaign"] as? String == "acme-newsletter" && $0["by_churn"] as? Bool == true
            })
        #expect(losing.contains { ($0["campaign"] as? String)?.hasSuffix("display-prospecting") == true })
        for row in losing {
            let parts = ["without_churn", "churn_cost", "net_value"].map { ChurnResults.millionths(row[$0]) }
            #expect(parts[0] - parts[1] == parts[2] && parts[2] < 0)
        }
    }

    @Test("one pool's tables are a part of all, and add up to its own records")
    func onePool() throws {
        let results = ChurnResults.directory(try ChurnResults.market.get()) + "/results"
        let all = try ChurnResults.object(WeirCall("report", "churn", results, "--json").output)
        let costs = try ["acme", "boreal"].map { pool in
            let call = WeirCall("report", "churn", results, "--json", "--pool", pool)
            let report = try ChurnResults.object(call.output)
            #expect(call.code == .ok && report["agrees"] as? Bool == true)
            return ChurnResults.millionths(report["cost"])
        }
        #expect(costs.allSatisfy { $0 > 0 } && costs[0] + costs[1] == ChurnResults.millionths(all["cost"]))
    }

    @Test("three weeks carry no severity, and the report says why; the page needs nothing from elsewhere")
    func page() throws {
        let directory = ChurnResults.directory(try ChurnResults.market.get())
        let page = directory + "/churn.html"
        let call = WeirCall(
            "report", "churn", directory + "/results", "--config", directory + "/weir.yaml", "--purchases",
            directory + "/purchases.jsonl", "--unsubscribes", directory + "/unsubscribes.jsonl", "--html",
            page)
        #expect(call.code == .ok, "\(call.talk)")
        #expect(call.output.contains("answered less than 28 days before the last order"))
        #expect(!call.output.contains("churn: {severity"))
        #expect(call.output.contains("What this does not know"))
        let html = try String(contentsOfFile: page, encoding: .utf8)
        #expect(html.hasPrefix("<!DOCTYPE html>") && html.hasSuffix("</html>\n"))
        #expect(html.contains("<polyline") && html.contains("acme-newsletter"))
        for foreign in ["<script", "<link", "<img", "src=", "url("] { #expect(!html.contains(foreign)) }
        // The name of SVG's vocabulary is the only address.
        #expect(
            html.components(separatedBy: "http").count
                == html.components(separatedBy: "xmlns=\"http://www.w3.org/2000/svg\"").count)
    }

    @Test("what is wrong with a call")
    func wrong() throws {
        #expect(WeirCall("report", "churn").code == .usage)
        let results = ChurnResults.directory(try ChurnResults.market.get()) + "/results"
        #expect(WeirCall("report", "churn", results, "--purchases", "-", "-").code == .usage)
        #expect(WeirCall("report", "churn", results, "--purchases", "no-such-file").code == .io)
        #expect(WeirCall("report", "churn", results, "--html", "/no/such/directory/x.html").code == .io)
        let empty = try Scratch("{}\n")
        #expect(WeirCall("report", "churn", results, "--purchases", empty.path).code == .data)
    }
}
