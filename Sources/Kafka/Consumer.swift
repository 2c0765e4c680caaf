internal import CRdKafka

/// A member of a group, or (assigned by hand) a reader of its own.
///
/// One thread owns it. It calls `poll` for what the group decides, and reads the records from the queue of
/// each partition, which it asked for before the partition was assigned.
@safe public final class Consumer {
    let client: Client
    // Safe: given back in `close`; nil from then on.
    private var events: OpaquePointer?
    private var queues: [TopicPartition: PartitionQueue] = [:]
    private let wakeup: Wakeup?

    /// Makes a consumer; connects in the background.
    ///
    /// The wake-up, if there is one, rings for its events and for all its partitions.
    public init(_ options: ClientOptions, waking wakeup: Wakeup? = nil) throws(KafkaError) {
        self.wakeup = wakeup
        let kinds =
            RD_KAFKA_EVENT_REBALANCE | RD_KAFKA_EVENT_ERROR | RD_KAFKA_EVENT_STATS | RD_KAFKA_EVENT_LOG
        client = try unsafe Client(RD_KAFKA_CONSUMER, options, events: kinds)
        let handle = try unsafe client.open("new")
        // One queue to poll for everything that is no record.
        try KafkaError.check(unsafe rd_kafka_poll_set_consumer(handle), "poll_set_consumer")
        unsafe events = rd_kafka_queue_get_consumer(handle)
        if let queue = unsafe events { unsafe wakeup?.connect(to: queue) }
        try KafkaError.check(unsafe rd_kafka_set_log_queue(handle, events), "set_log_queue")
    }

    deinit {
        giveQueuesBack()
    }

    /// Joins the group for these topics; a name that starts with ^ is a pattern.
    public func subscribe(to topics: [String]) throws(KafkaError) {
        let handle = try unsafe client.open("subscribe")
        let list = PartitionList(topics.map { TopicPartition($0, -1) })
        try KafkaError.check(unsafe list.lend { unsafe rd_kafka_subscribe(handle, $0) }, "subscribe")
    }

    /// Leaves the group, a static member too; the revocation comes with `poll`.
    public func unsubscribe() throws(KafkaError) {
        let handle = try unsafe client.open("unsubscribe")
        try KafkaError.check(unsafe rd_kafka_unsubscribe(handle), "unsubscribe")
    }

    /// The next event; nil when there was none in time.
    ///
    /// Has to be called at least every `max.poll.interval.ms`.
    public func poll(timeout milliseconds: Int32) -> ConsumerEvent? {
        let deadline = Deadline(in: milliseconds)
        var wait = milliseconds
        while let queue = unsafe events, let event = unsafe rd_kafka_queue_poll(queue, wait) {
            defer { unsafe rd_kafka_event_destroy(event) }
            if let event = unsafe translate(event) { return event }
            wait = deadline.remaining
        }
        return nil
    }

    /// Reads these partitions from these offsets, and no others; answers `.assigned`.
    ///
    /// `PartitionOffset.none` starts at the committed offset.
    public func assign(_ offsets: [PartitionOffset]) throws(KafkaError) {
        let handle = try unsafe client.open("assign")
        let list = PartitionList(offsets)
        try KafkaError.check(unsafe list.lend { unsafe rd_kafka_assign(handle, $0) }, "assign")
    }

    /// Reads nothing any more, and throws away what was read ahead; answers `.revoked`.
    public func unassign() throws(KafkaError) {
        let handle = try unsafe client.open("unassign")
        try KafkaError.check(unsafe rd_kafka_assign(handle, nil), "unassign")
        for queue in queues.values { queue.discard() }
    }

    /// The queue of a partition: ask for it before `assign`, or some of its records come with the events,
    /// where they are an error.
    public func queue(of partition: TopicPartition) -> PartitionQueue {
        if let queue = queues[partition] { return queue }
        guard let handle = unsafe client.pointer,
            let raw = unsafe rd_kafka_queue_get_partition(handle, partition.topic, partition.partition)
        else { preconditionFailure("an open consumer has a queue for every partition") }
        let queue = unsafe PartitionQueue(partition, raw, of: client, waking: wakeup)
        queues[partition] = queue
        return queue
    }

    /// Who this consumer is in its group now; nil when it has no `group.id`.
    public func groupMetadata() -> GroupMetadata? {
        guard let handle = unsafe client.pointer,
            let metadata = unsafe rd_kafka_consumer_group_metadata(handle)
        else { return nil }
        return unsafe GroupMetadata(metadata)
    }

    /// The member's id; nil while it has none.
    ///
    /// It is another one after the group went on without it.
    public var memberID: String? {
        guard let handle = unsafe client.pointer, let text = unsafe rd_kafka_memberid(handle) else {
            return nil
        }
        defer { unsafe rd_kafka_mem_free(handle, text) }
        let member = unsafe String(cString: text)
        return member.isEmpty ? nil : member
    }

    /// Closes the consumer and frees everything; false when that did not end in time, and goes on by itself.
    ///
    /// A static member stays in its group until its session ends, unless `unsubscribe` came before. Nothing
    /// is committed here.
    public func close(timeout milliseconds: Int32) -> Bool {
        guard let handle = unsafe client.pointer else { return true }
        let deadline = Deadline(in: milliseconds)
        var isClosed = false
        if let queue = unsafe rd_kafka_queue_new(handle) {
            isClosed = unsafe leave(handle, queue, by: deadline)
            unsafe rd_kafka_queue_destroy(queue)
        }
        giveQueuesBack()
        // With a fatal error there may be a revocation that nobody answers any more: it is not waited for.
        let flags = isClosed && !client.hasFailed ? 0 : RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE
        let isDestroyed = client.destroy(flags: flags, timeout: max(100, deadline.remaining))
        return isClosed && isDestroyed
    }

    /// Closes, and answers what the group still asks.
    private func leave(_ handle: OpaquePointer, _ queue: OpaquePointer, by deadline: Deadline) -> Bool {
        if let error = unsafe rd_kafka_consumer_close_queue(handle, queue) {
            unsafe rd_kafka_error_destroy(error)
            // A consumer with a fatal error has nothing left to close.
            return true
        }
        while unsafe rd_kafka_consumer_closed(handle) == 0, !deadline.hasPassed {
            guard let event = unsafe rd_kafka_queue_poll(queue, min(20, deadline.remaining)) else { continue }
            if unsafe rd_kafka_event_type(event) == RD_KAFKA_EVENT_REBALANCE {
                _ = unsafe rd_kafka_assign(handle, nil)
            }
            unsafe rd_kafka_event_destroy(event)
        }
        return unsafe rd_kafka_consumer_closed(handle) != 0
    }

    /// librdkafka waits for its queues before it lets itself be destroyed.
    private func giveQueuesBack() {
        for queue in queues.values { queue.close() }
        queues = [:]
        guard let queue = unsafe events else { return }
        if wakeup != nil { unsafe Wakeup.disconnect(queue) }
        unsafe rd_kafka_queue_destroy(queue)
        unsafe events = nil
    }

    private func translate(_ event: OpaquePointer) -> ConsumerEvent? {
        switch unsafe rd_kafka_event_type(event) {
        case RD_KAFKA_EVENT_REBALANCE:
            let list = unsafe PartitionList.partitions(rd_kafka_event_topic_partition_list(event))
            switch unsafe rd_kafka_event_error(event) {
            case RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS: return .assigned(list)
            case RD_KAFKA_RESP_ERR__REVOKE_PARTITIONS:
                let isLost = unsafe client.pointer.map { unsafe rd_kafka_assignment_lost($0) != 0 } ?? true
                return .revoked(list, isLost: isLost)
            default:
                // The documented answer to a rebalance that failed.
                _ = unsafe client.pointer.map { unsafe rd_kafka_assign($0, nil) }
                return .failed(KafkaError(unsafe rd_kafka_event_error(event), "rebalance"))
            }
        case RD_KAFKA_EVENT_FETCH:
            return .failed(
                KafkaError(
                    code: .state, operation: "poll", reason: "a partition was assigned without its queue",
                    isFatal: true))
        default: return unsafe client.event(event).map(ConsumerEvent.init)
        }
    }
}
