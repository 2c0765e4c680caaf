import BrokerSupport
import Foundation
import Testing

@testable import KafkaRuntime

extension BrokerTests {
    // "Nothing lost, nothing twice, nothing else, whatever is killed" (docs/reliability.md).
    //
    // Not part of CI yet: now and then a worker ends by an assertion of librdkafka 2.0.2 (docs/reliability.md,
    // "Known"), which is a failure here.
    @Suite(
        "Whatever is killed", .serialized,
        .enabled(
            if: Broker.canBeMany && ProcessInfo.processInfo.environment["KILLS"] != nil,
            "scripts/kills runs it; see docs/reliability.md"))
    struct KillTests {
        /// `scripts/kills` asks for more, by `KILLS` and `KILLS_SEED`.
        private static let asked = ProcessInfo.processInfo.environment["KILLS"].flatMap { Int($0) }
        private static let seed =
            ProcessInfo.processInfo.environment["KILLS_SEED"].flatMap { UInt64($0) } ?? 1

        private static func tell(_ text: String) {
            guard asked != nil else { return }
            let time = Date().formatted(.iso8601.time(includingFractionalSeconds: false))
            FileHandle.standardError.write(Data("\(time) \(text)\n".utf8))
        }

        @Test("the outputs are those of the replay")
        func kills() throws {
            let count = Self.asked ?? 24
            let cluster = try Broker.startThree()
            defer { try? cluster.perform("kill") }
            var plan = ApplicationPlan()
            plan.brokers = 3
            plan.options = ["session.timeout.ms": "4000", "heartbeat.interval.ms": "1000"]
            let run = try MarketRun(
                seed: Self.seed, partitions: 3, events: max(3_000, 150 * count), plan: plan,
                bootstrap: cluster.bootstrap)
            let strikes = Strike.schedule(count, seed: Self.seed)
            let killer = try Killer(run, cluster, strikes, tells: Self.tell)
            try killer.work(portions: run.portions(15 * count))
            Self.tell("all strikes are done; the workers run to the end")
            try run.application.runToEnd(["one", "two", "three"], within: 300)
            Self.tell("comparing with the replay")
            // The market of a seed that somebody chose may lack something.
            try run.expectReplay(coversAll: Self.asked == nil)
            check(killer.report, count)
        }

        private func check(_ report: KillReport, _ count: Int) {
            Self.tell("\nseed \(Self.seed)\n\n\(report.table)\n")
            #expect(report.strikes == count)
            #expect(report.aimed * 2 >= count - 1, "half of them are aimed")
            // 20 of 200; a few are enough to see that the aim is right.
            let least = count < 200 ? 1 : count / 10
            for (phase, name) in KillReport.phases where phase != .rest {
                #expect(report.landed(in: phase) >= least, "\(name):\n\(report.table)")
            }
            // 0 and 75 end in good order and too late; 69 finds no broker; 78 was fenced. All else is a defect.
            let known: Set<Int32> = [0, 69, 75, 78]
            #expect(Set(report.endings.keys).subtracting(known) == [], "\(report.table)")
        }
    }
}
