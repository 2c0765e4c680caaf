public import Kafka

/// Which topics Weir needs, and how each has to be set: `weir topics` compares it with a cluster.
///
/// Internal topics must be exactly as planned, or state is lost. Inputs and outputs belong to the user: of
/// these only what Weir's guarantees stand on is compared, the rest is a default for those that are not there
/// yet.
public struct TopicPlan: Hashable, Sendable {
    /// All topics: internal ones, inputs, outputs.
    public let topics: [Topic]

    /// A topic as it should be.
    public struct Topic: Hashable, Sendable {
        /// Its name.
        public var name: String
        /// What it is for, in a few words.
        public var purpose: String
        /// Whose it is.
        public var kind: Kind
        /// How many partitions it has, or gets.
        public var partitions: Int
        /// On how many brokers each.
        public var replication: Int
        /// What is set when it is created.
        public var settings: [String: String]
        /// Which of the settings an existing topic must have, too.
        public var required: Set<String>
        /// Whether an existing topic must have just this number of partitions.
        public var fixesPartitions: Bool
    }

    /// Whose a topic is.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Weir's own.
        case `internal`
        /// Read by Weir.
        case input
        /// Written by Weir.
        case output
    }

    /// What the plan is made of.
    public struct Needs: Hashable, Sendable {
        /// `application`: internal topics begin with it.
        public var application = "weir"
        /// `partitions.profiles`.
        public var profilePartitions = 16
        /// `partitions.pools`.
        public var poolPartitions = 4
        /// The topics of the four streams, with the stream's name: `("clicks", ["clicks"])`.
        public var sources: [Source] = []
        /// The compacted topic of campaigns, where there is one.
        public var campaigns: String?
        /// The topic of profiles to delete, where there is one.
        public var erasures: String?
        /// The names of the outputs.
        public var outputs = Outputs()
        /// Whether readers of the outputs are promised each result exactly once.
        public var isExactlyOnce = true
        /// How many brokers there are: it bounds the replication.
        public var brokers = 1

        /// The defaults above.
        public init() {}
    }

    /// The topics of one stream.
    public struct Source: Hashable, Sendable {
        /// The stream's name.
        public var stream: String
        /// Its topics.
        public var topics: [String]

        /// The topics of one stream.
        public init(_ stream: String, _ topics: [String]) {
            self.stream = stream
            self.topics = topics
        }
    }

    /// The names of the outputs.
    public struct Outputs: Hashable, Sendable {
        /// Metrics.
        public var metrics = "metrics"
        /// Alerts.
        public var alerts = "alerts"
        /// Budget signals.
        public var budgetSignals = "budget-signals"
        /// Offers.
        public var offers = "offers"
        /// Events that came too late.
        public var late = "late-events"
        /// Records that are no events.
        public var dead = "dead-letters"

        /// The defaults above.
        public init() {}
    }

    /// Makes the plan.
    ///
    /// A name that is given twice is planned once, as what it is first.
    public init(_ needs: Needs) {
        var seen: Set<String> = []
        let all = Self.internals(needs) + Self.inputs(needs) + Self.outputs(needs)
        topics = all.filter { seen.insert($0.name).inserted }
    }
}

extension TopicPlan {
    /// The largest record of an internal topic, 8 MiB: a frame of one commit.
    public static let largestFrame = 8 << 20
    /// The largest record in the late and dead topics: one as large as Weir reads, and what is said of it.
    public static let largestLetter = 16 << 20

    private static let day = 86_400_000

    /// What a committed record needs to be kept.
    ///
    /// An unclean election takes back what was committed, and with it exactly-once.
    private static func durable(_ replication: Int) -> [String: String] {
        [
            "min.insync.replicas": String(min(2, replication)),
            "unclean.leader.election.enable": "false",
        ]
    }

    private static func replication(_ needs: Needs) -> Int { min(3, max(1, needs.brokers)) }

    /// Weir cuts its topics off itself, below what is committed: no time, no size may do it before.
    private static func internals(_ needs: Needs) -> [Topic] {
        let stages = [
            ("visitors", "events by anonymous id", needs.profilePartitions),
            ("journeys", "events by customer", needs.profilePartitions),
            ("facts", "sums by pool", needs.poolPartitions),
        ]
        let frames = stages.map { stage, purpose, count in
            ownTopic("\(needs.application).\(stage)", purpose, count, needs)
        }
        let logs = stages.map { stage, _, count in
            ownTopic("\(needs.application).\(stage).state", "state of \(stage)", count, needs)
        }
        return frames + logs + [ownTopic("\(needs.application).config", "configuration in force", 1, needs)]
    }

    private static func ownTopic(
        _ name: String, _ purpose: String, _ partitions: Int, _ needs: Needs
    ) -> Topic {
        var settings = durable(replication(needs))
        settings["cleanup.policy"] = "delete"
        settings["retention.ms"] = "-1"
        settings["retention.bytes"] = "-1"
        settings["max.message.bytes"] = String(largestFrame)
        // Only whole segments are cut off.
        settings["segment.bytes"] = String(64 << 20)
        settings["compression.type"] = "producer"
        settings["message.timestamp.type"] = "CreateTime"
        return Topic(
            name: name, purpose: purpose, kind: .internal, partitions: partitions,
            replication: replication(needs), settings: settings, required: Set(settings.keys),
            fixesPartitions: true)
    }

    private static func inputs(_ needs: Needs) -> [Topic] {
        let sources = needs.sources.flatMap { source in
            source.topics.map { name in
                // Event time falls back on the record's own time, so that has to be the producer's.
                userTopic(
                    name, "\(source.stream), from your producers", .input, partitions: 4, days: 7, needs,
                    ["message.timestamp.type": "CreateTime"])
            }
        }
        let campaigns = needs.campaigns.map { name in
            userTopic(
                name, "campaigns, the latest of each", .input, partitions: 1, days: nil, needs,
                ["cleanup.policy": "compact"], required: ["cleanup.policy"], fixesPartitions: true)
        }
        // Long enough for any worker to come back, no longer: its records hold readable ids.
        let erasures = needs.erasures.map { name in
            userTopic(
                name, "profiles to delete", .input, partitions: 1, days: 30, needs, fixesPartitions: true)
        }
        return sources + [campaigns, erasures].compactMap { $0 }
    }

    private static func outputs(_ needs: Needs) -> [Topic] {
        let names = needs.outputs
        let durable = needs.isExactlyOnce ? durable(replication(needs)) : [:]
        func output(
            _ name: String, _ purpose: String, partitions: Int, days: Int, _ settings: [String: String] = [:]
        ) -> Topic {
            userTopic(
                name, purpose, .output, partitions: partitions, days: days, needs,
                durable.merging(settings) { $1 }, required: Set(durable.keys).union(settings.keys))
        }
        let letters = ["max.message.bytes": String(largestLetter)]
        return [
            output(names.metrics, "metrics by window", partitions: 4, days: 7),
            // Few, and read in the order of their making.
            output(names.alerts, "alerts", partitions: 1, days: 30),
            output(names.budgetSignals, "budget proposals", partitions: 1, days: 30),
            // Worth nothing after hours, and about persons.
            output(names.offers, "offers to profiles", partitions: 4, days: 2),
            output(names.late, "events that came too late", partitions: 4, days: 30, letters),
            output(names.dead, "records that are no events", partitions: 4, days: 30, letters),
        ]
    }

    private static func userTopic(
        _ name: String, _ purpose: String, _ kind: Kind, partitions: Int, days: Int?, _ needs: Needs,
        _ settings: [String: String] = [:], required: Set<String> = [], fixesPartitions: Bool = false
    ) -> Topic {
        var all = settings
        if let days { all["retention.ms"] = String(days * day) }
        if all["cleanup.policy"] == nil { all["cleanup.policy"] = "delete" }
        return Topic(
            name: name, purpose: purpose, kind: kind, partitions: partitions,
            replication: replication(needs), settings: all, required: required,
            fixesPartitions: fixesPartitions)
    }
}

extension TopicPlan {
    /// How a topic of a cluster compares with the plan.
    public enum State: Hashable, Sendable {
        /// Not there.
        case missing
        /// There, and right.
        case there
        /// There, and other than planned.
        case differs([Difference])
    }

    /// One thing that is other than planned.
    public struct Difference: Hashable, Sendable {
        /// What: `partitions`, `replication` or a setting's name.
        public var what: String
        /// As it is in the cluster.
        public var found: String
        /// As it should be.
        public var planned: String

        /// One thing that is other than planned.
        public init(what: String, found: String, planned: String) {
            self.what = what
            self.found = found
            self.planned = planned
        }
    }
}

extension TopicPlan.Topic {
    /// Compares an existing topic with the plan.
    ///
    /// More replicas than planned are no difference, and for a number that bounds records neither is more room.
    ///
    /// - Parameters:
    ///   - topic: the topic in the cluster.
    ///   - configuration: its settings, defaults included.
    /// - Returns: `.there` or `.differs`.
    public func state(
        of topic: ClusterMetadata.Topic, configuration: [String: String]
    ) -> TopicPlan.State {
        var differences: [TopicPlan.Difference] = []
        if fixesPartitions, topic.partitions.count != partitions {
            differences.append(
                .init(what: "partitions", found: "\(topic.partitions.count)", planned: "\(partitions)"))
        }
        let copies = topic.partitions.map(\.replicaCount).min() ?? 0
        if kind == .internal, copies < replication {
            differences.append(.init(what: "replication", found: "\(copies)", planned: "\(replication)"))
        }
        for name in required.sorted() {
            guard let planned = settings[name], let found = configuration[name],
                !Self.suffices(found, for: planned, of: name)
            else { continue }
            differences.append(.init(what: name, found: found, planned: planned))
        }
        return differences.isEmpty ? .there : .differs(differences)
    }

    /// What `Admin.createTopics` takes.
    public var request: NewTopic {
        NewTopic(name, partitions: partitions, replication: replication, configuration: settings)
    }

    private static func suffices(_ found: String, for planned: String, of name: String) -> Bool {
        if found == planned { return true }
        switch name {
        case "max.message.bytes", "min.insync.replicas":
            guard let found = Int(found), let planned = Int(planned) else { return false }
            return found > planned
        // How large a segment is decides nothing but when it can go.
        case "segment.bytes": return true
        // "compact,delete" compacts, too.
        case "cleanup.policy": return planned == "compact" && found.split(separator: ",").contains("compact")
        default: return false
        }
    }
}
