/// Events about the data and what came of them.
extension LogEvent {
    static let ofData = [business, windowFinal, deadLetters, lateEvents, profileErased, catalogueChanged]

    /// What a pool did in a minute.
    public static let business = LogEvent(
        "business", .info, pace: .limited, "{pool}: {orders} orders worth {value}",
        meaning: "What a pool did in a minute that is final; the metrics topic has every minute and more",
        fields: [.pool, .minute, .orders, .value, .spend, .clicks])

    /// A window is over.
    public static let windowFinal = LogEvent(
        "window_final", .debug, pace: .limited, "the window {size} from {start} is final",
        meaning: "A window is over and its records are written", fields: [.lane, .size, .start, .records])

    /// Records are no events.
    public static let deadLetters = LogEvent(
        "dead_letters", .warning, pace: .limited, "{count} records of {stream} are no events: {code}",
        meaning: "Records were sent to the dead letters; `dead` of `summary` also counts lines kept back",
        advice: "see dead-letters.md for the code; over 1 % of `in`: tell the producer",
        fields: [.code, .stream, .count])

    /// Events came too late.
    public static let lateEvents = LogEvent(
        "late_events", .notice, pace: .limited, "{count} events of {stream} came too late",
        meaning:
            "Events came later than `lateness` and went to the late topic; `late` of `summary` counts all",
        advice: "if there are many: a producer's clock or queue, or a higher `lateness`",
        fields: [.stream, .count])

    /// A profile was deleted.
    public static let profileErased = LogEvent(
        "profile_erased", .notice, pace: .audit, "profile {profile} was erased",
        meaning: "A task deleted a profile on request; `count` is how many of its records there were",
        advice: "keep it as the proof; it is written at every `log.level`",
        fields: [.stage, .partition, .count, .profile])

    /// A campaign changed.
    public static let catalogueChanged = LogEvent(
        "catalogue_changed", .notice, pace: .limited, "campaign {campaign} is another from {effective}",
        meaning: "A campaign of the catalogue was added, changed or removed",
        advice: "nothing, if it was meant", fields: [.campaign, .effective])
}
