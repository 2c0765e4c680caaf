/// The lines that wait to be written: a bounded queue that drops and counts what finds no place.
///
/// It is a plain value; `LogQueue` shares it between threads.
struct LogBacklog {
    /// How many lines may wait: seconds of the worst storm, in less than a megabyte.
    static let capacity = 1_024

    private var limit = RateLimit()
    private var ring = [LogEntry?](repeating: nil, count: capacity)
    private var head = 0
    private var count = 0
    /// Lines that were lost and not yet told of.
    private(set) var dropped = 0

    var isEmpty: Bool { count == 0 }

    /// The line to write next; it keeps its place until it is written.
    var first: LogEntry? { ring[head] }

    /// Takes a line in, unless the rate limit keeps it back or there is no place.
    mutating func add(_ entry: LogEntry) {
        // A line without a place was not shown, so the rate limit must not take it for shown.
        guard count < Self.capacity else {
            dropped += 1
            return
        }
        guard let suppressed = limit.admit(entry) else { return }
        var entry = entry
        entry.suppressed = suppressed
        entry.dropped = dropped
        dropped = 0
        ring[(head + count) % Self.capacity] = entry
        count += 1
    }

    /// Ends the first line; one that could not be written is lost, and so is the count that it carried.
    mutating func removeFirst(isWritten: Bool) {
        precondition(!isEmpty, "there is no line")
        if !isWritten { dropped += 1 + (ring[head]?.dropped ?? 0) }
        ring[head] = nil
        head = (head + 1) % Self.capacity
        count -= 1
    }
}
