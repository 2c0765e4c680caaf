extension LogField {
    /// Why a lane holds a source back.
    public enum Hold: String, Sendable, CaseIterable {
        /// The worker is at its memory limit.
        case memory
        /// The source is too far ahead of the slowest one.
        case maxLead = "max_lead"
    }

    /// Why a task was stopped.
    public enum TaskStop: String, Sendable, CaseIterable {
        /// Frames are missing.
        case gap
        /// A frame or the state has a format that this version cannot read.
        case unknownFormat = "unknown_format"
        /// A frame or the state was made with other settings.
        case otherConfiguration = "other_configuration"
        /// A checksum is wrong.
        case damaged
        /// A committed offset has no commit number beside it.
        case noMetadata = "no_metadata"
        /// An internal topic has another number of partitions than the state.
        case otherPartitionCount = "other_partition_count"
        /// Its work crashed the process twice.
        case crashes
        /// The state was made with another id key.
        case otherIDKey = "other_id_key"
    }

    /// What a lane does.
    public enum Phase: String, Sendable, CaseIterable {
        /// Connecting, and making its first transaction.
        case joining
        /// Waiting for the group, and for records.
        case polling
        /// Asking from where its partitions go on.
        case assigning
        /// Reading records, and working on them.
        case working
        /// Committing.
        case committing
        /// Giving a transaction up.
        case aborting
        /// Leaving.
        case leaving
    }

    /// Why a transaction was aborted.
    public enum Abort: String, Sendable, CaseIterable {
        /// Kafka asks for it.
        case required
        /// It took longer than it may.
        case timedOut = "timed_out"
        /// The lane lost partitions meanwhile.
        case lostAssignment = "lost_assignment"
        /// A newer producer has the lane's transactional id.
        case fenced
        /// The producer cannot go on.
        case fatal
    }

    /// Why a worker stops.
    public enum Stop: String, Sendable, CaseIterable {
        /// `SIGTERM`.
        case terminated
        /// `SIGINT`.
        case interrupted
        /// All logs are read to where they ended at the start.
        case endReached = "end_reached"
        /// Something went wrong; a line before this one says what.
        case failed
    }

    /// A stage of tasks.
    public enum Stage: String, Sendable, CaseIterable {
        case ingest, visitors, journeys, pools
    }
}
