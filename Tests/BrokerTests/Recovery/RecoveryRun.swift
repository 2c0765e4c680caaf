import Foundation
import Kafka
import Testing

@testable import KafkaRuntime

/// A market in Kafka that goes on, a worker that has read it, and how long its successor takes.
final class RecoveryRun {
    let application: Application
    private let live: Feed
    private var worker: WorkerProcess
    private var starts = 0
    private let phases: (Int) -> String

    /// What was measured after one kill; milliseconds since the start of the process.
    struct Measure {
        /// The first transaction was committed that has events in it.
        var events = 0
        /// The last state was read.
        var restored = 0
        /// Every task has committed something new.
        var all = 0
        var profiles = 0
        /// Where the transaction was that the kill cut off.
        var hit = TransactionPhase.rest
    }

    /// Events of the live feed in a second: three of each partition ten times.
    static let rate = 3 * 16 * 10

    /// Sends a day of so many people, has a worker read all of it, and keeps sending.
    init(people: Int, bootstrap: String? = nil) throws {
        var plan = ApplicationPlan()
        plan.numbers = "windows: {aligned: [1h, 1d], sliding: []}\nrates: {USD: 0.92, GBP: 1.17}"
        plan.sources = ApplicationPlan.streams(partitions: 4)
        (plan.profiles, plan.pools) = (16, 4)
        application = try Application(plan, administrator: bootstrap)
        let directory = application.directory
        phases = { directory.appending(path: "phases-\($0)").path }
        let yesterday = Date(timeIntervalSinceNow: -86_400).formatted(.iso8601.year().month().day())
        let past = try application.run(
            "past",
            [
                "generate", "--kafka", "--seed", "1", "--start", yesterday, "--days", "1", "--profiles",
                String(people), "--events", String(10 * people),
            ])
        #expect(try past.end(within: 600) == 0, "\(past.text.suffix(2_000))")
        worker = try application.start("one", variables: [PhaseFile.variable: phases(0)])
        let end = try application.sourceEnd()
        try application.waitForProgress(end, within: 900)
        let topics = plan.sources.map { [application] in ($0.topic, application.topic($0.topic)) }
        live = Feed(
            Self.portions(people), bootstrap: application.administrator,
            topics: Dictionary(uniqueKeysWithValues: topics))
        try application.waitForProgress(end + Int64(Self.rate), within: 120)
    }

    /// A minute from now on; the feed repeats its end as long as the measuring takes.
    private static func portions(_ people: Int) -> [[Outgoing]] {
        let now = Int64(Date().timeIntervalSince1970 * 1_000)
        var number = 0
        func record(_ stream: String, _ partition: Int, at time: Int64, _ more: String) -> Outgoing {
            number += 1
            let text = #"{"event_id":"live-\#(number)","customer_id":"live-\#(number % people)"\#(more)}"#
            return Outgoing(stream, Int32(partition), Array(text.utf8), at: time)
        }
        return (0..<600).map { tenth in
            let time = now + Int64(tenth) * 100
            return (0..<12).flatMap { index in
                [
                    record("clicks", index % 4, at: time, #","campaign_id":"newsletter""#),
                    record("purchases", index % 4, at: time, #","order_id":"live-\#(number)","value":10"#),
                    record("beacons", index % 4, at: time, #","store_id":"s","zone":"z""#),
                    record("unsubscribes", index % 4, at: time, #","channel":"email""#),
                ]
            }
        }
    }

    /// Ends the feed.
    func finish() throws { try live.finish() }

    /// Kills the worker in the middle of a transaction, starts it again, and watches what the group commits.
    func killAndRestart() throws -> Measure {
        let reader = PhaseReader(path: phases(starts), lanes: application.plan.lanes)
        _ = reader.wait(for: .sending, within: 5_000)
        worker.kill()
        _ = try worker.end()
        var measure = Measure()
        measure.hit = reader.furthest
        let before = try settledOffsets()
        let sources = Set(application.plan.sources.map { application.topic($0.topic) })
        starts += 1
        let began = ContinuousClock.now
        func elapsed() -> Int { Int((ContinuousClock.now - began) / .milliseconds(1)) }
        worker = try application.start("one", variables: [PhaseFile.variable: phases(starts)])
        try wait(until: "every task has committed something new:\n\(worker.text.suffix(2_000))", within: 120)
        {
            let moved = try application.notes().filter { $0.value.offset > before[$0.key] ?? 0 }
            if measure.events == 0, moved.keys.contains(where: { sources.contains($0.topic) }) {
                measure.events = elapsed()
            }
            return before.keys.allSatisfy { moved[$0] != nil }
        }
        measure.all = elapsed()
        let restored = worker.lines(of: "restore_done")
        measure.profiles = restored.compactMap { $0["profiles"] }.reduce(0, +)
        measure.restored = Int((restored.compactMap(\.milliseconds).max() ?? 0) - wall(began))
        return measure
    }

    /// What is committed, once the end of a transaction that was under way has reached all of it.
    private func settledOffsets() throws -> [TopicPartition: Int64] {
        var former: [TopicPartition: Int64] = [:]
        var since = ContinuousClock.now
        return try eventually("the offsets rest") {
            let offsets = try application.notes().mapValues(\.offset)
            if offsets != former { (former, since) = (offsets, .now) }
            return ContinuousClock.now - since > .seconds(1) ? offsets : nil
        }
    }

    /// That moment by the wall clock, in milliseconds since 1970: log lines have that.
    private func wall(_ instant: ContinuousClock.Instant) -> Double {
        Date().timeIntervalSince1970 * 1_000 - (ContinuousClock.now - instant) / .milliseconds(1)
    }
}

extension LogLine {
    /// When it was written, in milliseconds since 1970.
    fileprivate var milliseconds: Double? {
        guard let text = self[text: "ts"] else { return nil }
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        return (try? Date(text, strategy: style)).map { $0.timeIntervalSince1970 * 1_000 }
    }
}
