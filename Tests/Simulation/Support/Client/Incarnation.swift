import Kafka
import Streaming
import Topology

@testable import KafkaRuntime

/// One life of a worker process: its lanes, and the thread that looks after them.
final class Incarnation {
    let worker: String
    let process: SimulatedProcess
    let board = Board()
    private(set) var logs: [SimulatedLog] = []
    private(set) var restorers: [SimulatedRestorer] = []
    private var lanes: [Lane<SimulatedLog>] = []
    private var isStarted: [Bool] = []
    private var lanesEnded = 0
    private let cluster: SimulatedCluster
    private let layout: Layout
    private let options: WorkerOptions
    private let settings: Settings
    /// Until when its own thread does nothing.
    var observerIdleUntil: Milliseconds = 0
    /// Told once it has ended in good order, or died.
    var onEnd: (Incarnation) -> Void = { _ in }
    /// Told of a task that stopped: never right.
    var onStop: (String) -> Void = { _ in }
    var onFault: (FaultClass) -> Void = { _ in }
    private(set) var isFenced = false

    var isOver: Bool { process.isDead || lanesEnded == lanes.count }
    var isUntilEnd: Bool { options.isUntilEnd }

    init(
        worker: String, number: Int, lanes count: Int, market: SmallMarket, isUntilEnd: Bool, leaves: Bool,
        _ cluster: SimulatedCluster
    ) {
        self.worker = worker
        self.cluster = cluster
        process = SimulatedProcess("\(worker).\(number)", cluster.world)
        var options = market.options
        (options.instance, options.lanes) = (worker, count)
        (options.isUntilEnd, options.leaves) = (isUntilEnd, leaves)
        self.options = options
        settings = market.settings
        layout = Layout(
            options, profilePartitions: settings.profilePartitions, poolPartitions: settings.poolPartitions)
        board.setSources(market.records.keys.sorted(), retired: [])
        for number in 0..<count {
            logs.append(SimulatedLog("\(worker)-\(number)", process, cluster))
            restorers.append(SimulatedRestorer(process, cluster, settings: settings))
            lanes.append(makeLane(number))
            isStarted.append(false)
        }
        process.onDeath = { [unowned self] in onEnd(self) }
    }

    func start() {
        cluster.world.note(process.name, "starts\(options.isUntilEnd ? ", until the end" : "")")
        for number in lanes.indices { schedule(number, after: Milliseconds(cluster.world.random.below(150))) }
        cluster.world.after(1_000) { [weak self] in self?.look() }
        for log in logs { log.onFault = onFault }
    }

    // MARK: Lanes

    private func makeLane(_ number: Int) -> Lane<SimulatedLog> {
        let listener = Listener()
        listener.incarnation = self
        return Lane(
            number: number, options: options, settings: settings, layout: layout, log: logs[number],
            board: board, restorer: restorers[number], clock: SimulatedClock(process),
            readers: MarketReaders.readers, report: { listener.hear($0) })
    }

    /// A lane gives up what is open, and begins anew with other clients, as `Worker` has it do.
    private func replaceClients(_ number: Int) throws(KafkaError) {
        try lanes[number].abandon()
        logs[number] = SimulatedLog("\(worker)-\(number)", process, cluster)
        logs[number].onFault = onFault
        restorers[number] = SimulatedRestorer(process, cluster, settings: settings)
        lanes[number] = makeLane(number)
        isStarted[number] = false
        onFault(.clientsReplaced)
    }

    private func schedule(_ number: Int, after delay: Milliseconds) {
        cluster.world.after(delay) { [weak self] in self?.step(number) }
    }

    private func step(_ number: Int) {
        guard !process.isDead else { return }
        let world = cluster.world
        guard !process.isFrozen else { return schedule(number, after: process.frozenUntil - world.now) }
        do throws(KafkaError) {
            if !isStarted[number] {
                isStarted[number] = true
                try lanes[number].start()
            } else if board.isStopping {
                try lanes[number].leave()
                lanesEnded += 1
                world.note(process.name, "lane \(number) has ended")
                if lanesEnded == lanes.count {
                    process.onDeath = {}
                    onEnd(self)
                }
                return
            } else if board.takeRestart(lane: number) {
                try replaceClients(number)
            } else {
                try lanes[number].step()
            }
        } catch {
            guard !process.isDead else { return }
            isFenced = error.code == .fencedInstanceID
            return process.die("\(error)")
        }
        schedule(number, after: Milliseconds(20 + world.random.below(130)))
    }

    /// What a lane tells of itself, from wherever it is.
    private final class Listener: @unchecked Sendable {
        // Safe: the simulation has one thread.
        weak var incarnation: Incarnation?

        func hear(_ event: WorkerEvent) { incarnation?.hear(event) }
    }

    private func hear(_ event: WorkerEvent) {
        switch event {
        case .taskStopped(let task, let error): onStop("\(process.name): \(task) stopped: \(error)")
        case .taskUnreadable(let task, let reason): onStop("\(process.name): \(task) unreadable: \(reason)")
        case .assigned(let lane, let share):
            cluster.world.note(
                process.name,
                "lane \(lane) goes on: \(share.resumed) resumed, \(share.restoring) to restore")
        case .restored(let lane, let task, let profiles, _):
            cluster.world.note(process.name, "lane \(lane) restored \(task): \(profiles)")
        case .aborted(let lane, let error): cluster.world.note(process.name, "lane \(lane) aborts: \(error)")
        case .producerReplaced(let lane, _):
            cluster.world.note(process.name, "lane \(lane) replaced its producer")
        default: break
        }
    }

    // MARK: The worker's own thread, as in `Observer`

    private func look() {
        guard !isOver else { return }
        let world = cluster.world
        world.after(1_000) { [weak self] in self?.look() }
        guard !process.isFrozen, world.now >= cluster.downUntil, world.now >= observerIdleUntil else {
            return
        }
        judge()
        for (partition, offset) in board.takeCuts().offsets.sorted(by: { $0.key < $1.key }) {
            cluster[partition].delete(before: offset)
        }
    }

    private func judge() {
        var times: [TopicPartition: SourceTime] = [:]
        for partition in board.sources.known {
            if case .source = layout.kind(of: partition.topic) { times[partition] = .unheard }
        }
        var closedPools = 0
        for offset in cluster.group.committed.values {
            guard let note = CommitNote(offset.metadata), let kind = layout.kind(of: offset.partition.topic)
            else { continue }
            if kind == .pool, note.isClosed { closedPools += 1 }
            guard case .source = kind else { continue }
            let isOut = note.isClosed || note.isIdle
            times[offset.partition] = isOut ? .out : note.time.map { .at($0) } ?? .unheard
        }
        board.setCommittedTimes(times)
        if options.isUntilEnd, closedPools == layout.poolPartitions { board.stop() }
    }
}
