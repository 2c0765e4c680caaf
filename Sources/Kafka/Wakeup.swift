internal import CRdKafka
internal import Glibc

/// Lets one thread wait for all queues of a consumer at once.
///
/// A queue rings when it was empty and something came. So read every queue that is to ring until it gives
/// nothing more, then wait; a queue with something left in it does not ring.
@safe public final class Wakeup {
    // Safe: a descriptor of our own, closed when no queue can write to it any more: they keep this object.
    private let descriptor: Int32
    // Safe: what a queue writes to the descriptor; freed with it.
    private let one: UnsafeMutablePointer<UInt64>

    /// Makes one; rings for nobody yet.
    public init() throws(KafkaError) {
        descriptor = crdkafka_bell()
        unsafe one = .allocate(capacity: 1)
        unsafe one.initialize(to: 1)
        guard descriptor >= 0 else { throw KafkaError(RD_KAFKA_RESP_ERR__CRIT_SYS_RESOURCE, "eventfd") }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
        unsafe one.deallocate()
    }

    /// Waits until something rings; false when nothing did in time.
    ///
    /// Every ring before counts once.
    public func wait(timeout milliseconds: Int32) -> Bool {
        var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard unsafe poll(&waiting, 1, milliseconds) > 0 else { return false }
        var count: UInt64 = 0
        return unsafe read(descriptor, &count, MemoryLayout<UInt64>.size) > 0
    }

    /// Rings from outside; any thread may, as long as it keeps this object.
    public func ring() {
        _ = unsafe write(descriptor, one, MemoryLayout<UInt64>.size)
    }

    /// Has a queue ring from now on; whoever owns the queue has to keep this object for as long.
    func connect(to queue: OpaquePointer) {
        unsafe rd_kafka_queue_io_event_enable(queue, descriptor, one, MemoryLayout<UInt64>.size)
    }

    /// Has a queue ring no more.
    static func disconnect(_ queue: OpaquePointer) {
        unsafe rd_kafka_queue_io_event_enable(queue, -1, nil, 0)
    }
}
