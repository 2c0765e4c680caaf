import Foundation
import Testing

@testable import ReferenceSupport

extension BrokerTests {
    // "The final output is a function of the input logs, that record and the config. … Run on one worker or
    // ten: the same final records, each once for a `read_committed` consumer" (SPEC 3).
    @Suite("Kafka equals the replay of the same partitions", .serialized)
    struct ReplayEqualityTests {
        @Test("with one worker", arguments: [1, 5])
        func oneWorker(partitions: Int) throws {
            let run = try MarketRun(seed: 1, partitions: partitions)
            try run.sendAll()
            try run.application.runToEnd(["one"])
            try run.expectReplay()
        }

        @Test("with three worker processes, each stage in all of them", arguments: [1, 5])
        func threeWorkers(partitions: Int) throws {
            let run = try MarketRun(seed: 2, partitions: partitions)
            let names = ["one", "two", "three"]
            // They share the partitions while there is nothing to do: a static member that comes back has what
            // it had, so afterwards all of them begin at once.
            let first = try names.map { try run.application.start($0) }
            try run.application.waitForShares(of: first)
            for worker in first { worker.terminate() }
            for worker in first { #expect(try worker.end() == 0) }
            try run.sendAll()
            let workers = try run.application.runToEnd(names)
            try run.expectReplay()
            for kind in ["sources", "visitors", "journeys", "pools"] {
                let shares = workers.map { worker in worker.assignments.compactMap { $0[kind] }.reduce(0, +) }
                #expect(shares.count { $0 > 0 } > 1, "\(kind) in each process: \(shares)")
            }
            for worker in workers {
                // No rebalance has moved a stage from one process to another: what it had, it did.
                #expect(worker.lines(of: "assigned").count == run.application.plan.lanes)
                #expect(worker.lines(of: "revoked").isEmpty)
                let work = worker.lines(of: "summary")
                for figure in ["in", "processed", "out"] {
                    #expect(work.compactMap { $0[figure] }.reduce(0, +) > 0, "\(worker.instance): \(figure)")
                }
            }
        }
    }
}
