/// A kind of log line: what it is called and what it means to whoever reads it.
///
/// The set is closed, and an interface like a topic: alerts match on names. `docs/logs.md` lists it; a test
/// compares the two.
public struct LogEvent: Sendable {
    /// The stable name, in snake case.
    public let name: String
    /// How important it is.
    public let level: LogLevel
    /// How often it may be written.
    let pace: Pace
    /// The sentence, with the names of fields in braces.
    let message: String
    /// What it means, in one sentence.
    let meaning: String
    /// What to do.
    let advice: String
    /// Its fields, in their order; one that is not known is left out of a line.
    let fields: [LogField.Name]

    init(
        _ name: String, _ level: LogLevel, pace: Pace = .every, _ message: String, meaning: String,
        advice: String = "nothing", fields: [LogField.Name]
    ) {
        self.name = name
        self.level = level
        self.pace = pace
        self.message = message
        self.meaning = meaning
        self.advice = advice
        self.fields = fields
    }

    /// How often an event's lines are written.
    enum Pace: Sendable {
        /// Every line: each is a change that a reader must know to understand the next one.
        case every
        /// The same line once in ten seconds; the others are counted.
        case limited
        /// Every line, whatever `log.level` says: somebody may have to prove it.
        case audit
    }

    /// All events, in the order of their documentation.
    public static let all: [LogEvent] = ofWorker + ofLanes + ofTasks + ofData
}

/// The importance of a line: the levels of swift-log.
public typealias LogLevel = Deployment.Log.Level

extension Deployment.Log.Level: Comparable {
    /// Orders by importance.
    public static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .trace: 0
        case .debug: 1
        case .info: 2
        case .notice: 3
        case .warning: 4
        case .error: 5
        case .critical: 6
        }
    }
}
