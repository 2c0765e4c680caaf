internal import FoundationEssentials
internal import Kafka
internal import KafkaRuntime

/// What `weir topics` prints.
struct TopicsReport {
    let brokers: Int
    let rows: [Row]

    /// A planned topic, and how it is.
    struct Row {
        let topic: TopicPlan.Topic
        /// As they are where the topic is there, else as planned.
        var partitions: Int
        var replication: Int
        var outcome: Outcome
    }

    /// How a topic is, after what was done.
    enum Outcome: Hashable {
        case missing, created, there
        case differs([TopicPlan.Difference])
        case failed(String)

        var name: String {
            switch self {
            case .missing: "missing"
            case .created: "created"
            case .there: "there"
            case .differs: "differs"
            case .failed: "failed"
            }
        }
    }

    var text: String {
        let table = TextTable(
            header: ["topic", "for", "state", "partitions", "replication"],
            rows: rows.map { row in
                [
                    row.topic.name, row.topic.purpose, row.outcome.name, "\(row.partitions)",
                    "\(row.replication)",
                ]
            }, leading: 3, apart: 0)
        return ([table.text] + remarks + [balance]).joined(separator: "\n\n")
    }

    var json: String {
        let topics = rows.map { row in
            TopicLine(
                topic: row.topic.name, kind: row.topic.kind.rawValue, purpose: row.topic.purpose,
                state: row.outcome.name, partitions: row.partitions, replication: row.replication,
                settings: row.topic.settings, differences: row.differences.map(DifferenceLine.init),
                error: row.error)
        }
        return JSONLine.text(ClusterLine(brokers: brokers, topics: topics))
    }

    private var remarks: [String] {
        let lines = rows.flatMap { row in
            row.differences.map { "\(row.topic.name): \($0.what) is \($0.found), planned is \($0.planned)" }
                + (row.error.map { ["\(row.topic.name): \($0)"] } ?? [])
        }
        guard !lines.isEmpty else { return [] }
        var text = lines.joined(separator: "\n")
        if rows.contains(where: { !$0.differences.isEmpty }) { text += "\n\(Self.advice)" }
        return [text]
    }

    private static let advice = """
        Weir does not change topics that are there. Settings: kafka-configs --alter; a number of partitions is
        that of the state in them: make the configuration say the same, or begin under another application.
        """

    private var balance: String {
        let names = ["created", "there", "differs", "missing", "failed"]
        let counts = names.compactMap { name -> String? in
            let count = rows.count { $0.outcome.name == name }
            return count > 0 ? "\(count) \(name == "differs" && count > 1 ? "differ" : name)" : nil
        }
        let hint =
            rows.contains { $0.outcome == .missing } ? "; weir topics apply creates what is missing" : ""
        return "\(Figure.count(brokers, "broker")), \(Figure.count(rows.count, "topic")): "
            + counts.joined(separator: ", ") + hint
    }
}

extension TopicsReport.Row {
    init(topic: TopicPlan.Topic, outcome: TopicsReport.Outcome) {
        self.init(
            topic: topic, partitions: topic.partitions, replication: topic.replication, outcome: outcome)
    }

    init(topic: TopicPlan.Topic, found: ClusterMetadata.Topic, state: TopicPlan.State) {
        let outcome: TopicsReport.Outcome =
            switch state {
            case .missing: .missing
            case .there: .there
            case .differs(let differences): .differs(differences)
            }
        self.init(
            topic: topic, partitions: found.partitions.count,
            replication: found.partitions.map(\.replicaCount).min() ?? 0, outcome: outcome)
    }

    var differences: [TopicPlan.Difference] {
        guard case .differs(let differences) = outcome else { return [] }
        return differences
    }

    var error: String? {
        guard case .failed(let reason) = outcome else { return nil }
        return reason
    }
}

private struct ClusterLine: Encodable {
    let brokers: Int
    let topics: [TopicLine]
}

private struct TopicLine: Encodable {
    let topic, kind, purpose, state: String
    let partitions, replication: Int
    let settings: [String: String]
    let differences: [DifferenceLine]
    let error: String?
}

private struct DifferenceLine: Encodable {
    let what, found, planned: String

    init(_ difference: TopicPlan.Difference) {
        (what, found, planned) = (difference.what, difference.found, difference.planned)
    }
}

/// JSON for machines, on one line.
enum JSONLine {
    /// A value as compact JSON, its members by their names.
    static func text(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(value) else { return "null" }
        return String(decoding: data, as: UTF8.self)
    }
}
