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

    @Test(
        "released a few at a time, the same events and facts, in frames as they come",
        arguments: [StageName.visitors, .journeys], Array(1...12) as [UInt64])
    func limited(stage: StageName, seed: UInt64) throws {
        let log = try FrameLog(stage, seed: seed)
        var undisturbed = Run(stage, log, seed: seed)
        _ = try undisturbed.run()
        var run = Run(stage, log, seed: seed, killsOneOf: 5, cuts: true, isLimited: true)
        _ = try run.run()
        var names = StringTable()
        let plain = try Contents(undisturbed.output.frames, names: &names)
        let isSame = try Contents(run.output.frames, names: &names) == plain
        #expect(isSame && run.restarts > 0, "\(stage), seed \(seed)")
        #expect(run.output.behind == undisturbed.output.behind, "\(stage), seed \(seed)")
        #expect(run.output.erased == undisturbed.output.erased, "\(stage), seed \(seed)")
    }

    @Test("the runs have events behind, idle sources, links, and guests that are forgotten")
    func variety() throws {
        var (behind, idle, passed, erased, openings) = (0, 0, 0, 0, 0)
        for seed in 1...12 as ClosedRange<UInt64> {
            let log = try FrameLog(.visitors, seed: seed)
            for frame in log.frames where try Frame.decode(frame, digest: 0).0.isIdle { idle += 1 }
            var run = Run(.visitors, log, seed: seed)
            let task = try run.run()
            behind += run.output.behind.count
            #expect(task.tally.behind == run.output.behind.count)
            passed += run.output.frames.count
            erased += run.output.erased.count { $0.count > 0 }
            openings += run.stateLog.count(where: \.opensCycle)
        }
        #expect(
            behind > 20 && idle > 50 && passed > 100 && erased > 5, "\(behind) \(idle) \(passed) \(erased)")
        #expect(openings > 24, "\(openings) cycles of the snapshot in 12 runs")
    }

    @Test("the runs have visits, stays, profiles counted, segments, items, paths and journeys that end")
    func varietyOfFacts() throws {
        var sums: [Measure: Int] = [:]
        var dimensions: [Dimension: Int] = [:]
        for stage in [StageName.visitors, .journeys] {
            for seed in 1...12 as ClosedRange<UInt64> {
                var run = Run(stage, try FrameLog(stage, seed: seed), seed: seed)
                _ = try run.run()
                var names = StringTable()
                for key in try Contents(run.output.frames, names: &names).facts.keys {
                    sums[key.measure, default: 0] += 1
                    for dimension in Dimension.allCases where !key.context[dimension].isAbsent {
                        dimensions[dimension, default: 0] += 1
                    }
                }
            }
        }
        for measure in [
            Measure.storeVisits, .dwellVisits, .dwellSum, .visitOrders, .showrooming, .webrooming, .units,
            .transitions, .uniqueProfiles, .unique1, .desire, .assists, .refunded,
        ] {
            #expect(sums[measure, default: 0] > 4, "\(measure): \(sums[measure, default: 0])")
        }
        for dimension in Dimension.keyed where dimension != .team && dimension != .partner {
            #expect(dimensions[dimension, default: 0] > 20, "\(dimension)")
        }
    }
}
