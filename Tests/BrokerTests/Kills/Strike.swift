@testable import KafkaRuntime
@testable import ReferenceSupport

/// One thing that is done to the workers or to a broker.
struct Strike {
    enum Kind: String, CaseIterable {
        /// SIGKILL, and another start.
        case kill = "SIGKILL"
        /// SIGSTOP, and SIGCONT some time later: until then others may have taken over.
        case stop = "SIGSTOP, SIGCONT"
        /// SIGSTOP, a second worker under the same name, and SIGCONT.
        case replace = "SIGSTOP, a successor, SIGCONT"
        /// SIGTERM, and another start.
        case terminate = "SIGTERM"
        /// SIGKILL for a broker, and another start.
        case broker = "SIGKILL for a broker"
    }

    var kind: Kind
    /// The phase to wait for; nil strikes at any time.
    var aim: TransactionPhase?
    /// Which of the workers, or of the brokers.
    var victim: Int
    /// Since the strike before.
    var delay: Int
    /// How long it stays stopped, or down.
    var pause: Int

    /// As many strikes as asked for, the same for the same seed: half of them aimed, at each phase as often.
    static func schedule(_ count: Int, seed: UInt64) -> [Strike] {
        var random = SplitMix64(seed: seed)
        var kinds: [Kind] = []
        for (kind, percent) in [(Kind.stop, 8), (.replace, 6), (.terminate, 12), (.broker, 8)] {
            kinds += Array(repeating: kind, count: max(1, count * percent / 100))
        }
        kinds += Array(repeating: .kill, count: max(0, count - kinds.count))
        kinds.shuffle(using: &random)
        let aims: [TransactionPhase] = [.sending, .offsets, .committing]
        var aimed = 0
        // What is terminated finishes its commit, and a broker knows no phase: neither is aimed.
        let canBeAimed = kinds.count { $0 != .terminate && $0 != .broker }
        var left = canBeAimed
        return kinds.map { kind in
            var strike = Strike(
                kind: kind, aim: nil, victim: Int(random.number(0...2)), delay: Int(random.number(100...900)),
                pause: pause(kind, &random))
            guard kind != .terminate, kind != .broker else { return strike }
            // The rest of the half falls evenly on what is left.
            if random.number(1...Int64(left)) <= Int64((count + 1) / 2 - aimed) {
                strike.aim = aims[aimed % aims.count]
                aimed += 1
            }
            left -= 1
            return strike
        }
    }

    /// Stopped for less than the session (4 s), for more, or for longer than a transaction may take (10 s).
    private static func pause(_ kind: Kind, _ random: inout SplitMix64) -> Int {
        switch kind {
        case .stop: Int(random.number(random.pick([300...2_000, 5_000...8_000, 11_500...13_000])))
        case .replace: Int(random.number(3_000...8_000))
        case .broker: Int(random.number(500...4_000))
        case .kill: Int(random.number(0...300))
        case .terminate: 0
        }
    }
}
