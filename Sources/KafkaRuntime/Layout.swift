internal import Events
internal import Kafka
internal import Streaming
internal import Topology

/// What a partition is to Weir.
enum TaskKind: Hashable, Comparable {
    // In the order in which a lane drains them: what is nearest to the output first.
    case pool, journeys, visitors, source(Stream), campaigns, erasures

    /// Whether it keeps state, and so has a log of it.
    var isStage: Bool {
        switch self {
        case .pool, .journeys, .visitors: true
        case .source, .campaigns, .erasures: false
        }
    }

    private var rank: Int {
        switch self {
        case .pool: 0
        case .journeys: 1
        case .visitors: 2
        case .campaigns: 3
        case .erasures: 4
        case .source(let stream): 5 + Int(stream.rawValue)
        }
    }

    static func < (left: TaskKind, right: TaskKind) -> Bool { left.rank < right.rank }
}

/// Which topics there are, and what each partition is for.
struct Layout: Sendable {
    let application: String
    let visitors: String
    let journeys: String
    let facts: String
    let profilePartitions: Int
    let poolPartitions: Int
    /// Every source topic with what it is.
    let sources: [(kind: TaskKind, topic: String)]

    init(_ options: WorkerOptions, profilePartitions: Int, poolPartitions: Int) {
        application = options.application
        (visitors, journeys) = ("\(application).visitors", "\(application).journeys")
        facts = "\(application).facts"
        self.profilePartitions = profilePartitions
        self.poolPartitions = poolPartitions
        var sources: [(kind: TaskKind, topic: String)] = []
        for stream in Stream.allCases {
            for topic in options.sources[stream] ?? [] { sources.append((.source(stream), topic)) }
        }
        if let topic = options.campaigns { sources.append((.campaigns, topic)) }
        if let topic = options.erasures { sources.append((.erasures, topic)) }
        self.sources = sources
    }

    /// The one partition that remembers under which configuration the state was made.
    var configuration: TopicPartition { TopicPartition("\(application).config", 0) }

    /// All topics that lanes read.
    var subscription: [String] { [facts, journeys, visitors] + sources.map(\.topic) }

    /// The internal topics, each with its partitions; those of state last.
    var internalTopics: [(topic: String, partitions: Int)] {
        let stages = [(visitors, profilePartitions), (journeys, profilePartitions), (facts, poolPartitions)]
        return stages.map { (topic: $0.0, partitions: $0.1) }
            + stages.map { (topic: Self.state(of: $0.0), partitions: $0.1) }
    }

    /// The topic of a stage's state log.
    static func state(of topic: String) -> String { "\(topic).state" }

    /// What a topic is; nil where it is none of ours.
    func kind(of topic: String) -> TaskKind? {
        switch topic {
        case visitors: .visitors
        case journeys: .journeys
        case facts: .pool
        default: sources.first { $0.topic == topic }?.kind
        }
    }

    /// The topic that a stage reads.
    func topic(of stage: StageName) -> String {
        switch stage {
        case .visitors: visitors
        case .journeys: journeys
        case .pool: facts
        }
    }

    /// The number that events of a source partition carry: a stable mark of the topic, then the partition.
    ///
    /// Topics of one stream differ in it, and it stays the same when others are added or taken away.
    static func place(_ partition: TopicPartition) -> Int {
        let name = Array(partition.topic.utf8)
        let mark = XXHash.hash64(name.span) & 0xFFFF
        return Int(mark) << 16 | Int(partition.partition) & 0xFFFF
    }

    /// The channels that a partition may have been, of a topic that is not read any more.
    static func channels(ofRetired partition: TopicPartition) -> [ChannelID] {
        let streams =
            Stream.allCases.map(\.rawValue) + [
                BroadcastTask.Kind.campaigns.stream, BroadcastTask.Kind.erasures.stream,
            ]
        return streams.map { .source(stream: $0, partition: place(partition)) }
    }

    /// The channel of a partition: a source's, or the own one of the stage that reads it.
    static func channel(of partition: TopicPartition, _ kind: TaskKind) -> ChannelID {
        let number = Int(partition.partition)
        switch kind {
        case .visitors: return .visitors(number)
        case .journeys: return .journeys(number)
        case .pool: return .pools(number)
        case .source, .campaigns, .erasures:
            return .source(stream: kind.streamNumber ?? 0, partition: place(partition))
        }
    }

    /// The channel of a source partition.
    func channel(of partition: TopicPartition) -> ChannelID? {
        guard let stream = kind(of: partition.topic)?.streamNumber else { return nil }
        return .source(stream: stream, partition: Self.place(partition))
    }
}

extension TaskKind {
    /// The number of a source's stream in channels.
    var streamNumber: UInt8? {
        switch self {
        case .source(let stream): stream.rawValue
        case .campaigns: BroadcastTask.Kind.campaigns.stream
        case .erasures: BroadcastTask.Kind.erasures.stream
        case .pool, .journeys, .visitors: nil
        }
    }
}
