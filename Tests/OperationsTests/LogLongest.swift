import Events
import Streaming

@testable import Operations

extension LogField {
    /// A field of every name, each with its longest value.
    static let longest: [LogField] = {
        let text = String(repeating: "\u{1B}", count: 1_000)
        let name = String(repeating: "n", count: 240)
        let whole = Int.min
        let worker: [LogField] = [
            .version(name), .librdkafka(name), .instance(name), .application(name), .lanes(whole),
            .pid(.min), .config(.max), .resumed(false), .cleanExit(false), .code(librdkafka: name),
            .broker(.min), .allDown(false), .lane(whole), .took(.min), .sources(whole), .visitors(whole),
            .journeys(whole), .pools(whole), .restoring(whole), .kept(whole),
            .partitions(.init(repeating: whole, count: 1_000)), .isLost(false), .task(name, 1_000_000),
            .position(.min), .end(.min), .percent(-9.99e13), .recordsPerSecond(-9.99e13), .eta(.min),
            .profiles(whole), .reason(TaskStop.otherPartitionCount), .cause(.lostAssignment),
            .topic(name), .bytes(whole), .phase(.committing), .stalled(.min), .exitCode(.configuration),
            .clean(false), .from(.max), .to(.max),
        ]
        let data: [LogField] = [
            .interval(.min), .in(whole), .processed(whole), .duplicate(whole), .late(whole), .dead(whole),
            .withheld(whole), .buffered(whole), .out(whole), .lag(.min), .lag(of: .min), .watermark(0),
            .watermarkLag(.min), .heldBy(name, 1_000_000), .commits(whole), .aborts(whole),
            .commitMedian(.min), .commitHighest(.min), .memory(whole), .balance(false), .pool(text),
            .minute(1), .orders(.min), .value(.min), .spend(.min), .clicks(.min), .size(.minute),
            .start(1), .records(whole), .stream(.unsubscribes), .partition(whole), .count(whole),
            .stage(.visitors), .profile(Hash128(high: .max, low: .max)), .campaign(text), .effective(1),
        ]
        return worker + data
    }()
}

extension LogEvent {
    /// Its fields, each with its longest value.
    var longest: [LogField] { LogField.longest.filter { fields.contains($0.name) } }
}
