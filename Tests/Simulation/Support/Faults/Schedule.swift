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
    /// Those that come after the sources were closed, by the time since then.
    let lastFaults: [Fault]
    /// Those that fill up where not enough of the others met anybody.
    let spareFaults: [Fault]
    /// When all events are there and `faults` are over.
    let end: Milliseconds

    init(seed: UInt64, span: Milliseconds, isQuiet: Bool = false, only: FaultClass? = nil) {
        var random = Seeded(seed, 3)
        workers = random.within(1...3)
        lanes = workers == 1 ? random.within(1...3) : random.within(1...2)
        var rules = GroupRules()
        rules.isStatic = !random.oneOf(5)
        rules.session = random.pick([3_000, 6_000])
        self.rules = rules
        end = span + 4_000
        guard !isQuiet else {
            (faults, lastFaults, spareFaults) = ([], [], [])
            return
        }
        // A few classes at a time meet each other more often than all of them would.
        var classes = FaultClass.allCases
        if let only {
            classes = [only]
        } else if !random.oneOf(3) {
            for _ in 0..<random.within(12...26) { classes.remove(at: random.below(classes.count)) }
        }
        func draw(_ count: Int, within duration: Milliseconds) -> [Fault] {
            (0..<count).map { _ in
                Fault(
                    fault: random.pick(classes), time: 200 + Milliseconds(random.below(Int(duration) + 1)),
                    choice: random.next())
            }
        }
        faults = draw(random.within(13...22), within: span + 1_000)
        lastFaults = draw(random.below(4), within: 3_000)
        // These meet somebody for sure.
        if only == nil {
            classes = [.kill, .storm, .sessionLost, .fetchBlackout, .slowMarkers, .restart, .clockJump]
        }
        spareFaults = draw(30, within: 0)
    }
}
