import Kafka
import Streaming

@testable import KafkaRuntime

extension SimulatedLog {
    /// How far a consumer is with its group.
    enum Membership: Equatable {
        case out
        /// It asked to join, and waits for its share.
        case joining
        case member([TopicPartition])
        /// It gives its share back: the group waits for the lane.
        case revoking
        /// Somebody else has its name.
        case fenced
    }

    func subscribe(to topics: [String]) throws(KafkaError) {
        try process.live()
        subscription = topics
        join()
    }

    func poll(timeout: Int32) -> LaneEvent? {
        guard !process.isDead, !events.isEmpty else { return nil }
        return events.removeFirst()
    }

    var memberID: String? { id }

    func unassign() throws(KafkaError) {
        try process.live()
        positions = [:]
        if membership == .revoking { join() }
    }

    private func join() {
        id = cluster.group.join(instance, id: id, subscription: subscription)
        membership = .joining
    }

    /// librdkafka's own thread: heartbeats, whatever the lane does.
    func beat() {
        guard !process.isDead else { return }
        if !process.isFrozen, world.now >= cluster.group.downUntil { talk() }
        world.after(Milliseconds(150 + world.random.below(100))) { [weak self] in self?.beat() }
    }

    private func talk() {
        switch membership {
        case .out, .fenced: return
        case .joining:
            guard let id else { return }
            if let share = cluster.group.synchronise(instance, id: id) {
                generation = share.generation
                membership = .member(share.partitions)
                events.append(.assigned(share.partitions))
            } else {
                handle(cluster.group.heartbeat(instance, id: id, generation: generation), share: [])
            }
        case .member(let share):
            guard let id else { return }
            handle(cluster.group.heartbeat(instance, id: id, generation: generation), share: share)
        case .revoking:
            guard let id else { return }
            if cluster.group.heartbeat(instance, id: id, generation: generation) == .unknownMember {
                self.id = nil
            }
        }
    }

    private func handle(_ answer: SimulatedGroup.Answer, share: [TopicPartition]) {
        switch answer {
        case .fine: return
        case .rebalance: revoke(share, isLost: false)
        case .illegalGeneration:
            generation = -1
            revoke(share, isLost: true)
        case .unknownMember:
            id = nil
            generation = -1
            revoke(share, isLost: true)
        case .fencedInstance:
            membership = .fenced
            events.append(
                .failed(
                    KafkaError(
                        code: .fencedInstanceID, operation: "poll", reason: "another has this name",
                        isFatal: true)))
        }
    }

    private func revoke(_ share: [TopicPartition], isLost: Bool) {
        guard membership != .joining else { return join() }
        membership = .revoking
        let isTold = isLost && !dropsLostFlag
        if isLost, dropsLostFlag {
            dropsLostFlag = false
            onFault(.lostFlag)
        }
        events.append(.revoked(share, isLost: isTold))
        world.note(name, "is to give back \(share.count), lost \(isLost)")
    }
}
