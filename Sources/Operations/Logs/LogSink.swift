internal import Glibc

/// Where lines go.
public struct LogSink: Sendable {
    let write: @Sendable (_ line: [UInt8]) -> Int

    /// Makes a sink of a function that returns how many bytes it could write; it may take its time.
    public init(_ write: @escaping @Sendable (_ line: [UInt8]) -> Int) { self.write = write }

    /// The process's standard output.
    public static let standardOutput = LogSink { bytes in
        var start = 0
        while start < bytes.count {
            // Safe: the pointer is used inside the closure only, and start is within the buffer.
            let written = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(
                    STDOUT_FILENO, buffer.baseAddress?.advanced(by: start), buffer.count - start)
            }
            if written >= 0 {
                start += written
            } else if errno == EAGAIN {
                // Somebody who shares the terminal made it non-blocking.
                var ready = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
                _ = unsafe poll(&ready, 1, -1)
            } else if errno != EINTR {
                break
            }
        }
        return start
    }
}

/// Writes entries as lines.
struct LogPrinter {
    let form: LogForm
    let sink: LogSink
    /// A line was written in part, on a full disk for example: the next one must not go on in it.
    private var isMidLine = false

    init(_ form: LogForm, to sink: LogSink) {
        self.form = form
        self.sink = sink
    }

    /// Writes a line and tells whether all of it could be written.
    mutating func print(_ entry: LogEntry) -> Bool {
        var line = form.line(entry)
        if isMidLine { line.insert(UInt8(ascii: "\n"), at: 0) }
        let written = sink.write(line)
        isMidLine = written < line.count && (written > 0 || isMidLine)
        return written == line.count
    }
}
