internal import CRdKafka

/// Asks and changes what a cluster is made of.
///
/// One thread owns it.
@safe public final class Admin {
    let client: Client

    /// Makes an administrator; connects in the background.
    ///
    /// Its handle reads uncommitted data: that way its watermarks are those of the log, not the last stable
    /// offset.
    public init(_ options: ClientOptions) throws(KafkaError) {
        let kinds = RD_KAFKA_EVENT_ERROR | RD_KAFKA_EVENT_LOG | RD_KAFKA_EVENT_STATS
        var fixed = ["isolation.level": "read_uncommitted"]
        // Without a group of its own librdkafka crashes where a group's offsets are asked of a broker that is
        // no longer, or not yet, its coordinator (librdkafka #5040).
        if options["group.id"] == nil { fixed["group.id"] = "admin" }
        client = try unsafe Client(RD_KAFKA_CONSUMER, options, fixed: fixed, events: kinds)
        let handle = try unsafe client.open("new")
        try KafkaError.check(unsafe rd_kafka_set_log_queue(handle, nil), "set_log_queue")
    }

    /// Brokers, and these topics; all topics that one may see when nil.
    ///
    /// A topic that is not there has its error.
    public func metadata(
        topics: [String]? = nil, timeout milliseconds: Int32
    ) throws(KafkaError) -> ClusterMetadata {
        guard let topics else { return try unsafe metadata(of: nil, isAll: true, timeout: milliseconds) }
        let handle = try unsafe client.open("metadata")
        let deadline = Deadline(in: milliseconds)
        guard !topics.isEmpty else {
            return try unsafe metadata(of: nil, isAll: false, timeout: milliseconds)
        }
        var answer = ClusterMetadata(brokers: [], topics: [])
        // librdkafka asks for one topic by its handle, for all, or for those that it knows already.
        for name in Set(topics).sorted() {
            guard let topic = unsafe rd_kafka_topic_new(handle, name, nil) else {
                throw KafkaError(rd_kafka_last_error(), "topic_new")
            }
            defer { unsafe rd_kafka_topic_destroy(topic) }
            let one = try unsafe metadata(of: topic, isAll: false, timeout: deadline.remaining)
            answer.brokers = one.brokers
            answer.topics += one.topics
        }
        return answer
    }

    /// The first offset of a partition, and the one behind its last, committed or not.
    public func watermarks(
        of partition: TopicPartition, timeout milliseconds: Int32
    ) throws(KafkaError) -> (low: Int64, high: Int64) {
        try client.watermarks(of: partition, timeout: milliseconds)
    }

    /// What was said since the last call.
    public func takeEvents() -> [ClientEvent] {
        guard let handle = unsafe client.pointer, let queue = unsafe rd_kafka_queue_get_main(handle) else {
            return []
        }
        defer { unsafe rd_kafka_queue_destroy(queue) }
        var events: [ClientEvent] = []
        while let event = unsafe rd_kafka_queue_poll(queue, 0) {
            if let event = unsafe client.event(event) { events.append(event) }
            unsafe rd_kafka_event_destroy(event)
        }
        return events
    }

    /// Frees everything; false when that did not end in time, and goes on by itself.
    @discardableResult
    public func close(timeout milliseconds: Int32) -> Bool {
        client.destroy(timeout: milliseconds)
    }

    private func metadata(
        of topic: OpaquePointer?, isAll: Bool, timeout milliseconds: Int32
    ) throws(KafkaError) -> ClusterMetadata {
        let handle = try unsafe client.open("metadata")
        var found: UnsafePointer<rd_kafka_metadata>?
        let code = unsafe rd_kafka_metadata(handle, isAll ? 1 : 0, topic, &found, milliseconds)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR, let found = unsafe found else {
            throw client.failure(code, "metadata")
        }
        defer { unsafe rd_kafka_metadata_destroy(found) }
        return unsafe ClusterMetadata(found.pointee)
    }
}

extension ClusterMetadata {
    fileprivate init(_ found: rd_kafka_metadata) {
        brokers = (0..<Int(unsafe found.broker_cnt)).map { unsafe Broker(found.brokers[$0]) }
        topics = (0..<Int(unsafe found.topic_cnt)).map { unsafe Topic(found.topics[$0]) }
        brokers.sort { $0.id < $1.id }
        topics.sort { $0.name < $1.name }
    }
}

extension ClusterMetadata.Broker {
    fileprivate init(_ found: rd_kafka_metadata_broker) {
        id = unsafe found.id
        host = unsafe String(cString: found.host)
        port = unsafe found.port
    }
}

extension ClusterMetadata.Topic {
    fileprivate init(_ found: rd_kafka_metadata_topic) {
        name = unsafe String(cString: found.topic)
        error = ClusterMetadata.error(unsafe found.err)
        partitions = (0..<Int(unsafe found.partition_cnt)).map {
            unsafe ClusterMetadata.Partition(found.partitions[$0])
        }
        partitions.sort { $0.id < $1.id }
    }
}

extension ClusterMetadata.Partition {
    fileprivate init(_ found: rd_kafka_metadata_partition) {
        id = unsafe found.id
        leader = unsafe found.leader
        replicaCount = Int(unsafe found.replica_cnt)
        inSyncCount = Int(unsafe found.isr_cnt)
        error = ClusterMetadata.error(unsafe found.err)
    }
}

extension ClusterMetadata {
    fileprivate static func error(_ code: rd_kafka_resp_err_t) -> KafkaError? {
        code == RD_KAFKA_RESP_ERR_NO_ERROR ? nil : KafkaError(code, "metadata")
    }
}
