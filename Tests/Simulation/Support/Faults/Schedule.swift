import Kafka
import Streaming

/// What goes wrong when, and how badly: all of it from the seed.
struct Schedule {
    struct Fault {
        let fault: FaultClass
        let time: Milliseconds
        /// Whom it hits, and how hard, as the fault reads it.
        let choice: UInt64
    }

    let workers: Int
    let lanes: Int
    let rules: GroupRules
    let faults: [Fault]

    init(seed: UInt64, span: Milliseconds, isQuiet: Bool = false, only: FaultClass? = nil) {
        var random = Seeded(seed, 3)
        workers = random.within(1...3)
        lanes = workers == 1 ? random.within(1...3) : random.within(1...2)
        var rules = GroupRules()
        rules.isStatic = !random.oneOf(5)
        rules.session = random.pick([3_000, 6_000])
        self.rules = rules
        guard !isQuiet else {
            faults = []
            return
        }
        // A few classes at a time meet each other more often than all of them would.
        var classes = FaultClass.allCases
        if let only {
            classes = [only]
        } else if !random.oneOf(3) {
            for _ in 0..<random.within(12...26) { classes.remove(at: random.below(classes.count)) }
        }
        faults = (0..<random.within(10...18)).map { _ in
            Fault(
                fault: random.pick(classes), time: Milliseconds(random.below(Int(span) + 9_000)) + 300,
                choice: random.next())
        }.sorted { $0.time < $1.time }
    }
}
