import Dispatch
import Kafka
import Testing

@testable import KafkaRuntime

/// What the classes of errors are is tested with the client; here is what the lane makes of each.
@Suite("A lane on the mock cluster, whose brokers fail")
struct LaneErrorTests {
    private struct Case: CustomStringConvertible {
        enum Outcome { case unnoticed, aborts, replaces }
        var request: MockCluster.Request
        var injected: [KafkaError.Code]
        var outcome: Outcome
        var description: String { "\(request.rawValue): \(injected) \(outcome)" }

        init(_ request: MockCluster.Request, _ injected: KafkaError.Code..., outcome: Outcome) {
            (self.request, self.injected, self.outcome) = (request, injected, outcome)
        }

        static let all = [
            Case(.produce, .notEnoughReplicas, outcome: .unnoticed),
            Case(.addPartitionsToTransaction, .concurrentTransactions, outcome: .unnoticed),
            Case(.addOffsetsToTransaction, .coordinatorLoadInProgress, outcome: .unnoticed),
            Case(.transactionOffsetCommit, .notCoordinator, outcome: .unnoticed),
            Case(.endTransaction, .coordinatorNotAvailable, outcome: .unnoticed),
            Case(.produce, .messageTooLarge, outcome: .aborts),
            Case(.addPartitionsToTransaction, .topicAuthorizationFailed, outcome: .aborts),
            Case(.addOffsetsToTransaction, .groupAuthorizationFailed, outcome: .aborts),
            Case(.transactionOffsetCommit, .illegalGeneration, outcome: .aborts),
            Case(.transactionOffsetCommit, .unknownMemberID, outcome: .aborts),
            Case(.transactionOffsetCommit, .rebalanceInProgress, outcome: .aborts),
            Case(.endTransaction, .unknownProducerID, outcome: .aborts),
            Case(.addPartitionsToTransaction, .producerFenced, outcome: .replaces),
            Case(.addOffsetsToTransaction, .invalidTransactionState, outcome: .replaces),
            Case(.transactionOffsetCommit, .invalidProducerEpoch, outcome: .replaces),
            Case(.endTransaction, .invalidProducerEpoch, outcome: .replaces),
            // The abort that the first one asks for fails as well.
            Case(.endTransaction, .unknownProducerID, .invalidTransactionState, outcome: .replaces),
        ]
    }

    @Test("goes on after every class of error")
    func goesOn() throws {
        let rig = try MockLane.working()
        for example in Case.all {
            try rig.send()
            rig.cluster.fail(example.request, with: example.injected)
            try rig.commitAll()
            let text = "\(example), not \(rig.heard.aborts) and \(rig.heard.replacements)"
            switch example.outcome {
            case .unnoticed: #expect(rig.heard.aborts == [] && rig.heard.replacements == [], "\(text)")
            case .aborts:
                // What is sent into a transaction that has failed is the first to notice.
                let reasons = [example.injected[0], .state]
                #expect(rig.heard.aborts.first.map(reasons.contains) == true, "\(text)")
                #expect(rig.heard.replacements == [], "\(text)")
            case .replaces:
                #expect(rig.heard.aborts.count == 1 && rig.heard.replacements.count == 1, "\(text)")
            }
            rig.cluster.clearFailures(of: example.request)
            try rig.sendAndCommit()
            rig.heard.clear()
        }
        for broker in [Int32(1), 2] {
            try rig.cluster.setCoordinator(of: .transaction("shop-00-worker"), broker: broker)
            try rig.sendAndCommit()
        }
        #expect(rig.heard.aborts == [] && rig.heard.replacements == [], "the coordinator moves")
        rig.close()
    }

    @Test("what fails before a lane has its partitions is tried again, and costs a producer at most")
    func beginning() throws {
        let rig = try MockLane()
        try rig.lane.start()
        rig.cluster.fail(.offsetFetch, with: [.coordinatorLoadInProgress, .unstableOffsetCommit])
        rig.cluster.fail(.endTransaction, with: [.invalidTransactionState])
        try rig.sendAndCommit()
        #expect(rig.heard.replacements == [.invalidTransactionState])
        rig.close()
    }

    @Test("a rebalance commits what is open; a lost member gives it up, and goes on with what it gets")
    func rebalance() throws {
        let rig = try MockLane.working()
        let former = rig.lane.member
        rig.cluster.fail(.heartbeat, with: [.rebalanceInProgress])
        try rig.step { rig.heard.revocations == [false] }
        #expect(rig.heard.aborts == [])
        try rig.sendAndCommit()
        #expect(rig.lane.member == former)
        rig.cluster.fail(.heartbeat, with: [.unknownMemberID])
        try rig.step {
            rig.heard.revocations == [false, true] && rig.lane.member != former && rig.lane.member != nil
        }
        try rig.sendAndCommit()
        rig.close()
    }

    @Test(
        "an instance that was taken by another ends its lane, whoever hears of it first",
        arguments: [MockCluster.Request.heartbeat, .transactionOffsetCommit])
    func fenced(_ request: MockCluster.Request) throws {
        let rig = try MockLane.working()
        rig.cluster.fail(request, with: [.fencedInstanceID])
        try rig.send()
        let error = #expect(throws: KafkaError.self) { try rig.step { false } }
        #expect(error?.code == .fencedInstanceID)
        #expect(rig.heard.replacements == [], "a new producer would fence the other's")
        rig.close()
    }

    @Test("a broker goes down and comes back within a commit, and the lane goes on")
    func brokerDown() throws {
        let rig = try MockLane.working()
        for broker in [Int32(1), 2] {
            try rig.send()
            // The lane's own calls wait for the broker: somebody else has to bring it back.
            try rig.cluster.setBrokerDown(broker)
            let cluster = SharedCluster(rig.cluster)
            DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(1)) {
                try? cluster.value.setBrokerUp(broker)
            }
            try rig.commitAll()
            #expect(rig.heard.replacements == [])
            try rig.sendAndCommit()
        }
        rig.close()
    }

    @Test("an end that was answered late costs the producer before the next transaction")
    func lateEnd() throws {
        let rig = try MockLane.working(["socket.timeout.ms": "1000"])
        // With an error it is the abort that is answered late.
        for codes in [[], [.unknownProducerID]] as [[KafkaError.Code]] {
            try rig.send()
            rig.cluster.fail(.endTransaction, with: codes)
            try rig.cluster.delay(.endTransaction, to: 2, by: 2_500)
            try rig.commitAll()
            try rig.sendAndCommit()
            #expect(rig.heard.replacements == [.timedOut])
            rig.heard.clear()
        }
        rig.close()
    }
}

/// The mock cluster's calls are safe from any thread.
private struct SharedCluster: @unchecked Sendable {
    let value: MockCluster
    init(_ value: MockCluster) { self.value = value }
}
