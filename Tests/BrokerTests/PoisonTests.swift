import Foundation
import Testing

@testable import KafkaRuntime

// The defect is planted in debug builds only.
#if DEBUG
    extension BrokerTests {
        @Suite("Records that crash the process", .serialized)
        struct PoisonTests {
            private static let poison = 17

            private static func records(without left: Int? = nil) -> [Outgoing] {
                (0..<60).filter { $0 != left }.map { number in
                    Day.click(
                        "a\(number)", minute: number, customer: "k\(number % 7)",
                        #","anonymous_id":"v\#(number % 5)","campaign_id":"c\#(number % 3)""#)
                }
            }

            private func application(without left: Int? = nil) throws -> Application {
                var plan = ApplicationPlan()
                plan.sources = [("clicks", "clicks", 1)]
                plan.numbers = "windows: {aligned: [1h], sliding: []}\nlateness: 30s"
                (plan.profiles, plan.pools) = (2, 1)
                // Another worker takes over as soon as that.
                plan.options = ["session.timeout.ms": "6000"]
                let application = try Application(plan)
                try application.send(Self.records(without: left))
                return application
            }

            private func trap(_ work: String, _ topic: String, _ partition: Int, _ offset: Int) -> [String:
                String]
            { ["PLANTED_TRAP": "\(work) \(topic) \(partition) \(offset)"] }

            /// Starts a worker that is to crash.
            private func crash(
                _ application: Application, _ instance: String, _ variables: [String: String]
            ) throws {
                let worker = try application.start(instance, variables: variables)
                // Before it gets there, sessions and transactions of the one that crashed have to end.
                let code = try worker.end(within: 120)
                #expect([SIGILL, SIGTRAP].contains(code), "\(code): \(worker.text.suffix(2_000))")
                #expect(worker.text.contains("a planted defect"))
            }

            private func expectSetAside(_ application: Application, by worker: WorkerProcess) throws {
                let found = try application.finalMetrics().sorted { $0.lexicographicallyPrecedes($1) }
                let without = try self.application(without: Self.poison)
                try without.runToEnd(["one"])
                let expected = try without.finalMetrics().sorted { $0.lexicographicallyPrecedes($1) }
                #expect(found == expected && !found.isEmpty)
                let letters = try application.read("dead")
                #expect(letters.map { $0.headers["code"] } == ["poison"])
                let original = Self.records()[Self.poison]
                #expect(letters.first?.value == original.value)
                #expect(letters.first.map { String(decoding: $0.key, as: UTF8.self) } == original.key)
                #expect(letters.first?.headers["topic"] == application.topic("clicks"))
                #expect(letters.first?.headers["offset"] == String(Self.poison))
                #expect(letters.first?.headers["stream"] == "clicks")
                #expect(worker.lines(of: "crash_found").first?["count"] == 2)
                #expect(worker.lines(of: "poison_set_aside").map { $0["position"] } == [Self.poison])
            }

            @Test(
                "at the second crash a record is set aside, and all else counts, wherever it crashes",
                arguments: ["record", "event"])
            func twice(work: String) throws {
                let application = try application()
                let variables = trap(work, application.topic("clicks"), 0, Self.poison)
                try crash(application, "one", variables)
                try crash(application, "one", variables)
                let worker = try application.start("one", "--until-end", variables: variables)
                #expect(try worker.end() == 0, "\(worker.text.suffix(3_000))")
                try expectSetAside(application, by: worker)
            }

            @Test(
                "a partition that moves after a crash takes no notes along: each worker crashes at most twice"
            )
            func moves() throws {
                let application = try application()
                let variables = trap("event", application.topic("clicks"), 0, Self.poison)
                try crash(application, "one", variables)
                try crash(application, "two", variables)
                try crash(application, "one", variables)
                let worker = try application.start("one", "--until-end", variables: variables)
                #expect(try worker.end() == 0, "\(worker.text.suffix(3_000))")
                try expectSetAside(application, by: worker)
            }

            @Test("where no event is to blame the task is stopped, and the worker lives on")
            func stage() throws {
                let application = try application()
                let variables = trap("stage", "\(application.name).journeys", 1, -1)
                try crash(application, "one", variables)
                try crash(application, "one", variables)
                let worker = try application.start("one", variables: variables)
                try wait(until: "the task is stopped:\n\(worker.text)") {
                    worker.lines(of: "task_stopped").contains { $0[text: "reason"] == "crashes" }
                }
                try application.waitForProgress(60)
                worker.terminate()
                #expect(try worker.end() == 0)
                // An end in good order: whoever comes back tries it again, for it may be mended.
                let mended = try application.start("one", "--until-end")
                #expect(try mended.end() == 0, "\(mended.text.suffix(3_000))")
                #expect(try application.finals("pool").first?.counts["clicks"] == 60)
            }
        }
    }
#endif
