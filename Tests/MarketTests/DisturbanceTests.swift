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
        var options = MarketOptions.clean(events: 40_000, profiles: 5_000)
        options.duration = .day / 4
        options.disorder = 10 * .second
        options.duplicates = 0.05
        options.partitions = partitions
        let printed = try Printed(options)
        var trailing = 0
        for partition in 0..<partitions {
            let distances = trails(printed.lines(.clicks, partition: partition))
            #expect(distances.allSatisfy { $0 < options.disorder })
            trailing += distances.count { $0 > 0 }
        }
        #expect(trailing > 2_000)
    }

    @Test("late records trail by more than the lateness, about as many as asked for")
    func late() throws {
        var options = MarketOptions.clean(events: 40_000, profiles: 5_000)
        options.duration = .day
        options.late = 0.01
        let printed = try Printed(options)
        var late = 0
        for stream in MarketStream.allCases {
            let distances = trails(printed.lines(stream))
            #expect(distances.allSatisfy { $0 == 0 || $0 > options.lateness })
            late += distances.count { $0 > 0 }
        }
        #expect((300...500).contains(late), "\(late)")
        #expect((300...500).contains(printed.summary.late))
    }

    /// How far each record trails the newest before it.
    private func trails(_ lines: [Data]) -> [Milliseconds] {
        var newest = Milliseconds.min
        return lines.compactMap { Record($0)?.time }.map { time in
            newest = max(newest, time)
            return newest - time
        }
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
