internal import Glibc

/// Where a command writes: data on standard output, talk on standard error.
public struct Console: Sendable {
    /// Whether talk may be coloured: on a terminal, and only where `NO_COLOR` is not set.
    public let isColoured: Bool
    private let write: @Sendable (_ text: String, _ isTalk: Bool) -> Bool

    /// Makes a console of a function that tells whether it could write.
    public init(isColoured: Bool = false, write: @escaping @Sendable (String, _ isTalk: Bool) -> Bool) {
        self.isColoured = isColoured
        self.write = write
    }

    /// The process's own console.
    public static func process(environment: [String: String]) -> Console {
        let isPlain = environment["NO_COLOR"]?.isEmpty == false || environment["TERM"] == "dumb"
        return Console(isColoured: isatty(STDERR_FILENO) == 1 && !isPlain) { text, isTalk in
            writeAll(Array(text.utf8), to: isTalk ? STDERR_FILENO : STDOUT_FILENO)
        }
    }

    /// Writes a line of data.
    public func print(_ line: String) throws(CommandFailure) {
        guard write(line + "\n", false) else {
            throw CommandFailure(.io, "standard output cannot be written", advice: "is the disk full?")
        }
    }

    /// Writes a line of talk; where even that fails there is nobody to tell.
    public func talk(_ line: String) { _ = write(line + "\n", true) }

    /// Writes an error with what to do.
    public func report(_ failure: CommandFailure, from program: String) {
        let error = isColoured ? "\u{1B}[1;31merror:\u{1B}[0m" : "error:"
        talk("\(program): \(error) \(failure.reason)")
        if let advice = failure.advice { talk("  \(advice)") }
    }

    private static func writeAll(_ bytes: [UInt8], to file: Int32) -> Bool {
        var start = 0
        while start < bytes.count {
            // Safe: the pointer is used inside the closure only, and start is within the buffer.
            let written = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(file, buffer.baseAddress?.advanced(by: start), buffer.count - start)
            }
            if written < 0 {
                guard errno == EINTR else { return false }
            } else {
                start += written
            }
        }
        return true
    }
}
