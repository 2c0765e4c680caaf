internal import CRdKafka

/// librdkafka's own cluster within this process, for tests and the demo.
///
/// It has no true transactions: it stores no offsets of them, hides no aborted records and fences nobody. It
/// keeps 5 MiB or 100 000 records per partition, and deletes none when asked.
@safe public final class MockCluster {
    /// A kind of request that can be made to fail.
    public struct Request: RawRepresentable, Hashable, Sendable {
        /// Its number in the protocol.
        public var rawValue: Int16

        /// A kind of request by its number.
        public init(rawValue: Int16) {
            self.rawValue = rawValue
        }

        /// Records to a broker.
        public static let produce = Self(rawValue: 0)
        /// Records from a broker.
        public static let fetch = Self(rawValue: 1)
        /// Watermarks.
        public static let listOffsets = Self(rawValue: 2)
        /// Brokers and topics.
        public static let metadata = Self(rawValue: 3)
        /// Offsets of a group.
        public static let offsetCommit = Self(rawValue: 8)
        /// Offsets of a group, back.
        public static let offsetFetch = Self(rawValue: 9)
        /// Where the coordinator is.
        public static let findCoordinator = Self(rawValue: 10)
        /// Into a group.
        public static let joinGroup = Self(rawValue: 11)
        /// Still in the group.
        public static let heartbeat = Self(rawValue: 12)
        /// The assignment of a group.
        public static let syncGroup = Self(rawValue: 14)
        /// A producer's number.
        public static let initProducerID = Self(rawValue: 22)
        /// Partitions into a transaction.
        public static let addPartitionsToTransaction = Self(rawValue: 24)
        /// A group into a transaction.
        public static let addOffsetsToTransaction = Self(rawValue: 25)
        /// Commit or abort.
        public static let endTransaction = Self(rawValue: 26)
        /// Offsets of a group in a transaction.
        public static let transactionOffsetCommit = Self(rawValue: 28)
    }

    /// Who needs a coordinator.
    public enum Coordinated: Hashable, Sendable {
        /// A group of consumers.
        case group(String)
        /// A transactional id.
        case transaction(String)
    }

    /// For `bootstrap.servers`.
    public let bootstrap: String

    private let client: Client
    // Safe: made in `init`, destroyed in `deinit` before its client.
    private let cluster: OpaquePointer

    /// Starts brokers, numbered from 1.
    public init(brokers: Int = 1) throws(KafkaError) {
        client = try unsafe Client(RD_KAFKA_PRODUCER, ClientOptions(["client.id": "mock-cluster"]))
        let handle = try unsafe client.open("mock_cluster_new")
        guard let cluster = unsafe rd_kafka_mock_cluster_new(handle, Int32(clamping: brokers)) else {
            throw KafkaError(RD_KAFKA_RESP_ERR__FAIL, "mock_cluster_new")
        }
        unsafe self.cluster = cluster
        bootstrap = unsafe rd_kafka_mock_cluster_bootstraps(cluster).map { unsafe String(cString: $0) } ?? ""
    }

    deinit {
        unsafe rd_kafka_mock_cluster_destroy(cluster)
        _ = client.destroy(timeout: 5000)
    }

    /// Creates a topic; others are created on their first use, with 4 partitions.
    public func createTopic(_ name: String, partitions: Int, replication: Int = 1) throws(KafkaError) {
        let code = unsafe rd_kafka_mock_topic_create(
            cluster, name, Int32(clamping: partitions), Int32(clamping: replication))
        try KafkaError.check(code, "mock_topic_create")
    }

    /// The next requests of this kind are answered with these errors, one after the other; `.none` lets one
    /// pass.
    public func fail(_ request: Request, with codes: [KafkaError.Code]) {
        let errors = codes.map { rd_kafka_resp_err_t(rawValue: $0.rawValue) }
        unsafe rd_kafka_mock_push_request_errors_array(cluster, request.rawValue, errors.count, errors)
    }

    /// What was to fail yet does not fail any more.
    public func clearFailures(of request: Request) {
        unsafe rd_kafka_mock_clear_request_errors(cluster, request.rawValue)
    }

    /// The next request of this kind to a broker is answered late, and with this error.
    public func delay(
        _ request: Request, to broker: Int32, by milliseconds: Int32, with code: KafkaError.Code = .none
    ) throws(KafkaError) {
        let result = unsafe crdkafka_mock_delay(
            cluster, broker, request.rawValue, rd_kafka_resp_err_t(rawValue: code.rawValue), milliseconds)
        try KafkaError.check(result, "mock_broker_push_request_error_rtts")
    }

    /// Every answer of a broker takes this long.
    public func setLatency(of broker: Int32, milliseconds: Int32) throws(KafkaError) {
        try KafkaError.check(
            unsafe rd_kafka_mock_broker_set_rtt(cluster, broker, milliseconds), "mock_broker_set_rtt")
    }

    /// A broker breaks all connections, and takes none.
    public func setBrokerDown(_ broker: Int32) throws(KafkaError) {
        try KafkaError.check(unsafe rd_kafka_mock_broker_set_down(cluster, broker), "mock_broker_set_down")
    }

    /// A broker that was down is there again.
    public func setBrokerUp(_ broker: Int32) throws(KafkaError) {
        try KafkaError.check(unsafe rd_kafka_mock_broker_set_up(cluster, broker), "mock_broker_set_up")
    }

    /// Which broker coordinates a group, or a transactional id.
    public func setCoordinator(of subject: Coordinated, broker: Int32) throws(KafkaError) {
        let (kind, key) =
            switch subject {
            case .group(let group): ("group", group)
            case .transaction(let id): ("transaction", id)
            }
        try KafkaError.check(
            unsafe rd_kafka_mock_coordinator_set(cluster, kind, key, broker), "mock_coordinator_set")
    }

    /// Which broker leads a partition; nil: none.
    public func setLeader(of partition: TopicPartition, broker: Int32?) throws(KafkaError) {
        let code = unsafe rd_kafka_mock_partition_set_leader(
            cluster, partition.topic, partition.partition, broker ?? -1)
        try KafkaError.check(code, "mock_partition_set_leader")
    }
}
