import Testing

extension BrokerTests {
    @Suite("A rolling restart", .serialized)
    struct RollingRestartTests {
        // A static member that comes back within the session has what it had, and nobody else notices.
        @Test("leaves the group's generation as it was, and the work goes on")
        func generation() throws {
            let run = try MarketRun(seed: 2, partitions: 3)
            let application = run.application
            let names = ["one", "two", "three"]
            var workers = try names.map { try application.start($0) }
            try application.waitForShares(of: workers)
            let before = try application.generations()
            let generation = try #require(before.last)
            for index in names.indices {
                try run.send(part: index, of: 4)
                workers[index].terminate()
                #expect(try workers[index].end() == 0)
                workers[index] = try application.start(names[index])
                try application.waitForShares(of: workers)
            }
            try run.send(part: 3, of: 4)
            let after = try application.generations().dropFirst(before.count)
            #expect(after.count >= names.count, "each return was written down")
            #expect(Set(after) == [generation], "\(before), then \(after)")
            for worker in workers {
                #expect(worker.lines(of: "revoked").isEmpty)
                #expect(worker.lines(of: "assigned").count == application.plan.lanes)
                worker.terminate()
            }
            for worker in workers { #expect(try worker.end() == 0) }
            try application.runToEnd(names)
            #expect(Set(try application.generations().dropFirst(before.count)) == [generation])
            try run.expectReplay()
        }
    }
}
