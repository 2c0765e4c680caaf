internal import Marketing
internal import Streaming

/// `churn-events.jsonl`: what negative answers cost, one by one, in the order of their events.
///
/// Tasks work side by side, and some are ahead of others: a line waits until all have passed its time.
struct ChurnFile: ~Copyable {
    private var file: OutputFile
    private var waiting: [ChurnEvent] = []

    init(directory: String) throws(ReplayError) {
        file = try OutputFile(path: directory + "/churn-events.jsonl")
    }

    /// Takes events, and writes those before a time.
    mutating func append(_ events: [ChurnEvent], before time: Milliseconds) throws(ReplayError) {
        waiting.append(contentsOf: events)
        guard !waiting.isEmpty else { return }
        var due = waiting.filter { $0.time < time }
        waiting.removeAll { $0.time < time }
        due.sort(by: ChurnEvent.precedes)
        for event in due { try file.append(event.line + [UInt8(ascii: "\n")]) }
    }

    /// Writes what is pending.
    mutating func flush() throws(ReplayError) {
        try append([], before: Channels.closed)
        try file.flush()
    }
}
