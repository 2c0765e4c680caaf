import Foundation
import Testing

extension BrokerTests {
    /// "Idle is a lease, and in the log" (DESIGN).
    @Suite("Quiet topics", .serialized)
    struct IdleTests {
        private static func plan(sources: [String]) -> ApplicationPlan {
            var plan = ApplicationPlan()
            plan.sources = sources.map { ($0, $0, 1) }
            plan.numbers = "windows: {aligned: [1h], sliding: []}\nlateness: 10s"
            plan.idleTimeout = "2s"
            return plan
        }

        private static func clicks(_ minutes: Range<Int>) -> [Outgoing] {
            minutes.map { Day.click("c\($0)", minute: $0, customer: "k\($0)") }
        }

        private static func hours(_ application: Application) throws -> Set<String> {
            Set(try application.finals("pool").map(\.start))
        }

        @Test("a quiet topic holds nobody once it is idle; when it returns, what is behind is set aside")
        func quietAndBack() throws {
            let application = try Application(Self.plan(sources: ["clicks", "purchases", "beacons"]))
            let worker = try application.start("one")
            try application.send([
                Day.order("1", minute: 1, customer: "k"), Day.beacon("1", minute: 1, customer: "k"),
            ])
            try application.send(Self.clicks(0..<150))
            try wait(until: "two hours are final without the quiet topics") {
                try Self.hours(application).count >= 2
            }
            #expect(worker.lines(of: "partition_idle").count >= 2)

            // Both come back with events of the first hour, which is final.
            try application.send([
                Day.order("2", minute: 30, customer: "k"), Day.beacon("2", minute: 30, customer: "k"),
            ])
            try wait(until: "the beacon is set aside") { try !application.read("late").isEmpty }
            let late = try application.read("late")
            #expect(late.map { $0.headers["code"] } == ["behind"])
            #expect(late.first?.headers["topic"] == application.topic("beacons"))
            #expect(late.first?.headers["offset"] == "1")

            try application.send(Self.clicks(150..<400))
            try wait(until: "the hour of the watermark is final") {
                let orders = try application.finals("pool").compactMap { $0.counts["orders"] }
                return orders.reduce(0, +) == 2
            }
            let finals = try application.finals("pool")
            #expect(finals.compactMap { $0.counts["booked_late"] }.reduce(0, +) == 1)
            #expect(finals.first { $0.start == "2026-03-02T00:00:00Z" }?.counts["orders"] == 1)
            #expect(Set(finals.map(\.start)).count == finals.count, "each hour once")
            worker.terminate()
            #expect(try worker.end() == 0)
        }

        @Test("a killed owner's lease runs out: its partition holds the watermark until somebody has it")
        func killedOwner() throws {
            var plan = Self.plan(sources: ["clicks", "purchases"])
            plan.lanes = 1
            plan.profiles = 1
            plan.pools = 1
            let application = try Application(plan)
            var workers = try ["one", "two"].map { try application.start($0) }
            try application.waitForShares(of: workers)
            try application.send([Day.order("1", minute: 1, customer: "k")])
            try application.send(Self.clicks(0..<90))
            try wait(until: "the first hour is final") { try Self.hours(application).count == 1 }
            func isIdle(_ worker: WorkerProcess) -> Bool {
                worker.lines(of: "partition_idle").contains { $0[text: "stream"] == "purchases" }
            }
            let owner = try #require(workers.firstIndex(where: isIdle))
            workers[owner].kill()
            _ = try workers[owner].end()

            // The lease is in the log with the clock of frames: as long as frames come, it runs out.
            try application.send(Self.clicks(90..<91))
            let began = ContinuousClock.now
            var minute = 91
            while ContinuousClock.now - began < .seconds(8) {
                try application.send(Self.clicks(minute..<minute + 1))
                minute += 1
                usleep(200_000)
            }
            try application.send(Self.clicks(400..<500))
            let other = workers[1 - owner]
            #expect(other.isRunning)
            #expect(try Self.hours(application).count <= 2, "nothing after the lease's end is final")

            workers[owner] = try application.start(workers[owner].instance)
            try wait(until: "all hours up to the newest event are final") {
                try Self.hours(application).contains("2026-03-02T07:00:00Z")
            }
            for worker in workers { worker.terminate() }
            for worker in workers { #expect(try worker.end() == 0) }
        }
    }
}
