internal import Kafka
internal import KafkaRuntime
internal import Operations

private let json = Option("json", .nothing, "writes one JSON object instead of a table")

/// `weir topics`: which topics Weir needs, and their making.
let topicsCommand = Command(
    "topics", "shows and creates the topics that Weir needs on Kafka",
    subcommands: [topicsPlanCommand, topicsApplyCommand])

/// `weir topics plan`: what is there, what is missing, what differs.
let topicsPlanCommand = Command(
    "plan", "shows the topics that Weir needs, and what is missing or differs; changes nothing",
    help: """
        Exit code 0 whatever is missing; 69 if Kafka does not answer, 77 if it does not allow the questions.

        Examples:
          weir topics plan --config weir.yaml
          weir topics plan --kafka.bootstrap kafka:9092 --json
        """,
    options: [json], takesKeys: true
) { invocation throws(CommandFailure) in
    let topics = try ClusterTopics(invocation)
    let report = TopicsReport(brokers: topics.brokers, rows: topics.rows)
    try invocation.console.print(invocation.arguments.isSet(json) ? report.json : report.text)
    return .ok
}

/// `weir topics apply`: creates what is missing, and leaves the rest as it is.
let topicsApplyCommand = Command(
    "apply", "creates the topics that are missing; leaves the others as they are",
    help: """
        It asks nothing and may be run again at any time. Topics that are there are never changed: what differs
        from the plan is said. Exit code 0 unless a topic could not be created.

        Examples:
          weir topics apply --config weir.yaml
          weir topics apply --config weir.yaml --partitions.profiles 64 --json
        """,
    options: [json], takesKeys: true
) { invocation throws(CommandFailure) in
    var topics = try ClusterTopics(invocation)
    let failure = try topics.create()
    let report = TopicsReport(brokers: topics.brokers, rows: topics.rows)
    try invocation.console.print(invocation.arguments.isSet(json) ? report.json : report.text)
    if let failure { throw failure }
    return .ok
}

/// The planned topics beside those of the cluster.
private struct ClusterTopics {
    private let access: KafkaAccess
    private let admin: Admin
    let brokers: Int
    private(set) var rows: [TopicsReport.Row] = []

    /// Asks the cluster.
    init(_ invocation: Invocation) throws(CommandFailure) {
        let configuration = try invocation.configuration()
        access = KafkaAccess(configuration.deployment, console: invocation.console)
        admin = try access.admin()
        brokers = try access.metadata(of: [], from: admin).brokers.count
        let plan = TopicPlan(configuration, brokers: brokers)
        let there = try access.topics(plan.topics.map(\.name), from: admin)
        let settings: [String: [String: String]]
        do throws(KafkaError) {
            settings = try admin.describeConfigs(topics: there.map(\.name), timeout: 20_000)
        } catch { throw access.failure(error) }
        rows = plan.topics.map { topic in
            guard let found = there.first(where: { $0.name == topic.name }) else {
                return .init(topic: topic, outcome: .missing)
            }
            let state = topic.state(of: found, configuration: settings[topic.name] ?? [:])
            return .init(topic: topic, found: found, state: state)
        }
    }

    /// Creates what is missing; returns why a topic could not be created, of several the first.
    mutating func create() throws(CommandFailure) -> CommandFailure? {
        let missing = rows.filter { $0.outcome == .missing }.map(\.topic)
        guard !missing.isEmpty else { return nil }
        let failures: [String: KafkaError]
        do throws(KafkaError) {
            failures = try admin.createTopics(missing.map(\.request), timeout: 60_000)
        } catch { throw access.failure(error) }
        var first: CommandFailure?
        for index in rows.indices where rows[index].outcome == .missing {
            let name = rows[index].topic.name
            guard let error = failures[name] else {
                rows[index].outcome = .created
                continue
            }
            // Somebody else was faster.
            if error.code == .topicAlreadyExists {
                rows[index].outcome = .there
                continue
            }
            rows[index].outcome = .failed(error.reason)
            if first == nil { first = access.failure(error, topic: name) }
        }
        if first == nil { try waitForLeaders(of: missing.map(\.name)) }
        return first
    }

    /// A topic is of use once its partitions have leaders: after a moment, mostly.
    private func waitForLeaders(of names: [String]) throws(CommandFailure) {
        let end = ContinuousClock.now + .seconds(30)
        var line = ContinuousClock.now + .seconds(2)
        while ContinuousClock.now < end {
            let ready = try access.topics(names, from: admin).filter { topic in
                !topic.partitions.isEmpty && topic.partitions.allSatisfy { $0.leader >= 0 }
            }
            if ready.count == names.count { return }
            if ContinuousClock.now > line {
                access.console.talk("\(ready.count) of \(names.count) new topics are ready")
                line = ContinuousClock.now + .seconds(2)
            }
            Pause.take(milliseconds: 100)
        }
        access.console.talk("not all new topics are ready yet: the brokers are still at it")
    }
}
