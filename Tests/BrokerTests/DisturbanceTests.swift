import Testing

extension BrokerTests {
    @Suite("Workers come and go", .serialized)
    struct DisturbanceTests {
        @Test("stopped, started again, added, killed and taken away in the middle: nothing changes")
        func comingAndGoing() throws {
            let run = try MarketRun(seed: 3, partitions: 5)
            let application = run.application
            var sent = 0
            func sendMore() throws {
                try run.send(part: sent, of: 6)
                sent += 1
            }
            var progress: Int64 = 0
            func waitForWork() throws {
                let former = progress
                try wait(until: "work goes on after part \(sent)") {
                    progress = try application.sourceProgress()
                    return progress > former
                }
            }
            try sendMore()
            var one = try application.start("one")
            var two = try application.start("two")
            try waitForWork()

            one.terminate()
            try sendMore()
            #expect(try one.end() == 0)
            one = try application.start("one")
            try waitForWork()

            let three = try application.start("three", "--leave")
            try sendMore()
            try waitForWork()

            two.kill()
            _ = try two.end()
            try sendMore()
            two = try application.start("two")
            try waitForWork()

            three.terminate()
            #expect(try three.end() == 0)
            try sendMore()
            try waitForWork()

            one.kill()
            _ = try one.end()
            two.terminate()
            #expect(try two.end() == 0)
            try sendMore()
            try application.runToEnd(["one", "two"])
            try run.expectReplay()
            // It is over: whoever comes later, under whatever name, has nothing to do.
            try application.runToEnd(["late"])
            try run.expectReplay()
        }

        @Test("a changed configuration is refused with what changed, and taken over when told to")
        func changedConfiguration() throws {
            var plan = ApplicationPlan()
            plan.sources = [("clicks", "clicks", 1)]
            plan.numbers = "windows: {aligned: [1h], sliding: []}\nlateness: 30s"
            let application = try Application(plan)
            try application.send((0..<10).map { Day.click("a\($0)", minute: $0, customer: "k") })
            let first = try application.start("one")
            try application.waitForProgress(10)
            first.terminate()
            #expect(try first.end() == 0)

            try application.writeConfiguration(
                numbers: "windows: {aligned: [1h], sliding: []}\nlateness: 45s")
            let refused = try application.start("one", "--until-end")
            #expect(try refused.end() == 78)
            #expect(refused.text.contains("- lateness"), "as it was: \(refused.text)")
            #expect(refused.text.contains("+ lateness"), "as it is")
            #expect(refused.text.contains("--accept-config"), "what to do")

            try application.send((10..<20).map { Day.click("a\($0)", minute: $0, customer: "k") })
            let accepted = try application.start("one", "--until-end", "--accept-config")
            #expect(try accepted.end() == 0, "\(accepted.text)")
            #expect(try application.finals("pool").first?.counts["clicks"] == 20)
        }
    }
}
