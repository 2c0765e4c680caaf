import Streaming
import Topology

@testable import KafkaRuntime

/// What was written, each line with how often.
struct Written: Equatable {
    private(set) var counts: [String: Int] = [:]

    mutating func add(_ line: String) { counts[line, default: 0] += 1 }

    mutating func add(_ other: Written) { counts.merge(other.counts) { $0 + $1 } }

    var count: Int { counts.values.reduce(0, +) }

    /// How this differs from what it should be; empty where it does not.
    func differences(from expected: Written, _ what: String) -> [String] {
        var found: [String] = []
        for (line, count) in expected.counts where counts[line, default: 0] != count {
            found.append("\(what): \(counts[line, default: 0]) instead of \(count) times: \(line)")
        }
        for (line, count) in counts where expected.counts[line] == nil {
            found.append("\(what): \(count) times, and should not be: \(line)")
        }
        return found.sorted()
    }
}

/// All that a run leaves behind.
struct RunResult {
    var metrics = Written()
    /// Late events and dead letters, by code and place.
    var aside = Written()
    /// Digests of the state, by the name of the partition.
    var states: [String: UInt64] = [:]
    /// Up to when the tasks have worked.
    var released: [Int64] = []
}

extension RunResult {
    mutating func addMetrics(of outbox: Outbox, application: String) {
        let lines = outbox.metrics.split(separator: UInt8(ascii: "\n"))
        for (label, line) in zip(outbox.metricLabels, lines) {
            let event = CloudEvent(type: "weir.metrics", label, source: application)
            addMetric(key: label.key, value: Array(line), headers: event.headers)
        }
    }

    /// A metrics record as it is compared.
    mutating func addMetric(key: [UInt8], value: [UInt8], headers: [(String, String)]) {
        let named = headers.filter { $0.0 == "ce_id" || $0.0 == "ce_time" }.map(\.1)
        metrics.add(
            "\(String(decoding: key, as: UTF8.self)) \(named) \(String(decoding: value, as: UTF8.self))")
    }
}
