import Events
import Kafka
import Streaming
import Testing
import Topology

@testable import KafkaRuntime

/// A lane with true clients on the mock cluster, stepped by the thread of the test.
///
/// The mock cluster stores no offsets of transactions: after a failure the lane begins from the start.
final class MockLane {
    let cluster: MockCluster
    let lane: Lane<KafkaLog>
    let heard = Heard()
    private let sender: Producer
    private var sent: Int64 = 0

    init(_ clientOptions: [String: String] = [:]) throws {
        cluster = try MockCluster(brokers: 2)
        var options = WorkerOptions()
        options.bootstrap = cluster.bootstrap
        options.application = "shop"
        options.sources = [.clicks: ["clicks"]]
        options.commitInterval = 20
        options.keepsLogs = true
        options.clientOptions = [
            "session.timeout.ms": "6000", "heartbeat.interval.ms": "100", "reconnect.backoff.ms": "50",
            "reconnect.backoff.max.ms": "200",
        ].merging(clientOptions) { _, own in own }
        var settings = Settings()
        (settings.profilePartitions, settings.poolPartitions) = (1, 1)
        let layout = Layout(options, profilePartitions: 1, poolPartitions: 1)
        let outputs = [options.outputs.metrics, options.outputs.late, options.outputs.dead]
        for topic in layout.internalTopics.map(\.topic) + outputs + ["clicks"] {
            try cluster.createTopic(topic, partitions: 1, replication: 2)
            try cluster.setLeader(of: TopicPartition(topic, 0), broker: 1)
        }
        try cluster.setCoordinator(of: .group("shop"), broker: 1)
        try cluster.setCoordinator(of: .transaction("shop-00-worker"), broker: 2)
        let (heard, board) = (heard, Board())
        board.setSources([TopicPartition("clicks", 0)], retired: [])
        sender = try Producer(ClientOptions(["bootstrap.servers": cluster.bootstrap, "linger.ms": "0"]))
        lane = Lane(
            number: 0, options: options, settings: settings, layout: layout,
            log: try KafkaLog(lane: 0, options: options) { heard.take($0) }, board: board,
            restorer: NothingToRestore(), clock: SystemClock(),
            readers: TopicReaders(
                campaign: { _, _ in .failure(RecordRefusal(code: "none", message: "none")) },
                erasure: { _ in .failure(RecordRefusal(code: "none", message: "none")) }),
            report: { heard.take($0) })
    }

    /// A lane that has committed a record.
    static func working(_ clientOptions: [String: String] = [:]) throws -> MockLane {
        let rig = try MockLane(clientOptions)
        try rig.lane.start()
        try rig.sendAndCommit()
        rig.heard.clear()
        return rig
    }

    /// Sends a record that is no event: the lane sends it to dead letters, in a transaction.
    func send() throws {
        try sender.send(to: sender.topic("clicks"), partition: 0, key: nil, value: Array("none".utf8))
        try sender.flush(timeout: 10_000)
        sent += 1
    }

    /// Steps until the lane has committed all that was sent.
    func commitAll() throws { try step { [self] in committed == sent } }

    func sendAndCommit() throws {
        try send()
        try commitAll()
    }

    /// Steps until a condition holds.
    func step(until isOver: () -> Bool) throws {
        let (clock, limit) = (ContinuousClock(), Duration.seconds(30))
        let began = clock.now
        while !isOver() {
            try lane.step()
            guard clock.now - began < limit else { throw TookTooLong(events: heard.events.map { "\($0)" }) }
        }
    }

    func close() { lane.log.close(leaving: true) }

    /// How far the source is committed.
    private var committed: Int64? {
        lane.seats.first { $0.kind == .source(.clicks) && $0.state == .working && $0.attempted == nil }?
            .committed.offset
    }
}

/// No state is ever found: no offset is stored.
private final class NothingToRestore: Restorer {
    func restore(_ partition: TopicPartition, kind: TaskKind, commit: UInt64) {}
    func cancel(_ partition: TopicPartition) {}
    func takeRestored() -> [Restored] { [] }
}
