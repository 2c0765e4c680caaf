internal import CRdKafka

/// The librdkafka that this process runs with, which may be newer than the one it was built with.
public enum Library {
    /// As in "2.0.2".
    public static var version: String {
        unsafe rd_kafka_version_str().map { unsafe String(cString: $0) } ?? ""
    }

    /// As in 0x020002ff.
    public static var versionNumber: Int32 { rd_kafka_version() }

    /// What was built in, as in "gzip", "ssl", "sasl_scram".
    public static var features: [String] {
        let configuration = unsafe rd_kafka_conf_new()
        defer { unsafe rd_kafka_conf_destroy(configuration) }
        return unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 1024) { buffer in
            unsafe buffer.initialize(repeating: 0)
            var size = buffer.count
            let result = unsafe rd_kafka_conf_get(
                configuration, "builtin.features", buffer.baseAddress, &size)
            guard result == RD_KAFKA_CONF_OK, let start = buffer.baseAddress else { return [] }
            return unsafe String(cString: start).split(separator: ",").map(String.init)
        }
    }
}
