/// One field of a log line: a name of a closed set, with a value of the type that belongs to the name.
///
/// There is no way to make another, so a line can hold no payload and no id:
///
///     log(.revoked, .lane(0), .partitions([3, 7]), .isLost(false))
public struct LogField: Hashable, Sendable {
    let name: Name
    let value: LogValue

    init(_ name: Name, _ value: LogValue) {
        self.name = name
        self.value = value
    }

    init(_ name: Name, _ value: some BinaryInteger) { self.init(name, .whole(Int64(clamping: value))) }

    /// All names.
    ///
    /// They are an interface: dashboards and alerts read them.
    public enum Name: String, Sendable, CaseIterable {
        case version, librdkafka, instance, application, lanes, pid, config, resumed
        case cleanExit = "clean_exit"
        case code, broker
        case allDown = "all_down"
        case lane
        case tookMilliseconds = "took_ms"
        case sources, visitors, journeys, pools, restoring, kept, partitions
        case isLost = "is_lost"
        case task, position, end, percent
        case recordsPerSecond = "records_per_second"
        case etaSeconds = "eta_s"
        case profiles
        case intervalSeconds = "interval_s"
        case `in`
        case processed, duplicate, late, dead, withheld, buffered, out, lag
        case lagMilliseconds = "lag_ms"
        case watermark
        case watermarkLagMilliseconds = "watermark_lag_ms"
        case heldBy = "held_by"
        case commits, aborts
        case commitMedian = "commit_p50_ms"
        case commitHighest = "commit_p99_ms"
        case memoryBytes = "memory_bytes"
        case balance, pool, minute, orders, value, spend, clicks, size, start, records, stream, partition
        case topic, bytes, phase
        case reason, cause, count, from, to, effective, stage, profile, campaign
        case stalledMilliseconds = "stalled_ms"
        case exitCode = "exit_code"
        case clean

        /// Whether lines that differ in it are different lines to the rate limit.
        var identifies: Bool {
            switch self {
            case .lane, .task, .stream, .partition, .code, .reason, .cause, .pool, .campaign, .size, .topic,
                .phase:
                true
            default: false
            }
        }
    }
}
