internal import CRdKafka

extension Consumer {
    /// What the group has committed, with its metadata; `PartitionOffset.none` where nothing was.
    ///
    /// While a transaction that has offsets of one of the partitions is open, the broker does not say; then
    /// the call throws `.timedOut` at last. librdkafka's list reads like "never committed" in that case,
    /// which is why nothing of a call that failed is handed out. Errors of single partitions stand in them.
    public func committed(
        _ partitions: [TopicPartition], timeout milliseconds: Int32
    ) throws(KafkaError) -> [PartitionOffset] {
        let handle = try unsafe client.open("committed")
        let list = PartitionList(partitions)
        let code = unsafe list.lend { unsafe rd_kafka_committed(handle, $0, milliseconds) }
        let offsets = list.offsets("committed")
        // librdkafka makes the error of the last partition the error of the call when all of them failed.
        if code != RD_KAFKA_RESP_ERR_NO_ERROR, !offsets.allSatisfy({ $0.error != nil }) {
            throw client.failure(code, "committed")
        }
        return offsets
    }

    /// Commits for the group, and waits for the answer.
    ///
    /// For at-least-once: offsets of transactions go with the producer.
    ///
    /// Throws the first error of a partition, too, which librdkafka's own call keeps to itself unless all
    /// partitions failed.
    public func commit(
        _ offsets: [PartitionOffset], timeout milliseconds: Int32 = 60_000
    ) throws(KafkaError) {
        let handle = try unsafe client.open("commit")
        guard let queue = unsafe rd_kafka_queue_new(handle) else { throw .closed("commit") }
        defer { unsafe rd_kafka_queue_destroy(queue) }
        let list = PartitionList(offsets)
        try KafkaError.check(
            unsafe list.lend { unsafe rd_kafka_commit_queue(handle, $0, queue, nil, nil) }, "commit")
        guard let event = unsafe rd_kafka_queue_poll(queue, milliseconds) else {
            throw KafkaError(RD_KAFKA_RESP_ERR__TIMED_OUT, "commit")
        }
        defer { unsafe rd_kafka_event_destroy(event) }
        let code = unsafe rd_kafka_event_error(event)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw client.failure(code, "commit") }
        let answers = unsafe PartitionList.offsets(rd_kafka_event_topic_partition_list(event), "commit")
        for answer in answers {
            if let error = answer.error { throw error }
        }
    }

    /// The first offset of a partition, and the one behind its last; with `read_committed` the one behind the
    /// last that a reader may see.
    public func watermarks(
        of partition: TopicPartition, timeout milliseconds: Int32
    ) throws(KafkaError) -> (low: Int64, high: Int64) {
        try client.watermarks(of: partition, timeout: milliseconds)
    }
}

extension Client {
    /// Asks for both ends, one after the other, as if they were times.
    ///
    /// The call that is meant for it, `rd_kafka_query_watermark_offsets`, does not keep its time-out in 2.0.2:
    /// where the leader is down it waits until that is up again.
    func watermarks(
        of partition: TopicPartition, timeout milliseconds: Int32
    ) throws(KafkaError) -> (low: Int64, high: Int64) {
        let deadline = Deadline(in: milliseconds)
        let low = try offset(PartitionOffset(partition, PartitionOffset.beginning), by: deadline)
        return (low, try offset(PartitionOffset(partition, PartitionOffset.end), by: deadline))
    }

    private func offset(_ wanted: PartitionOffset, by deadline: Deadline) throws(KafkaError) -> Int64 {
        let handle = try unsafe open("offsets_for_times")
        let list = PartitionList([wanted])
        let code = unsafe list.lend {
            unsafe rd_kafka_offsets_for_times(handle, $0, max(1, deadline.remaining))
        }
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw failure(code, "offsets_for_times") }
        let answer = list.offsets("offsets_for_times").first
        if let error = answer?.error { throw error }
        // Without an answer in time the question still stands there, and the call succeeds.
        guard let answer, answer.offset >= 0 else {
            throw KafkaError(RD_KAFKA_RESP_ERR__TIMED_OUT, "offsets_for_times")
        }
        return answer.offset
    }
}
