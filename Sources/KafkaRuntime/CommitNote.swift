internal import Streaming

/// What stands beside every committed offset: it makes an offset more than a number (DESIGN, "The commit
/// number").
struct CommitNote: Equatable, Sendable {
    /// How often the task was committed; its state's meta entry has the same number.
    var commit: UInt64 = 0
    /// The newest event time of a source, the release time of a stage; nil before the first.
    var time: Milliseconds?
    /// Where a source ends, of a run until the end.
    var end: Int64?
    /// Whether the task has ended.
    var isClosed = false
    /// Whether a source is idle.
    var isIdle = false

    /// The text: versioned, short, and readable in Kafka's tools.
    var text: String {
        "1 \(commit) \(time.map(String.init) ?? "-") \(end.map(String.init) ?? "-") "
            + (isClosed ? "closed" : isIdle ? "idle" : "open")
    }

    /// Makes a note of a first commit.
    init() {}

    /// Reads a note; nil where it is none.
    init?(_ text: String) {
        let parts = text.split(separator: " ")
        guard parts.count == 5, parts[0] == "1", let commit = UInt64(parts[1]) else { return nil }
        self.commit = commit
        time = Milliseconds(parts[2])
        end = Int64(parts[3])
        guard time != nil || parts[2] == "-", end != nil || parts[3] == "-" else { return nil }
        switch parts[4] {
        case "open": break
        case "idle": isIdle = true
        case "closed": isClosed = true
        default: return nil
        }
    }
}
