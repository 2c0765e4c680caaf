/// Events of single tasks and partitions.
extension LogEvent {
    static let ofTasks = [
        restoreProgress, restoreDone, taskStopped, partitionIdle, partitionActive, sourceRetired,
        poisonSetAside, crashFound,
    ]

    /// A task reads its state.
    public static let restoreProgress = LogEvent(
        "restore_progress", .info, "{task} has read {percent} % of its state",
        meaning: "Every ten seconds: how far a task is with reading its state",
        advice: "nothing; if `eta_s` is more than ten minutes: more workers restore in parallel",
        fields: [.lane, .task, .position, .end, .percent, .recordsPerSecond, .etaSeconds])

    /// A task has its state.
    public static let restoreDone = LogEvent(
        "restore_done", .info, "{task} has restored {profiles} profiles in {took_ms} ms",
        meaning: "A task has read its state and begins to process",
        fields: [.lane, .task, .profiles, .tookMilliseconds])

    /// A task cannot go on.
    public static let taskStopped = LogEvent(
        "task_stopped", .error, "{task} was stopped: {reason}",
        meaning: "A task met what it must not go on from; it commits nothing more, others go on",
        advice: "`other_configuration`: see `config_changed`; `unknown_format`: the version before or after "
            + "this one; `other_id_key`: the former key; else keep the topics as they are and restore them",
        fields: [.lane, .task, .reason])

    /// A partition no longer holds the watermark.
    public static let partitionIdle = LogEvent(
        "partition_idle", .info, pace: .limited, "{stream} {partition} is idle",
        meaning: "No event for `idle_timeout`: the partition no longer holds the watermark",
        advice: "nothing, unless the producer should be sending", fields: [.stream, .partition])

    /// A partition holds the watermark again.
    public static let partitionActive = LogEvent(
        "partition_active", .info, pace: .limited, "{stream} {partition} has events again",
        meaning: "An idle partition has events again", fields: [.stream, .partition])

    /// A source is no more.
    public static let sourceRetired = LogEvent(
        "source_retired", .notice, "{task} is no longer a source",
        meaning: "A topic was taken from the configuration; its partition no longer holds the watermark",
        advice: "nothing, if it was meant", fields: [.task])

    /// A record is not tried again.
    public static let poisonSetAside = LogEvent(
        "poison_set_aside", .error, "the record {position} of {task} crashed the process, and is set aside",
        meaning: "A record crashed the process twice: it went to dead letters with the code `poison`",
        advice: "report it with the record: it is a defect of Weir; figures lack that event",
        fields: [.lane, .task, .position])

    /// The last run crashed.
    public static let crashFound = LogEvent(
        "crash_found", .error, "the last run crashed at {position} of {task}: {count}",
        meaning:
            "The last run of this instance crashed at this record, or frame, or in other work of the task "
            + "(`position` -1); `count` is how often it did so",
        advice: "report it with the end of standard error: it is a defect of Weir; at two a record is set "
            + "aside, and a task stopped",
        fields: [.task, .position, .count])
}
