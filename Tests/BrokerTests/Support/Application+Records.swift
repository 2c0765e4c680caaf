import Foundation
import Kafka

@testable import ReferenceSupport

/// A record to be sent.
struct Outgoing {
    /// The topic's short name.
    var topic: String
    var partition: Int32
    /// Nil: some key that says nothing about whose event it is.
    var key: String?
    var value: [UInt8]?
    /// The record's own time.
    var timestamp: Int64

    init(_ topic: String, _ partition: Int32 = 0, key: String? = nil, _ value: [UInt8]?, at timestamp: Int64)
    {
        self.topic = topic
        self.partition = partition
        self.key = key
        self.value = value
        self.timestamp = timestamp
    }
}

/// A record that was read.
struct Incoming {
    var partition: Int32
    var offset: Int64
    var key: [UInt8]
    var value: [UInt8]
    /// Those of `weir.error.` and `ce_`, by the rest of their name.
    var headers: [String: String]
}

extension Application {
    private static let headers: [(StaticString, String)] = [
        ("weir.error.code", "code"), ("weir.error.topic", "topic"), ("weir.error.partition", "partition"),
        ("weir.error.offset", "offset"), ("weir.error.stream", "stream"),
        ("weir.error.size", "size"), ("ce_id", "id"),
        ("ce_type", "type"),
    ]

    /// The tests' own clients are administrators.
    private var client: [String: String] {
        ["bootstrap.servers": administrator, "enable.idempotence": "true"]
    }

    /// Sends records, in their order.
    func send(_ records: [Outgoing]) throws {
        let producer = try Producer(ClientOptions(client))
        for record in records {
            let key = record.key ?? "key-\(UInt32.random(in: 0...9_999))"
            try producer.send(
                to: producer.topic(topic(record.topic)), partition: record.partition, key: Array(key.utf8),
                value: record.value, timestamp: record.timestamp)
        }
        try producer.flush(timeout: 30_000)
        if let failure = producer.takeDeliveryFailure() { throw failure }
        _ = producer.close(timeout: 5_000)
    }

    /// All committed records of a topic, by partition and offset.
    func read(_ short: String) throws -> [Incoming] { try readCommitted(topic(short)) }

    /// The same of any topic, by its full name.
    func readCommitted(_ name: String) throws -> [Incoming] {
        let partitions = try admin.metadata(topics: [name], timeout: 10_000).topic(name)?.partitions ?? []
        let consumer = try Consumer(
            ClientOptions([
                "bootstrap.servers": administrator, "group.id": "nobody", "isolation.level": "read_committed",
                "enable.partition.eof": "true", "enable.auto.commit": "false", "fetch.wait.max.ms": "20",
                "auto.offset.reset": "error",
            ]))
        defer { _ = consumer.close(timeout: 5_000) }
        let all = partitions.map { TopicPartition(name, $0.id) }.sorted()
        let queues = all.map { consumer.queue(of: $0) }
        try consumer.assign(all.map { PartitionOffset($0, PartitionOffset.beginning) })
        var records: [Incoming] = []
        for queue in queues {
            try eventually("the end of \(queue.partition)") {
                let reading = queue.read(limit: 1_000, timeout: 100) { records.append(Self.copy($0)) }
                if let failure = reading.failure { throw failure }
                return reading.reachedEnd.map { _ in () }
            }
        }
        return records
    }

    /// The values of final metrics.
    func finalMetrics() throws -> [[UInt8]] {
        let final = Array(#""final":true"#.utf8)
        return try read("metrics").map(\.value).filter { $0.contains(final) }
    }

    private static func copy(_ message: borrowing Message) -> Incoming {
        var headers: [String: String] = [:]
        for (name, short) in Self.headers {
            let value = unsafe message.header(name).map { unsafe String(decoding: $0, as: UTF8.self) }
            headers[short] = value
        }
        return Incoming(
            partition: message.partition, offset: message.offset,
            key: unsafe message.key.map { unsafe Array($0) } ?? [],
            value: unsafe message.value.map { unsafe Array($0) } ?? [], headers: headers)
    }

    /// What lies in the source topics now, as files for a replay: each partition in its own order.
    func replayInput() throws -> ReferenceInput {
        var input = ReferenceInput()
        for source in plan.sources {
            var partitions = [[[UInt8]]](repeating: [], count: source.partitions)
            for record in try read(source.topic) { partitions[Int(record.partition)].append(record.value) }
            input.partitions[source.stream, default: []] += partitions
        }
        return input
    }
}
