import Events
import Foundation
import Streaming
import Testing
import Topology

@Suite("Events that are not to be tried")
struct PoisonTests {
    /// An event's time, as it stands in the record.
    private func time(_ line: String) -> Milliseconds? {
        let rest = line.components(separatedBy: #""event_time":"#).dropFirst().first
        return rest.flatMap { Milliseconds($0.prefix { $0.isNumber }) }
    }

    @Test(
        "what is left is what it would be if they were no events",
        arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
    func restStays(seed: UInt64) throws {
        let feeds = Synthetic.feeds(seed: seed, count: 400)
        var transport = Rig.Transport(seed: seed)
        var without = feeds
        // Not the newest so far: they move the watermark, which ingest has done before their turn comes.
        for (index, feed) in feeds.enumerated() {
            var newest = Milliseconds.min
            for (offset, line) in feed.lines.enumerated() {
                guard let time = time(line) else { continue }
                if time <= newest, offset % 3 == 1 {
                    let channel = ChannelID.source(
                        stream: feed.stream.rawValue, partition: feed.partition)
                    transport.poison.insert(.init(channel, Int64(offset)))
                    without[index].lines[offset] = "{}"
                }
                newest = max(newest, time)
            }
        }
        #expect(transport.poison.count > 3, "seed \(seed)")
        var rig = Rig(settings(), transport)
        try rig.run(feeds)
        var plain = Rig(settings(), Rig.Transport(seed: seed))
        try plain.run(without)
        #expect(rig.records == plain.records, "seed \(seed)")
        #expect(rig.tally.poisoned == rig.poisoned.count && !rig.poisoned.isEmpty)
        let places = rig.poisoned.map {
            WorkMark.Place(.source(stream: $0.stream, partition: Int($0.partition)), $0.offset)
        }
        #expect(Set(places).count == places.count && transport.poison.isSuperset(of: places))
        let (all, rest) = (rig.tally, plain.tally)
        #expect(all.processed == rest.processed && all.duplicates == rest.duplicates)
        // Those that are late and no money never get their turn.
        let late = rig.outcomes.count { $0 == .late }
        let dead = plain.outcomes.count { if case .dead = $0 { true } else { false } }
        #expect(all.poisoned + late >= transport.poison.count && dead >= transport.poison.count)
    }

    @Test("a record that is stepped over is dead, and reading goes on behind it")
    func stepOver() {
        var task = IngestTask(stream: .clicks, partition: 0, sources: [], settings: settings())
        _ = task.take(record("1", at: 0), offset: 0, partition: 0)
        task.skip(offset: 1)
        #expect(task.take(record("2", at: 0), offset: 2, partition: 0) == .accepted)
        #expect(task.records == 3 && task.dead == 1 && task.position == 3)
        #expect(task.newest == start)
    }

    @Test("a mark tells the newest work, and nothing when it is over")
    func mark() {
        let poison = WorkMark.Place(.source(stream: 1, partition: 3), 7)
        let mark = WorkMark(poison: [poison])
        #expect(mark.place == nil)
        #expect(mark.begin(.event, poison.channel, at: 6) == true)
        #expect(mark.place == WorkMark.Place(poison.channel, 6))
        #expect(mark.begin(.record, poison.channel, at: 7) == false)
        #expect(mark.begin(.event, .source(stream: 2, partition: 3), at: 7) == true)
        #expect(mark.begin(.stage, .pools(1), at: -1) == true)
        #expect(mark.place == WorkMark.Place(.pools(1), -1))
        mark.end()
        #expect(mark.place == nil)
    }
}
