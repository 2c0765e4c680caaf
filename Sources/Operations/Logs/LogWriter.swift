internal import Glibc

/// The thread that writes; it ends after the last line when this object goes.
final class LogWriter: Sendable {
    let queue = LogQueue()

    init(_ printer: LogPrinter) {
        // Safe: the thread takes over the one count of the box, and this object keeps no pointer to it.
        let box = unsafe Unmanaged.passRetained(Box(queue: queue, printer: printer)).toOpaque()
        var thread = pthread_t()
        let result = unsafe pthread_create(&thread, nil, { unsafe run($0) }, box)
        precondition(result == 0, "no thread for the log: then there is none for the lanes either")
        pthread_detach(thread)
    }

    deinit { queue.close() }

    fileprivate final class Box {
        let queue: LogQueue
        var printer: LogPrinter

        init(queue: LogQueue, printer: LogPrinter) {
            self.queue = queue
            self.printer = printer
        }
    }
}

private func run(_ box: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let box = unsafe box else { return nil }
    // Safe: the box was made for this thread alone.
    let mine = unsafe Unmanaged<LogWriter.Box>.fromOpaque(box).takeRetainedValue()
    ignoreBrokenPipes()
    while let entry = mine.queue.next() {
        mine.queue.end(isWritten: mine.printer.print(entry))
    }
    return nil
}

/// A reader that closes the pipe must not end the process: here `write` fails, and no signal comes.
private func ignoreBrokenPipes() {
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    unsafe sigaddset(&signals, SIGPIPE)
    unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
}
