internal import Glibc

/// What the machine lets the process have.
enum Resources {
    /// Resident memory in bytes; 0 where the system does not tell.
    static var residentMemory: Int {
        let text = contents(of: "/proc/self/statm") ?? ""
        let parts = text.split(separator: " ")
        return parts.count > 1 ? (Int(parts[1]) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE))) : 0
    }

    /// The most memory that the process's control group may take; nil where there is no limit, or none is told.
    ///
    /// - Parameters:
    ///   - groups: where the control groups are mounted.
    ///   - own: the file that says which one is ours.
    /// - Returns: bytes.
    static func memoryOfGroup(
        groups: String = "/sys/fs/cgroup", own: String = "/proc/self/cgroup"
    ) -> Int? {
        var limits: [Int] = []
        for line in (contents(of: own) ?? "").split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { continue }
            if parts[1].isEmpty {
                limits += all(of: String(parts[2]), below: groups, "memory.max")
            } else if parts[1].split(separator: ",").contains("memory") {
                limits += all(of: String(parts[2]), below: groups + "/memory", "memory.limit_in_bytes")
            }
        }
        // Version 1 says "no limit" by a number that no machine has.
        return limits.min().flatMap { $0 < 1 << 60 ? $0 : nil }
    }

    /// A group's limit, and those of all groups that it lies in.
    private static func all(of path: String, below root: String, _ name: String) -> [Int] {
        var parts = path.split(separator: "/")
        var limits: [Int] = []
        while true {
            let file = ([root] + parts.map(String.init) + [name]).joined(separator: "/")
            if let limit = contents(of: file)?.split(separator: "\n").first.flatMap({ Int($0) }) {
                limits.append(limit)
            }
            guard parts.popLast() != nil else { return limits }
        }
    }

    /// How many files are open, and how many may be; nil where the system does not tell.
    static var openFiles: (used: Int, limit: Int)? {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return nil }
        let most = Int(clamping: limit.rlim_cur)
        guard let directory = unsafe opendir("/proc/self/fd") else {
            return errno == EMFILE ? (most, most) : nil
        }
        defer { unsafe closedir(directory) }
        // Less ".", ".." and the directory itself.
        var count = -3
        while unsafe readdir(directory) != nil { count += 1 }
        return (count, most)
    }

    /// Allows as many open files as the system lets us: the lower limit is for programs that use `select`.
    static func allowOpenFiles() {
        var limit = rlimit()
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard unsafe getrlimit(resource, &limit) == 0, limit.rlim_cur < limit.rlim_max else { return }
        limit.rlim_cur = limit.rlim_max
        unsafe setrlimit(resource, &limit)
    }

    private static func contents(of path: String) -> String? {
        guard let file = unsafe fopen(path, "re") else { return nil }
        defer { unsafe fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 4_096)
        let count = unsafe bytes.withUnsafeMutableBytes { unsafe fread($0.baseAddress, 1, $0.count, file) }
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }
}

/// From where on a worker stops because of memory, so that it is not ended by the system without a word.
struct MemoryGuard {
    /// From here on no sources are read: `memory_limit`.
    let holdAt: Int?
    /// From here on the worker stops.
    let stopAt: Int?

    /// - Parameters:
    ///   - limit: `memory_limit`: a quarter above it the worker stops, for what was read goes on growing.
    ///   - group: what the control group may take: a twentieth below it the worker stops.
    init(limit: Int?, group: Int?) {
        let limits = [limit.map { $0 + $0 / 4 }, group.map { $0 - $0 / 20 }]
        stopAt = limits.compactMap { $0 }.min()
        holdAt = limit
    }
}
