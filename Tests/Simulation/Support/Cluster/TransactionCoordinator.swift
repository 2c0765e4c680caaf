import Kafka
import Streaming

/// A producer as the cluster knows it.
struct ProducerHandle: Equatable {
    let id: String
    /// The same for all epochs of a transactional id.
    let number: Int
    let epoch: Int
}

/// Transactions: begun, ended, fenced by epoch, timed out; their markers come to each partition on its own.
final class TransactionCoordinator {
    private enum Phase: Equatable {
        case empty
        case open(since: Milliseconds)
        case ending
    }

    private struct State {
        let number: Int
        var epoch = 0
        var phase = Phase.empty
        var partitions: [TopicPartition] = []
        var hasOffsets = false
        var markersLeft = 0
    }

    static let timeout: Milliseconds = 4_000
    private static let scan: Milliseconds = 1_000

    private unowned let cluster: SimulatedCluster
    private var states: [String: State] = [:]
    /// How long markers may take, and until when: a fault stretches it.
    var slowMarkers: (until: Milliseconds, longest: Int, onlyOffsets: Bool) = (0, 0, false)
    private(set) var commits = 0
    private(set) var aborts = 0

    init(_ cluster: SimulatedCluster) {
        self.cluster = cluster
        watch()
    }

    /// A producer begins: an open transaction of its predecessor is given up, one that is ending ends first.
    ///
    /// - Returns: nil while that is under way.
    func initialise(_ id: String) -> ProducerHandle? {
        var state = states[id] ?? State(number: states.count + 1)
        switch state.phase {
        case .open:
            state.epoch += 1
            states[id] = state
            finish(id, isCommit: false)
            return nil
        case .ending: return nil
        case .empty:
            state.epoch += 1
            states[id] = state
            return ProducerHandle(id: id, number: state.number, epoch: state.epoch)
        }
    }

    /// Whether the producer is still the one.
    func isCurrent(_ handle: ProducerHandle) -> Bool { states[handle.id]?.epoch == handle.epoch }

    /// Whether its last transaction is still ending: then the next one waits.
    func isEnding(_ handle: ProducerHandle) -> Bool { states[handle.id]?.phase == .ending }

    func add(_ partition: TopicPartition, to handle: ProducerHandle) {
        open(handle)
        guard states[handle.id]?.partitions.contains(partition) == false else { return }
        states[handle.id]?.partitions.append(partition)
    }

    func addOffsets(to handle: ProducerHandle) {
        open(handle)
        states[handle.id]?.hasOffsets = true
    }

    private func open(_ handle: ProducerHandle) {
        guard states[handle.id]?.phase == .empty else { return }
        states[handle.id]?.phase = .open(since: cluster.world.now)
    }

    /// Ends a transaction, if the producer is still the one and has one open.
    func end(_ handle: ProducerHandle, isCommit: Bool) -> Bool {
        guard isCurrent(handle), let state = states[handle.id] else { return false }
        if case .open = state.phase { finish(handle.id, isCommit: isCommit) }
        return true
    }

    /// The end is decided; the markers are on their way, each on its own.
    private func finish(_ id: String, isCommit: Bool) {
        guard var state = states[id] else { return }
        let world = cluster.world
        state.phase = .ending
        if isCommit { commits += 1 } else { aborts += 1 }
        world.note(id, isCommit ? "is committed" : "is aborted")
        let (partitions, number, hasOffsets) = (state.partitions, state.number, state.hasOffsets)
        state.markersLeft = partitions.count + (hasOffsets ? 1 : 0)
        (state.partitions, state.hasOffsets) = ([], false)
        if state.markersLeft == 0 { state.phase = .empty }
        states[id] = state
        for partition in partitions {
            world.after(delay(isOffsets: false)) { [self] in
                cluster[partition].mark(number, isCommit: isCommit, at: world.now)
                arrived(id)
            }
        }
        guard hasOffsets else { return }
        world.after(delay(isOffsets: true)) { [self] in
            cluster.group.settle(number, isCommit: isCommit)
            arrived(id)
        }
    }

    private func arrived(_ id: String) {
        states[id]?.markersLeft -= 1
        if states[id]?.markersLeft == 0 { states[id]?.phase = .empty }
    }

    private func delay(isOffsets: Bool) -> Milliseconds {
        let world = cluster.world
        let isSlow = world.now < slowMarkers.until && (isOffsets || !slowMarkers.onlyOffsets)
        let isHit = isSlow && !world.random.oneOf(3)
        return Milliseconds(
            world.random.below(isHit ? slowMarkers.longest : world.random.oneOf(8) ? 200 : 15))
    }

    /// The broker looks now and then for transactions that take too long.
    private func watch() {
        defer { cluster.world.after(Self.scan) { [unowned self] in watch() } }
        guard cluster.world.now >= cluster.downUntil else { return }
        for id in states.keys.sorted() {
            guard case .open(let since) = states[id]?.phase, cluster.world.now - since > Self.timeout else {
                continue
            }
            states[id]?.epoch += 1
            cluster.world.note(id, "timed out")
            finish(id, isCommit: false)
        }
    }
}
