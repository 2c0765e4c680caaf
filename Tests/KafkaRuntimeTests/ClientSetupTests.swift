import Foundation
import Kafka
import Testing

@testable import KafkaRuntime

@Suite("How clients are set up")
struct ClientSetupTests {
    private static func options(_ instance: String = "pod-1") -> WorkerOptions {
        var options = WorkerOptions()
        options.application = "shop"
        options.instance = instance
        options.bootstrap = "kafka:9092"
        return options
    }

    @Test("names of lanes sort so that neighbours are other workers")
    func names() {
        let names = (0..<12).flatMap { lane in
            ["a", "b"].map { ClientSetup.name(of: lane, Self.options($0)) }
        }
        #expect(names == names.sorted())
        #expect(names.prefix(3) == ["shop-00-a", "shop-00-b", "shop-01-a"])
        #expect(names.last == "shop-11-b")
    }

    @Test("a lane has one name for its membership and for its transactions")
    func identity() {
        let (consumer, producer) = (
            ClientSetup.consumer(lane: 3, Self.options()), ClientSetup.producer(lane: 3, Self.options())
        )
        #expect(consumer["group.id"] == "shop")
        #expect(consumer["group.instance.id"] == "shop-03-pod-1")
        #expect(producer["transactional.id"] == "shop-03-pod-1")
        #expect(consumer["isolation.level"] == "read_committed")
        #expect(consumer["partition.assignment.strategy"] == "roundrobin")
        var plain = Self.options()
        plain.isAtLeastOnce = true
        #expect(ClientSetup.producer(lane: 3, plain)["transactional.id"] == nil)
    }

    @Test(
        "a transaction may be open for several commits",
        arguments: [(200, "10000"), (2_500, "10000"), (10_000, "40000")])
    func transactionTimeout(interval: Int64, expected: String) {
        var options = Self.options()
        options.commitInterval = interval
        #expect(ClientSetup.producer(lane: 0, options)["transaction.timeout.ms"] == expected)
    }

    /// Rows of the table "Properties": name, value, and which clients have it.
    private static let documented: [(name: String, value: String, clients: String)] = {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "docs/librdkafka.md")
        let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        let section = text.split(separator: "\n## ").first { $0.hasPrefix("Properties") } ?? ""
        return section.split(separator: "\n").filter { $0.hasPrefix("| `") }.map { row in
            let cells = row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            return (cells[0].filter { $0 != "`" }, cells[1].filter { $0 != "`" }, cells[2])
        }
    }()

    @Test("docs/librdkafka.md has every property that is set, as it is set")
    func documentation() {
        let options = Self.options()
        let clients: [(String, ClientOptions)] = [
            ("consumer", ClientSetup.consumer(lane: 0, options)), ("reader", ClientSetup.reader(options)),
            ("producer", ClientSetup.producer(lane: 0, options)), ("admin", ClientSetup.admin(options)),
        ]
        // What says who and where it is is another in every worker.
        let own: Set = [
            "bootstrap.servers", "client.id", "group.id", "group.instance.id", "transactional.id",
        ]
        #expect(Self.documented.count > 20)
        for (client, set) in clients {
            let rows = Self.documented.filter { $0.clients == "all" || $0.clients.contains(client) }
            let expected = Dictionary(rows.map { ($0.name, $0.value) }) { first, _ in first }
            #expect(set.properties.filter { !own.contains($0.key) } == expected, "\(client)")
        }
    }

    @Test("a user's options win, but for who a lane is")
    func users() {
        var options = Self.options()
        options.clientOptions = [
            "session.timeout.ms": "6000", "linger.ms": "50", "security.protocol": "SSL", "group.id": "other",
            "transactional.id": "other", "bootstrap.servers": "elsewhere:9092",
        ]
        let consumer = ClientSetup.consumer(lane: 0, options)
        #expect(consumer["session.timeout.ms"] == "6000" && consumer["security.protocol"] == "SSL")
        #expect(consumer["group.id"] == "shop")
        let producer = ClientSetup.producer(lane: 0, options)
        #expect(producer["linger.ms"] == "50" && producer["transactional.id"] == "shop-00-pod-1")
        #expect(producer["security.protocol"] == "SSL")
        for setup in [ClientSetup.reader(options), ClientSetup.admin(options)] {
            #expect(setup["security.protocol"] == "SSL")
            #expect(setup["group.id"]?.hasPrefix("shop-") == true)
        }
    }

    @Test("names of clients stay short: longer ones crash older versions of the library")
    func length() {
        let long = Self.options(String(repeating: "x", count: 300))
        #expect(ClientSetup.consumer(lane: 0, long)["client.id"]?.count == 63)
        #expect(ClientSetup.reader(long)["client.id"]?.count == 63)
    }
}
