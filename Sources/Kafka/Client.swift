internal import CRdKafka
internal import Glibc

/// What consumer, producer and admin have in common: one handle of librdkafka, made and destroyed.
@safe final class Client {
    // Safe: made in `init`, destroyed once; nil from then on.
    private(set) var pointer: OpaquePointer?
    /// Whether the handle may still call back, for its destruction did not end in time.
    private(set) var isStuck = false

    /// Makes a handle.
    ///
    /// `log.queue` is always on: what librdkafka logs comes to the thread that polls, and to no other.
    init(
        _ type: rd_kafka_type_t, _ options: ClientOptions, fixed: [String: String] = [:],
        events: Int32 = 0, configure: (OpaquePointer) -> Void = { _ in }
    ) throws(KafkaError) {
        guard let configuration = unsafe rd_kafka_conf_new() else {
            throw KafkaError(RD_KAFKA_RESP_ERR__CRIT_SYS_RESOURCE, "conf_new")
        }
        do throws(KafkaError) {
            var properties = options.properties.merging(fixed) { _, fixed in fixed }
            properties["log.queue"] = "true"
            for (name, value) in properties.sorted(by: { $0.key < $1.key }) {
                try unsafe Self.set(name, value, in: configuration)
            }
        } catch {
            unsafe rd_kafka_conf_destroy(configuration)
            throw error
        }
        unsafe rd_kafka_conf_set_events(configuration, events)
        unsafe configure(configuration)
        let (made, text) = unsafe withErrorText { unsafe rd_kafka_new(type, configuration, $0, $1) }
        guard let made = unsafe made else {
            let code = rd_kafka_last_error()
            // A handle that was not made leaves the configuration to its maker.
            unsafe rd_kafka_conf_destroy(configuration)
            throw KafkaError(code, "new", reason: text)
        }
        unsafe pointer = made
    }

    deinit {
        _ = destroy(flags: RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE, timeout: 5000)
    }

    /// The handle, as long as the client is open.
    func open(_ operation: String) throws(KafkaError) -> OpaquePointer {
        guard let pointer = unsafe pointer else { throw .closed(operation) }
        return unsafe pointer
    }

    /// Names the property that is refused.
    ///
    /// librdkafka's text is left out where it has the value in it, for that may be a secret.
    private static func set(
        _ name: String, _ value: String, in configuration: OpaquePointer
    ) throws(KafkaError) {
        let (result, text) = unsafe withErrorText {
            unsafe rd_kafka_conf_set(configuration, name, value, $0, $1)
        }
        switch result {
        case RD_KAFKA_CONF_OK: return
        case RD_KAFKA_CONF_UNKNOWN:
            throw KafkaError(
                code: .invalidArgument, operation: "conf_set",
                reason: "librdkafka \(Library.version) knows no property \(name)")
        default:
            let isTelling = !text.isEmpty && !text.contains("\"") && !text.contains(value)
            throw KafkaError(
                code: .invalidArgument, operation: "conf_set",
                reason: "librdkafka \(Library.version) refuses the value of \(name)"
                    + (isTelling ? ": \(text)" : ""))
        }
    }

    /// Whether there was a fatal error.
    var hasFailed: Bool { unsafe pointer.map { unsafe Self.firstFatal(of: $0, "") != nil } ?? false }

    /// An error by its code, which may be the handle's fatal one, or `_FATAL`, that only refers to it.
    func failure(_ code: rd_kafka_resp_err_t, _ operation: String, reason: String? = nil) -> KafkaError {
        unsafe Self.failure(code, operation, reason: reason, of: pointer)
    }

    /// The same by the handle, which is all that a callback has.
    static func failure(
        _ code: rd_kafka_resp_err_t, _ operation: String, reason: String?, of handle: OpaquePointer?
    ) -> KafkaError {
        let fatal = unsafe handle.flatMap { unsafe firstFatal(of: $0, operation) }
        guard let fatal, code == RD_KAFKA_RESP_ERR__FATAL || fatal.code == KafkaError.Code(code) else {
            return KafkaError(code, operation, reason: reason)
        }
        return fatal
    }

    /// The first fatal error of a handle.
    private static func firstFatal(of handle: OpaquePointer, _ operation: String) -> KafkaError? {
        let (code, text) = unsafe withErrorText { unsafe rd_kafka_fatal_error(handle, $0, $1) }
        guard code != RD_KAFKA_RESP_ERR_NO_ERROR else { return nil }
        return KafkaError(code: .init(code), operation: operation, reason: text, isFatal: true)
    }

    /// Destroys the handle on a thread of its own, for that can hang in 2.0.2 (a broker gone at the wrong
    /// moment); false when it has not ended in time, and goes on by itself.
    func destroy(flags: Int32 = 0, timeout milliseconds: Int32) -> Bool {
        guard let handle = unsafe pointer else { return !isStuck }
        unsafe pointer = nil
        var thread = pthread_t()
        let argument = unsafe UnsafeMutableRawPointer(handle)
        let status =
            flags == 0
            ? unsafe pthread_create(&thread, nil, { unsafe destroyHandle($0, flags: 0) }, argument)
            : unsafe pthread_create(
                &thread, nil, { unsafe destroyHandle($0, flags: RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE) },
                argument)
        guard status == 0 else {
            unsafe rd_kafka_destroy_flags(handle, flags)
            return true
        }
        var deadline = Deadline(in: milliseconds).time
        if unsafe crdkafka_join(thread, &deadline) == 0 { return true }
        pthread_detach(thread)
        isStuck = true
        return false
    }
}

private func destroyHandle(_ argument: UnsafeMutableRawPointer?, flags: Int32) -> UnsafeMutableRawPointer? {
    guard let argument = unsafe argument else { return nil }
    unsafe rd_kafka_destroy_flags(OpaquePointer(argument), flags)
    return nil
}
