import Kafka
import Streaming

/// Kafka as it matters to a lane: logs, one group, transactions.
final class SimulatedCluster {
    let world: World
    private var partitions: [TopicPartition: SimulatedPartition] = [:]
    let group: SimulatedGroup
    private(set) lazy var transactions = TransactionCoordinator(self)
    /// Until when no broker answers.
    var downUntil: Milliseconds = 0
    /// The largest record of topics that have a limit.
    var limits: [String: Int] = [:]

    init(_ world: World, rules: GroupRules) {
        self.world = world
        group = SimulatedGroup(world, rules: rules)
    }

    func addTopic(_ name: String, partitions count: Int) {
        for number in 0..<Int32(count) { partitions[TopicPartition(name, number)] = SimulatedPartition() }
        group.topics[name] = count
    }

    subscript(_ partition: TopicPartition) -> SimulatedPartition {
        guard let found = partitions[partition] else { preconditionFailure("no \(partition)") }
        return found
    }

    /// In their order.
    var allPartitions: [TopicPartition] { partitions.keys.sorted() }

    func isReachable(_ partition: TopicPartition) -> Bool {
        world.now >= downUntil && world.now >= self[partition].unreachableUntil
    }
}
