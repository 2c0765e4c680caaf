import Foundation
import Streaming
import Testing

@testable import Market

@Suite("The market")
struct MarketTests {
    @Test("is a function of its options")
    func deterministic() throws {
        var options = MarketOptions()
        options.partitions = 3
        let first = try Printed(options)
        #expect(try Printed(options).files == first.files)
        options.seed = 2
        #expect(try Printed(options).files != first.files)
    }

    @Test("does not depend on the steps in which it is made")
    func steps() throws {
        let whole = try Printed(MarketOptions())
        var market = try Market(MarketOptions())
        var clicks: [UInt8] = []
        while !market.isFinished {
            market.advance(by: 37 * .minute + 123) { stream, _, lines in
                if stream == .clicks { clicks += lines }
            }
        }
        #expect(clicks == whole.files[0])
    }

    @Test(
        "holds about as many events as asked for",
        arguments: [(3_000, 300, 7), (50_000, 5_000, 1), (20_000, 400, 30), (60_000, 20_000, 3)])
    func volume(events: Int, profiles: Int, days: Int64) throws {
        var options = MarketOptions()
        (options.events, options.profiles, options.duration) = (events, profiles, days * .day)
        let total = try Printed(options).summary.total
        #expect(abs(total - events) < events * 12 / 100, "\(total) events")
    }

    @Test("lies between its start and its end", arguments: [1, 4] as [Int])
    func bounds(partitions: Int) throws {
        var options = MarketOptions.clean()
        options.partitions = partitions
        options.start += 12_345
        options.duration = 2 * .day + 777
        let printed = try Printed(options)
        for stream in MarketStream.allCases {
            let times = printed.records(stream).map { $0.time ?? 0 }
            #expect(times.allSatisfy { $0 >= options.start && $0 < options.end })
        }
    }

    @Test("keeps little of each person, and drops timers beyond its limit")
    func memory() {
        #expect(MemoryLayout<Profile>.stride <= 12)
        #expect(MemoryLayout<Appointment>.stride <= 32)
        var wheel = TimerWheel(limit: 10)
        for second in 0..<100 { wheel.add(Appointment(time: Int64(second) * .second, step: .arrive)) }
        #expect(wheel.count == 10)
    }

    @Test("fires timers in order, also those more than a round of the wheel away")
    func wheel() {
        var wheel = TimerWheel(limit: 10)
        let times: [Milliseconds] = [5_900, 5_100, 131_072_000 + 5_500, 5_500, 2 * 131_072_000 + 5_001]
        for time in times { wheel.add(Appointment(time: time, step: .arrive)) }
        var fired: [Milliseconds] = []
        for second in 0..<Milliseconds(300_000) {
            wheel.collect(second: second)
            for index in wheel.due.indices { fired.append(wheel.take(index).time) }
        }
        #expect(fired == times.sorted())
        #expect(wheel.count == 0)
    }

    @Test("refuses what no market can be made of", arguments: ["profiles", "events", "pools", "late"])
    func refusals(option: String) {
        var options = MarketOptions()
        switch option {
        case "profiles": options.profiles = 0
        case "events": options.events = 0
        case "pools": options.pools = 5
        default: options.late = 0.6
        }
        let error = #expect(throws: MarketError.self) { try Market(options) }
        #expect(error?.option == option)
    }
}
