import Kafka
import Synchronization

@testable import KafkaRuntime

/// What a lane tells; from its own thread only, but it cannot know that.
final class Heard: Sendable {
    private let state = Mutex<[WorkerEvent]>([])

    var events: [WorkerEvent] { state.withLock(\.self) }
    func take(_ event: WorkerEvent) { state.withLock { $0.append(event) } }
    func clear() { state.withLock { $0 = [] } }

    /// Why transactions were given up.
    var aborts: [KafkaError.Code] {
        events.compactMap { if case .aborted(_, let error) = $0 { error.code } else { nil } }
    }

    /// Why the producer was replaced.
    var replacements: [KafkaError.Code] {
        events.compactMap { if case .producerReplaced(_, let error) = $0 { error.code } else { nil } }
    }

    /// Whether each revocation took partitions that were lost.
    var revocations: [Bool] {
        events.compactMap { if case .revoked(_, _, let isLost) = $0 { isLost } else { nil } }
    }

    /// What the lane got, each time.
    var assignments: [WorkerEvent.Assignment] {
        events.compactMap { if case .assigned(_, let assignment) = $0 { assignment } else { nil } }
    }

    /// The tasks that met something they must not go on from.
    var stopped: [TopicPartition] {
        events.compactMap {
            switch $0 {
            case .taskStopped(let task, _), .taskUnreadable(let task, _): task
            default: nil
            }
        }
    }
}

/// A lane did not come to where the test waited for it.
struct TookTooLong: Error { var events: [String] }
