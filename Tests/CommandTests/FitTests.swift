import Foundation
import Kafka
import Operations
import Testing

@testable import weir

@Suite("weir fit")
struct FitCommandTests {
    /// Purchases of a base of which many leave: each customer buys every fifth day or so, and stops at some time.
    private static func purchases(pool: String? = nil, leaves: Bool = true) -> String {
        var lines: [String] = []
        var state: UInt64 = 3
        func below(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
        for customer in 0..<400 {
            var day = below(60)
            let pace = 3 + below(30)
            let price = 500 + below(5_000)
            var order = 0
            while day < 300, order < 60 {
                let time = 1_767_225_600_000 + day * 86_400_000 + below(86_400_000)
                let value = "\((price * (60 + below(80))) / 100)"
                let place = pool.map { ",\"pool\":\"\($0)\"" } ?? ""
                lines.append(
                    "{\"event_id\":\"e\(customer)-\(order)\",\"event_time\":\(time),\"order_id\":\"\(pool ?? "")\(customer)-\(order)\","
                        + "\"customer_id\":\"\(pool ?? "c")\(customer)\",\"value\":\(value)\(place)}")
                if leaves, below(100) < 5 + customer % 50 { break }
                day += 1 + below(2 * pace)
                order += 1
            }
        }
        return lines.joined(separator: "\n")
    }

    @Test("prints estimates, a comparison and the lines for the configuration, which reads them")
    func prints() throws {
        let file = try Scratch(Self.purchases())
        let call = WeirCall("fit", "--purchases", file.path)
        #expect(call.code == .ok && call.talk == "", "\(call.talk)")
        #expect(call.output.contains("pool default: 400 customers"))
        #expect(call.output.contains("standard error"))
        #expect(call.output.contains("weeks held out"))
        let yaml = try #require(call.output.split(separator: "\n").last.map(String.init))
        #expect(yaml.hasPrefix("lifetime: {r: "))
        let config = try Scratch(yaml, name: "weir.yaml")
        #expect(WeirCall("config", "check", "--config", config.path).code == .ok)
    }

    @Test("reads from Kafka what it reads from a file")
    func kafka() throws {
        let text = Self.purchases()
        let cluster = try MockCluster()
        try cluster.createTopic("purchases", partitions: 3)
        let producer = try Producer(ClientOptions(["bootstrap.servers": cluster.bootstrap]))
        let topic = try producer.topic("purchases")
        for (number, line) in text.split(separator: "\n").enumerated() {
            try producer.send(to: topic, partition: Int32(number % 3), key: nil, value: Array(line.utf8))
        }
        try producer.flush(timeout: 30_000)
        #expect(producer.close(timeout: 10_000))
        let call = WeirCall("fit", "--kafka", "--kafka.bootstrap", cluster.bootstrap)
        let file = try Scratch(text)
        #expect(call.code == .ok && call.output == WeirCall("fit", "--purchases", file.path).output)
        #expect(WeirCall("fit", "--kafka", "--purchases", file.path).code == .usage)
        #expect(WeirCall("fit").code == .usage)
    }

    @Test("one set by pool, or one for all; JSON and a plot")
    func pools() throws {
        let file = try Scratch(Self.purchases(pool: "acme") + "\n" + Self.purchases(pool: "b <& o"))
        let plot = file.path + ".svg"
        let call = WeirCall("fit", "--purchases", file.path, "--json", "--plot", plot, "--hold-out", "10w")
        #expect(call.code == .ok)
        let object = try JSONSerialization.jsonObject(with: Data(call.output.utf8)) as? [String: Any]
        let pools = try #require(object?["pools"] as? [[String: Any]])
        #expect(pools.compactMap { $0["pool"] as? String } == ["acme", "b <& o"])
        let held = pools[0]["hold_out"] as? [String: Any]
        #expect(held?["weeks"] as? Double == 10)
        // The same orders give the same parameters.
        #expect(pools[0]["parameters"] as? [String: Double] == pools[1]["parameters"] as? [String: Double])
        let yaml = try #require(object?["yaml"] as? String)
        #expect(yaml.hasPrefix("lifetime:\n  \"acme\": {r: "))
        let config = try Scratch(yaml, name: "weir.yaml")
        #expect(WeirCall("config", "check", "--config", config.path).code == .ok)
        let svg = try String(contentsOfFile: plot, encoding: .utf8)
        #expect(svg.hasPrefix("<svg ") && svg.contains("pool b &lt;&amp; o") && svg.hasSuffix("</svg>\n"))
        let one = WeirCall("fit", "--purchases", file.path, "--together", "--hold-out", "0d")
        #expect(one.code == .ok && one.output.contains("all pools: 800 customers"))
        #expect(!one.output.contains("held out") && one.output.contains("\nlifetime: {r: "))
    }

    @Test("a base that nobody leaves is refused, with the reason")
    func refuses() throws {
        let file = try Scratch(Self.purchases(leaves: false))
        let call = WeirCall("fit", "--purchases", file.path)
        #expect(call.code == .findings)
        #expect(call.output.contains("refused: nobody ever leaves"))
        #expect(call.output.hasSuffix("lifetime stays null, and churn has no price."))
    }

    @Test("guests, doubles and records that are no events are counted")
    func counts() throws {
        let file = try Scratch(
            Self.purchases() + """

                {"event_id":"g","event_time":"2026-01-02T00:00:00Z","order_id":"g1","value":1}
                {"event_id":"d","event_time":"2026-01-02T00:00:00Z","customer_id":"n","order_id":"d1","value":1,"consent":{}}
                {"event_id":"r","event_time":"2026-01-02T00:00:00Z","customer_id":"0","order_id":"r1","kind":"refund","value":1}
                {"event_id":"x","customer_id":"c7","order_id":"0-x","event_time":"2026-03-01T00:00:00Z","value":1}
                {"event_id":"x2","customer_id":"c7","order_id":"0-x","event_time":"2026-03-02T00:00:00Z","value":1}
                {"event_id":"y"}
                """)
        let call = WeirCall("fit", "--purchases", file.path)
        #expect(
            call.output.contains(
                "; 1 no events (weir check says why); 1 orders were there before; 2 of guests"))
    }

    @Test(
        "what is wrong with a call",
        arguments: [
            ([], ExitCode.usage, "there is nothing to fit"),
            (["--purchases", "-", "-"], .usage, "only one file can be standard input"),
            (["--purchases", "a", "--hold-out", "soon"], .usage, "write days or weeks, such as 90d or 13w"),
            (["--purchases", "no-such-file.jsonl"], .io, "no-such-file.jsonl"),
        ] as [([String], ExitCode, String)])
    func wrong(words: [String], code: ExitCode, text: String) {
        let call = WeirCall(["fit"] + words)
        #expect(call.code == code && call.talk.contains(text), "\(call.talk)")
    }

    @Test("without a customer there is nothing to fit")
    func empty() throws {
        let file = try Scratch(
            #"{"event_id":"a","event_time":"1997-01-01T00:00:00Z","order_id":"1","value":1}"#)
        let call = WeirCall("fit", "--purchases", file.path)
        #expect(call.code == .data && call.talk.contains("there is no order of a customer in 1 line"))
    }
}
