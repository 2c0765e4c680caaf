import Testing

/// docs/simulation.md says what is simulated; scripts/simulate runs more seeds, and one with a trace.
@Suite("Workers on the simulated cluster")
struct SimulationTests {
    /// CI's share: so many that it takes about three minutes in a debug build on two cores.
    static let seeds: ClosedRange<UInt64> = 1...1_000

    @Test("without faults they write what one run writes", arguments: 1...30 as ClosedRange<UInt64>)
    func quiet(seed: UInt64) {
        var options = Simulation.Options()
        options.isQuiet = true
        let outcome = Simulation.run(seed, options)
        #expect(outcome.problems.prefix(3) == [], "scripts/simulate --seed \(seed)")
        #expect(outcome.metrics > 0 && outcome.aborts == 0)
    }

    @Test("with at least ten faults a seed they write the same")
    func disturbed() async {
        let share = Self.seeds.count / 8
        let outcomes = await withTaskGroup(of: [Simulation.Outcome].self) { group in
            for part in 0..<8 {
                group.addTask {
                    Self.seeds.dropFirst(part * share).prefix(share).map { seed in
                        let outcome = Simulation.run(seed)
                        #expect(outcome.problems.prefix(3) == [], "scripts/simulate --seed \(seed)")
                        #expect(outcome.faults.values.reduce(0, +) >= 10, "seed \(seed)")
                        return outcome
                    }
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        #expect(outcomes.count == Self.seeds.count)
        for fault in FaultClass.allCases {
            let count = outcomes.reduce(0) { $0 + ($1.faults[fault] ?? 0) }
            #expect(count > 0, "\(fault) has met nobody")
        }
        #expect(outcomes.count { $0.states > 0 } > outcomes.count / 4, "seeds whose states were compared")
        #expect(outcomes.reduce(0) { $0 + $1.behind } > 0, "events behind the watermark of idle sources")
    }

    @Test("the same seed gives the same trace", arguments: [3, 7, 679] as [UInt64])
    func repeats(seed: UInt64) {
        let first = Simulation.run(seed)
        #expect(Simulation.run(seed).digest == first.digest)
        #expect(Simulation.run(seed &+ 1).digest != first.digest)
    }
}
