internal import Glibc

/// The wall clock, for the driver alone: the core gets its time as an argument.
enum Clock {
    /// Milliseconds since 1970.
    static var now: Int64 {
        var time = timespec()
        guard unsafe clock_gettime(CLOCK_REALTIME, &time) == 0 else { return 0 }
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }
}
