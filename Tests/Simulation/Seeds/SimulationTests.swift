import Testing

@Suite("Workers on the simulated cluster")
struct SimulationTests {
    @Test("without faults they write what one run writes", arguments: 1...20 as ClosedRange<UInt64>)
    func quiet(seed: UInt64) {
        var options = Simulation.Options()
        options.isQuiet = true
        let outcome = Simulation.run(seed, options)
        #expect(outcome.problems.prefix(3) == [], "seed \(seed)")
        #expect(outcome.metrics > 0)
    }

    @Test("with faults they write the same", arguments: 1...40 as ClosedRange<UInt64>)
    func disturbed(seed: UInt64) {
        let outcome = Simulation.run(seed)
        #expect(outcome.problems.prefix(3) == [], "seed \(seed)")
    }
}
