import Kafka
import Streaming

extension FaultClass {
    /// The trap that a lane runs into; nil where it is a matter of processes or brokers.
    func trap(_ random: inout Seeded) -> Trap? {
        guard let (call, action) = place(&random) else { return nil }
        let isFrequent = call == .send || call == .read
        return Trap(fault: self, call: call, action: action, skips: random.below(isFrequent ? 24 : 2))
    }

    private func place(_ random: inout Seeded) -> (Call, Trap.Action)? {
        let pause = Milliseconds(random.pick([50, 500, 3_000, 7_000, 12_000]))
        switch self {
        case .killInCommit: return (random.pick([.offsets, .end, .ended, .begin]), .kill)
        case .freeze:
            return (random.pick([.send, .offsets, .end, .ended, .read, .committed]), .freeze(pause))
        case .stall:
            return (random.pick([.send, .offsets, .end, .ended, .read, .begin, .abort]), .stall(pause))
        case .lostRequest: return (.end, .loseRequest)
        case .delayedRequest: return (.end, .delayRequest(Milliseconds(random.below(1_500))))
        case .lostAnswer: return (.end, .loseAnswer(isFatal: false))
        case .lostAnswerFatal: return (.end, .loseAnswer(isFatal: true))
        case .sendRefused: return (.send, .fail(Self.error(.messageTooLarge, aborts: true)))
        case .sendFatal: return (.send, .fail(Self.error(.outOfOrderSequenceNumber, isFatal: true)))
        case .offsetsRefused: return (.offsets, .fail(Self.error(.coordinatorLoadInProgress, aborts: true)))
        case .commitRefused: return (.end, .fail(Self.error(.unknownProducerID, aborts: true)))
        case .abortFails: return (.abort, .fail(Self.error(.invalidTransactionState, isFatal: true)))
        case .committedTimesOut: return (.committed, .fail(Self.error(.timedOut)))
        case .boundsFail: return (.bounds, .fail(Self.error(.transport)))
        case .readFails: return (.read, .fail(Self.error(.transport)))
        default: return nil
        }
    }

    private static func error(
        _ code: KafkaError.Code, isFatal: Bool = false, aborts: Bool = false
    ) -> KafkaError {
        KafkaError(
            code: code, operation: "simulated", reason: "as planned", isFatal: isFatal, requiresAbort: aborts)
    }
}
