import Kafka
import Streaming
import Topology

@testable import KafkaRuntime

/// What a run on the cluster has left behind, as readers of committed records see it.
enum ClusterResult {
    /// The records, and the states.
    static func result(
        of cluster: SimulatedCluster, _ layout: Layout, _ market: SmallMarket
    ) throws -> RunResult {
        var result = RunResult()
        let outputs = market.options.outputs
        for (_, record) in cluster[TopicPartition(outputs.metrics, 0)].committed {
            let headers = record.headers.map { ($0.name, $0.value) }
            result.addMetric(key: record.key ?? [], value: record.value ?? [], headers: headers)
        }
        for topic in [outputs.late, outputs.dead] {
            for (_, record) in cluster[TopicPartition(topic, 0)].committed {
                addAside(record, layout, to: &result)
            }
        }
        return result
    }

    /// The state of every task, as a restart would find it.
    static func states(
        of cluster: SimulatedCluster, _ layout: Layout, _ settings: Settings
    ) throws -> [String: UInt64] {
        var states: [String: UInt64] = [:]
        for topic in [layout.visitors, layout.journeys, layout.facts] {
            let count = topic == layout.facts ? layout.poolPartitions : layout.profilePartitions
            for number in 0..<Int32(count) {
                let partition = TopicPartition(topic, number)
                states["\(partition)"] = try digest(of: partition, cluster, layout, settings)
            }
        }
        return states
    }

    private static func addAside(_ record: StoredRecord, _ layout: Layout, to result: inout RunResult) {
        func header(_ name: String) -> String { record.headers.last { $0.name == name }?.value ?? "?" }
        if header("weir.error.code") == "behind" {
            let partition = TopicPartition(
                header("weir.error.topic"), Int32(header("weir.error.partition")) ?? -1)
            let (stream, number) = (
                layout.kind(of: partition.topic)?.streamNumber ?? 255, Layout.place(partition)
            )
            return result.aside.add(
                "behind \(stream) \(UInt32(truncatingIfNeeded: number))@\(header("weir.error.offset"))")
        }
        let place = "\(header("weir.error.topic"))[\(header("weir.error.partition"))]"
        result.aside.add("\(header("weir.error.code")) \(place)@\(header("weir.error.offset"))")
    }

    private static func digest(
        of partition: TopicPartition, _ cluster: SimulatedCluster, _ layout: Layout, _ settings: Settings
    ) throws -> UInt64? {
        guard let kind = layout.kind(of: partition.topic), let offset = cluster.group.committed[partition],
            let note = CommitNote(offset.metadata)
        else { return nil }
        // Nothing has come here yet: a restart begins without state.
        guard note.commit > 0 else {
            guard kind != .pool else {
                return PoolTask(partition: Int(partition.partition), settings: settings, keepsLog: true)
                    .digest
            }
            let stage = kind == .visitors ? StageName.visitors : .journeys
            return ProfileTask(stage: stage, partition: Int(partition.partition), settings: settings)
                .contentDigest
        }
        var restoring = Restoring(partition, kind: kind, commit: note.commit, settings: settings)
        let log = cluster[TopicPartition(Layout.state(of: partition.topic), partition.partition)]
        for offset in log.start..<log.stable {
            guard let value = log.visible(offset)?.value else { continue }
            if try restoring.take(value) { break }
        }
        switch try restoring.finish() {
        case .profiles(let task): return task.contentDigest
        case .pool(let task): return task.digest
        case .failed: return nil
        }
    }
}
