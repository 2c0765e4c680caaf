import Foundation
import Kafka

@testable import KafkaRuntime

extension Application {
    /// How many source records are committed, of all partitions.
    func sourceProgress() throws -> Int64 {
        let topics = Set(plan.sources.map { topic($0.topic) })
        return try notes().filter { topics.contains($0.key.topic) }.values.reduce(0) { $0 + $1.offset }
    }

    /// How many records lie in the sources, markers of transactions included.
    func sourceEnd() throws -> Int64 {
        let consumer = try Consumer(
            ClientOptions(["bootstrap.servers": administrator, "group.id": "nobody"]))
        defer { _ = consumer.close(timeout: 5_000) }
        var sum: Int64 = 0
        for source in plan.sources {
            for partition in 0..<Int32(source.partitions) {
                let place = TopicPartition(topic(source.topic), partition)
                sum += try consumer.watermarks(of: place, timeout: 10_000).high
            }
        }
        return sum
    }

    /// Waits until so many source records are committed.
    func waitForProgress(_ records: Int64, within seconds: Int = 60) throws {
        try wait(until: "\(records) source records are committed", within: seconds) {
            try sourceProgress() >= records
        }
    }

    /// The final records of a dimension, by key and beginning of the window.
    func finals(_ dimension: String) throws -> [FinalRecord] {
        try finalMetrics().compactMap { FinalRecord($0) }.filter { $0.dimension == dimension }
    }
}

/// What the tests look at in a final record.
struct FinalRecord {
    let dimension: String
    let key: String
    let start: String
    let counts: [String: Double]
    let money: [String: Double]

    init?(_ bytes: [UInt8]) {
        let json = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]
        guard let json, let dimension = json["dimension"] as? String, let key = json["key"] as? String,
            let window = json["window"] as? [String: Any], let start = window["start"] as? String
        else { return nil }
        self.dimension = dimension
        self.key = key
        self.start = start
        counts = json["counts"] as? [String: Double] ?? [:]
        // What cannot be worked out is null.
        money = (json["money"] as? [String: Any] ?? [:]).compactMapValues { $0 as? Double }
    }
}

/// Events of 2026-03-02, a minute after the other.
enum Day {
    /// Midnight UTC, in milliseconds since 1970.
    static let start: Int64 = 1_772_409_600_000

    static func time(_ minute: Int) -> Int64 { start + Int64(minute) * 60_000 }

    /// A click or another action.
    static func click(_ id: String, minute: Int, customer: String, _ more: String = "") -> Outgoing {
        let text =
            #"{"event_id":"\#(id)","event_time":\#(time(minute)),"customer_id":"\#(customer)"\#(more)}"#
        return Outgoing("clicks", key: customer, Array(text.utf8), at: time(minute))
    }

    /// An order of 10.
    static func order(_ id: String, minute: Int, customer: String) -> Outgoing {
        let text =
            #"{"event_id":"\#(id)","event_time":\#(time(minute)),"customer_id":"\#(customer)","#
            + #""order_id":"o-\#(id)","value":10}"#
        return Outgoing("purchases", key: customer, Array(text.utf8), at: time(minute))
    }

    /// A signal in a shop: no money.
    static func beacon(_ id: String, minute: Int, customer: String) -> Outgoing {
        let text =
            #"{"event_id":"\#(id)","event_time":\#(time(minute)),"customer_id":"\#(customer)","#
            + #""store_id":"s","zone":"z"}"#
        return Outgoing("beacons", key: customer, Array(text.utf8), at: time(minute))
    }
}
