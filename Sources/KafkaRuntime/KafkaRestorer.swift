internal import Kafka
internal import Streaming
internal import Topology

/// Restores from Kafka, on a thread of its own per lane.
final class KafkaRestorer: Restorer {
    private let queue = RestoreQueue()

    init(
        lane: Int, options: WorkerOptions, settings: Settings,
        report: @escaping @Sendable (WorkerEvent) -> Void
    ) {
        let queue = queue
        OSThread.start {
            // One consumer for all: connecting takes longer than reading a small state.
            let reader = StateReader(lane: lane, options: options, settings: settings, report: report)
            while let request = queue.next() {
                queue.finish(reader.read(request, while: { queue.isWanted }))
            }
        }
    }

    deinit { queue.close() }

    func restore(_ partition: TopicPartition, kind: TaskKind, commit: UInt64) {
        queue.add(.init(partition: partition, kind: kind, commit: commit))
    }

    func cancel(_ partition: TopicPartition) { queue.cancel(partition) }

    func takeRestored() -> [Restored] { queue.takeDone() }
}

/// Reads one state log, from its beginning to the wanted commit.
private final class StateReader {
    private let lane: Int
    private let options: WorkerOptions
    private let settings: Settings
    private let report: @Sendable (WorkerEvent) -> Void
    private var consumer: Consumer?

    init(
        lane: Int, options: WorkerOptions, settings: Settings,
        report: @escaping @Sendable (WorkerEvent) -> Void
    ) {
        self.lane = lane
        self.options = options
        self.settings = settings
        self.report = report
    }

    deinit { _ = consumer?.close(timeout: 5_000) }

    /// How long the end of the log may be hidden behind somebody's open transaction.
    private static let patience: Milliseconds = 120_000
    private static let interval: Milliseconds = 10_000

    func read(_ request: RestoreQueue.Request, while isWanted: () -> Bool) -> Restored {
        let began = SystemClock.elapsedNow
        var restored: Restored
        do {
            restored = try readLog(request, began: began, while: isWanted)
        } catch let error as KafkaError {
            restored = failed(request, "its state log cannot be read: \(error)")
        } catch {
            restored = failed(request, "its state log is damaged: \(error)")
        }
        restored.milliseconds = Int(SystemClock.elapsedNow - began)
        return restored
    }

    /// Stops reading; a consumer that cannot is replaced by the next request.
    private func leave(_ consumer: Consumer) {
        do throws(KafkaError) { try consumer.unassign() } catch {
            _ = consumer.close(timeout: 5_000)
            self.consumer = nil
        }
    }

    private func failed(_ request: RestoreQueue.Request, _ reason: String) -> Restored {
        Restored(partition: request.partition, commit: request.commit, outcome: .failed(reason))
    }

    /// Reads the log; where it is cut off meanwhile, by whoever had the task before, what is left is enough.
    private func readLog(
        _ request: RestoreQueue.Request, began: Milliseconds, while isWanted: () -> Bool
    ) throws -> Restored {
        while true {
            do {
                return try readOnce(request, began: began, while: isWanted)
            } catch let error as KafkaError
                where [.autoOffsetReset, .offsetOutOfRange].contains(error.code)
                && SystemClock.elapsedNow - began < Self.patience
            {
                continue
            }
        }
    }

    private func readOnce(
        _ request: RestoreQueue.Request, began: Milliseconds, while isWanted: () -> Bool
    ) throws -> Restored {
        let partition = TopicPartition(Layout.state(of: request.partition.topic), request.partition.partition)
        let consumer = try consumer ?? Consumer(ClientSetup.reader(options))
        self.consumer = consumer
        defer { leave(consumer) }
        let bounds = try consumer.watermarks(of: partition, timeout: 30_000)
        let queue = consumer.queue(of: partition)
        try consumer.assign([PartitionOffset(partition, bounds.low, metadata: "")])
        var restoring = Restoring(
            request.partition, kind: request.kind, commit: request.commit, settings: settings)
        var (isDone, position, lastReport) = (false, bounds.low, began)
        var failure: FrameError?
        while !isDone, isWanted() {
            let reading = queue.read(limit: 1_024, timeout: 100) { message in
                position = message.offset + 1
                guard !isDone, failure == nil, let value = unsafe message.value else { return }
                do throws(FrameError) { isDone = try restoring.take(unsafe [UInt8](value)) } catch {
                    failure = error
                }
            }
            if let failure { throw failure }
            if let failure = reading.failure { throw failure }
            let now = SystemClock.elapsedNow
            if now - lastReport >= Self.interval {
                lastReport = now
                report(
                    .restoring(
                        lane: lane, task: request.partition, position: position - bounds.low,
                        end: bounds.high - bounds.low, profiles: restoring.profiles,
                        milliseconds: Int(now - began)))
            }
            if !isDone, now - began > Self.patience, reading.messages == 0 {
                return failed(request, "its state log ends before commit \(request.commit)")
            }
        }
        var restored = Restored(
            partition: request.partition, commit: request.commit,
            outcome: isDone ? try restoring.finish() : .failed("it was given up"))
        restored.profiles = restoring.profiles
        return restored
    }
}
