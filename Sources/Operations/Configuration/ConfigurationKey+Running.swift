extension ConfigurationKey {
    /// The keys that say where and how Weir runs (SPEC 10, second block).
    static let runningKeys: [ConfigurationKey] = [
        .init(
            "kafka.bootstrap", "\"localhost:9092\"", "the brokers to begin with: host:port,host:port", .text),
        .init("kafka.options", "{}", "passed to librdkafka: {security.protocol: SSL}", .map),
        .init("application", "weir", "group, transactional ids and internal topics begin with it", .text),
        .init("instance", "null", "stable name of this worker; null: the host name", .text),
        .init("lanes", "2", "threads, each with its own share of the partitions"),
        .init("topics.clicks", "[clicks]", "topics of the click stream; [] or null: none", .list),
        .init("topics.purchases", "[purchases]", "topics of purchases", .list),
        .init("topics.beacons", "[beacons]", "topics of in-store signals", .list),
        .init("topics.unsubscribes", "[unsubscribes]", "topics of negative answers", .list),
        .init("topics.campaigns", "null", "compacted topic of campaigns; wins over the file", .text),
        .init("topics.erasures", "null", "topic of profiles to delete", .text),
        .init("topics.metrics", "metrics", "output", .text),
        .init("topics.alerts", "alerts", "output", .text),
        .init("topics.budget_signals", "budget-signals", "output", .text),
        .init("topics.offers", "offers", "output", .text),
        .init("topics.late", "late-events", "output", .text),
        .init("topics.dead", "dead-letters", "output", .text),
        .init("partitions.profiles", "16", "of the internal topics of profiles; fixed once there is state"),
        .init("partitions.pools", "4", "of the internal topic of facts; fixed once there is state"),
        .init("delivery", "exactly_once", "or at_least_once"),
        .init("commit_interval", "200ms", "how often a lane commits"),
        .init("max_lead", "10m", "how far a source may be ahead of the slowest"),
        .init("memory_limit", "null", "from here on a worker takes no further work: 4GiB"),
        .init("work_directory", "null", "where a worker notes what it was at; null: the system's", .text),
        .init("catalogue", "null", "the file of campaigns, channels and pools", .text),
        .init("log.format", "auto", "text, json, or auto: text on a terminal"),
        .init("log.level", "info", "trace, debug, info, notice, warning, error or critical"),
    ]
}
