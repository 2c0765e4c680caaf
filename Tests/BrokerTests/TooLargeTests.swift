import Testing

@testable import KafkaRuntime

extension BrokerTests {
    @Suite("Records that are too large for their topic", .serialized)
    struct TooLargeTests {
        private static let campaign = String(repeating: "n", count: 120)

        /// Campaigns with names of all lengths, and a record that is no event and large.
        private static func records() -> [Outgoing] {
            let clicks = (0..<40).map { number in
                Day.click(
                    "a\(number)", minute: number, customer: "k\(number % 3)",
                    #","campaign_id":"\#(number)\#(campaign.prefix(3 * number))""#)
            }
            // No compression makes it small.
            var state: UInt32 = 1
            let bytes = (0..<20_000).map { _ in
                state = state &* 1_664_525 &+ 1_013_904_223
                return UInt8(truncatingIfNeeded: state >> 24)
            }
            return clicks + [Outgoing("clicks", key: "g", bytes, at: Day.time(40))]
        }

        private func application(_ limits: [String: Int]) throws -> Application {
            var plan = ApplicationPlan()
            plan.sources = [("clicks", "clicks", 1)]
            plan.numbers = "windows: {aligned: [1h], sliding: []}\nlateness: 30s"
            (plan.profiles, plan.pools, plan.limits) = (2, 1, limits)
            let application = try Application(plan)
            try application.send(Self.records())
            return application
        }

        @Test("outputs go to dead letters, a dead letter goes as its place, and all is done once")
        func outputs() throws {
            let plain = try application([:])
            try plain.runToEnd(["one"])
            let expected = try plain.finalMetrics().sorted { $0.lexicographicallyPrecedes($1) }
            let sizes = expected.map(\.count).sorted()
            let letters = try plain.read("dead")
            #expect(letters.map(\.value.count) == [20_000])

            // Half of the outputs fit: a record of Kafka is some 250 bytes larger than its value here.
            let limited = try application(["metrics": sizes[sizes.count / 2] + 250, "dead": 6_000])
            let worker = try limited.runToEnd(["one"])[0]
            let set = try limited.read("dead").filter { $0.headers["code"] == "output_too_large" }
            let passed = try limited.finalMetrics()
            #expect(set.count > 3 && passed.count > 3, "\(set.count) and \(passed.count)")
            let all = (passed + set.map(\.value)).sorted { $0.lexicographicallyPrecedes($1) }
            #expect(all == expected)
            #expect(set.allSatisfy { $0.headers["topic"] == limited.topic("metrics") && !$0.key.isEmpty })
            #expect(set.allSatisfy { $0.headers["id"]?.count == 16 })

            let others = try limited.read("dead").filter { $0.headers["code"] != "output_too_large" }
            #expect(others.map { $0.headers["code"] } == letters.map { $0.headers["code"] })
            #expect(others.allSatisfy { $0.value.isEmpty && $0.headers["offset"] == "40" })
            #expect(others.first?.headers["size"].flatMap { Int($0) } ?? 0 > 20_000)
            // A few transactions find out what the topics take; from then on it is known.
            #expect(worker.lines(of: "transaction_aborted").count < 30)
            #expect(!worker.lines(of: "output_too_large").isEmpty)
        }

        @Test(
            "where nothing can stand in for a record the worker stops, and says what to do",
            arguments: [".journeys", "dead"])
        func stop(topic: String) throws {
            let application = try application([topic: 150])
            let worker = try application.start("one", "--until-end")
            #expect(try worker.end() == 78, "\(worker.text.suffix(2_000))")
            #expect(worker.text.contains("max.message.bytes"))
            #expect(worker.text.contains("takes no record of"))
        }
    }
}
