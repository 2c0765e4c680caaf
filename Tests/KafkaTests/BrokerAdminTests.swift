import BrokerSupport
import Kafka
import Testing

@Suite("Administration of a real broker", .serialized, .enabled(if: Broker.isAvailable))
struct BrokerAdminTests {
    let bootstrap: String
    let admin: Admin

    init() throws {
        bootstrap = try Broker.get().bootstrap
        admin = try Admin.make(bootstrap)
    }

    @Test("topics are created with their configuration, described and deleted")
    func topics() throws {
        let name = Names.unique("configured")
        let wanted = NewTopic(
            name, partitions: 3, replication: 1,
            configuration: ["retention.ms": "-1", "max.message.bytes": "2000000"])
        #expect(try admin.createTopics([wanted], timeout: 20_000) == [:])
        let second = Names.unique("wrong")
        let failures = try admin.createTopics(
            [wanted, NewTopic(second, partitions: 1, replication: 5)], timeout: 20_000)
        #expect(failures[name]?.code == .topicAlreadyExists)
        #expect(failures[second]?.code == .invalidReplicationFactor)
        let configuration = try retrying { () throws(KafkaError) in
            try admin.describeConfigs(topics: [name], timeout: 20_000)
        }
        #expect(configuration[name]?["retention.ms"] == "-1")
        #expect(configuration[name]?["max.message.bytes"] == "2000000")
        #expect(configuration[name]?["cleanup.policy"] == "delete")
        let missing = failure { () throws(KafkaError) in
            _ = try admin.describeConfigs(topics: [second], timeout: 20_000)
        }
        #expect(missing?.code == .unknownTopicOrPartition)
        #expect(try admin.deleteTopics([name], timeout: 20_000) == [:])
        #expect(try admin.deleteTopics([second], timeout: 20_000)[second]?.code == .unknownTopicOrPartition)
    }

    @Test("the cluster tells its brokers and topics")
    func metadata() throws {
        let name = Names.unique("described")
        try admin.create(name, partitions: 5)
        let cluster = try admin.metadata(topics: [name, "not-there"], timeout: 20_000)
        #expect(cluster.brokers.count == 1)
        #expect(cluster.brokers.first.map { "\($0.host):\($0.port)" } == bootstrap)
        let partitions = try #require(cluster.topic(name)?.partitions)
        #expect(partitions.map(\.id) == [0, 1, 2, 3, 4])
        #expect(partitions.allSatisfy { $0.replicaCount == 1 && $0.leader == cluster.brokers[0].id })
        #expect(cluster.topic("not-there")?.error?.code == .unknownTopicOrPartition)
        #expect(try admin.metadata(timeout: 20_000).topic(name) != nil)
        #expect(try admin.metadata(topics: [], timeout: 20_000).brokers.count == 1)
        #expect(admin.close(timeout: 10_000))
        let closed = failure { () throws(KafkaError) in _ = try admin.metadata(timeout: 100) }
        #expect(closed?.code == .state)
    }

    @Test("records are deleted up to an offset, and a reader of those is told")
    func deleteRecords() throws {
        let name = Names.unique("purged")
        try admin.create(name, partitions: 2)
        let producer = try Producer.make(bootstrap)
        try producer.send((0..<10).map(String.init), to: name)
        try producer.flush(timeout: 10_000)
        let partition = TopicPartition(name, 0)
        let answers = try admin.deleteRecords(
            before: [PartitionOffset(partition, 4), PartitionOffset(TopicPartition(name, 1), 99)],
            timeout: 20_000
        ).sorted { $0.partition < $1.partition }
        #expect(answers[0] == PartitionOffset(partition, 4))
        #expect(answers[1].error?.code == .offsetOutOfRange)
        #expect(try admin.watermarks(of: partition, timeout: 10_000) == (4, 10))
        let consumer = try Consumer.make(bootstrap, ["auto.offset.reset": "error"])
        let queue = consumer.queue(of: partition)
        try consumer.assign([PartitionOffset(partition, 1)])
        let error = try eventually { queue.read(limit: 1, timeout: 100) { _ in }.failure }
        #expect(error.code == .autoOffsetReset)
        try consumer.assign([PartitionOffset(partition, PartitionOffset.beginning)])
        #expect(try queue.readToEnd().records.map(\.offset) == Array(4..<10))
    }

    @Test("a group that nobody knows has no offsets")
    func unknownGroup() throws {
        #expect(try admin.groupOffsets(Names.unique("nobody"), timeout: 20_000) == [])
    }
}

enum Names {
    /// A name that no other test has.
    static func unique(_ prefix: String) -> String { "\(prefix)-\(UInt32.random(in: 0 ... .max))" }
}

extension Admin {
    static func make(_ bootstrap: String) throws -> Admin {
        try Admin(ClientOptions(["bootstrap.servers": bootstrap]))
    }

    /// Creates a topic, and waits until it has its leaders.
    func create(_ name: String, partitions: Int) throws {
        let topic = NewTopic(name, partitions: partitions, replication: 1)
        for (_, error) in try createTopics([topic], timeout: 20_000) { throw error }
        _ =
            try eventually {
                let found = try metadata(topics: [name], timeout: 5000).topic(name)
                let isReady = found?.partitions.count == partitions && found?.error == nil
                return isReady && found?.partitions.allSatisfy { $0.leader > 0 } == true ? true : nil
            } as Bool
    }
}
