import Kafka
import Testing
import Topology

@testable import KafkaRuntime

/// The simulation does all this in every order; here each case stands by itself.
@Suite("A lane whose log fails as planned")
struct LaneOutcomeTests {
    private static let timedOut = KafkaError(
        code: .timedOut, operation: "commit_transaction", reason: "no answer", isRetriable: true)
    private static let fatal = KafkaError(
        code: .invalidTransactionState, operation: "commit_transaction", reason: "no transaction",
        isFatal: true)
    private static let refused = KafkaError(
        code: .unknownProducerID, operation: "commit_transaction", reason: "no such producer",
        requiresAbort: true)

    /// The first commit after a record has the source's frames, the second what the stages make of them.
    @Test(
        "a commit that happened, and nobody heard of it: its number says so, and all tasks go on",
        arguments: [timedOut, fatal], [0, 1])
    func committed(error: KafkaError, after: Int) throws {
        let rig = try PlannedLane()
        try sendAndCommit(rig)
        rig.log.ends = Array(repeating: .done, count: after) + [.unheard(error)]
        try sendAndCommit(rig)
        #expect(rig.heard.aborts == [error.code] && rig.log.replaced == 1)
        // A source that had nothing to commit is made anew: that costs nothing.
        #expect(rig.heard.assignments.map(\.resumed) == [0, after == 0 ? 4 : 3])
        #expect(rig.restored == [])
        try sendAndCommit(rig)
        try expectEachOnce(rig)
    }

    @Test(
        "a commit that did not happen: the number is the former one, and its work is done again",
        arguments: [timedOut, fatal, refused], [0, 1])
    func given(error: KafkaError, after: Int) throws {
        let rig = try PlannedLane()
        try sendAndCommit(rig)
        rig.log.ends = Array(repeating: .done, count: after) + [.refused(error)]
        try sendAndCommit(rig)
        #expect(rig.heard.aborts == [error.code])
        #expect(rig.log.replaced == (error.requiresAbort ? 0 : 1))
        let again = try #require(rig.heard.assignments.last)
        #expect(again.resumed < 4 && again.restoring == rig.restored.count)
        #expect(after == 0 || !rig.restored.isEmpty, "the stages' commit was given up")
        try sendAndCommit(rig)
        try expectEachOnce(rig)
    }

    @Test("offsets that cannot be told are asked for again: no answer is not 'never committed'")
    func later() throws {
        let rig = try PlannedLane()
        try sendAndCommit(rig)
        let former = rig.log.offsets[PlannedLane.source]
        rig.log.committedErrors = [
            KafkaError(code: .timedOut, operation: "committed", reason: "no answer"),
            KafkaError(
                code: .unstableOffsetCommit, operation: "committed", reason: "open", isRetriable: true),
        ]
        rig.log.ends = [.refused(Self.refused)]
        try sendAndCommit(rig)
        #expect(rig.log.committedErrors.isEmpty && former != rig.log.offsets[PlannedLane.source])
        try expectEachOnce(rig)
    }

    @Test("what Kafka does not allow three times in a row ends the lane; a commit between begins anew")
    func forbidden() throws {
        let error = KafkaError(
            code: .topicAuthorizationFailed, operation: "commit_transaction", reason: "no",
            requiresAbort: true)
        let rig = try PlannedLane()
        rig.log.ends = [.refused(error), .refused(error), .done, .refused(error), .refused(error)]
        try sendAndCommit(rig)
        try sendAndCommit(rig)
        rig.log.ends = [.refused(error), .refused(error), .refused(error)]
        let thrown = #expect(throws: KafkaError.self) { try sendAndCommit(rig) }
        #expect(thrown == error && rig.log.ends.isEmpty)
        #expect(rig.heard.aborts.count == 7)
    }

    @Test("records that are handed out once more count once")
    func again() throws {
        let rig = try PlannedLane()
        try sendAndCommit(rig)
        rig.log.again = 2
        try sendAndCommit(rig)
        #expect(rig.log.again == 0, "it was read")
        try expectEachOnce(rig)
    }

    private func sendAndCommit(_ rig: PlannedLane) throws {
        rig.send()
        try rig.commitAll()
    }

    /// Every record that was sent has its effect once: a missing or repeated frame would have stopped a stage.
    private func expectEachOnce(_ rig: PlannedLane) throws {
        let sent = rig.log.values(of: PlannedLane.source)
        let broken = sent.filter { $0.starts(with: Array("none".utf8)) }
        #expect(rig.log.values(of: PlannedLane.dead) == broken)
        #expect(rig.heard.stopped == [])
        let source = try #require(rig.lane.seats.compactMap { $0 as? SourceSeat }.first)
        #expect(source.nextOffset == Int64(sent.count))
        let stages = rig.lane.seats.compactMap { $0 as? ProfileSeat }
        let visitors = try #require(stages.first { $0.kind == .visitors })
        // Within the lateness, so that all of them still wait.
        #expect(visitors.task.bufferedCount == sent.count - broken.count)
    }
}
