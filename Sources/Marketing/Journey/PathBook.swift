public import Streaming

/// Which paths there were today, by pool: beyond 10,000 they are counted together.
public struct PathBook: Sendable {
    /// The most paths of a pool and day in one task.
    public static let limit = 10_000

    private struct Day: Sendable {
        var start: Milliseconds
        var paths: Set<StringID> = []
    }

    private var days: [StringID: Day] = [:]
    /// Those that are new since `commit`.
    public private(set) var new: [Entry] = []

    /// A path that was there on a day.
    public struct Entry: Sendable {
        let pool: StringID
        let day: Milliseconds
        let path: StringID

        /// Appends the stored form.
        public func encode(to bytes: inout [UInt8], names: inout FrameNames) {
            bytes.appendName(pool, &names)
            bytes.appendName(path, &names)
            bytes.appendSigned(day)
        }
    }

    /// Takes note of a path; tells whether it has a place of its own.
    mutating func take(_ path: StringID, of pool: StringID, day start: Milliseconds) -> Bool {
        var day = days[pool] ?? Day(start: start)
        if day.start != start { day = Day(start: start) }
        if !day.paths.contains(path) {
            guard day.paths.count < Self.limit else { return false }
            new.append(Entry(pool: pool, day: start, path: path))
            day.paths.insert(path)
            days[pool] = day
        }
        return true
    }

    /// All paths of all pools' days, by pool and path.
    public var all: [Entry] {
        days.sorted { $0.key < $1.key }.flatMap { pool, day in
            day.paths.sorted().map { Entry(pool: pool, day: day.start, path: $0) }
        }
    }

    /// Puts back a stored entry: of each pool the newest day counts.
    public mutating func restore(from reader: inout ByteReader, names: [StringID]) {
        var names = NameReader(map: names)
        let (pool, path, day) = (names.next(&reader), names.next(&reader), reader.time())
        guard !reader.isBroken, days[pool].map({ $0.start <= day }) ?? true else { return }
        _ = take(path, of: pool, day: day)
    }

    /// Forgets which are new.
    public mutating func commit() { new.removeAll(keepingCapacity: true) }
}
