internal import Events
internal import Kafka
internal import Marketing
internal import Streaming
public import Topology

/// A worker: some lanes, and a thread that looks after them (DESIGN, "Exactly once on librdkafka").
///
///     let worker = Worker(options, settings: settings, readers: readers) { event in log(event) }
///     try worker.run()          // until `stop` is called, or until the end
public final class Worker: Sendable {
    private let options: WorkerOptions
    private let settings: Settings
    private let readers: TopicReaders
    private let configuration: [UInt8]
    private let acceptsConfiguration: Bool
    private let board = Board()
    private let report: @Sendable (WorkerEvent) -> Void

    /// Makes a worker.
    ///
    /// - Parameters:
    ///   - options: where and how it runs.
    ///   - settings: what decides numbers.
    ///   - configuration: the text that the settings' digest was made of, to tell what has changed.
    ///   - acceptsConfiguration: takes a changed configuration over.
    ///   - readers: read records of the `campaigns` and `erasures` topics.
    ///   - report: is told what happens, from any thread.
    public init(
        _ options: WorkerOptions, settings: Settings, configuration: [UInt8], acceptsConfiguration: Bool,
        readers: TopicReaders, report: @escaping @Sendable (WorkerEvent) -> Void
    ) {
        self.options = options
        self.settings = settings
        self.configuration = configuration
        self.acceptsConfiguration = acceptsConfiguration
        self.readers = readers
        self.report = report
    }

    /// Tells the lanes to commit what they have, and to end; from any thread.
    public func stop() { board.stop() }

    /// Runs until told to stop, or until the whole application has reached its end.
    ///
    /// - Throws: why it could not go on.
    public func run() throws(WorkerFailure) {
        Allocation.keepLargeBlocks()
        Resources.allowOpenFiles()
        let (notes, problem) = try CrashNotes.of(options)
        let layout = Layout(
            options, profilePartitions: settings.profilePartitions, poolPartitions: settings.poolPartitions)
        let (observer, preparation): (Observer, Preparation)
        var settings = settings
        do {
            preparation = try Preparation(options, layout)
            guard try preparation.check() else { return }
            settings.formerDigest = try prepare(preparation)
            observer = try Observer(options, layout, board, report: report)
            try Patience.call { () throws(KafkaError) in try observer.findSources() }
        } catch let failure as WorkerFailure {
            throw failure
        } catch let error as KafkaError {
            throw .kafka(error)
        } catch {
            throw .bug("\(error)")
        }
        if let problem { report(.crashNotesMissing(problem)) }
        notes?.tell(layout, board.sources.known, report)
        if let notes { CrashSignals.watch(notes) }
        #if DEBUG
            WorkMark.plant(layout)
        #endif
        startLanes(layout, settings, notes)
        observe(observer)
        if let failure = board.failure { throw failure }
        notes?.forget()
        do throws(KafkaError) { try preparation.mark(isRunning: false) } catch { throw .kafka(error) }
    }

    /// Looks after the lanes until they have ended; one that hangs does not end, and after a failure is not waited for.
    private func observe(_ observer: Observer) {
        var failed: Milliseconds?
        while board.ended < options.lanes {
            observer.look()
            guard board.failure != nil else { continue }
            let since = failed ?? SystemClock.elapsedNow
            failed = since
            if SystemClock.elapsedNow - since > Self.patience { break }
        }
        observer.end()
    }

    /// How long lanes may take to end once one of them has failed.
    private static let patience: Milliseconds = 30_000

    /// Takes the configuration, and tells what was found.
    private func prepare(_ preparation: Preparation) throws -> UInt64? {
        var start = WorkerEvent.Start()
        start.isResumed = try preparation.isResuming()
        let (former, wasClean) = try preparation.takeConfiguration(
            settings, text: configuration, accepts: acceptsConfiguration)
        start.wasClean = wasClean
        report(.started(start))
        if let former { report(.configurationAccepted(from: former, to: settings.digest)) }
        try preparation.mark(isRunning: true)
        return former
    }

    private func startLanes(_ layout: Layout, _ settings: Settings, _ notes: CrashNotes?) {
        let phases = PhaseFile(lanes: options.lanes)
        for number in 0..<options.lanes {
            OSThread.start { [self] in
                defer { board.end(lane: number) }
                CrashSignals.prepareThread()
                notes?.adopt(lane: number)
                do throws(WorkerFailure) {
                    while try makeLane(number, layout, settings, notes, phases).run(), !board.isStopping {}
                } catch { board.fail(error) }
            }
        }
    }

    private func makeLane(
        _ number: Int, _ layout: Layout, _ settings: Settings, _ notes: CrashNotes?, _ phases: PhaseFile?
    ) throws(WorkerFailure) -> Lane<KafkaLog> {
        let log: KafkaLog
        do throws(KafkaError) {
            log = try KafkaLog(lane: number, options: options, phases: phases, report: report)
        } catch { throw .kafka(error) }
        let restorer = KafkaRestorer(lane: number, options: options, settings: settings, report: report)
        let lane = Lane(
            number: number, options: options, settings: settings, layout: layout, log: log, board: board,
            restorer: restorer, clock: SystemClock(), readers: readers, report: report)
        if let notes { lane.mark = notes.mark(of: number) }
        return lane
    }
}
