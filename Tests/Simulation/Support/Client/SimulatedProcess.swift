import Kafka
import Streaming

@testable import KafkaRuntime

/// What the lanes of one worker process share: whether it lives, whether it runs, what its clock says.
final class SimulatedProcess {
    let world: World
    let name: String
    private(set) var isDead = false
    /// Until when the whole process stands still, heartbeats too.
    var frozenUntil: Milliseconds = 0
    /// After how many more calls it is killed; nil: it is not.
    var callsLeft: Int?
    /// How far its wall clock is off.
    var wallShift: Milliseconds = 0
    /// Told once, when it dies.
    var onDeath: () -> Void = {}

    init(_ name: String, _ world: World) {
        self.name = name
        self.world = world
    }

    var isFrozen: Bool { world.now < frozenUntil }

    func die(_ reason: String) {
        guard !isDead else { return }
        isDead = true
        world.note(name, "dies: \(reason)")
        onDeath()
    }

    /// Every call of a lane goes through here: where it is frozen or killed, it is so in a call.
    func live() throws(KafkaError) {
        while isFrozen, !isDead { world.pass(frozenUntil - world.now) }
        if let left = callsLeft {
            callsLeft = left - 1
            if left <= 0 { die("killed") }
        }
        if isDead { throw Self.killed }
    }

    static let killed = KafkaError(
        code: .destroyed, operation: "any", reason: "the process is dead", isFatal: true)
}

/// The clocks of a process.
final class SimulatedClock: LaneClock {
    /// When the world begins: 2026-03-02 08:00.
    static let start: Milliseconds = 1_772_438_400_000
    private let process: SimulatedProcess

    init(_ process: SimulatedProcess) { self.process = process }

    var wall: Milliseconds { Self.start + process.world.now + process.wallShift }
    var elapsed: Milliseconds { process.world.now }
}
