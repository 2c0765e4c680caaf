internal import CRdKafka

/// Sends records, in transactions when it has a `transactional.id`.
///
/// One thread owns it. What becomes of the records is told within `poll`, `flush` and `commit`.
@safe public final class Producer {
    let client: Client
    // Safe: made before the client and freed after it, or never when the client could not be destroyed in
    // time and may still call back.
    private let mailbox: UnsafeMutablePointer<Mailbox>
    private var topics: [String: ProducerTopic] = [:]

    /// Makes a producer; connects in the background.
    public init(_ options: ClientOptions) throws(KafkaError) {
        let mailbox = UnsafeMutablePointer<Mailbox>.allocate(capacity: 1)
        unsafe mailbox.initialize(to: Mailbox())
        do throws(KafkaError) {
            client = try unsafe Client(RD_KAFKA_PRODUCER, options) { unsafe Mailbox.connect(mailbox, to: $0) }
        } catch {
            unsafe mailbox.deinitialize(count: 1)
            unsafe mailbox.deallocate()
            throw error
        }
        unsafe self.mailbox = mailbox
        let handle = try unsafe client.open("new")
        try KafkaError.check(unsafe rd_kafka_set_log_queue(handle, nil), "set_log_queue")
    }

    deinit {
        guard close(timeout: 5000) else { return }
        unsafe mailbox.deinitialize(count: 1)
        unsafe mailbox.deallocate()
    }

    /// A topic by its name; the same one for the same name.
    public func topic(_ name: String) throws(KafkaError) -> ProducerTopic {
        if let topic = topics[name] { return topic }
        let handle = try unsafe client.open("topic_new")
        guard let made = unsafe rd_kafka_topic_new(handle, name, nil) else {
            throw KafkaError(rd_kafka_last_error(), "topic_new")
        }
        let topic = unsafe ProducerTopic(name, made)
        topics[name] = topic
        return topic
    }

    /// Hands a record to librdkafka, which copies it.
    ///
    /// No partition: the partitioner decides by the key.
    ///
    /// Headers are used up, unless this throws. A token other than 0 comes back with the offset in
    /// `takeDelivered`. When the queue is full this polls until there is room: `message.timeout.ms` is how long
    /// that can take. Bytes without an address count as none.
    public func send(
        to topic: ProducerTopic, partition: Int32? = nil, key: UnsafeRawBufferPointer?,
        value: UnsafeRawBufferPointer?, headers: MessageHeaders? = nil, timestamp: Int64? = nil,
        token: UInt64 = 0
    ) throws(KafkaError) {
        let handle = try unsafe client.open("send")
        guard let destination = unsafe topic.pointer else { throw .closed("send") }
        let opaque = unsafe UnsafeMutableRawPointer(bitPattern: UInt(token))
        while true {
            let code = unsafe crdkafka_send(
                handle, destination, partition ?? -1, key?.baseAddress, key?.count ?? 0, value?.baseAddress,
                value?.count ?? 0, headers?.pointer, timestamp ?? 0, opaque)
            switch code {
            case RD_KAFKA_RESP_ERR_NO_ERROR:
                headers?.wereSent()
                return
            case RD_KAFKA_RESP_ERR__QUEUE_FULL: poll(timeout: 10)
            case RD_KAFKA_RESP_ERR__STATE:
                throw KafkaError(
                    code: .state, operation: "send",
                    reason: "the transaction has failed, or none was begun; its commit tells why",
                    requiresAbort: true)
            default: throw client.failure(code, "send")
            }
        }
    }

    /// The same for bytes in arrays.
    public func send(
        to topic: ProducerTopic, partition: Int32? = nil, key: [UInt8]?, value: [UInt8]?,
        headers: MessageHeaders? = nil, timestamp: Int64? = nil, token: UInt64 = 0
    ) throws(KafkaError) {
        let result = unsafe withBytes(of: key) { key in
            unsafe withBytes(of: value) { value in
                Result { () throws(KafkaError) in
                    try unsafe send(
                        to: topic, partition: partition, key: key, value: value, headers: headers,
                        timestamp: timestamp, token: token)
                }
            }
        }
        try result.get()
    }

    /// Tells what became of records, and takes in what librdkafka has to say; waits for the first of it.
    public func poll(timeout milliseconds: Int32) {
        if let handle = unsafe client.pointer { unsafe rd_kafka_poll(handle, milliseconds) }
    }

    /// Waits until every record was delivered or failed; throws `.timedOut` when some are left.
    public func flush(timeout milliseconds: Int32) throws(KafkaError) {
        let handle = try unsafe client.open("flush")
        try KafkaError.check(unsafe rd_kafka_flush(handle, milliseconds), "flush")
    }

    /// Throws away all records that are not delivered, also those on their way: they fail with
    /// `.purgedQueue` and `.purgedInFlight`.
    public func purge() throws(KafkaError) {
        let handle = try unsafe client.open("purge")
        let flags = RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT
        try KafkaError.check(unsafe rd_kafka_purge(handle, flags), "purge")
    }

    /// How many records, requests and reports are still on their way.
    public var pendingCount: Int {
        unsafe client.pointer.map { Int(unsafe rd_kafka_outq_len($0)) } ?? 0
    }

    /// The records with a token that were delivered since the last call, in the order of their reports.
    public func takeDelivered() -> [(token: UInt64, offset: Int64)] {
        defer { unsafe mailbox.pointee.delivered.removeAll(keepingCapacity: true) }
        return unsafe mailbox.pointee.delivered
    }

    /// The first failure to deliver a record since the last call.
    ///
    /// `abort` throws records away, too: take that failure, or it shows in the next transaction.
    public func takeDeliveryFailure() -> KafkaError? {
        defer { unsafe mailbox.pointee.failure = nil }
        return unsafe mailbox.pointee.failure
    }

    /// What was said since the last call.
    public func takeEvents() -> [ClientEvent] {
        unsafe mailbox.pointee.takeEvents()
    }

    /// Throws away what is not delivered, and frees everything; false when that did not end in time, and goes
    /// on by itself.
    @discardableResult
    public func close(timeout milliseconds: Int32) -> Bool {
        for topic in topics.values { topic.close() }
        topics = [:]
        return client.destroy(timeout: milliseconds)
    }
}

/// Lends the bytes of an array; an empty one has an address, too, for no address means no value.
private func withBytes<Result>(
    of bytes: [UInt8]?, _ body: (UnsafeRawBufferPointer?) -> Result
) -> Result {
    guard let bytes else { return body(nil) }
    if bytes.isEmpty {
        return unsafe withUnsafeTemporaryAllocation(byteCount: 1, alignment: 1) { room in
            unsafe body(UnsafeRawBufferPointer(start: room.baseAddress, count: 0))
        }
    }
    return unsafe bytes.withUnsafeBytes { unsafe body($0) }
}
