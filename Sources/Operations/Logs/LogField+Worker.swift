public import Streaming

/// Fields about the process, its lanes and their tasks.
extension LogField {
    /// Weir's version.
    public static func version(_ text: String) -> LogField { LogField(.version, name: text) }
    /// The version of librdkafka.
    public static func librdkafka(_ text: String) -> LogField { LogField(.librdkafka, name: text) }
    /// The worker's name.
    public static func instance(_ name: String) -> LogField { LogField(.instance, name: name) }
    /// `application` of the configuration.
    public static func application(_ name: String) -> LogField { LogField(.application, name: name) }
    /// How many lanes there are.
    public static func lanes(_ count: Int) -> LogField { LogField(.lanes, count) }
    /// The number of the process.
    public static func pid(_ number: Int32) -> LogField { LogField(.pid, number) }
    /// The digest of all that decides numbers.
    public static func config(_ digest: UInt64) -> LogField { LogField(.config, digest: digest) }
    /// The digest that was.
    public static func from(_ digest: UInt64) -> LogField { LogField(.from, digest: digest) }
    /// The digest that is to be.
    public static func to(_ digest: UInt64) -> LogField { LogField(.to, digest: digest) }
    /// Whether there was something to go on with.
    public static func resumed(_ flag: Bool) -> LogField { LogField(.resumed, .flag(flag)) }
    /// Whether the run before this one ended in order.
    public static func cleanExit(_ flag: Bool) -> LogField { LogField(.cleanExit, .flag(flag)) }

    /// The name of an error in librdkafka, such as `_TIMED_OUT`.
    public static func code(librdkafka name: String) -> LogField { LogField(.code, name: name) }
    /// The number of a broker.
    public static func broker(_ number: Int32) -> LogField { LogField(.broker, number) }
    /// Whether no broker can be reached.
    public static func allDown(_ flag: Bool) -> LogField { LogField(.allDown, .flag(flag)) }

    /// The number of a lane, counted from 0.
    public static func lane(_ number: Int) -> LogField { LogField(.lane, number) }
    /// How long it took.
    public static func took(_ length: Milliseconds) -> LogField { LogField(.tookMilliseconds, length) }
    /// How many source partitions.
    public static func sources(_ count: Int) -> LogField { LogField(.sources, count) }
    /// How many tasks of the stage of visitors.
    public static func visitors(_ count: Int) -> LogField { LogField(.visitors, count) }
    /// How many tasks of the stage of journeys.
    public static func journeys(_ count: Int) -> LogField { LogField(.journeys, count) }
    /// How many tasks of the stage of pools.
    public static func pools(_ count: Int) -> LogField { LogField(.pools, count) }
    /// How many tasks read their state first.
    public static func restoring(_ count: Int) -> LogField { LogField(.restoring, count) }
    /// How many tasks go on with the state that they still have.
    public static func kept(_ count: Int) -> LogField { LogField(.kept, count) }
    /// The numbers of partitions; the first 64 are shown.
    public static func partitions(_ numbers: [Int]) -> LogField {
        LogField(.partitions, .list(numbers.map(Int64.init)))
    }
    /// Whether they were lost without being asked for.
    public static func isLost(_ flag: Bool) -> LogField { LogField(.isLost, .flag(flag)) }

    /// A task, by the topic and partition that it reads: `journeys-3`.
    public static func task(_ topic: String, _ partition: Int) -> LogField {
        LogField(.task, name: "\(topic)-\(partition)")
    }
    /// The offset that is reached.
    public static func position(_ offset: Int64) -> LogField { LogField(.position, offset) }
    /// The offset to reach.
    public static func end(_ offset: Int64) -> LogField { LogField(.end, offset) }
    /// How much of it is done.
    public static func percent(_ value: Double) -> LogField { LogField(.percent, .tenths(value)) }
    /// Records in a second.
    public static func recordsPerSecond(_ value: Double) -> LogField {
        LogField(.recordsPerSecond, .tenths(value))
    }
    /// How many seconds it may still take.
    public static func eta(_ seconds: Int64) -> LogField { LogField(.etaSeconds, seconds) }
    /// The name of a topic.
    public static func topic(_ name: String) -> LogField { LogField(.topic, name: name) }
    /// How many bytes.
    public static func bytes(_ count: Int) -> LogField { LogField(.bytes, count) }
    /// What a lane does.
    public static func phase(_ phase: Phase) -> LogField { LogField(.phase, .text(LogText(phase))) }

    /// How many profiles are held.
    public static func profiles(_ count: Int) -> LogField { LogField(.profiles, count) }

    /// Why a source is held back.
    public static func reason(_ reason: Hold) -> LogField { LogField(.reason, .text(LogText(reason))) }
    /// Why a task was stopped.
    public static func reason(_ reason: TaskStop) -> LogField { LogField(.reason, .text(LogText(reason))) }
    /// Why a transaction was aborted.
    public static func reason(_ reason: Abort) -> LogField { LogField(.reason, .text(LogText(reason))) }
    /// Why the worker stops.
    public static func reason(_ reason: Stop) -> LogField { LogField(.reason, .text(LogText(reason))) }
    /// Why a producer was replaced.
    public static func cause(_ cause: Abort) -> LogField { LogField(.cause, .text(LogText(cause))) }

    /// For how long nothing moves.
    public static func stalled(_ length: Milliseconds) -> LogField { LogField(.stalledMilliseconds, length) }
    /// What the process tells its caller.
    public static func exitCode(_ code: ExitCode) -> LogField { LogField(.exitCode, code.rawValue) }
    /// Whether everything was committed.
    public static func clean(_ flag: Bool) -> LogField { LogField(.clean, .flag(flag)) }

    init(_ name: Name, name text: String) { self.init(name, .text(LogText(name: text))) }

    private init(_ name: Name, digest: UInt64) { self.init(name, .text(LogText(hex: digest, digits: 16))) }
}
