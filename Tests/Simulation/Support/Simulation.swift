import Kafka
import Streaming
import Topology

@testable import KafkaRuntime

/// One seed: a market, workers, faults, and whether what came out is what an undisturbed run makes.
final class Simulation {
    /// What a seed is to leave out, or to show.
    struct Options {
        var isQuiet = false
        var only: FaultClass?
        var keepsLines = false
    }

    /// What came of a seed.
    struct Outcome {
        var problems: [String] = []
        var faults: [FaultClass: Int] = [:]
        var metrics = 0
        /// How many states were compared.
        var states = 0
        /// Events behind the watermark, where somebody was idle.
        var behind = 0
        var commits = 0
        var aborts = 0
        var rebalances = 0
        var duration: Milliseconds = 0
        var digest: UInt64 = 0
        var lines: [String] = []
    }

    let world: World
    let cluster: SimulatedCluster
    let market: SmallMarket
    let layout: Layout
    private let schedule: Schedule
    private(set) var incarnations: [Incarnation] = []
    private var starts = 0
    /// How long a worker stays away after it dies.
    var awayFor: [String: Milliseconds] = [:]
    /// Who leaves the group when it ends.
    var leaving: Set<String> = []
    private(set) var isOver = false
    private var isEnding = false
    /// Enough has gone wrong.
    private var isFilled = false
    /// All events are there and were worked off, and nothing is under way.
    private var isAtRest = false
    var outcome = Outcome()
    /// What the plain run makes of sources that stay open.
    private(set) var expected = RunResult()

    /// How long work may take once nothing disturbs it any more.
    private static let patience: Milliseconds = 150_000

    static func run(_ seed: UInt64, _ options: Options = Options()) -> Outcome {
        Simulation(seed, options).run()
    }

    private init(_ seed: UInt64, _ options: Options) {
        market = SmallMarket(seed: seed)
        schedule = Schedule(seed: seed, span: market.span, isQuiet: options.isQuiet, only: options.only)
        world = World(seed: seed, keepsLines: options.keepsLines)
        cluster = SimulatedCluster(world, rules: schedule.rules)
        layout = Layout(
            market.options, profilePartitions: market.settings.profilePartitions,
            poolPartitions: market.settings.poolPartitions)
    }

    private func run() -> Outcome {
        do { expected = try PlainRun.result(of: market, isClosed: false) } catch {
            outcome.problems.append("the plain run fails: \(error)")
            return outcome
        }
        makeTopics()
        for number in 0..<schedule.workers { start("worker\(number)") }
        for fault in schedule.faults { world.after(fault.time) { [unowned self] in apply(fault) } }
        world.after(market.span + 1_500) { [unowned self] in fillUp(0) }
        _ = world.run(until: schedule.end + Self.patience) {
            (isFilled && world.now >= schedule.end) || !outcome.problems.isEmpty
        }
        lookForRest()
        // Where sources may not lead far, those that are ahead wait until the slowest one closes.
        let limit = world.now + (leadsFar ? Self.patience : 3_000)
        _ = world.run(until: limit) { (isAtRest && isQuiescent) || !outcome.problems.isEmpty }
        let states = outcome.problems.isEmpty ? differencesOfStates : []
        end()
        for fault in schedule.lastFaults { world.after(fault.time) { [unowned self] in apply(fault) } }
        let isDone = world.run(until: world.now + Self.patience) { hasEnded || !outcome.problems.isEmpty }
        if !isDone { outcome.problems.append("no end after \(world.now) ms: \(standing)") }
        isOver = true
        // The last markers are on their way.
        world.pass(8_000)
        if outcome.problems.isEmpty { compareRecords() }
        outcome.problems += states
        (outcome.digest, outcome.lines) = (world.digest, world.lines ?? [])
        outcome.duration = world.now
        outcome.commits = cluster.transactions.commits
        outcome.aborts = cluster.transactions.aborts
        outcome.rebalances = cluster.group.rebalances
        for one in incarnations { one.process.onDeath = {} }
        return outcome
    }

    private func lookForRest() {
        isAtRest = isQuiescent
        if !isAtRest, !isEnding { world.after(250) { [unowned self] in lookForRest() } }
    }

    /// At least ten faults a seed, in the end by those that meet somebody for sure.
    private func fillUp(_ number: Int) {
        let spare = schedule.spareFaults
        isFilled = spare.isEmpty || outcome.faults.values.reduce(0, +) >= 10
        guard !isFilled else { return }
        apply(spare[number % spare.count])
        world.after(150) { [unowned self] in fillUp(number + 1) }
    }

    func happened(_ fault: FaultClass) { outcome.faults[fault, default: 0] += 1 }

    private func makeTopics() {
        for (topic, count) in layout.internalTopics { cluster.addTopic(topic, partitions: count) }
        let outputs = market.options.outputs
        for topic in [outputs.metrics, outputs.late, outputs.dead] { cluster.addTopic(topic, partitions: 1) }
        let topics = Dictionary(grouping: market.records.keys, by: \.topic)
        for (topic, partitions) in topics { cluster.addTopic(topic, partitions: partitions.count) }
        for (partition, records) in market.records.sorted(by: { $0.key < $1.key }) {
            for record in records {
                world.after(record.arrival) { [cluster] in
                    cluster[partition].append(
                        StoredRecord(key: record.key, value: record.value, timestamp: record.timestamp))
                }
            }
        }
    }

    // MARK: Workers

    func start(_ worker: String) {
        starts += 1
        let incarnation = Incarnation(
            worker: worker, number: starts, lanes: schedule.lanes, market: market, isUntilEnd: isEnding,
            leaves: leaving.remove(worker) != nil, cluster)
        incarnation.onStop = { [unowned self] in outcome.problems.append($0) }
        incarnation.onFault = { [unowned self] in happened($0) }
        incarnation.onEnd = { [unowned self] in ended($0) }
        incarnations.append(incarnation)
        incarnation.start()
    }

    /// Whoever dies or is stopped comes back, unless somebody else has its name, or all is done.
    private func ended(_ incarnation: Incarnation) {
        guard !isOver, !incarnation.worker.hasPrefix("extra") else { return }
        let delay =
            awayFor.removeValue(forKey: incarnation.worker) ?? Milliseconds(world.random.within(100...2_000))
        world.after(delay) { [unowned self] in
            let isThere = incarnations.contains { $0.worker == incarnation.worker && !$0.isOver }
            if !isThere, !isOver, !arePoolsClosed { start(incarnation.worker) }
        }
    }

    /// From now on the sources are closed where they end.
    private func end() {
        isEnding = true
        for incarnation in incarnations where !incarnation.isOver {
            if world.random.oneOf(4) {
                incarnation.process.die("killed at the end")
            } else {
                incarnation.board.stop()
            }
        }
    }

    private var arePoolsClosed: Bool {
        (0..<Int32(layout.poolPartitions)).allSatisfy { number in
            let offset = cluster.group.committed[TopicPartition(layout.facts, number)]
            return offset.flatMap { CommitNote($0.metadata) }?.isClosed == true
        }
    }

    /// All pools are closed, and nobody is at work any more.
    private var hasEnded: Bool { isEnding && arePoolsClosed && incarnations.allSatisfy(\.isOver) }

    var standing: String {
        cluster.group.committed.values.map { "\($0) \($0.metadata)" }.sorted().joined(separator: "; ")
    }
}
