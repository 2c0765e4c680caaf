/// Events of the process as a whole.
extension LogEvent {
    static let ofWorker = [
        workerStarted, churnUnpriced, configChanged, configAccepted, brokerProblem, summary, stalled,
        stopping, stopped,
    ]

    /// The worker has read its configuration and begins.
    public static let workerStarted = LogEvent(
        "worker_started", .notice, "Weir {version} starts as {instance} with {lanes} lanes",
        meaning: "The worker has read its configuration and begins",
        advice: "nothing; after `clean_exit` false look for why the last run ended",
        fields: [
            .version, .librdkafka, .instance, .application, .lanes, .pid, .config, .resumed, .cleanExit,
        ])

    /// Some pools have no parameters.
    public static let churnUnpriced = LogEvent(
        "churn_unpriced", .warning, "churn is not priced in {count} pools: they have no lifetime parameters",
        meaning: "Of that many pools that the catalogue names, `churn_cost` and what is made of it are null",
        advice: "estimate `lifetime` by `weir fit`; until then see only spend, value and margin",
        fields: [.count])

    /// There is data of another configuration.
    public static let configChanged = LogEvent(
        "config_changed", .warning, pace: .limited, "data of another configuration was met: {from}, not {to}",
        meaning: "Frames or state were made with other settings that decide numbers",
        advice: "go back to the former settings; or stop all workers and start them with `--accept-config`",
        fields: [.task, .from, .to])

    /// A new configuration counts.
    public static let configAccepted = LogEvent(
        "config_accepted", .notice, "the configuration {to} counts from {effective}",
        meaning: "A task goes on under new settings; figures from that time on follow them",
        advice: "note the time: figures before and after it may not be comparable",
        fields: [.task, .from, .to, .effective])

    /// Kafka does not do what it should.
    public static let brokerProblem = LogEvent(
        "broker_problem", .warning, pace: .limited, "Kafka reports {code}",
        meaning: "A connection or a request to Kafka failed; it is tried again",
        advice:
            "if it stays, or `all_down` is true: check the brokers, the network, `kafka.bootstrap` and rights",
        fields: [.lane, .code, .broker, .allDown])

    /// What was done in the last seconds.
    public static let summary = LogEvent(
        "summary", .info, "{in} records in, {out} out, lag {lag}",
        meaning: "Every ten seconds: what the worker did in them, and how far behind it is",
        advice: "alert when it is missing for a minute, when `lag_ms` grows, when `balance` is false",
        fields: [
            .intervalSeconds, .in, .processed, .duplicate, .late, .dead, .withheld, .buffered, .out,
            .recordsPerSecond, .lag, .lagMilliseconds, .watermark, .watermarkLagMilliseconds, .heldBy,
            .commits, .aborts, .commitMedian, .commitHighest, .memoryBytes, .profiles, .balance,
        ])

    /// There is work, and nothing moves.
    public static let stalled = LogEvent(
        "stalled", .error, pace: .limited, "nothing moves although {lag} records wait",
        meaning: "There are records to read, and for a minute nothing was committed",
        advice: "look at `held_by`, at `hold` and `broker_problem` lines; a transaction that hangs in Kafka "
            + "looks like this too",
        fields: [.lane, .lag, .heldBy, .stalledMilliseconds])

    /// The worker was told to stop, or cannot go on.
    public static let stopping = LogEvent(
        "stopping", .notice, "the worker stops: {reason}",
        meaning: "The worker takes no more records, commits what it has, and leaves",
        advice: "nothing; after `failed` see the errors before it",
        fields: [.reason])

    /// The last line.
    public static let stopped = LogEvent(
        "stopped", .notice, "the worker has stopped with exit code {exit_code}",
        meaning: "The last line of a run",
        advice: "nothing if `clean` is true; else the next start repeats what was not committed",
        fields: [.exitCode, .tookMilliseconds, .clean])
}
