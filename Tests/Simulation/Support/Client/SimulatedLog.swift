import Kafka
import Streaming

@testable import KafkaRuntime

/// A lane's log on the simulated cluster: what `KafkaLog`, librdkafka and the brokers are together.
final class SimulatedLog: LaneLog {
    typealias Record = SimulatedRecord

    let name: String
    /// By what the group knows it: a dynamic member is a new one in every life.
    let instance: String
    let process: SimulatedProcess
    let cluster: SimulatedCluster
    var world: World { cluster.world }

    // The consumer: its other half is in `SimulatedLog+Membership`.
    var membership = Membership.out
    var subscription: [String] = []
    var id: String?
    var generation = -1
    var events: [LaneEvent] = []
    var positions: [TopicPartition: Int64] = [:]
    /// The next loss of the assignment is told as if it were none (librdkafka #5604).
    var dropsLostFlag = false

    // The producer: in `SimulatedLog+Producing`.
    var handle: ProducerHandle?
    var isInTransaction = false
    /// The end of the transaction is under way, and nobody knows how it went.
    var isInDoubt = false
    var delivered: [(token: UInt64, offset: Int64)] = []
    /// Records of the open transaction that were too large for their topic.
    var refused: [Refusal] = []
    /// Records go alone, so that it is known which was refused.
    var isSingle = false

    var traps: [Trap] = []
    var onFault: (FaultClass) -> Void = { _ in }

    init(_ name: String, _ process: SimulatedProcess, _ cluster: SimulatedCluster) {
        self.name = name
        self.process = process
        self.cluster = cluster
        instance = cluster.group.rules.isStatic ? name : "\(name) of \(process.name)"
        beat()
    }

    /// Every call begins here; what it must do itself with a trap is returned.
    @discardableResult
    func enter(_ call: Call) throws(KafkaError) -> Trap.Action? {
        try process.live()
        guard let index = traps.firstIndex(where: { $0.call == call }) else { return nil }
        guard traps[index].skips == 0 else {
            traps[index].skips -= 1
            return nil
        }
        let trap = traps.remove(at: index)
        world.note(name, "meets \(trap.fault.rawValue) in \(call)")
        onFault(trap.fault)
        switch trap.action {
        case .kill: process.die("killed in \(call)")
        case .stall(let duration): world.pass(duration)
        case .freeze(let duration): process.frozenUntil = world.now + duration
        case .fail(let error): throw error
        default: return trap.action
        }
        try process.live()
        return nil
    }

    /// Waits until brokers answer.
    func waitForBrokers() throws(KafkaError) {
        while world.now < cluster.downUntil {
            world.pass(cluster.downUntil - world.now)
            try process.live()
        }
    }

    // MARK: Offsets

    func committed(_ partitions: [TopicPartition]) throws(KafkaError) -> [PartitionOffset] {
        let began = world.now
        try enter(.committed)
        while world.now < cluster.downUntil || partitions.contains(where: cluster.group.isUnstable) {
            guard world.now - began < 3_000 else {
                throw KafkaError(code: .timedOut, operation: "committed", reason: "no answer in time")
            }
            world.pass(20)
            try process.live()
        }
        return partitions.map { cluster.group.committed[$0] ?? PartitionOffset($0, PartitionOffset.none) }
    }

    func bounds(of partition: TopicPartition) throws(KafkaError) -> (low: Int64, high: Int64) {
        try enter(.bounds)
        try waitForBrokers()
        return (cluster[partition].start, cluster[partition].stable)
    }

    // MARK: Reading

    func assign(_ offsets: [PartitionOffset]) throws(KafkaError) {
        try enter(.assign)
        positions = [:]
        for offset in offsets { positions[offset.partition] = offset.offset }
        world.note(name, "reads from \(offsets)")
    }

    func read(
        _ partition: TopicPartition, limit: Int, _ body: (borrowing SimulatedRecord) -> Void
    ) -> LogReading {
        var reading = LogReading()
        do throws(KafkaError) { try enter(.read) } catch {
            reading.failure = error
            return reading
        }
        let log = cluster[partition]
        guard var position = positions[partition], cluster.isReachable(partition) else { return reading }
        guard position >= log.start else {
            reading.failure = KafkaError(
                code: .autoOffsetReset, operation: "read", reason: "\(partition) begins at \(log.start)")
            return reading
        }
        // A fetch brings some of what is there, or nothing yet.
        let most = world.random.oneOf(6) ? 0 : world.random.oneOf(3) ? 1 + world.random.below(3) : limit
        let end = log.stable
        while position < end, reading.records < min(most, limit) {
            let offset = position
            position += 1
            positions[partition] = position
            guard let record = log.visible(offset) else { continue }
            reading.records += 1
            SimulatedRecord.lend(record, offset: offset, body)
        }
        guard most > 0 else { return reading }
        while position < end, log.visible(position) == nil { position += 1 }
        positions[partition] = position
        if position >= end { reading.end = end }
        return reading
    }

    func lend(
        _ partition: TopicPartition, at offset: Int64, _ body: (borrowing SimulatedRecord) -> Void
    ) throws(KafkaError) -> Bool {
        try enter(.read)
        let log = cluster[partition]
        guard log.start <= offset, offset < log.stable, let record = log.visible(offset) else { return false }
        SimulatedRecord.lend(record, offset: offset, body)
        return true
    }

    func breathe() {}

    func close(leaving: Bool) {
        if leaving, let id, !process.isDead { cluster.group.leave(instance, id: id) }
        membership = .out
        id = nil
        positions = [:]
    }
}
