import Kafka
import Streaming

@testable import KafkaRuntime

extension Simulation {
    /// Something goes wrong now.
    func apply(_ fault: Schedule.Fault) {
        var random = Seeded(fault.choice, 4)
        let living = incarnations.filter { !$0.isOver }
        guard !living.isEmpty, !isOver else { return }
        let victim = random.pick(living)
        if let trap = fault.fault.trap(&random) {
            random.pick(victim.logs).traps.append(trap)
            return
        }
        world.note("fault", "\(fault.fault.rawValue) at \(victim.process.name)")
        switch fault.fault {
        case .kill, .killForLong, .doubleStart, .restart, .leave, .join, .storm, .clockJump, .observerLate,
            .clientsReplaced, .limitReached:
            disturb(victim, fault.fault, &random)
        default: disturbBrokers(victim, fault.fault, &random)
        }
    }

    private func disturb(_ victim: Incarnation, _ fault: FaultClass, _ random: inout Seeded) {
        switch fault {
        case .kill: victim.process.callsLeft = random.below(60)
        case .killForLong:
            awayFor[victim.worker] = Milliseconds(random.within(4_000...11_000))
            victim.process.callsLeft = random.below(60)
        case .doubleStart:
            // Without static membership nothing decides which of the two is to go.
            guard cluster.group.rules.isStatic else { return }
            start(victim.worker)
        case .restart: victim.board.stop()
        case .limitReached: victim.board.fail(.memory(used: 1, limit: 1))
        case .leave:
            leaving.insert(victim.worker)
            victim.board.stop()
        case .join:
            let name = "extra\(random.below(2))"
            guard !incarnations.contains(where: { $0.worker == name && !$0.isOver }) else { return }
            start(name)
            world.after(Milliseconds(random.within(1_000...6_000))) { [unowned self] in
                for extra in incarnations where extra.worker == name { extra.board.stop() }
            }
        case .storm:
            for number in 0..<random.within(2...5) {
                world.after(Milliseconds(number * random.within(200...2_000))) { [unowned self] in
                    cluster.group.rebalance()
                }
            }
        case .clockJump:
            victim.process.wallShift += random.pick([-1, 1]) * Milliseconds(random.below(3_600_000))
        case .clientsReplaced: return victim.board.restart(lane: random.below(victim.logs.count))
        case .observerLate:
            victim.observerIdleUntil = world.now + Milliseconds(random.within(2_000...9_000))
        default: break
        }
        happened(fault)
    }

    private func disturbBrokers(_ victim: Incarnation, _ fault: FaultClass, _ random: inout Seeded) {
        let until = world.now + Milliseconds(random.within(300...6_000))
        switch fault {
        case .brokersDown:
            cluster.downUntil = until
            cluster.group.downUntil = until
        case .coordinatorAway: cluster.group.downUntil = until
        case .fetchBlackout: cluster[random.pick(cluster.allPartitions)].unreachableUntil = until
        case .slowMarkers: cluster.transactions.slowMarkers = (until, 4_000, false)
        case .slowOffsetMarkers: cluster.transactions.slowMarkers = (until, 4_000, true)
        // About where their sizes are, so that some pass; told when the first is refused.
        case .outputRefused:
            cluster.limits[market.options.outputs.metrics] = random.within(700...1_000)
            return
        case .slowRestore: for restorer in victim.restorers { restorer.slowUntil = until }
        case .retention:
            for (partition, offset) in cluster.group.committed.sorted(by: { $0.key < $1.key })
            where market.records[partition] != nil && !cluster.group.isUnstable(partition) {
                cluster[partition].delete(before: offset.offset)
            }
        case .sessionLost, .lostFlag:
            let log = random.pick(victim.logs)
            guard let id = log.id else { return }
            log.dropsLostFlag = fault == .lostFlag
            cluster.group.leave(log.instance, id: id)
            guard fault == .sessionLost else { return }
        default: return
        }
        happened(fault)
    }
}
