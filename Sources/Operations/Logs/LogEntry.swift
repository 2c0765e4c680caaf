internal import Streaming

/// A line that is not written yet.
struct LogEntry: Sendable {
    let time: Milliseconds
    let event: LogEvent
    /// In the order of the event's list.
    let fields: [LogField]
    /// Lines like this one that the rate limit kept back since the last.
    var suppressed = 0
    /// Lines that were lost before this one.
    var dropped = 0

    /// Puts fields in order; one that is not of this event is left out, whatever the caller thinks.
    init(_ event: LogEvent, _ fields: [LogField], at time: Milliseconds) {
        assert(
            fields.allSatisfy { event.fields.contains($0.name) },
            "\(event.name) has a field that its catalogue does not list")
        self.time = time
        self.event = event
        self.fields = event.fields.compactMap { name in fields.first { $0.name == name } }
    }

    /// The sentence: the event's own, with values for names; both are escaped already.
    var message: String {
        var parts = event.message.split(separator: "{", omittingEmptySubsequences: false)
        var text = String(parts.removeFirst())
        for part in parts {
            let halves = part.split(separator: "}", maxSplits: 1, omittingEmptySubsequences: false)
            text += fields.first { $0.name.rawValue == halves[0] }?.value.bare ?? "?"
            text += halves.dropFirst().joined()
        }
        return text
    }

    /// Whether the sentence already says a field.
    func says(_ name: LogField.Name) -> Bool { event.message.contains("{\(name.rawValue)}") }

    /// What is told of lines that are not there.
    var losses: [(name: String, count: Int)] {
        [("suppressed", suppressed), ("log_dropped", dropped)].filter { $0.1 > 0 }
    }
}
