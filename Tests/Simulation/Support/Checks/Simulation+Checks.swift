import Kafka
import Streaming

@testable import KafkaRuntime

extension Simulation {
    /// Whether everything that can be worked off has been: every record read, every stage up to its watermark.
    var isQuiescent: Bool {
        let group = cluster.group
        for (partition, records) in market.records {
            guard let offset = group.committed[partition], offset.offset == Int64(records.count) else {
                return false
            }
        }
        for (partition, released) in zip(stages, expected.released) {
            let note = group.committed[partition].flatMap { CommitNote($0.metadata) }
            guard note?.time ?? Channels.unheard == released, !group.isUnstable(partition) else {
                return false
            }
            let state = TopicPartition(Layout.state(of: partition.topic), partition.partition)
            guard cluster[state].stable == cluster[state].end else { return false }
        }
        return true
    }

    var leadsFar: Bool { market.options.maxLead > 50 * .hour && !market.hasIdle }

    /// Pools, visitors, journeys: as the plain run counts them.
    private var stages: [TopicPartition] {
        (0..<Int32(layout.poolPartitions)).map { TopicPartition(layout.facts, $0) }
            + (0..<Int32(layout.profilePartitions)).map { TopicPartition(layout.visitors, $0) }
            + (0..<Int32(layout.profilePartitions)).map { TopicPartition(layout.journeys, $0) }
    }

    /// Compares the states of all tasks with those of the plain run, while the sources are open.
    ///
    /// Where somebody may be idle they are not compared: how far they are is a matter of clocks.
    var differencesOfStates: [String] {
        guard !market.hasIdle else { return [] }
        // Where sources may not lead far, those that are ahead wait until the slowest one closes.
        guard isQuiescent else { return leadsFar ? ["it does not come to rest: \(standing)"] : [] }
        do {
            let found = try ClusterResult.states(of: cluster, layout, market.settings)
            outcome.states = expected.states.count
            return expected.states.keys.sorted().filter { found[$0] != expected.states[$0] }
                .map { "the state of \($0) is another one" }
        } catch {
            return ["the states cannot be read: \(error)"]
        }
    }

    /// Compares all that was committed to the outputs with what the plain run writes.
    func compareRecords() {
        do {
            var expected = try PlainRun.result(of: market, isClosed: true)
            if market.hasIdle {
                let check = try LogCheck(cluster, layout, market.settings)
                outcome.problems += check.problems
                expected.metrics = check.expected.metrics
                outcome.behind = check.expected.aside.count
                expected.aside.add(check.expected.aside)
            }
            let found = try ClusterResult.result(of: cluster, layout, market)
            outcome.metrics = expected.metrics.count
            outcome.problems += found.metrics.differences(from: expected.metrics, "metrics")
            outcome.problems += found.aside.differences(from: expected.aside, "set aside")
        } catch {
            outcome.problems.append("cannot be compared: \(error)")
        }
    }
}
