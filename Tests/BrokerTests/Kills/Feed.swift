import Foundation
import Kafka
import Synchronization

/// Sends records in the background, a few every tenth of a second, for as long as the killing takes.
///
/// When all are sent, the last ones come again: the workers then have duplicates to drop, and always something
/// to commit.
final class Feed: Sendable {
    private let isEnding = Atomic(false)
    private let hasEnded = Atomic(false)
    private let count = Atomic(0)
    private let failure = Mutex<(any Error)?>(nil)

    /// How many were sent.
    var sent: Int { count.load(ordering: .relaxed) }

    /// Begins to send portion after portion.
    init(_ portions: [[Outgoing]], bootstrap: String, topics: [String: String]) {
        Thread.detachNewThread {
            do { try self.run(portions, bootstrap, topics) } catch {
                self.failure.withLock { $0 = error }
            }
            self.hasEnded.store(true, ordering: .releasing)
        }
    }

    private func run(_ portions: [[Outgoing]], _ bootstrap: String, _ topics: [String: String]) throws {
        let producer = try Producer(
            ClientOptions(["bootstrap.servers": bootstrap, "enable.idempotence": "true"]))
        var next = 0
        while next < portions.count || !isEnding.load(ordering: .relaxed) {
            let isFlood = isEnding.load(ordering: .relaxed)
            let portion = portions[min(next, portions.count - 1)]
            next += 1
            for record in portion {
                try producer.send(
                    to: producer.topic(topics[record.topic] ?? record.topic), partition: record.partition,
                    key: Array("key-\(next % 1_000)".utf8), value: record.value, timestamp: record.timestamp)
            }
            count.add(portion.count, ordering: .relaxed)
            producer.poll(timeout: 0)
            if !isFlood { usleep(100_000) }
        }
        try producer.flush(timeout: 60_000)
        if let failure = producer.takeDeliveryFailure() { throw failure }
        _ = producer.close(timeout: 5_000)
    }

    /// Sends at once what is left, and ends.
    func finish() throws {
        isEnding.store(true, ordering: .relaxed)
        try wait(until: "the feed has ended", within: 120) { hasEnded.load(ordering: .acquiring) }
        if let failure = failure.withLock({ $0 }) { throw failure }
    }
}
