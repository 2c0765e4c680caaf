internal import Streaming

/// Lets the same line through once in a while, and counts the others.
///
/// The same is what has the same event and the same identifying fields: dead letters of another code are
/// another line.
struct RateLimit {
    /// For how long the same line is only counted.
    static let interval = 10 * Milliseconds.second
    /// The most lines that are told apart; beyond that, those of one event share one place.
    static let mostLines = 1_024

    private var last: [Line: (shown: Milliseconds, suppressed: Int)] = [:]

    private struct Line: Hashable {
        let event: String
        let fields: [LogField]
    }

    /// How many lines were kept back before this one; nil where this one is kept back too.
    mutating func admit(_ entry: LogEntry) -> Int? {
        guard entry.event.pace == .limited else { return 0 }
        var line = Line(event: entry.event.name, fields: entry.fields.filter(\.name.identifies))
        if last[line] == nil, last.count >= Self.mostLines {
            forget(at: entry.time)
            if last.count >= Self.mostLines { line = Line(event: entry.event.name, fields: []) }
        }
        guard let seen = last[line] else {
            last[line] = (entry.time, 0)
            return 0
        }
        guard Self.isOver(seen.shown, at: entry.time) else {
            last[line]?.suppressed += 1
            return nil
        }
        last[line] = (entry.time, 0)
        return seen.suppressed
    }

    /// Forgets lines that are due anyway and owe no count.
    private mutating func forget(at time: Milliseconds) {
        last = last.filter { $1.suppressed > 0 || !Self.isOver($1.shown, at: time) }
    }

    /// A clock that was set back must not silence anything for longer.
    private static func isOver(_ shown: Milliseconds, at time: Milliseconds) -> Bool {
        time < shown || time - shown >= interval
    }
}
