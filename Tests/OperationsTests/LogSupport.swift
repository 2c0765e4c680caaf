import Streaming
import Synchronization

@testable import Operations

/// A clock that a test sets.
final class HandClock: Sendable {
    /// The time 2026-03-01T12:03:04.005Z.
    static let noon: Milliseconds = 1_772_366_584_005
    private let time = Atomic<Milliseconds>(noon)

    var now: Milliseconds {
        get { time.load(ordering: .relaxed) }
        set { time.store(newValue, ordering: .relaxed) }
    }
}

/// Lines that were written.
final class LogTape: Sendable {
    private let written = Mutex<[UInt8]>([])

    var text: String { written.withLock { String(decoding: $0, as: UTF8.self) } }
    var lines: [String] { text.split(separator: "\n").map(String.init) }

    func write(_ bytes: some Sequence<UInt8>) { written.withLock { $0 += bytes } }

    /// A sink that writes everything onto the tape.
    var sink: LogSink {
        LogSink { bytes in
            self.write(bytes)
            return bytes.count
        }
    }
}

/// A logger without a thread: lines are written when the test asks for them.
struct LogProbe {
    let clock = HandClock()
    let queue = LogQueue()
    let log: Logger

    init(level: LogLevel = .trace) {
        log = Logger(level: level, queue: queue) { [clock] in clock.now }
    }

    /// Writes what waits, and gives the lines.
    func lines(_ form: LogForm = .json) -> [String] {
        let tape = LogTape()
        write(LogPrinter(form, to: tape.sink))
        return tape.lines
    }

    /// Writes what waits to a sink of the test's.
    func write(_ printer: LogPrinter) {
        var printer = printer
        queue.close()
        while let entry = queue.next() { queue.end(isWritten: printer.print(entry)) }
    }
}
