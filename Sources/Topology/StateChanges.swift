internal import Streaming

/// What changed since the last commit, and how far the rolling snapshot has come: what a task's state log
/// needs to know beside the state.
struct StateChanges: Sendable {
    /// Something beside the profiles changed: a frame was taken, or released.
    var isMoved = false
    /// The slots of the profiles that changed, each once.
    private(set) var slots: [UInt32] = []
    /// The ids of those that were removed.
    private(set) var removed: [Hash128] = []
    /// The campaigns of which something else holds.
    private(set) var campaigns: Set<String> = []

    /// The number of the cycle of the rolling snapshot; 0 before the first one.
    var cycle: UInt32 = 0
    /// The slot at which the snapshot goes on.
    var cursor = 0
    /// The cycle in which a profile was removed last; its records are in that one and the one before.
    var removalCycle: UInt32?

    private struct Mark {
        var interval: UInt32 = 0
        var cycle: UInt32 = 0
    }
    private var marks: [Mark] = []
    private var interval: UInt32 = 1

    /// Whether a removed profile's records may still stand in the log: a cycle is cut off when the second one
    /// after it begins.
    var isRemovalWaiting: Bool { removalCycle.map { cycle < $0 &+ 2 } ?? false }

    /// A profile changes.
    mutating func note(_ slot: Int) {
        extend(to: slot)
        guard marks[slot].interval != interval else { return }
        marks[slot].interval = interval
        slots.append(UInt32(slot))
    }

    /// A profile is removed.
    mutating func noteRemoval(of id: Hash128) { removed.append(id) }

    #if WEIR_MUTATIONS
        mutating func forgetRemovals() { removed.removeAll() }
    #endif

    /// The catalogue changes.
    mutating func noteCampaign(_ id: String) { campaigns.insert(id) }

    /// Whether a profile was logged in this cycle.
    func isLogged(_ slot: Int) -> Bool { slot < marks.count && marks[slot].cycle == cycle }

    /// A profile was logged.
    mutating func noteLogged(_ slot: Int) {
        extend(to: slot)
        marks[slot].cycle = cycle
    }

    /// All changes were logged.
    mutating func commit() {
        slots.removeAll(keepingCapacity: true)
        removed.removeAll(keepingCapacity: true)
        campaigns.removeAll()
        interval &+= 1
        isMoved = false
    }

    /// Gives the cycles that were counted while a log was read the number that they had when it was written.
    mutating func renumber(_ counted: UInt32, as cycle: UInt32) {
        for slot in marks.indices {
            marks[slot].cycle = counted > 0 && marks[slot].cycle == counted ? cycle : 0
        }
        self.cycle = cycle
    }

    private mutating func extend(to slot: Int) {
        guard slot >= marks.count else { return }
        marks.append(contentsOf: repeatElement(Mark(), count: slot + 1 - marks.count))
    }
}
