import BrokerSupport
import Foundation
import Kafka
import Testing

@testable import KafkaRuntime
@testable import ReferenceSupport

/// What an application is to be like.
struct ApplicationPlan {
    /// The keys that decide numbers, as YAML.
    var numbers = ""
    /// The catalogue as JSON.
    var catalogue: String?
    /// Topics of each stream, each with its partitions; named for this application.
    var sources: [(stream: String, topic: String, partitions: Int)] = []
    var profiles = 6
    var pools = 3
    var lanes = 2
    /// `never` makes the output a function of logs and configuration alone.
    var idleTimeout = "never"
    var hasBroadcasts = false
    /// How many brokers there are.
    var brokers = 1
    /// Of the workers' clients.
    var options: [String: String] = [:]
    /// The largest record of topics that take only little; one that begins with a point is internal.
    var limits: [String: Int] = [:]

    /// One topic for each of the four streams.
    static func streams(partitions: Int) -> [(stream: String, topic: String, partitions: Int)] {
        PlainStream.allCases.map { ($0.rawValue, $0.rawValue, partitions) }
    }
}

/// An application of its own on the shared broker: its topics, its configuration, its workers.
final class Application {
    let name: String
    let plan: ApplicationPlan
    let admin: Admin
    let directory: URL
    /// Where the tests themselves may do everything.
    let administrator: String
    /// Where the workers go.
    private let bootstrap: String
    private var workers: [WorkerProcess] = []

    /// Creates the topics; on the shared broker unless another one is named, with its two addresses.
    init(_ plan: ApplicationPlan, administrator: String? = nil, bootstrap: String? = nil) throws {
        self.plan = plan
        self.administrator = try administrator ?? Broker.get().bootstrap
        self.bootstrap = bootstrap ?? self.administrator
        name = "app-\(UInt32.random(in: 0 ... .max))"
        directory = FileManager.default.temporaryDirectory.appending(path: "weir-\(name)")
        admin = try Admin(ClientOptions(["bootstrap.servers": self.administrator]))
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        try createTopics()
        try writeConfiguration(numbers: plan.numbers)
    }

    deinit {
        for worker in workers { worker.kill() }
        _ = admin.close(timeout: 5_000)
        try? FileManager.default.removeItem(at: directory)
    }

    /// A user's topic, by its short name.
    func topic(_ short: String) -> String { "\(name)-\(short)" }

    // MARK: Topics

    private var topicPlan: TopicPlan {
        var needs = TopicPlan.Needs()
        needs.application = name
        needs.brokers = plan.brokers
        needs.profilePartitions = plan.profiles
        needs.poolPartitions = plan.pools
        needs.sources = PlainStream.allCases.map { .init($0.rawValue, topics(of: $0.rawValue)) }
        if plan.hasBroadcasts { (needs.campaigns, needs.erasures) = (topic("campaigns"), topic("erasures")) }
        needs.outputs.metrics = topic("metrics")
        needs.outputs.alerts = topic("alerts")
        needs.outputs.budgetSignals = topic("budget")
        needs.outputs.offers = topic("offers")
        needs.outputs.late = topic("late")
        needs.outputs.dead = topic("dead")
        return TopicPlan(needs)
    }

    private func topics(of stream: String) -> [String] {
        plan.sources.filter { $0.stream == stream }.map { topic($0.topic) }
    }

    /// As `weir topics apply` does; but the tests' events are of any year, so no record may be too old.
    private func createTopics() throws {
        var requests = topicPlan.topics.map(\.request)
        for index in requests.indices {
            requests[index].configuration["retention.ms"] = "-1"
            requests[index].configuration["message.timestamp.after.max.ms"] = String(Int64.max)
            let source = plan.sources.first { topic($0.topic) == requests[index].name }
            if let source { requests[index].partitions = source.partitions }
            for (short, limit) in plan.limits {
                let full = short.hasPrefix(".") ? name + short : topic(short)
                guard requests[index].name == full else { continue }
                requests[index].configuration["max.message.bytes"] = String(limit)
            }
        }
        let failures = try admin.createTopics(requests, timeout: 30_000)
        #expect(failures == [:])
        try wait(until: "leaders of all topics") {
            let found = try admin.metadata(topics: requests.map(\.name), timeout: 10_000)
            return requests.allSatisfy { request in
                let partitions = found.topic(request.name)?.partitions ?? []
                return partitions.count == request.partitions && partitions.allSatisfy { $0.leader > 0 }
            }
        }
    }

    // MARK: Configuration and workers

    /// The file of the workers that are started from now on.
    func writeConfiguration(numbers: String) throws {
        var text = numbers + "\n"
        if let catalogue = plan.catalogue {
            let file = directory.appending(path: "campaigns.json")
            try Data(catalogue.utf8).write(to: file)
            text += "catalogue: \"\(file.path)\"\n"
        }
        let options = plan.options.sorted { $0.key < $1.key }.map { "\($0.key): \"\($0.value)\"" }
        let streams = PlainStream.allCases.map { stream in
            "\(stream.rawValue): [\(topics(of: stream.rawValue).joined(separator: ", "))]"
        }
        let others =
            ["metrics", "alerts", "offers", "late", "dead"].map { "\($0): \(topic($0))" }
            + ["budget_signals: \(topic("budget"))"]
            + (plan.hasBroadcasts ? ["campaigns", "erasures"].map { "\($0): \(topic($0))" } : [])
        text += """
            kafka: {bootstrap: "\(bootstrap)", options: {\(options.joined(separator: ", "))}}
            application: \(name)
            lanes: \(plan.lanes)
            topics: {\((streams + others).joined(separator: ", "))}
            partitions: {profiles: \(plan.profiles), pools: \(plan.pools)}
            idle_timeout: \(plan.idleTimeout)
            max_lead: 7d
            log: {format: json, level: info}

            """
        try Data(text.utf8).write(to: configuration)
    }

    private var configuration: URL { directory.appending(path: "weir.yaml") }

    /// Starts a worker.
    @discardableResult
    func start(
        _ instance: String, _ flags: String..., variables: [String: String] = [:]
    ) throws -> WorkerProcess {
        try run(instance, ["run"] + flags, variables: variables)
    }

    /// Starts any command of `weir` that takes the configuration.
    func run(
        _ name: String, _ arguments: [String], variables: [String: String] = [:]
    ) throws -> WorkerProcess {
        let log = directory.appending(path: "log-\(workers.count)-\(name)")
        let worker = try WorkerProcess(
            name, arguments + ["--config", configuration.path], log: log, variables: variables)
        workers.append(worker)
        return worker
    }

    /// Starts workers, has them run to the end, and expects that they end well.
    @discardableResult
    func runToEnd(_ instances: [String], within seconds: Int = 90) throws -> [WorkerProcess] {
        let workers = try instances.map { try start($0, "--until-end") }
        for worker in workers {
            let code = try worker.end(within: seconds)
            #expect(code == 0, "\(worker.instance):\n\(worker.text.suffix(4_000))")
        }
        return workers
    }

    /// Waits until the workers share all partitions.
    func waitForShares(of workers: [WorkerProcess]) throws {
        let sources = plan.sources.reduce(0) { $0 + $1.partitions } + (plan.hasBroadcasts ? 2 : 0)
        let all = sources + 2 * plan.profiles + plan.pools
        try wait(until: "all shares are assigned:\n\(workers.map { $0.text.suffix(2_000) })") {
            for worker in workers where !worker.isRunning {
                throw Timeout(description: "\(worker.instance) has ended:\n\(worker.text.suffix(4_000))")
            }
            let lines = workers.map(\.assignments)
            let kinds = ["sources", "visitors", "journeys", "pools"]
            let sum = lines.joined().flatMap { line in kinds.compactMap { line[$0] } }.reduce(0, +)
            return sum == all && lines.allSatisfy { $0.count == plan.lanes }
        }
    }

    /// What is committed of every partition.
    func notes() throws -> [TopicPartition: (offset: Int64, note: CommitNote)] {
        var notes: [TopicPartition: (offset: Int64, note: CommitNote)] = [:]
        // A broker that has just begun reads its logs first, and says so.
        let offsets = try eventually("the group's offsets") { () throws(KafkaError) in
            do throws(KafkaError) { return try admin.groupOffsets(name, timeout: 10_000) } catch {
                guard error.isRetriable else { throw error }
                return nil
            }
        }
        for offset in offsets {
            notes[offset.partition] = CommitNote(offset.metadata).map { (offset.offset, $0) }
        }
        return notes
    }
}
