import Events
import Marketing
import Streaming
import Testing
import Topology

@Suite("A task that is stopped goes on as if it had not been")
struct RestartTests {
    @Test(
        "the same frames, the same events behind, the same state",
        arguments: [StageName.visitors, .journeys], Array(1...12) as [UInt64])
    func restarts(stage: StageName, seed: UInt64) throws {
        let log = try FrameLog(stage, seed: seed)
        var undisturbed = Run(stage, log, seed: seed)
        let plain = try undisturbed.run()
        #expect(plain.profileCount > 0)
        for (killsOneOf, cuts) in [(3, false), (6, true), (20, true)] {
            var run = Run(stage, log, seed: seed, killsOneOf: killsOneOf, cuts: cuts)
            let task = try run.run()
            let isSame = run.output == undisturbed.output
            #expect(isSame, "\(stage), seed \(seed), one of \(killsOneOf)")
            #expect(run.digests == undisturbed.digests, "\(stage), seed \(seed), one of \(killsOneOf)")
            #expect(task.digest == plain.digest && run.restarts > 0)
        }
    }

    @Test("the runs have events behind, idle sources, links, and guests that are forgotten")
    func variety() throws {
        var (behind, idle, passed, removals) = (0, 0, 0, 0)
        for seed in 1...12 as ClosedRange<UInt64> {
            let log = try FrameLog(.visitors, seed: seed)
            for frame in log.frames where try Frame.decode(frame, digest: 0).0.isIdle { idle += 1 }
            var run = Run(.visitors, log, seed: seed)
            let task = try run.run()
            behind += run.output.behind.count
            #expect(task.tally.behind == run.output.behind.count)
            passed += run.output.frames.count
            var journeys = Run(.journeys, try FrameLog(.journeys, seed: seed), seed: seed)
            _ = try journeys.run()
            removals += journeys.stateLog.count
        }
        #expect(behind > 20 && idle > 50 && passed > 100 && removals > 100, "\(behind) \(idle) \(passed)")
    }
}
