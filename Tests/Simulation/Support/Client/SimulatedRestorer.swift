import Kafka
import Streaming
import Topology

@testable import KafkaRuntime

/// Reads state logs in steps, as the lane asks for what is ready.
final class SimulatedRestorer: Restorer {
    private struct Job {
        let partition: TopicPartition
        let kind: TaskKind
        let commit: UInt64
        var restoring: Restoring
        var position: Int64
        let began: Milliseconds
    }

    private let process: SimulatedProcess
    private let cluster: SimulatedCluster
    private let settings: Settings
    private var jobs: [Job] = []
    /// Until when reading is slow.
    var slowUntil: Milliseconds = 0

    init(_ process: SimulatedProcess, _ cluster: SimulatedCluster, settings: Settings) {
        self.process = process
        self.cluster = cluster
        self.settings = settings
    }

    private func log(of partition: TopicPartition) -> SimulatedPartition {
        cluster[TopicPartition(Layout.state(of: partition.topic), partition.partition)]
    }

    func restore(_ partition: TopicPartition, kind: TaskKind, commit: UInt64) {
        jobs.append(
            Job(
                partition: partition, kind: kind, commit: commit,
                restoring: Restoring(partition, kind: kind, commit: commit, settings: settings),
                position: log(of: partition).start, began: process.world.now))
    }

    func cancel(_ partition: TopicPartition) { jobs.removeAll { $0.partition == partition } }

    func takeRestored() -> [Restored] {
        let world = process.world
        guard !jobs.isEmpty, !process.isDead, world.now >= cluster.downUntil else { return [] }
        // One at a time, as by the restoring thread.
        let most = world.now < slowUntil ? 1 : 3 + world.random.below(60)
        guard let outcome = read(&jobs[0], most: most) else { return [] }
        let job = jobs.removeFirst()
        if case .failed(let reason) = outcome { world.note(process.name, "restores not: \(reason)") }
        return [Restored(partition: job.partition, commit: job.commit, outcome: outcome)]
    }

    private func read(_ job: inout Job, most: Int) -> Restored.Outcome? {
        let log = log(of: job.partition)
        if job.position < log.start {
            // Cut off while it was read, by whoever had the task before: what is left is a cycle and more.
            job.position = log.start
            job.restoring = Restoring(job.partition, kind: job.kind, commit: job.commit, settings: settings)
        }
        var count = 0
        while job.position < log.stable, count < most {
            defer { job.position += 1 }
            guard let value = log.visible(job.position)?.value else { continue }
            count += 1
            do throws(FrameError) {
                if try job.restoring.take(value) { return try job.restoring.finish() }
            } catch {
                return .failed("its state log is damaged: \(error)")
            }
        }
        guard count == 0, process.world.now - job.began > 120_000 else { return nil }
        return .failed("its state log ends before commit \(job.commit)")
    }
}
