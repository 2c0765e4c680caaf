import Foundation
import Kafka
import Testing

@testable import KafkaRuntime

extension BrokerTests {
    // "Back at work within ten seconds with a million profiles" (docs/reliability.md).
    @Suite("A worker that was killed", .serialized)
    struct RecoveryTests {
        /// `scripts/recover` asks for more, by `RECOVER` and `RECOVER_ROUNDS`.
        private static func asked(_ name: String) -> Int? {
            ProcessInfo.processInfo.environment[name].flatMap { Int($0) }
        }

        @Test("and is started again is soon back at work")
        func restart() throws {
            let people = Self.asked("RECOVER")
            let run = try RecoveryRun(people: people ?? 300)
            var all: [RecoveryRun.Measure] = []
            for round in 1...(Self.asked("RECOVER_ROUNDS") ?? 1) {
                let measure = try run.killAndRestart()
                all.append(measure)
                guard people != nil else { continue }
                let text =
                    "round \(round): \(measure.profiles) profiles; killed in \(measure.hit); "
                    + "events committed after \(measure.events) ms, all states read after \(measure.restored) ms, "
                    + "every task has committed after \(measure.all) ms\n"
                FileHandle.standardError.write(Data(text.utf8))
            }
            try run.finish()
            // A debug build on a machine that others share is no measure; that it comes back soon is.
            let limit = people == nil ? 40_000 : 10_000
            for measure in all {
                #expect(measure.profiles > (people ?? 300) / 2, "\(measure)")
                #expect(measure.events <= limit && measure.all <= limit, "\(measure)")
            }
        }

        // The group waits for the dead one's session, and the log for its open transaction: the broker ends that
        // 10 s after it began, and looks every 10 s. A session of 20 s covers both; the default is 45 s.
        @Test("and stays away is replaced by the others within its session and what reading its state takes")
        func takeover() throws {
            let session = 20
            var plan = ApplicationPlan()
            plan.options = ["session.timeout.ms": String(session * 1_000)]
            let run = try MarketRun(seed: 2, partitions: 3, plan: plan)
            let application = run.application
            let (one, two) = (try application.start("one"), try application.start("two"))
            try application.waitForShares(of: [one, two])
            try run.send(part: 0, of: 2)
            try wait(until: "the tasks of both have states") {
                try application.notes().filter { $0.key.topic.hasPrefix("\(application.name).") }
                    .allSatisfy { $0.value.note.commit > 0 }
            }
            let alone = application.plan.lanes
            let before = one.lines(of: "restore_done").count
            two.kill()
            let began = ContinuousClock.now
            try run.send(part: 1, of: 2)
            try application.waitForShares(of: [one])
            try wait(until: "the states of the dead are read") {
                let asked = one.lines(of: "assigned").suffix(alone).compactMap { $0["restoring"] }
                return one.lines(of: "restore_done").count - before >= asked.reduce(0, +)
            }
            try application.waitForProgress(application.sourceEnd())
            let took = (ContinuousClock.now - began) / .seconds(1)
            // Reading and working off so few takes a second; the rest is for a machine that others share.
            #expect(took > Double(session) - 4 && took < Double(session) + 10, "it took \(took) s")
            #expect(!one.lines(of: "revoked").isEmpty, "the log says that shares changed")
            #expect(one.lines(of: "restore_done").count > before, "and whose states were read")
            one.terminate()
            #expect(try one.end() == 0)
            try application.runToEnd(["one"])
            try run.expectReplay()
        }
    }
}
