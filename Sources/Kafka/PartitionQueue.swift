internal import CRdKafka

/// What one call of `PartitionQueue.read` saw.
public struct Reading: Hashable, Sendable {
    /// How many messages were lent.
    public var messages = 0
    /// The end of the partition, if it was met and no message came after it: the offset at which the next
    /// record will be, with `enable.partition.eof` only.
    ///
    /// It steps over the markers of transactions.
    public var reachedEnd: Int64?
    /// The first error that stood among the messages.
    public var failure: KafkaError?

    /// Nothing seen.
    public init() {}
}

/// The records of one assigned partition, apart from all others.
///
/// It lives as long as its consumer is open, through all assignments.
@safe public final class PartitionQueue {
    /// Of which partition.
    public let partition: TopicPartition

    // Safe: given back before the consumer is destroyed; nil from then on.
    private var queue: OpaquePointer?
    // Safe: as large as `capacity`, freed in `deinit`; holds messages only during a call of `read`.
    private var buffer: UnsafeMutablePointer<UnsafeMutablePointer<rd_kafka_message_t>?>
    private var capacity: Int
    private unowned let client: Client
    private let wakeup: Wakeup?

    init(_ partition: TopicPartition, _ queue: OpaquePointer, of client: Client, waking wakeup: Wakeup?) {
        self.partition = partition
        self.client = client
        self.wakeup = wakeup
        unsafe self.queue = queue
        capacity = 1024
        unsafe buffer = .allocate(capacity: capacity)
        // Detached from the consumer's own queue, for good: librdkafka remembers that it was the application
        // that said so, and forwards it no more on assignment.
        unsafe rd_kafka_queue_forward(queue, nil)
        unsafe wakeup?.connect(to: queue)
    }

    deinit {
        close()
        unsafe buffer.deallocate()
    }

    /// How many messages wait here, errors and ends of the partition included.
    public var count: Int {
        guard let queue = unsafe queue else { return 0 }
        return unsafe rd_kafka_queue_length(queue)
    }

    /// Lends what is there, at most `limit` messages, each to one call of `body`.
    ///
    /// Waits, when nothing is there, until something comes; never for more than that.
    public func read(
        limit: Int, timeout milliseconds: Int32, _ body: (borrowing Message) -> Void
    ) -> Reading {
        var reading = Reading()
        guard let queue = unsafe queue else {
            reading.failure = .closed("read")
            return reading
        }
        reserve(limit)
        var count = unsafe rd_kafka_consume_batch_queue(queue, 0, buffer, limit)
        if count == 0, milliseconds > 0 {
            // librdkafka's batch call would wait for a full batch; one message is enough to come back.
            guard let first = unsafe rd_kafka_consume_queue(queue, milliseconds) else { return reading }
            unsafe buffer[0] = first
            count = unsafe 1 + max(0, rd_kafka_consume_batch_queue(queue, 0, buffer + 1, limit - 1))
        }
        for index in 0..<max(0, count) {
            guard let message = unsafe buffer[index] else { continue }
            if unsafe message.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR {
                reading.messages += 1
                reading.reachedEnd = nil
                unsafe body(Message(message))
            } else {
                unsafe note(message, in: &reading)
            }
            unsafe rd_kafka_message_destroy(message)
        }
        return reading
    }

    /// Throws away what waits here: what is left of an assignment that was taken back.
    public func discard() {
        while unsafe queue != nil, count > 0 {
            let reading = read(limit: 1024, timeout: 0) { _ in }
            // What librdkafka itself knows to be of an old assignment counts, but is not handed out.
            if reading == Reading() { return }
        }
    }

    /// Gives the queue back; has to come before the consumer is destroyed.
    func close() {
        guard let queue = unsafe queue else { return }
        if wakeup != nil { unsafe Wakeup.disconnect(queue) }
        unsafe rd_kafka_queue_destroy(queue)
        unsafe self.queue = nil
    }

    private func note(_ message: UnsafeMutablePointer<rd_kafka_message_t>, in reading: inout Reading) {
        let code = unsafe message.pointee.err
        if code == RD_KAFKA_RESP_ERR__PARTITION_EOF {
            reading.reachedEnd = unsafe message.pointee.offset
        } else if reading.failure == nil {
            let text = unsafe rd_kafka_message_errstr(message).map { unsafe String(cString: $0) }
            reading.failure = client.failure(code, "read", reason: text)
        }
    }

    private func reserve(_ limit: Int) {
        precondition(limit > 0, "a batch has room for a message")
        guard limit > capacity else { return }
        unsafe buffer.deallocate()
        unsafe buffer = .allocate(capacity: limit)
        capacity = limit
    }
}
