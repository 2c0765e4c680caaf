internal import CParseOnly
internal import FoundationEssentials
internal import Glibc

/// Time on the wall, and of the processor, in seconds.
struct Times {
    var wall = 0.0
    var cpu = 0.0

    /// The process so far.
    static var now: Times {
        var usage = rusage()
        guard unsafe getrusage(RUSAGE_SELF.rawValue, &usage) == 0 else { return Times() }
        let wall = ContinuousClock.now - Self.start
        return Times(wall: wall / .seconds(1), cpu: seconds(usage.ru_utime) + seconds(usage.ru_stime))
    }

    static func - (left: Times, right: Times) -> Times {
        Times(wall: left.wall - right.wall, cpu: left.cpu - right.cpu)
    }

    static func + (left: Times, right: Times) -> Times {
        Times(wall: left.wall + right.wall, cpu: left.cpu + right.cpu)
    }

    private static let start = ContinuousClock.now

    private static func seconds(_ time: timeval) -> Double {
        Double(time.tv_sec) + Double(time.tv_usec) / 1_000_000
    }
}

/// Adds up the times of stages, or runs one of them under the eyes of an instruction counter.
struct Meter {
    /// The stage whose instructions are counted; then nothing is timed.
    let counted: Stage?
    private(set) var times: [Stage: Times] = [:]

    init(counted: Stage? = nil) { self.counted = counted }

    mutating func measure<Failure: Error>(
        _ stage: Stage, _ body: () throws(Failure) -> Void
    ) throws(Failure) {
        if counted == stage { return try countInstructions(body) }
        let began = Times.now
        defer { times[stage] = (times[stage] ?? Times()) + (Times.now - began) }
        try body()
    }
}

/// Stands alone and by this name so that callgrind can be told of it: `--toggle-collect='*countInstructions*'`.
@inline(never)
func countInstructions<Failure: Error>(_ body: () throws(Failure) -> Void) throws(Failure) { try body() }

/// Memory of this process in bytes.
enum Memory {
    /// Resident now, after what is free was given back.
    static var resident: Int {
        return_free_memory()
        return field("VmRSS:")
    }

    /// The most that was resident since `resetPeak`.
    static var peak: Int { field("VmHWM:") }

    /// What was allocated and not freed.
    static var allocated: Int { Int(allocated_bytes()) }

    /// Begins a new peak (`clear_refs` of proc(5)).
    static func resetPeak() {
        let file = unsafe open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { return }
        _ = unsafe write(file, "5", 1)
        close(file)
    }

    private static func field(_ name: String) -> Int {
        guard let status = FileManager.default.contents(atPath: "/proc/self/status") else { return 0 }
        for line in String(decoding: status, as: UTF8.self).split(separator: "\n") where line.hasPrefix(name)
        {
            return (Int(line.filter { $0.isASCII && $0.isNumber }) ?? 0) << 10
        }
        return 0
    }
}
