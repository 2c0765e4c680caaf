internal import Glibc
internal import Synchronization

/// Ctrl-C and SIGTERM as a question: whether one of them came.
final class StopSignal {
    private final class Flag: Sendable {
        let isSet = Atomic(false)
    }

    private let flag = Flag()
    private let signals: StopSignals

    /// Listens as long as it lives.
    init() {
        let flag = flag
        signals = StopSignals { flag.isSet.store(true, ordering: .relaxed) }
    }

    deinit { signals.cancel() }

    /// Whether one of them came.
    var isSet: Bool { flag.isSet.load(ordering: .relaxed) }
}

/// Letting time pass.
enum Pause {
    static func take(milliseconds: Int64) {
        usleep(UInt32(clamping: milliseconds * 1_000))
    }
}
