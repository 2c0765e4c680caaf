internal import Glibc
public import Streaming

/// Writes what happens, one line each, for people and for machines.
///
/// An event has a fixed name and level and a list of typed fields (`docs/logs.md`):
///
///     log(.assigned, .lane(0), .sources(4), .visitors(8), .journeys(8), .pools(2), .took(1_200))
///     log(.stalled, .lag(90_000), slowest.map { .heldBy($0.topic, $0.partition) })
///
/// A call never waits for the output. Lines that find no place are dropped and counted, and the next one
/// says how many (`log_dropped`). Cost: a small array and a lock; lines below the level cost nothing but their
/// fields. Text is made by the writing thread.
public struct Logger: Sendable {
    private let level: LogLevel
    private let now: @Sendable () -> Milliseconds
    private let queue: LogQueue
    /// Ends the writing thread with the last copy of this logger.
    private let writer: LogWriter?

    /// Makes a logger.
    ///
    /// - Parameters:
    ///   - level: the least important level that is written.
    ///   - isText: lines for people, else JSON.
    ///   - isColoured: whether levels may be coloured in text.
    ///   - sink: where lines go.
    ///   - now: the wall clock, in milliseconds since 1970.
    public init(
        level: LogLevel = .info, isText: Bool = false, isColoured: Bool = false, to sink: LogSink,
        now: @escaping @Sendable () -> Milliseconds
    ) {
        let form: LogForm = isText ? .text(isColoured: isColoured) : .json
        let writer = LogWriter(LogPrinter(form, to: sink))
        self.init(level: level, queue: writer.queue, writer: writer, now: now)
    }

    init(
        level: LogLevel, queue: LogQueue, writer: LogWriter? = nil,
        now: @escaping @Sendable () -> Milliseconds
    ) {
        self.level = level
        self.queue = queue
        self.writer = writer
        self.now = now
    }

    /// The log of a process: on standard output, as text where that is a terminal or is asked for.
    public static func process(_ settings: Deployment.Log, console: Console) -> Logger {
        let isTerminal = isatty(STDOUT_FILENO) == 1
        return Logger(
            level: settings.level, isText: settings.format.isText(onTerminal: isTerminal),
            isColoured: isTerminal && console.isColoured, to: .standardOutput
        ) {
            var time = timespec()
            guard unsafe clock_gettime(CLOCK_REALTIME, &time) == 0 else { return 0 }
            return Milliseconds(time.tv_sec) * .second + Milliseconds(time.tv_nsec) / 1_000_000
        }
    }

    /// Whether lines of a level are written; ask before a field that is dear to make.
    public func isEnabled(_ level: LogLevel) -> Bool { level >= self.level }

    /// Logs an event; fields that are nil are left out.
    public func callAsFunction(_ event: LogEvent, _ fields: LogField?...) {
        guard isEnabled(event.level) || event.pace == .audit else { return }
        queue.add(LogEntry(event, fields.compactMap(\.self), at: now()))
    }

    /// Waits until everything is written, for as long as `timeout`; tells whether it is.
    public func flush(_ timeout: Milliseconds) -> Bool { queue.waitUntilEmpty(timeout) }
}

extension Deployment.Log.Format {
    /// Whether lines are for people.
    func isText(onTerminal isTerminal: Bool) -> Bool {
        switch self {
        case .auto: isTerminal
        case .text: true
        case .json: false
        }
    }
}
