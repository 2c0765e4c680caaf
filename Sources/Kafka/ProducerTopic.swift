internal import CRdKafka

/// A topic to send to; the producer that made it keeps it.
@safe public final class ProducerTopic {
    /// Its name.
    public let name: String
    // Safe: given back before the producer is destroyed; nil from then on.
    private(set) var pointer: OpaquePointer?

    init(_ name: String, _ pointer: OpaquePointer) {
        self.name = name
        unsafe self.pointer = pointer
    }

    deinit {
        close()
    }

    /// Gives the topic back; has to come before the producer is destroyed.
    func close() {
        guard let pointer = unsafe pointer else { return }
        unsafe rd_kafka_topic_destroy(pointer)
        unsafe self.pointer = nil
    }
}
