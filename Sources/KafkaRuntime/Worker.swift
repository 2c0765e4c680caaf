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
        startLanes(layout, settings)
        while board.ended < options.lanes { observer.look() }
        observer.end()
        if let failure = board.failure { throw failure }
        do throws(KafkaError) { try preparation.mark(isRunning: false) } catch { throw .kafka(error) }
    }

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

    private func startLanes(_ layout: Layout, _ settings: Settings) {
        let phases = PhaseFile(lanes: options.lanes)
        for number in 0..<options.lanes {
            let (options, board, report, readers) = (options, board, report, readers)
            OSThread.start {
                defer { board.end() }
                do throws(WorkerFailure) {
                    let log: KafkaLog
                    do throws(KafkaError) {
                        log = try KafkaLog(lane: number, options: options, phases: phases, report: report)
                    } catch { throw .kafka(error) }
                    let lane = Lane(
                        number: number, options: options, settings: settings, layout: layout, log: log,
                        board: board,
                        restorer: KafkaRestorer(
                            lane: number, options: options, settings: settings, report: report),
                        clock: SystemClock(), readers: readers, report: report)
                    try lane.run()
                } catch { board.fail(error) }
            }
        }
    }
}
