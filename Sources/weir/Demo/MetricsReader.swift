internal import FoundationEssentials
internal import Kafka
internal import KafkaRuntime
internal import Streaming

/// Reads what Weir writes: `metrics` as records, the topics beside it by their count, offsets by the group's.
final class MetricsReader {
    private let consumer: Consumer
    private let queue: PartitionQueue
    private let admin: Admin
    private let cluster: DemoCluster
    private let decoder = JSONDecoder()

    /// What stands in the topics beside `metrics`.
    struct Aside {
        var late: Int64 = 0
        var dead: Int64 = 0
    }

    init(_ cluster: DemoCluster) throws(KafkaError) {
        self.cluster = cluster
        let common = [
            "bootstrap.servers": cluster.options.bootstrap, "client.id": "weir-demo-view",
            "group.id": "weir-demo-view", "log.connection.close": "false",
        ]
        let reading = [
            "enable.auto.commit": "false", "enable.auto.offset.store": "false", "fetch.wait.max.ms": "50",
            "auto.offset.reset": "earliest",
        ]
        consumer = try Consumer(ClientOptions(common).merging(reading))
        admin = try Admin(ClientOptions(common))
        let partition = TopicPartition(cluster.options.outputs.metrics, 0)
        queue = consumer.queue(of: partition)
        try consumer.assign([PartitionOffset(partition, 0)])
    }

    /// Reads what is there into a ledger; waits a little where there is nothing.
    ///
    /// The view shows pools and channels: the key tells, and most records are of other dimensions.
    func read(into ledger: inout Ledger, timeout: Int32) {
        var values: [[UInt8]] = []
        _ = queue.read(limit: 10_000, timeout: timeout) { message in
            // Safe: both are copied while the message is lent.
            guard let key = unsafe message.key.map({ unsafe String(decoding: $0, as: UTF8.self) }),
                let dimension = key.split(separator: "|").dropFirst().first,
                dimension == "pool" || dimension == "channel",
                let value = unsafe message.value.map({ unsafe [UInt8]($0) })
            else { return }
            values.append(value)
        }
        _ = consumer.poll(timeout: 0)
        for value in values {
            guard let record = try? decoder.decode(MetricRecord.self, from: Data(value)) else { continue }
            ledger.take(record)
        }
    }

    /// How many records the worker has committed, by topic.
    func committed() throws(KafkaError) -> [String: Int] {
        let offsets = try admin.groupOffsets(
            cluster.options.application, partitions: cluster.sources, timeout: 2_000)
        return offsets.reduce(into: [:]) { $0[$1.partition.topic, default: 0] += Int(max(0, $1.offset)) }
    }

    /// How many records were set aside.
    func aside() throws(KafkaError) -> Aside {
        let (late, dead) = (cluster.options.outputs.late, cluster.options.outputs.dead)
        return Aside(
            late: try admin.watermarks(of: TopicPartition(late, 0), timeout: 2_000).high,
            dead: try admin.watermarks(of: TopicPartition(dead, 0), timeout: 2_000).high)
    }

    func close() {
        _ = consumer.close(timeout: 300)
        _ = admin.close(timeout: 300)
    }
}
