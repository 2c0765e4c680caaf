internal import Kafka
internal import Operations

/// The way of the operator's commands to Kafka: properties, questions with a time limit, errors that say what
/// to do.
struct KafkaAccess {
    let deployment: Deployment
    let console: Console
    /// How long Kafka may take to answer at all.
    private let patience: Duration = .seconds(20)

    /// Waits for an answer in steps of this, so that one hears early that it takes long.
    private let step: Int32 = 2_000

    init(_ deployment: Deployment, console: Console) {
        self.deployment = deployment
        self.console = console
    }

    /// What every client needs, with the user's own options over it.
    func options(_ extra: [String: String]) -> ClientOptions {
        let standard = [
            "socket.keepalive.enable": "true", "socket.nagle.disable": "true",
            "log.connection.close": "false", "reconnect.backoff.ms": "100",
            "reconnect.backoff.max.ms": "2000",
        ]
        let fixed = [
            "bootstrap.servers": deployment.bootstrap, "client.id": "\(deployment.application)-tools",
        ]
        return ClientOptions(standard).merging(deployment.options).merging(fixed).merging(extra)
    }

    func admin() throws(CommandFailure) -> Admin {
        do throws(KafkaError) { return try Admin(options([:])) } catch { throw failure(error) }
    }

    func producer() throws(CommandFailure) -> Producer {
        let extra = [
            "enable.idempotence": "true", "partitioner": "murmur2_random", "linger.ms": "20",
            "message.max.bytes": "8388608", "message.timeout.ms": "60000",
        ]
        var properties = options(extra)
        if properties["compression.type"] == nil, properties["compression.codec"] == nil {
            properties.set("compression.codec", "lz4")
        }
        do throws(KafkaError) { return try Producer(properties) } catch { throw failure(error) }
    }

    func consumer() throws(CommandFailure) -> Consumer {
        let extra = [
            "group.id": "\(deployment.application)-tail", "isolation.level": "read_committed",
            "enable.auto.commit": "false", "enable.auto.offset.store": "false",
            "enable.partition.eof": "true", "auto.offset.reset": "earliest", "check.crcs": "true",
            "fetch.message.max.bytes": "16777216",
        ]
        do throws(KafkaError) { return try Consumer(options(extra)) } catch { throw failure(error) }
    }

    /// Brokers and topics; says so where that takes more than two seconds, and gives up after twenty.
    func metadata(of topics: [String], from admin: Admin) throws(CommandFailure) -> ClusterMetadata {
        let end = ContinuousClock.now + patience
        var heard: [KafkaError] = []
        var hasTold = false
        while true {
            do throws(KafkaError) {
                return try admin.metadata(topics: topics, timeout: topics.isEmpty ? step : 5 * step)
            } catch {
                heard += admin.takeEvents().compactMap(\.failure)
                let cause = Self.cause(of: error, heard)
                guard cause.isWorthWaiting, ContinuousClock.now < end else { throw failure(cause) }
                if !hasTold { console.talk("waiting for \(deployment.bootstrap): \(cause.sentence)") }
                hasTold = true
            }
        }
    }

    /// The topics that are there; what is refused is an error, what is missing is not in the answer.
    func topics(_ names: [String], from admin: Admin) throws(CommandFailure) -> [ClusterMetadata.Topic] {
        // First whether anybody answers: that question needs no topic.
        _ = try metadata(of: [], from: admin)
        var found: [ClusterMetadata.Topic] = []
        for topic in try metadata(of: names, from: admin).topics {
            switch topic.error?.code {
            case nil: found.append(topic)
            case .unknownTopicOrPartition, .unknownTopic: continue
            case .leaderNotAvailable where !topic.partitions.isEmpty: found.append(topic)
            default:
                guard let error = topic.error else { continue }
                throw failure(error, topic: topic.name)
            }
        }
        return found
    }

    /// Of all that was said the one thing that explains the others: what is wrong with the credentials or TLS
    /// before "no answer".
    private static func cause(of error: KafkaError, _ heard: [KafkaError]) -> KafkaError {
        let telling: [KafkaError.Code] = [
            .authentication, .saslAuthenticationFailed, .tls, .resolve, .transport, .allBrokersDown,
        ]
        for code in telling {
            if let one = heard.last(where: { $0.code == code }) { return one }
        }
        return error
    }
}

extension KafkaError {
    /// Whether the same question may be answered in some seconds.
    fileprivate var isWorthWaiting: Bool {
        switch code {
        case .authentication, .saslAuthenticationFailed, .tls, .invalidArgument, .unsupportedFeature: false
        default: !isRefusal
        }
    }

    /// librdkafka's words without its own notes: the broker in front, times and counts at the end.
    var sentence: String {
        var text = reason[...]
        if let end = text.firstRange(of: "/bootstrap: ") { text = text[end.upperBound...] }
        if let start = text.firstRange(of: " (after ") { text = text[..<start.lowerBound] }
        return String(text)
    }

    /// Whether Kafka does not let this user do something.
    var isRefusal: Bool {
        let refusals: Set<Code> = [
            .topicAuthorizationFailed, .groupAuthorizationFailed, .clusterAuthorizationFailed,
            .transactionalIDAuthorizationFailed,
        ]
        return refusals.contains(code)
    }
}

extension ClientEvent {
    /// What went wrong, where that is what it says.
    var failure: KafkaError? {
        guard case .failed(let error) = self else { return nil }
        return error
    }
}
