internal import Dispatch
internal import Glibc
internal import Synchronization

/// Ctrl-C and SIGTERM: the first asks to come to an end, the second ends at once.
final class StopSignal {
    private final class Count: Sendable {
        let signals = Atomic(0)
    }

    private let count = Count()
    private let sources: [any DispatchSourceSignal]

    /// Takes both signals over, for good.
    init() {
        let count = count
        sources = [SIGINT, SIGTERM].map { number in
            // The source sees the signal all the same.
            _ = signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                if count.signals.wrappingAdd(1, ordering: .relaxed).newValue > 1 { _exit(128 + number) }
            }
            source.resume()
            return source
        }
    }

    /// Whether one of them came.
    var isSet: Bool { count.signals.load(ordering: .relaxed) > 0 }
}

/// Letting time pass.
enum Pause {
    static func take(milliseconds: Int64) {
        usleep(UInt32(clamping: milliseconds * 1_000))
    }
}
