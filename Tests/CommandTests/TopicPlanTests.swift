import KafkaRuntime
import Testing

@testable import Kafka

@Suite("The plan of topics")
struct TopicPlanTests {
    private static func needs(brokers: Int = 3) -> TopicPlan.Needs {
        var needs = TopicPlan.Needs()
        needs.application = "shop"
        needs.profilePartitions = 8
        needs.poolPartitions = 2
        needs.sources = [
            .init("clicks", ["web", "app"]), .init("purchases", ["orders"]), .init("beacons", []),
        ]
        needs.brokers = brokers
        return needs
    }

    private static func topic(_ name: String, _ needs: TopicPlan.Needs) throws -> TopicPlan.Topic {
        try #require(TopicPlan(needs).topics.first { $0.name == name })
    }

    /// A topic in a cluster.
    private static func found(_ partitions: Int, replicas: Int) -> ClusterMetadata.Topic {
        ClusterMetadata.Topic(
            name: "x", error: nil,
            partitions: (0..<partitions).map {
                .init(id: Int32($0), leader: 1, replicaCount: replicas, inSyncCount: replicas, error: nil)
            })
    }

    @Test("has each stage and its state with the same partitions")
    func stages() throws {
        for (stage, count) in [("visitors", 8), ("journeys", 8), ("facts", 2)] {
            for name in ["shop.\(stage)", "shop.\(stage).state"] {
                let topic = try Self.topic(name, Self.needs())
                #expect(topic.partitions == count && topic.replication == 3 && topic.kind == .internal)
            }
        }
        #expect(try Self.topic("shop.config", Self.needs()).partitions == 1)
    }

    @Test("keeps internal topics for ever, and what is committed in them")
    func settings() throws {
        #expect(
            try Self.topic("shop.facts.state", Self.needs()).settings == [
                "cleanup.policy": "delete", "retention.ms": "-1", "retention.bytes": "-1",
                "max.message.bytes": "8388608", "min.insync.replicas": "2",
                "unclean.leader.election.enable": "false", "segment.bytes": "67108864",
                "compression.type": "producer", "message.timestamp.type": "CreateTime",
            ])
    }

    @Test("replicates as far as there are brokers", arguments: [(0, 1), (1, 1), (2, 2), (3, 3), (9, 3)])
    func replication(brokers: Int, replication: Int) throws {
        let topic = try Self.topic("shop.facts", Self.needs(brokers: brokers))
        #expect(topic.replication == replication)
        #expect(topic.settings["min.insync.replicas"] == String(min(2, replication)))
    }

    @Test("has inputs and outputs by their names, campaigns and erasures where they are named")
    func names() {
        var needs = Self.needs()
        let own = [
            "visitors", "journeys", "facts", "visitors.state", "journeys.state", "facts.state", "config",
        ]
        .map { "shop.\($0)" }
        let outputs = ["metrics", "alerts", "budget-signals", "offers", "late-events", "dead-letters"]
        #expect(TopicPlan(needs).topics.map(\.name) == own + ["web", "app", "orders"] + outputs)
        needs.campaigns = "campaigns"
        needs.erasures = "erasures"
        let more = ["web", "app", "orders", "campaigns", "erasures"]
        #expect(TopicPlan(needs).topics.map(\.name) == own + more + outputs)
        needs.erasures = "web"
        #expect(TopicPlan(needs).topics.count { $0.name == "web" } == 1)
    }

    @Test("asks for durable outputs only where each result is promised once")
    func delivery() throws {
        var needs = Self.needs()
        #expect(try Self.topic("metrics", needs).settings["unclean.leader.election.enable"] == "false")
        needs.isExactlyOnce = false
        #expect(try Self.topic("metrics", needs).settings["unclean.leader.election.enable"] == nil)
    }

    @Test("finds what differs in an internal topic")
    func differences() throws {
        let topic = try Self.topic("shop.facts", Self.needs())
        #expect(topic.state(of: Self.found(2, replicas: 3), configuration: topic.settings) == .there)
        var settings = topic.settings
        settings["retention.ms"] = "604800000"
        settings["segment.bytes"] = "1"
        #expect(
            topic.state(of: Self.found(3, replicas: 2), configuration: settings)
                == .differs([
                    .init(what: "partitions", found: "3", planned: "2"),
                    .init(what: "replication", found: "2", planned: "3"),
                    .init(what: "retention.ms", found: "604800000", planned: "-1"),
                ]))
    }

    @Test("lets room and replicas be more than planned, and not less")
    func more() throws {
        let topic = try Self.topic("shop.facts", Self.needs())
        var settings = topic.settings
        settings["max.message.bytes"] = "8388609"
        settings["min.insync.replicas"] = "3"
        #expect(topic.state(of: Self.found(2, replicas: 5), configuration: settings) == .there)
        settings["max.message.bytes"] = "8388607"
        #expect(topic.state(of: Self.found(2, replicas: 5), configuration: settings) != .there)
    }

    @Test("leaves partitions and retention of sources and outputs to the user")
    func users() throws {
        for name in ["web", "metrics"] {
            let topic = try Self.topic(name, Self.needs())
            var settings = topic.settings
            settings["retention.ms"] = "1"
            #expect(topic.state(of: Self.found(77, replicas: 1), configuration: settings) == .there)
        }
    }

    @Test("wants campaigns compacted, whatever else", arguments: ["compact", "compact,delete", "delete"])
    func campaigns(policy: String) throws {
        var needs = Self.needs()
        needs.campaigns = "campaigns"
        let state = try Self.topic("campaigns", needs)
            .state(of: Self.found(1, replicas: 3), configuration: ["cleanup.policy": policy])
        #expect((state == .there) == (policy != "delete"))
    }
}
