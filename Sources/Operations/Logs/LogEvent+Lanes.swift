/// Events of lanes: their partitions and their transactions.
extension LogEvent {
    static let ofLanes = [
        laneStarted, warmedUp, assigned, revoked, hold, unhold, commitSlow, transactionAborted,
        producerReplaced, laneRestarts, outputTooLarge,
    ]

    /// A lane's thread runs.
    public static let laneStarted = LogEvent(
        "lane_started", .info, "lane {lane} starts",
        meaning: "A lane's thread runs and connects", fields: [.lane])

    /// A lane can commit.
    public static let warmedUp = LogEvent(
        "warmed_up", .info, "the first transaction took {took_ms} ms",
        meaning: "A lane has committed an empty transaction over all internal partitions and may join",
        advice: "nothing; many seconds are usual on a new cluster only", fields: [.lane, .tookMilliseconds])

    /// A lane was given partitions.
    public static let assigned = LogEvent(
        "assigned", .info,
        "lane {lane} has {sources} sources and {visitors} + {journeys} + {pools} tasks, {restoring} to restore",
        meaning: "The group gave a lane its partitions",
        advice: "nothing; five in ten minutes are a storm: look for workers that restart or are too slow",
        fields: [
            .lane, .sources, .visitors, .journeys, .pools, .restoring, .kept, .tookMilliseconds,
        ])

    /// A lane gave partitions back.
    public static let revoked = LogEvent(
        "revoked", .info, "lane {lane} gave back its partitions",
        meaning: "The group took partitions from a lane",
        advice:
            "nothing; if `is_lost` is true the lane was silent for too long: look for pauses and the network",
        fields: [.lane, .count, .partitions, .isLost])

    /// A source is not read for now.
    public static let hold = LogEvent(
        "hold", .warning, pace: .limited, "lane {lane} holds {stream} {partition} back: {reason}",
        meaning: "A source is not read for now, so that memory stays bounded; no figure changes",
        advice: "`memory`: more workers or a higher `memory_limit`; `max_lead`: see which source is slowest "
            + "(`held_by`)",
        fields: [.lane, .reason, .stream, .partition])

    /// A source is read again.
    public static let unhold = LogEvent(
        "unhold", .info, pace: .limited, "lane {lane} reads {stream} {partition} again",
        meaning: "A source that was held back is read again", fields: [.lane, .reason, .stream, .partition])

    /// A commit took long.
    public static let commitSlow = LogEvent(
        "commit_slow", .warning, pace: .limited, "a commit took {took_ms} ms",
        meaning: "A transaction took more than a second, and far more than is usual",
        advice: "if it goes on: look at the brokers' load and disks", fields: [.lane, .tookMilliseconds])

    /// A transaction was undone.
    public static let transactionAborted = LogEvent(
        "transaction_aborted", .warning, pace: .limited, "lane {lane} undid a transaction: {code}",
        meaning: "A transaction was undone; its work is repeated, and readers never see it",
        advice: "three in five minutes: look at the brokers, and for two workers with one `instance`",
        fields: [.lane, .code, .reason])

    /// A lane has a new producer.
    public static let producerReplaced = LogEvent(
        "producer_replaced", .warning, "lane {lane} has a new producer: {cause}",
        meaning: "A producer could not go on, and the lane made another",
        advice: "`fenced`: look for a second worker with the same `instance`; else as `transaction_aborted`",
        fields: [.lane, .cause])

    /// A lane gets new clients.
    public static let laneRestarts = LogEvent(
        "lane_restarts", .error, "lane {lane} begins anew with new clients",
        meaning: "A lane did not get on for three minutes: it gives up what is open, and connects anew",
        advice: "see the `stalled` lines before it; if it does not help, the worker ends with exit code 75",
        fields: [.lane])

    /// An output did not fit into its topic.
    public static let outputTooLarge = LogEvent(
        "output_too_large", .error, pace: .limited, "{topic} takes no record of {bytes} bytes",
        meaning: "An output was larger than its topic takes, and went to dead letters",
        advice: "raise `max.message.bytes` of the topic, and start the workers anew",
        fields: [.lane, .topic, .bytes])
}
