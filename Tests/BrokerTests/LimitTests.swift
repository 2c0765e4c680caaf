import Foundation
import Testing

@testable import KafkaRuntime

extension BrokerTests {
    @Suite("Limits of the machine", .serialized)
    struct LimitTests {
        private func application(lanes: Int) throws -> Application {
            var plan = ApplicationPlan()
            plan.sources = [("clicks", "clicks", 1)]
            plan.numbers = "windows: {aligned: [1h], sliding: []}\nlateness: 30s"
            (plan.profiles, plan.pools, plan.lanes) = (2, 1, lanes)
            let application = try Application(plan)
            try application.send((0..<50).map { Day.click("a\($0)", minute: $0, customer: "k\($0 % 5)") })
            return application
        }

        /// What was not committed is done by the next worker, once.
        private func expectAll(_ application: Application) throws {
            try application.runToEnd(["one"])
            #expect(try application.finals("pool").first?.counts["clicks"] == 50)
        }

        @Test("too much memory ends a worker with what to do, and costs no figure")
        func memory() throws {
            let application = try application(lanes: 30)
            // What is read and set aside stays with the process: in all more than the least limit that there is.
            let garbage = [UInt8](repeating: UInt8(ascii: "x"), count: 400_000)
            try application.send((0..<150).map { _ in Outgoing("clicks", 0, garbage, at: Day.time(60)) })
            let worker = try application.start("one", "--memory_limit", "64MiB")
            #expect(try worker.end() == 75, "\(worker.text.suffix(3_000))")
            #expect(worker.text.contains("MiB of memory, and stops at 80 MiB"))
            #expect(worker.text.contains("memory_limit"))
            #expect(worker.lines(of: "stopped").first?["exit_code"] == 75)
            try expectAll(application)
            #expect(try application.read("dead").count == 150)
        }

        @Test(
            "too many open files end a worker with what to do, and cost no figure",
            .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/prlimit")))
        func files() throws {
            let application = try application(lanes: 2)
            let worker = try application.start("one")
            try wait(until: "it works:\n\(worker.text)") { !worker.lines(of: "assigned").isEmpty }
            let limiting = Process()
            limiting.executableURL = URL(filePath: "/usr/bin/prlimit")
            limiting.arguments = ["--pid", "\(worker.number)", "--nofile=20:20"]
            try limiting.run()
            #expect(try worker.end() == 75, "\(worker.text.suffix(3_000))")
            #expect(worker.text.contains("files and connections open as it may: 20"))
            #expect(worker.text.contains("LimitNOFILE"))
            try expectAll(application)
        }
    }
}
