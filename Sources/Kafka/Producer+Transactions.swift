internal import CRdKafka

extension Producer {
    /// Takes the transactional id for this producer: fences the one before, and completes its transaction.
    ///
    /// To be called again while it throws something retriable.
    public func initTransactions(timeout milliseconds: Int32) throws(KafkaError) {
        let handle = try unsafe client.open("init_transactions")
        try unsafe KafkaError.check(rd_kafka_init_transactions(handle, milliseconds), "init_transactions")
    }

    /// Starts a transaction; what is sent from now on belongs to it.
    public func begin() throws(KafkaError) {
        let handle = try unsafe client.open("begin_transaction")
        try unsafe KafkaError.check(rd_kafka_begin_transaction(handle), "begin_transaction")
    }

    /// Makes the offsets of a group part of the transaction.
    ///
    /// They count when it is committed, and the broker refuses them from a member that the group has gone on
    /// without.
    ///
    /// None at all is no error, and fences nothing. To be called again while it throws something retriable.
    public func sendOffsets(
        _ offsets: [PartitionOffset], group: GroupMetadata, timeout milliseconds: Int32
    ) throws(KafkaError) {
        let handle = try unsafe client.open("send_offsets_to_transaction")
        let list = PartitionList(offsets)
        let operation = "send_offsets_to_transaction"
        func send() throws(KafkaError) {
            let error = unsafe list.lend {
                unsafe rd_kafka_send_offsets_to_transaction(handle, $0, group.pointer, milliseconds)
            }
            try unsafe KafkaError.check(error, operation)
        }
        do throws(KafkaError) {
            try send()
        } catch {
            // A transaction that failed for another reason meanwhile: only the next call tells which, and
            // tells it at once.
            if error.code == .state, error.requiresAbort { try send() }
            throw error
        }
    }

    /// Delivers what is left, and commits.
    ///
    /// To be called again while it throws something retriable: it goes on where it was.
    public func commit(timeout milliseconds: Int32) throws(KafkaError) {
        let handle = try unsafe client.open("commit_transaction")
        try unsafe KafkaError.check(rd_kafka_commit_transaction(handle, milliseconds), "commit_transaction")
    }

    /// Throws away what was sent in this transaction.
    ///
    /// To be called again while it throws something retriable: it goes on where it was.
    public func abort(timeout milliseconds: Int32) throws(KafkaError) {
        let handle = try unsafe client.open("abort_transaction")
        try unsafe KafkaError.check(rd_kafka_abort_transaction(handle, milliseconds), "abort_transaction")
    }
}
