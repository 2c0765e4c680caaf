import Foundation
import Market
import Streaming
import Testing

@Suite("What goes wrong on the way")
struct DisturbanceTests {
    @Test("nothing, where nothing is asked for: records come in order")
    func order() throws {
        let printed = try Printed(.clean())
        for stream in MarketStream.allCases {
            let times = printed.records(stream).compactMap(\.time)
            #expect(zip(times, times.dropFirst()).allSatisfy { $0 <= $1 })
        }
    }

    @Test("records trail the newest of their partition by less than the disorder", arguments: [1, 3])
    func disorder(partitions: Int) throws {
        var options = MarketOptions.clean(events: 100_000, profiles: 5_000)
        options.duration = .day / 2
        options.disorder = 10 * .second
        options.duplicates = 0.05
        options.partitions = partitions
        let printed = try Printed(options)
        var trailing = 0
        for partition in 0..<partitions {
            var newest = Milliseconds.min
            for line in printed.lines(.clicks, partition: partition) {
                let time = try #require(Record(line)?.time)
                newest = max(newest, time)
                #expect(newest - time < options.disorder)
                if time < newest { trailing += 1 }
            }
        }
        #expect(trailing > 5_000)
    }

    @Test("late records trail by more than the lateness, about as many as asked for")
    func late() throws {
        var options = MarketOptions.clean(events: 100_000, profiles: 5_000)
        options.duration = .day
        options.late = 0.01
        let printed = try Printed(options)
        var late = 0
        for stream in MarketStream.allCases {
            var newest = Milliseconds.min
            for record in printed.records(stream) {
                let time = try #require(record.time)
                newest = max(newest, time)
                if time < newest { #expect(time < newest - options.lateness) }
                if time < newest - options.lateness { late += 1 }
            }
        }
        #expect((800...1_200).contains(late), "\(late)")
        #expect((800...1_200).contains(printed.summary.late))
    }

    @Test("duplicates have the id and the bytes of their record")
    func duplicates() throws {
        var options = MarketOptions.clean(events: 50_000)
        options.duplicates = 0.02
        options.disorder = 5 * .second
        let printed = try Printed(options)
        let lines = printed.lines(.clicks)
        let twice = lines.count - Set(lines).count
        #expect(Set(lines).count == Set(printed.records(.clicks).compactMap { $0["event_id"] }).count)
        #expect((twice * 1_000 / lines.count) >= 15 && (twice * 1_000 / lines.count) <= 25)
    }

    @Test("broken records are dead letters: no JSON, no id, or a time before 2000")
    func broken() throws {
        var options = MarketOptions.clean(events: 50_000)
        options.broken = 0.02
        let printed = try Printed(options)
        var broken = 0
        for stream in MarketStream.allCases {
            for line in printed.lines(stream) {
                guard let record = Record(line), record["event_id"] != nil, let time = record.time, time > 0
                else {
                    broken += 1
                    continue
                }
            }
        }
        #expect(broken == printed.summary.broken)
        #expect((800...1_200).contains(broken), "\(broken)")
    }
}
