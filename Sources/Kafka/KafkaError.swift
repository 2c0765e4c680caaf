/// Why a call to Kafka failed.
///
/// Look at the flags in this order: fatal (the client is of no use any more), abort, retriable; an error of a
/// transaction with none of them is to be treated as fatal.
public struct KafkaError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What happened, as librdkafka or the broker numbers it.
    public var code: Code
    /// The call that failed, as in "commit_transaction".
    public var operation: String
    /// librdkafka's own words; never the value of a property.
    public var reason: String
    /// The client is of no use any more: destroy it and make another one.
    public var isFatal: Bool
    /// The same call may succeed when made again.
    public var isRetriable: Bool
    /// The transaction has to be aborted; then the producer can go on.
    public var requiresAbort: Bool

    /// An error with all that is known of it.
    public init(
        code: Code, operation: String, reason: String, isFatal: Bool = false, isRetriable: Bool = false,
        requiresAbort: Bool = false
    ) {
        self.code = code
        self.operation = operation
        self.reason = reason
        self.isFatal = isFatal
        self.isRetriable = isRetriable
        self.requiresAbort = requiresAbort
    }

    /// As in "commit_transaction: _TIMED_OUT: Failed to … (retriable)".
    public var description: String {
        var flags: [String] = []
        if isFatal { flags.append("fatal") }
        if requiresAbort { flags.append("abort required") }
        if isRetriable { flags.append("retriable") }
        let suffix = flags.isEmpty ? "" : " (\(flags.joined(separator: ", ")))"
        return "\(operation): \(code.name): \(reason)\(suffix)"
    }
}

extension KafkaError {
    /// A number of librdkafka (negative) or of the Kafka protocol (positive).
    public struct Code: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
        /// The number.
        public var rawValue: Int32

        /// A code by its number, known or not.
        public init(rawValue: Int32) {
            self.rawValue = rawValue
        }

        /// The same as `name`.
        public var description: String { name }

        /// Whether the same call may well succeed later, where librdkafka does not say so itself.
        var isTransient: Bool { Self.transient.contains(self) }

        private static let transient: Set<Self> = [
            .timedOut, .timedOutInQueue, .transport, .allBrokersDown, .waitingForCoordinator, .resolve,
            .inProgress, .leaderNotAvailable, .notLeader, .requestTimedOut, .brokerNotAvailable,
            .replicaNotAvailable, .networkException, .coordinatorLoadInProgress, .coordinatorNotAvailable,
            .notCoordinator, .notEnoughReplicas, .notEnoughReplicasAfterAppend, .rebalanceInProgress,
            .notController, .concurrentTransactions, .unstableOffsetCommit, .unknownTopicOrPartition,
            .throttlingQuotaExceeded, .queueFull,
        ]
    }
}

/// What librdkafka finds itself.
extension KafkaError.Code {
    /// No error.
    public static let none = Self(rawValue: 0)
    /// The client is being destroyed.
    public static let destroyed = Self(rawValue: -197)
    /// The connection to a broker failed.
    public static let transport = Self(rawValue: -195)
    /// A host name has no address.
    public static let resolve = Self(rawValue: -193)
    /// A record was not delivered in time.
    public static let messageTimedOut = Self(rawValue: -192)
    /// A reader is at the end of a partition.
    public static let partitionEOF = Self(rawValue: -191)
    /// The partition is not there.
    public static let unknownPartition = Self(rawValue: -190)
    /// The topic is not there.
    public static let unknownTopic = Self(rawValue: -188)
    /// No broker answers.
    public static let allBrokersDown = Self(rawValue: -187)
    /// An argument, or a property, was refused.
    public static let invalidArgument = Self(rawValue: -186)
    /// No answer in time.
    public static let timedOut = Self(rawValue: -185)
    /// The producer's queue is full.
    public static let queueFull = Self(rawValue: -184)
    /// TLS failed.
    public static let tls = Self(rawValue: -181)
    /// The group's coordinator is not known yet.
    public static let waitingForCoordinator = Self(rawValue: -180)
    /// Another call is still on its way.
    public static let inProgress = Self(rawValue: -178)
    /// Properties contradict each other, or the state of the client.
    public static let conflict = Self(rawValue: -173)
    /// The client is not in a state for this call; closed, for instance.
    public static let state = Self(rawValue: -172)
    /// The broker does not take the credentials.
    public static let authentication = Self(rawValue: -169)
    /// There is nothing to commit.
    public static let noOffset = Self(rawValue: -168)
    /// A request waited too long to be sent.
    public static let timedOutInQueue = Self(rawValue: -166)
    /// The broker, or this build of librdkafka, cannot do this.
    public static let unsupportedFeature = Self(rawValue: -165)
    /// The record was thrown out of the queue, by an abort for instance.
    public static let purgedQueue = Self(rawValue: -152)
    /// The record was thrown away on its way to the broker: it may be there or not.
    public static let purgedInFlight = Self(rawValue: -151)
    /// A fatal error; the client translates it to the one behind it.
    public static let fatal = Self(rawValue: -150)
    /// A gap in a sequence that must have none.
    public static let gaplessGuarantee = Self(rawValue: -148)
    /// The consumer was not polled for `max.poll.interval.ms`.
    public static let maxPollExceeded = Self(rawValue: -147)
    /// A property that this call needs was not set.
    public static let notConfigured = Self(rawValue: -145)
    /// Another producer has taken the transactional id.
    public static let fenced = Self(rawValue: -144)
    /// The assignment was lost to others.
    public static let assignmentLost = Self(rawValue: -142)
    /// There is no offset to start from, and `auto.offset.reset` is `error`.
    public static let autoOffsetReset = Self(rawValue: -140)
}

/// What brokers answer.
extension KafkaError.Code {
    /// The broker does not know either.
    public static let unknown = Self(rawValue: -1)
    /// The partition does not have this offset (any more).
    public static let offsetOutOfRange = Self(rawValue: 1)
    /// The topic or the partition is not there.
    public static let unknownTopicOrPartition = Self(rawValue: 3)
    /// The partition has no leader at the moment.
    public static let leaderNotAvailable = Self(rawValue: 5)
    /// The partition's leader is another broker.
    public static let notLeader = Self(rawValue: 6)
    /// The broker did not finish in time.
    public static let requestTimedOut = Self(rawValue: 7)
    /// The broker is not there.
    public static let brokerNotAvailable = Self(rawValue: 8)
    /// A replica is not there.
    public static let replicaNotAvailable = Self(rawValue: 9)
    /// The record is larger than the topic allows.
    public static let messageTooLarge = Self(rawValue: 10)
    /// The metadata beside an offset is larger than the broker allows.
    public static let offsetMetadataTooLarge = Self(rawValue: 12)
    /// The broker lost its connection.
    public static let networkException = Self(rawValue: 13)
    /// The coordinator is still reading its log.
    public static let coordinatorLoadInProgress = Self(rawValue: 14)
    /// There is no coordinator at the moment.
    public static let coordinatorNotAvailable = Self(rawValue: 15)
    /// The coordinator is another broker.
    public static let notCoordinator = Self(rawValue: 16)
    /// Too few replicas are in sync.
    public static let notEnoughReplicas = Self(rawValue: 19)
    /// Too few replicas took the record.
    public static let notEnoughReplicasAfterAppend = Self(rawValue: 20)
    /// The group has gone on without this member.
    public static let illegalGeneration = Self(rawValue: 22)
    /// The group does not know this member.
    public static let unknownMemberID = Self(rawValue: 25)
    /// The group is being rebalanced.
    public static let rebalanceInProgress = Self(rawValue: 27)
    /// Not allowed: topic.
    public static let topicAuthorizationFailed = Self(rawValue: 29)
    /// Not allowed: group.
    public static let groupAuthorizationFailed = Self(rawValue: 30)
    /// Not allowed: cluster.
    public static let clusterAuthorizationFailed = Self(rawValue: 31)
    /// The topic is there already.
    public static let topicAlreadyExists = Self(rawValue: 36)
    /// The number of partitions is not possible.
    public static let invalidPartitions = Self(rawValue: 37)
    /// There are not as many brokers.
    public static let invalidReplicationFactor = Self(rawValue: 38)
    /// The broker refuses the configuration.
    public static let invalidConfiguration = Self(rawValue: 40)
    /// The controller is another broker.
    public static let notController = Self(rawValue: 41)
    /// A policy of the cluster forbids this.
    public static let policyViolation = Self(rawValue: 44)
    /// The sequence of an idempotent producer is broken.
    public static let outOfOrderSequenceNumber = Self(rawValue: 45)
    /// A newer producer has this id, or the transaction took too long.
    public static let invalidProducerEpoch = Self(rawValue: 47)
    /// The transaction is not in a state for this.
    public static let invalidTransactionState = Self(rawValue: 48)
    /// The producer's number belongs to another transactional id.
    public static let invalidProducerIDMapping = Self(rawValue: 49)
    /// `transaction.timeout.ms` is more than the broker allows.
    public static let invalidTransactionTimeout = Self(rawValue: 50)
    /// An earlier transaction of this id is still being completed.
    public static let concurrentTransactions = Self(rawValue: 51)
    /// Not allowed: transactional id.
    public static let transactionalIDAuthorizationFailed = Self(rawValue: 53)
    /// The broker does not take the credentials.
    public static let saslAuthenticationFailed = Self(rawValue: 58)
    /// The broker has forgotten this producer.
    public static let unknownProducerID = Self(rawValue: 59)
    /// There is no such group.
    public static let groupIDNotFound = Self(rawValue: 69)
    /// Another member has taken this `group.instance.id`.
    public static let fencedInstanceID = Self(rawValue: 82)
    /// The broker refuses the record.
    public static let invalidRecord = Self(rawValue: 87)
    /// A transaction that has offsets of this partition is still open.
    public static let unstableOffsetCommit = Self(rawValue: 88)
    /// The broker asks to slow down.
    public static let throttlingQuotaExceeded = Self(rawValue: 89)
    /// Another producer has taken the transactional id.
    public static let producerFenced = Self(rawValue: 90)
}
