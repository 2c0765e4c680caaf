internal import Foundation
internal import Dispatch
internal import Glibc
internal import Kafka
internal import KafkaRuntime
internal import Market
internal import Operations
internal import Streaming
internal import Topology

/// A run of the demo: broker, market, worker and view in one process.
///
/// Three threads beside those of librdkafka and the worker's lanes: the feeder plays the market, the worker
/// looks after its lanes, and this one reads the outputs and shows them.
struct Demo {
    private let options: DemoOptions
    private let console: Console
    private let terminal: Terminal?
    private let view: DemoView
    private let board: DemoBoard
    private let began = ContinuousClock.now
    private var plain = PlainLines()
    private var moment: DemoMoment
    private var lastLook = ContinuousClock.now
    private var lastDraw: ContinuousClock.Instant?
    private var reads: [(time: ContinuousClock.Instant, count: Int)] = []

    /// How long the worker has to end in good order: Ctrl-C should not take longer than two seconds.
    private static let patience = Duration.milliseconds(1_400)
    /// What follows after the market is over: until its last events were read.
    private static let epilogue = Duration.seconds(3)

    init(_ options: DemoOptions, _ console: Console, environment: [String: String]) {
        self.options = options
        self.console = console
        terminal = Terminal.isThere(environment) ? Terminal(console) : nil
        let isPlain = environment["NO_COLOR"]?.isEmpty == false
        view = DemoView(style: Style(isColoured: !isPlain))
        board = DemoBoard(start: options.market.start)
        moment = DemoMoment(ledger: Ledger(), feed: board.feed, speed: options.speed)
    }

    /// Runs to its end, and says what was seen.
    mutating func run() throws(CommandFailure) {
        let (board, terminal) = (board, terminal)
        let signals = StopSignals {
            board.stop()
            // At once, so that a second Ctrl-C leaves no terminal behind that shows nothing.
            terminal?.leave()
        }
        defer {
            terminal?.leave()
            signals.cancel()
        }
        console.talk("weir demo: starting a broker, a worker with two lanes, and a market; Ctrl-C ends it")
        let cluster = try DemoCluster(options)
        let reader: MetricsReader
        do throws(KafkaError) { reader = try MetricsReader(cluster) } catch { throw CommandFailure(error) }
        let worker = startWorker(cluster)
        startFeeder(cluster)
        while !isOver {
            try look(reader, timeout: 50)
            try show()
        }
        board.stop()
        worker.stop()
        let asked = ContinuousClock.now
        while !board.hasWorkerEnded, ContinuousClock.now - asked < Self.patience {
            try look(reader, timeout: 20)
        }
        try look(reader, timeout: 0)
        terminal?.leave()
        if let failure = board.failure { throw CommandFailure(failure) }
        if terminal == nil { try plain.show(moment.ledger, on: console, isLast: true) }
        let closing = DemoClosing(
            moment, options, cluster.settings.catalogue, duplicates: board.summary?.total.tally.duplicates,
            seconds: (asked - began) / .seconds(1))
        try console.print((terminal == nil ? "\n" : "") + closing.text)
        reader.close()
    }

    /// Whether there is nothing more to show.
    private var isOver: Bool {
        if board.isStopping || board.hasWorkerEnded { return true }
        let elapsed = ContinuousClock.now - began
        if let seconds = options.seconds, elapsed >= .seconds(seconds) { return true }
        guard moment.feed.hasCaughtUp, let last = reads.last(where: { $0.count < moment.feed.committed })
        else {
            return false
        }
        return ContinuousClock.now - last.time > Self.epilogue && moment.feed.lag == 0
    }

    private func startWorker(_ cluster: DemoCluster) -> Worker {
        let board = board
        let worker = Worker(
            cluster.options, settings: cluster.settings, configuration: cluster.configuration,
            acceptsConfiguration: false, readers: TopicReaders(cluster.settings.catalogue)
        ) { event in
            switch event {
            case .summary(let summary): board.setSummary(summary)
            case .assigned(_, let assignment): board.addAssigned(sources: assignment.sources)
            case .taskStopped(let task, let error): board.fail(.stopped("\(task): \(error)"))
            case .taskUnreadable(let task, let reason): board.fail(.stopped("\(task): \(reason)"))
            default: break
            }
        }
        DispatchQueue(label: "demo.worker").async {
            do throws(WorkerFailure) { try worker.run() } catch { board.fail(.worker(error)) }
            board.endWorker()
        }
        return worker
    }

    private func startFeeder(_ cluster: DemoCluster) {
        let (board, options, bootstrap) = (board, options, cluster.options.bootstrap)
        DispatchQueue(label: "demo.market").async {
            do {
                var feeder = try Feeder(options, board, bootstrap: bootstrap)
                try feeder.run()
            } catch let error as KafkaError {
                board.fail(.broker(error))
            } catch {
                board.fail(.stopped("the market: \(error)"))
            }
        }
    }

    /// Takes in what is new.
    private mutating func look(_ reader: MetricsReader, timeout: Int32) throws(CommandFailure) {
        reader.read(into: &moment.ledger, timeout: timeout)
        let now = ContinuousClock.now
        guard now - lastLook >= .milliseconds(250) || timeout == 0 else { return }
        lastLook = now
        do throws(KafkaError) {
            board.setCommitted(try reader.committed())
            moment.aside = try reader.aside()
        } catch {
            // The broker is slow to answer at its start and its end; the next look asks again.
            guard error.isFatal else { return }
            throw CommandFailure(error)
        }
        moment.feed = board.feed
        reads.append((now, moment.feed.committed))
        reads.removeAll { now - $0.time > .seconds(3) }
        guard let first = reads.first, now > first.time else { return }
        moment.rate = Int(Double(moment.feed.committed - first.count) / ((now - first.time) / .seconds(1)))
    }

    /// Shows what there is: about once a second on a terminal, else as soon as an hour is final.
    private mutating func show() throws(CommandFailure) {
        guard let terminal else { return try plain.show(moment.ledger, on: console) }
        let now = ContinuousClock.now
        guard lastDraw.map({ now - $0 >= .milliseconds(500) }) ?? true else { return }
        lastDraw = now
        let size = terminal.size
        try terminal.draw(view.lines(of: moment, rows: size.rows - 1, columns: size.columns))
    }
}

extension CommandFailure {
    fileprivate init(_ error: KafkaError) {
        self.init(.unavailable, "the broker within the demo: \(error)", advice: "try it again")
    }

    fileprivate init(_ failure: DemoFailure) {
        switch failure {
        case .worker(let failure):
            self.init(.bug, "the worker of the demo ended: \(failure)", advice: "try it again, and report it")
        case .broker(let error): self.init(error)
        case .stopped(let text):
            self.init(.bug, "the demo cannot go on: \(text)", advice: "try it again, and report it")
        }
    }
}
