internal import CRdKafka

extension KafkaError.Code {
    /// The name as in librdkafka's header, without its prefix: "_TIMED_OUT", "ILLEGAL_GENERATION".
    public var name: String {
        let name = unsafe rd_kafka_err2name(rd_kafka_resp_err_t(rawValue: rawValue))
        return unsafe name.map { unsafe String(cString: $0) } ?? "ERR_\(rawValue)"
    }

    /// What it means, in librdkafka's words.
    public var meaning: String {
        let text = unsafe rd_kafka_err2str(rd_kafka_resp_err_t(rawValue: rawValue))
        return unsafe text.map { unsafe String(cString: $0) } ?? name
    }

    init(_ code: rd_kafka_resp_err_t) {
        self.init(rawValue: code.rawValue)
    }
}

extension KafkaError {
    /// An error of which only the code is known.
    init(_ code: rd_kafka_resp_err_t, _ operation: String, reason: String? = nil) {
        let code = Code(code)
        self.init(
            code: code, operation: operation, reason: reason ?? code.meaning, isRetriable: code.isTransient)
    }

    /// Takes over an error object of librdkafka, and frees it.
    init(consuming error: OpaquePointer, _ operation: String) {
        let text = unsafe rd_kafka_error_string(error)
        let reason = unsafe text.map { unsafe String(cString: $0) } ?? ""
        self.init(
            code: Code(unsafe rd_kafka_error_code(error)), operation: operation, reason: reason,
            isFatal: unsafe rd_kafka_error_is_fatal(error) != 0,
            isRetriable: unsafe rd_kafka_error_is_retriable(error) != 0,
            requiresAbort: unsafe rd_kafka_error_txn_requires_abort(error) != 0)
        unsafe rd_kafka_error_destroy(error)
    }

    /// Throws what a call returned, if it is an error.
    static func check(_ error: OpaquePointer?, _ operation: String) throws(KafkaError) {
        if let error = unsafe error { throw unsafe KafkaError(consuming: error, operation) }
    }

    /// Throws what a call returned, if it is an error.
    static func check(_ code: rd_kafka_resp_err_t, _ operation: String) throws(KafkaError) {
        if code != RD_KAFKA_RESP_ERR_NO_ERROR { throw KafkaError(code, operation) }
    }

    /// A call on a client that was closed.
    static func closed(_ operation: String) -> KafkaError {
        KafkaError(code: .state, operation: operation, reason: "the client is closed", isFatal: true)
    }
}

/// Calls `body` with room for the text of an error.
func withErrorText<Result>(
    _ body: (UnsafeMutablePointer<CChar>, Int) -> Result
) -> (result: Result, text: String) {
    unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 512) { buffer in
        unsafe buffer.initialize(repeating: 0)
        guard let start = buffer.baseAddress else { preconditionFailure("512 bytes have an address") }
        let result = unsafe body(start, buffer.count)
        return (result, unsafe String(cString: start))
    }
}
