internal import Events
internal import Glibc
internal import Kafka
internal import KafkaRuntime
internal import Marketing
internal import Operations
internal import Streaming
internal import Synchronization
internal import Topology

/// Makes log lines of what a worker tells.
final class WorkerLog: Sendable {
    private let log: Logger
    private let options: WorkerOptions
    private let digest: UInt64
    private let began = ContinuousClock.now
    private let state = Mutex(State())

    private struct State {
        var former = LaneTally()
        var isStopping = false
    }

    init(_ log: Logger, _ options: WorkerOptions, digest: UInt64) {
        self.log = log
        self.options = options
        self.digest = digest
    }

    /// A signal came.
    func stopping() {
        state.withLock { $0.isStopping = true }
        log(.stopping, .reason(.terminated))
    }

    /// Some pools have no parameters to price churn with.
    func unpriced(_ pools: [String]) {
        if !pools.isEmpty { log(.churnUnpriced, .count(pools.count)) }
    }

    /// The worker has ended.
    func stopped(_ code: ExitCode) {
        let isStopping = state.withLock(\.isStopping)
        if !isStopping { log(.stopping, .reason(code == .ok ? .endReached : .failed)) }
        let took = (ContinuousClock.now - began) / .milliseconds(1)
        log(.stopped, .exitCode(code), .took(Milliseconds(took)), .clean(code == .ok))
        _ = log.flush(2_000)
    }

    /// Writes the line of an event.
    func write(_ event: WorkerEvent) {
        switch event {
        case .started(let start): started(start)
        case .configurationAccepted(let from, let to): log(.configAccepted, .from(from), .to(to))
        case .summary(let summary): write(summary)
        case .business(let minute):
            log(
                .business, .pool(minute.pool), .minute(minute.start), .orders(Int64(clamping: minute.orders)),
                .value(minute.value), .spend(minute.spend), .clicks(Int64(clamping: minute.clicks)))
        case .windowFinal(let lane, let span, let records):
            log(.windowFinal, .lane(lane), .size(span.size), .start(span.end - span.size), .records(records))
        case .idle(let stream, let partition, let isIdle):
            log(isIdle ? .partitionIdle : .partitionActive, .stream(stream), .partition(partition))
        case .retired(let partition):
            log(.sourceRetired, .task(partition.topic, Int(partition.partition)))
        case .catalogueChanged(let campaign, let time):
            log(.catalogueChanged, .campaign(campaign), .effective(time))
        case .erased(let erased):
            log(
                .profileErased, .stage(LogField.Stage(erased.stage)), .partition(erased.partition),
                .count(erased.count), .profile(erased.profile))
        default: writeLane(event)
        }
    }

    private func started(_ start: WorkerEvent.Start) {
        log(
            .workerStarted, .version(Weir.version), .librdkafka(Library.version), .instance(options.instance),
            .application(options.application), .lanes(options.lanes), .pid(getpid()), .config(digest),
            .resumed(start.isResumed), start.wasClean.map { .cleanExit($0) })
    }

    private func writeLane(_ event: WorkerEvent) {
        switch event {
        case .warmedUp(let lane, let took): log(.warmedUp, .lane(lane), .took(Milliseconds(took)))
        case .assigned(let lane, let got):
            log(
                .assigned, .lane(lane), .sources(got.sources), .visitors(got.visitors),
                .journeys(got.journeys), .pools(got.pools), .restoring(got.restoring), .kept(got.resumed),
                .took(Milliseconds(got.milliseconds)))
        case .revoked(let lane, let partitions, let isLost):
            log(.revoked, .lane(lane), .count(partitions), .isLost(isLost))
        case .hold(let lane, let hold, let isOn):
            let reason: LogField = .reason(hold == .memory ? .memory : .maxLead)
            log(isOn ? .hold : .unhold, .lane(lane), reason)
        case .slowCommit(let lane, let took): log(.commitSlow, .lane(lane), .took(Milliseconds(took)))
        case .aborted(let lane, let error):
            log(.transactionAborted, .lane(lane), .code(librdkafka: error.code.name), .reason(reason(error)))
        case .producerReplaced(let lane, let error):
            log(.producerReplaced, .lane(lane), .cause(reason(error)))
        case .clientProblem(let lane, let error):
            log(
                .brokerProblem, lane.map { .lane($0) }, .code(librdkafka: error.code.name),
                .allDown(error.code == .allBrokersDown))
        case .stalled(let lane, let seconds):
            log(.stalled, .lane(lane), .stalled(Milliseconds(seconds) * .second))
        default: writeTask(event)
        }
    }

    private func writeTask(_ event: WorkerEvent) {
        switch event {
        case .restoring(let lane, let task, let position, let end, let profiles, let elapsed):
            let part = end > 0 ? Double(position) / Double(end) : 1
            let left = part > 0 ? Double(elapsed) * (1 - part) / part / 1_000 : 0
            log(
                .restoreProgress, .lane(lane), .task(task.topic, Int(task.partition)), .position(position),
                .end(end), .percent(part * 100),
                .recordsPerSecond(Double(profiles) * 1_000 / Double(max(1, elapsed))), .eta(Int64(left)))
        case .restored(let lane, let task, let profiles, let took):
            log(
                .restoreDone, .lane(lane), .task(task.topic, Int(task.partition)), .profiles(profiles),
                .took(Milliseconds(took)))
        case .taskStopped(let task, let error):
            log(.taskStopped, .task(task.topic, Int(task.partition)), .reason(reason(error)))
        case .taskUnreadable(let task, let reason):
            let why: LogField = if case .noNote = reason { .reason(.noMetadata) } else { .reason(.gap) }
            log(.taskStopped, .task(task.topic, Int(task.partition)), why)
        default: break
        }
    }

    private func write(_ summary: WorkerSummary) {
        let (total, former) = state.withLock { state in
            defer { state.former = summary.total }
            return (summary.total, state.former)
        }
        for (kind, count) in total.deadCodes.sorted(by: { $0.value > $1.value }) {
            let new = count - (former.deadCodes[kind] ?? 0)
            if new > 0 { log(.deadLetters, .code(kind.code), .stream(kind.stream), .count(new)) }
        }
        let watermark = total.watermark.flatMap { $0 == Channels.unheard || $0 == Channels.closed ? nil : $0 }
        log(
            .summary, .interval(Int64(summary.seconds.rounded())), .in(summary.records),
            .processed(total.tally.processed - former.tally.processed),
            .duplicate(total.tally.duplicates - former.tally.duplicates),
            .late(total.late + total.tally.behind - former.late - former.tally.behind),
            .dead(total.dead - former.dead), .withheld(total.tally.withheld - former.tally.withheld),
            .buffered(total.buffered), .out(summary.outputs),
            .recordsPerSecond(Double(summary.records) / max(0.001, summary.seconds)), .lag(summary.lag),
            watermark.map { .watermark($0) }, watermark.map { .watermarkLag(summary.wall - $0) },
            summary.heldBy.map { .heldBy($0.topic, Int($0.partition)) },
            .commits(total.commits - former.commits), .aborts(total.aborts - former.aborts),
            .commitMedian(Milliseconds(summary.commitMedian)),
            .commitHighest(Milliseconds(summary.commitHigh)), .memory(summary.memory),
            .profiles(total.profiles), .balance(summary.isBalanced))
    }

    private func reason(_ error: KafkaError) -> LogField.Abort {
        switch error.code {
        case .fenced, .invalidProducerEpoch: .fenced
        case .illegalGeneration, .unknownMemberID, .fencedInstanceID: .lostAssignment
        case .timedOut: .timedOut
        default: error.isFatal ? .fatal : .required
        }
    }

    private func reason(_ error: FrameError) -> LogField.TaskStop {
        switch error {
        case .damaged: .damaged
        case .unknownFormat: .unknownFormat
        case .otherConfiguration: .otherConfiguration
        case .gap, .unknownChannel: .gap
        case .otherPartitions: .otherPartitionCount
        }
    }
}

extension LogField.Stage {
    fileprivate init(_ stage: StageName) {
        switch stage {
        case .visitors: self = .visitors
        case .journeys: self = .journeys
        case .pool: self = .pools
        }
    }
}
