internal import Glibc
internal import Streaming

/// The machine's clocks.
final class SystemClock: LaneClock {
    var wall: Milliseconds { Self.read(CLOCK_REALTIME) }
    var elapsed: Milliseconds { Self.elapsedNow }

    /// Milliseconds since some moment, never falling.
    static var elapsedNow: Milliseconds { read(CLOCK_MONOTONIC) }
    /// Milliseconds since 1970.
    static var wallNow: Milliseconds { read(CLOCK_REALTIME) }

    private static func read(_ clock: clockid_t) -> Milliseconds {
        var time = timespec()
        unsafe clock_gettime(clock, &time)
        return Milliseconds(time.tv_sec) * 1_000 + Milliseconds(time.tv_nsec) / 1_000_000
    }
}
