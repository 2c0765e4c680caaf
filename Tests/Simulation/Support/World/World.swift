import Streaming

/// Virtual time, and all that is to happen in it: one thread, one order, the same for the same seed.
///
/// Whoever waits in the middle of a call lets the world go on meanwhile (`pass`): others work, time out and take
/// over, and when the call returns it finds what has become of it. So a pause can fall into any call.
final class World {
    private struct Event {
        let time: Milliseconds
        let number: Int
        let body: () -> Void

        func precedes(_ other: Event) -> Bool { (time, number) < (other.time, other.number) }
    }

    private(set) var now: Milliseconds = 0
    /// For delays and the like: whatever happens in the world and is no fault of the schedule.
    var random: Seeded
    /// What happened, as lines; nil: only the digest is kept.
    private(set) var lines: [String]?
    /// A digest of all that happened: equal for equal seeds.
    private(set) var digest: UInt64 = 0
    private var heap: [Event] = []
    private var made = 0

    init(seed: UInt64, keepsLines: Bool = false) {
        random = Seeded(seed, 1)
        lines = keepsLines ? [] : nil
    }

    /// Something happens after a while.
    func after(_ delay: Milliseconds, _ body: @escaping () -> Void) {
        made += 1
        push(Event(time: now + max(0, delay), number: made, body: body))
    }

    /// Lets time pass for whoever calls; the others live on.
    func pass(_ duration: Milliseconds) {
        let end = now + duration
        while let first = heap.first, first.time <= end {
            pop()
            now = max(now, first.time)
            first.body()
        }
        now = max(now, end)
    }

    /// Lets things happen until a condition holds; false where that takes longer than allowed.
    func run(until limit: Milliseconds, _ isOver: () -> Bool) -> Bool {
        while !isOver() {
            guard let first = heap.first, first.time <= limit else { return false }
            pop()
            now = max(now, first.time)
            first.body()
        }
        return true
    }

    /// Takes note of something for the trace.
    func note(_ who: String, _ what: @autoclosure () -> String) {
        let text = what()
        let line = "\(now) \(who) \(text)"
        digest = XXHash.hash64(Array(line.utf8).span) &+ digest &* 31
        lines?.append(line)
    }

    private func push(_ event: Event) {
        heap.append(event)
        var child = heap.count - 1
        while child > 0, heap[child].precedes(heap[(child - 1) / 2]) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    private func pop() {
        let last = heap.removeLast()
        guard !heap.isEmpty else { return }
        heap[0] = last
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < heap.count && heap[child].precedes(heap[least]) {
                least = child
            }
            guard least != parent else { return }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
