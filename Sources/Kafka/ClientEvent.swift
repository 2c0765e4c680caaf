/// What a client has to say beside the answers to its calls.
public enum ClientEvent: Hashable, Sendable {
    /// Something is wrong; mostly librdkafka goes on trying. A fatal one ends the use of the client.
    case failed(KafkaError)
    /// Statistics in JSON, each `statistics.interval.ms`.
    case statistics(String)
    /// A line for the log: syslog's level (3 error, 4 warning, 6 information), what it is about, and the text.
    case log(level: Int32, facility: String, text: String)
}

/// What a consumer has to say.
public enum ConsumerEvent: Hashable, Sendable {
    /// The group gave this member partitions; answer with `assign`.
    case assigned([TopicPartition])
    /// The group takes all partitions back; answer with `unassign`. When lost, others may own them already.
    case revoked([TopicPartition], isLost: Bool)
    /// Something is wrong; mostly librdkafka goes on trying. A fatal one ends the use of the client.
    case failed(KafkaError)
    /// Statistics in JSON, each `statistics.interval.ms`.
    case statistics(String)
    /// A line for the log: syslog's level (3 error, 4 warning, 6 information), what it is about, and the text.
    case log(level: Int32, facility: String, text: String)

    init(_ event: ClientEvent) {
        switch event {
        case .failed(let error): self = .failed(error)
        case .statistics(let text): self = .statistics(text)
        case .log(let level, let facility, let text):
            self = .log(level: level, facility: facility, text: text)
        }
    }
}
