internal import Dispatch
internal import Glibc
internal import Operations
internal import Synchronization

/// SIGTERM and SIGINT ask for an end in good order; a second one, or 25 seconds, end at once.
///
/// A worker that is ended at once loses nothing: its open transaction is given up, and done again.
final class StopSignals {
    private static let patience = DispatchTimeInterval.seconds(25)
    private var sources: [any DispatchSourceSignal] = []

    private final class Counter: Sendable {
        private let count = Atomic(0)
        func next() -> Int { count.add(1, ordering: .relaxed).newValue }
    }

    /// Listens from now on.
    init(_ stop: @escaping @Sendable () -> Void) {
        let counter = Counter()
        sources = [SIGTERM, SIGINT].map { number in
            _ = signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                guard counter.next() == 1 else { _exit(ExitCode.temporary.rawValue) }
                stop()
                DispatchQueue.global().asyncAfter(deadline: .now() + Self.patience) {
                    _exit(ExitCode.temporary.rawValue)
                }
            }
            source.resume()
            return source
        }
    }

    /// Listens no more.
    func cancel() {
        for source in sources { source.cancel() }
        sources = []
    }
}
