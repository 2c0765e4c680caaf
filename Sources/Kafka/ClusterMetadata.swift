/// What a cluster says of itself.
public struct ClusterMetadata: Hashable, Sendable {
    /// A broker, as it wants to be called.
    public struct Broker: Hashable, Sendable {
        /// Its number.
        public var id: Int32
        /// Its host name or address.
        public var host: String
        /// Its port.
        public var port: Int32
    }

    /// A partition of a topic.
    public struct Partition: Hashable, Sendable {
        /// Its number.
        public var id: Int32
        /// The broker that leads it; -1 when there is none at the moment.
        public var leader: Int32
        /// How many brokers have it, or should.
        public var replicaCount: Int
        /// How many brokers have all of it.
        public var inSyncCount: Int
        /// What is wrong with it.
        public var error: KafkaError?
    }

    /// A topic.
    public struct Topic: Hashable, Sendable {
        /// Its name.
        public var name: String
        /// What is wrong with it: `.unknownTopicOrPartition` when it is not there.
        public var error: KafkaError?
        /// Its partitions, by their numbers.
        public var partitions: [Partition]
    }

    /// The brokers, by their numbers.
    public var brokers: [Broker]
    /// The topics that were asked for, by their names.
    public var topics: [Topic]

    /// A topic by its name.
    public func topic(_ name: String) -> Topic? { topics.first { $0.name == name } }
}

/// A topic to be created.
public struct NewTopic: Hashable, Sendable {
    /// Its name.
    public var name: String
    /// How many partitions.
    public var partitions: Int
    /// On how many brokers each; -1 leaves it to the broker.
    public var replication: Int
    /// Its configuration, as in "retention.ms": "-1".
    public var configuration: [String: String]

    /// A topic to be created.
    public init(
        _ name: String, partitions: Int, replication: Int = -1, configuration: [String: String] = [:]
    ) {
        self.name = name
        self.partitions = partitions
        self.replication = replication
        self.configuration = configuration
    }
}
