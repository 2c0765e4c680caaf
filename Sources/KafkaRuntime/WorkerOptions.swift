public import Events
public import Marketing
public import Streaming

/// Where and how a worker runs: the settings of SPEC 10 that decide no number.
public struct WorkerOptions: Sendable {
    /// `kafka.bootstrap`.
    public var bootstrap = "localhost:9092"
    /// `kafka.options`: passed to librdkafka; may hold secrets.
    public var clientOptions: [String: String] = [:]
    /// `application`: group, transactional ids and internal topics begin with it.
    public var application = "weir"
    /// The stable name of this worker.
    public var instance = "worker"
    /// How many threads, each with its own share of the partitions.
    public var lanes = 2
    /// Topics of each stream, in the order of the configuration.
    public var sources: [Stream: [String]] = [:]
    /// The topic of campaigns.
    public var campaigns: String?
    /// The topic of profiles to delete.
    public var erasures: String?
    /// The topics of outputs.
    public var outputs = Outputs()
    /// Whether a record can be read twice after a failure: then no transactions are used.
    public var isAtLeastOnce = false
    /// How long a commit collects.
    public var commitInterval: Milliseconds = 200
    /// How far a source may be ahead of the slowest one.
    public var maxLead: Milliseconds = 10 * .minute
    /// Resident memory, in bytes, from which on nothing more is taken in.
    public var memoryLimit: Int?
    /// The directory of the crash notes; nil: that of the system, and none where nothing can be written there.
    public var workDirectory: String?
    /// Whether to close every source at the end that its log has now, and then to end.
    public var isUntilEnd = false
    /// Whether the group is left for good at the end, so that others take over at once.
    public var leaves = false
    /// Whether the log keeps everything: the embedded broker of the demo cannot delete records.
    public var keepsLogs = false

    /// The names of output topics.
    public struct Outputs: Sendable {
        /// Output.
        public var metrics = "metrics"
        /// Output: events that came too late.
        public var late = "late-events"
        /// Output: records that are no events.
        public var dead = "dead-letters"

        /// The defaults of SPEC 10.
        public init() {}
    }

    /// The defaults of SPEC 10.
    public init() {}
}

/// How records of the `campaigns` and `erasures` topics are read: what reads JSON of any shape lives above
/// this module.
public struct TopicReaders: Sendable {
    /// Reads a record of the `campaigns` topic: the key, and the value where there is one.
    public var campaign:
        @Sendable (_ key: [UInt8], _ value: [UInt8]?) -> Result<CampaignRecord, RecordRefusal>
    /// Reads a record of the `erasures` topic.
    public var erasure: @Sendable (_ value: [UInt8]?) -> Result<ErasureRecord, RecordRefusal>

    /// Makes readers.
    public init(
        campaign: @escaping @Sendable ([UInt8], [UInt8]?) -> Result<CampaignRecord, RecordRefusal>,
        erasure: @escaping @Sendable ([UInt8]?) -> Result<ErasureRecord, RecordRefusal>
    ) {
        self.campaign = campaign
        self.erasure = erasure
    }
}

/// Why a record is none: it goes to dead letters.
public struct RecordRefusal: Error, Sendable {
    /// A stable code.
    public var code: String
    /// What is wrong, for people.
    public var message: String
    /// The field that is wrong.
    public var field: String?

    /// Makes a refusal.
    public init(code: String, message: String, field: String? = nil) {
        self.code = code
        self.message = message
        self.field = field
    }
}

/// What a record of the `campaigns` topic says.
public struct CampaignRecord: Sendable {
    /// The campaign's id.
    public var id: String
    /// The campaign; nil where it is taken out.
    public var campaign: Catalogue.Campaign?

    /// Makes a record.
    public init(id: String, campaign: Catalogue.Campaign?) {
        self.id = id
        self.campaign = campaign
    }
}

/// Whom a record of the `erasures` topic wants deleted; readable ids, which go no further than their hash.
public struct ErasureRecord: Sendable {
    /// The customer id.
    public var customer: [UInt8]?
    /// The anonymous id.
    public var anonymous: [UInt8]?

    /// Makes a record.
    public init(customer: [UInt8]?, anonymous: [UInt8]?) {
        self.customer = customer
        self.anonymous = anonymous
    }
}
