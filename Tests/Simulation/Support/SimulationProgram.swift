/// What scripts/simulate runs: seeds one after the other, a line for each that fails, figures at the end.
public enum SimulationProgram {
    /// Runs.
    ///
    ///     weir-simulate FIRST LAST [--trace] [--quiet] [--only FAULT] [--first-failure]
    ///
    /// - Parameter arguments: without the program's name.
    /// - Returns: the exit code: 0 where all is well, 1 where a seed fails, 64 where it was called wrongly.
    public static func run(_ arguments: [String]) -> Int32 {
        guard arguments.count >= 2, let first = UInt64(arguments[0]), let last = UInt64(arguments[1]),
            first <= last
        else { return 64 }
        var options = Simulation.Options()
        options.keepsLines = arguments.contains("--trace")
        options.isQuiet = arguments.contains("--quiet")
        if let index = arguments.firstIndex(of: "--only") {
            guard index + 1 < arguments.count, let only = FaultClass(rawValue: arguments[index + 1]) else {
                print("faults: \(FaultClass.allCases.map(\.rawValue).joined(separator: " "))")
                return 64
            }
            options.only = only
        }
        var total = Total()
        for seed in first...last {
            let outcome = Simulation.run(seed, options)
            for line in outcome.lines { print(line) }
            total.add(outcome)
            if arguments.contains("--verbose") {
                print(
                    "seed \(seed): \(outcome.commits) commits in \(outcome.duration) ms, trace \(outcome.digest)"
                )
            }
            guard !outcome.problems.isEmpty else { continue }
            print(
                "seed \(seed): \(outcome.problems.count) problems; run again: scripts/simulate --seed \(seed)"
            )
            for problem in outcome.problems.prefix(options.keepsLines ? 100 : 2) {
                print("  \(problem.prefix(2_000))")
            }
            if arguments.contains("--first-failure") { break }
        }
        total.print(withFaults: !arguments.contains("--first-failure"))
        return total.failures == 0 ? 0 : 1
    }

    private struct Total {
        var seeds = 0
        var failures = 0
        private var faults: [FaultClass: Int] = [:]
        private var least = Int.max
        private var metrics = 0
        private var states = 0
        private var behind = 0
        private var commits = 0
        private var aborts = 0
        private var rebalances = 0
        private var digest: UInt64 = 0

        mutating func add(_ outcome: Simulation.Outcome) {
            seeds += 1
            failures += outcome.problems.isEmpty ? 0 : 1
            faults.merge(outcome.faults) { $0 + $1 }
            least = min(least, outcome.faults.values.reduce(0, +))
            metrics += outcome.metrics
            states += outcome.states > 0 ? 1 : 0
            behind += outcome.behind
            commits += outcome.commits
            aborts += outcome.aborts
            rebalances += outcome.rebalances
            digest = digest &* 31 &+ outcome.digest
        }

        func print(withFaults: Bool) {
            Swift.print(
                "\(seeds) seeds, \(failures) failed; \(commits) commits, \(aborts) aborts, \(rebalances) rebalances,",
                "\(metrics) records and the states of \(states) seeds compared, \(behind) events behind; trace \(String(digest, radix: 16))"
            )
            guard withFaults else { return }
            let counts = FaultClass.allCases.map { "\($0.rawValue) \(faults[$0] ?? 0)" }
            Swift.print(
                "faults: \(faults.values.reduce(0, +)), at least \(least) a seed: \(counts.joined(separator: ", "))"
            )
        }
    }
}
