public import Streaming

/// Where and how Weir runs: the settings of SPEC 10 that decide no number, and `idle_timeout`.
public struct Deployment: Hashable, Sendable {
    /// `kafka.bootstrap`.
    public var bootstrap = "localhost:9092"
    /// `kafka.options`: passed to librdkafka; may hold secrets.
    public var options: [String: String] = [:]
    /// `application`: group, transactional ids and internal topics begin with it.
    public var application = "weir"
    /// `instance`: the stable name of this worker; nil: the host name.
    public var instance: String?
    /// `lanes`: threads.
    public var lanes = 2
    /// `topics`.
    public var topics = Topics()
    /// `delivery`.
    public var delivery = Delivery.exactlyOnce
    /// `commit_interval`.
    public var commitInterval: Milliseconds = 200
    /// `max_lead`: how far a source may be ahead of the slowest.
    public var maxLead: Milliseconds = 10 * .minute
    /// `memory_limit` in bytes.
    public var memoryLimit: Int?
    /// `work_directory`.
    public var workDirectory: String?
    /// `catalogue`: the file's path; a relative one is already resolved against its configuration file.
    public var catalogue: String?
    /// `idle_timeout`; nil: `never`.
    ///
    /// It decides numbers, but replays have no idle partitions.
    public var idleTimeout: Milliseconds? = 10 * .second
    /// `log`.
    public var log = Log()

    /// The defaults of SPEC 10.
    public init() {}

    /// What is guaranteed to readers of the outputs.
    public enum Delivery: String, Sendable, CaseIterable {
        case exactlyOnce = "exactly_once"
        case atLeastOnce = "at_least_once"
    }

    /// The names of topics; an input that is empty or nil is absent.
    public struct Topics: Hashable, Sendable {
        /// Topics of the click stream.
        public var clicks = ["clicks"]
        /// Topics of purchases.
        public var purchases = ["purchases"]
        /// Topics of in-store signals.
        public var beacons = ["beacons"]
        /// Topics of negative answers.
        public var unsubscribes = ["unsubscribes"]
        /// The compacted topic of campaigns.
        public var campaigns: String?
        /// The topic of profiles to delete.
        public var erasures: String?
        /// Output.
        public var metrics = "metrics"
        /// Output.
        public var alerts = "alerts"
        /// Output.
        public var budgetSignals = "budget-signals"
        /// Output.
        public var offers = "offers"
        /// Output: events that came too late.
        public var late = "late-events"
        /// Output: records that are no events.
        public var dead = "dead-letters"
    }

    /// What is logged, and how.
    public struct Log: Hashable, Sendable {
        /// The form of lines.
        public var format = Format.auto
        /// The least important level that is logged.
        public var level = Level.info

        /// The form of log lines.
        public enum Format: String, Sendable, CaseIterable {
            case auto, text, json
        }

        /// The levels of swift-log.
        public enum Level: String, Sendable, CaseIterable {
            case trace, debug, info, notice, warning, error, critical
        }
    }
}
