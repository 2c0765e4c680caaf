internal import Kafka
internal import Streaming

/// The configuration of every client: what is ours (see the table in docs/librdkafka.md), then the user's.
enum ClientSetup {
    /// How long a transaction may be open before the broker gives it up; it looks every 10 s.
    ///
    /// Readers wait that long for a lane that was killed, and one that commits seldom needs its time.
    static func transactionTimeout(_ options: WorkerOptions) -> Milliseconds {
        max(10_000, 4 * options.commitInterval)
    }

    /// How long an answer may take.
    static let socketTimeout: Milliseconds = 10_000
    /// A frame may be larger than a usual record; internal topics allow as much.
    static let largestMessage = 8 << 20

    private static func common(_ options: WorkerOptions, _ role: String) -> [String: String] {
        let properties = [
            "bootstrap.servers": options.bootstrap,
            "client.id": String("\(options.application)-\(options.instance)-\(role)".prefix(63)),
            "socket.keepalive.enable": "true",
            "socket.nagle.disable": "true",
            "socket.timeout.ms": String(socketTimeout),
            "reconnect.backoff.ms": "100",
            "reconnect.backoff.max.ms": "2000",
            "log.queue": "true",
            "log.connection.close": "false",
            "topic.metadata.refresh.interval.ms": "30000",
            "allow.auto.create.topics": "false",
        ]
        return properties.merging(options.clientOptions) { _, users in users }
    }

    private static func reading(_ options: WorkerOptions, _ role: String) -> [String: String] {
        let properties = [
            "enable.auto.commit": "false",
            "enable.auto.offset.store": "false",
            "auto.offset.reset": "error",
            "isolation.level": "read_committed",
            "check.crcs": "true",
            "enable.partition.eof": "true",
            "fetch.wait.max.ms": "50",
            "fetch.message.max.bytes": "4194304",
            "queued.min.messages": "200000",
            "queued.max.messages.kbytes": "32768",
        ]
        return properties.merging(common(options, role)) { _, users in users }
    }

    /// The lane's name: zero-padded, the lane first, so that neighbours in an assignment are other workers.
    static func name(of lane: Int, _ options: WorkerOptions) -> String {
        let number = lane < 10 ? "0\(lane)" : "\(lane)"
        return "\(options.application)-\(number)-\(options.instance)"
    }

    /// A lane's consumer.
    static func consumer(lane: Int, _ options: WorkerOptions) -> ClientOptions {
        var properties = reading(options, "lane\(lane)")
        properties["group.id"] = options.application
        properties["group.instance.id"] = name(of: lane, options)
        properties["partition.assignment.strategy"] = "roundrobin"
        if properties["session.timeout.ms"] == nil { properties["session.timeout.ms"] = "45000" }
        return ClientOptions(properties)
    }

    /// A lane's producer: transactional unless a record may be read twice.
    static func producer(lane: Int, _ options: WorkerOptions) -> ClientOptions {
        var properties = common(options, "lane\(lane)")
        properties.merge(writing) { users, _ in users }
        if options.isAtLeastOnce {
            properties["enable.idempotence"] = "true"
        } else {
            properties["transactional.id"] = name(of: lane, options)
            properties["transaction.timeout.ms"] = String(transactionTimeout(options))
        }
        return ClientOptions(properties)
    }

    /// A producer of few records without a transaction.
    static func plainProducer(_ options: WorkerOptions, role: String) -> ClientOptions {
        var properties = common(options, role)
        properties.merge(writing) { users, _ in users }
        properties["enable.idempotence"] = "true"
        return ClientOptions(properties)
    }

    private static let writing = [
        "partitioner": "murmur2_random",
        "linger.ms": "5",
        "compression.codec": "lz4",
        "message.max.bytes": String(largestMessage),
        "queue.buffering.max.messages": "1000000",
        "queue.buffering.max.kbytes": "262144",
    ]

    /// A consumer without a group, for a state log or an output.
    static func reader(_ options: WorkerOptions) -> ClientOptions {
        var properties = reading(options, "reader")
        properties["group.id"] = "\(options.application)-reader"
        return ClientOptions(properties)
    }

    /// An administrator.
    static func admin(_ options: WorkerOptions) -> ClientOptions {
        var properties = common(options, "admin")
        properties["group.id"] = "\(options.application)-admin"
        return ClientOptions(properties)
    }
}
