internal import Glibc

/// A moment of the monotonic clock by which something has to be done.
struct Deadline {
    private let nanoseconds: Int64

    /// In so many milliseconds from now.
    init(in milliseconds: Int32) {
        nanoseconds = Self.now + Int64(max(0, milliseconds)) * 1_000_000
    }

    /// What is left, in milliseconds, never less than 0.
    var remaining: Int32 {
        let left = (nanoseconds - Self.now + 999_999) / 1_000_000
        return Int32(clamping: max(0, left))
    }

    var hasPassed: Bool { Self.now >= nanoseconds }

    var time: timespec {
        timespec(tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
    }

    private static var now: Int64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
