import Events
import Marketing
import Streaming
import Testing
import Topology

@Suite("Idle sources, by leases")
struct IdleTests {
    private static let sources: [ChannelID] = [
        .source(stream: 0, partition: 0), .source(stream: 2, partition: 0),
    ]

    private static func settings() -> Settings {
        var settings = TopologyTests.settings(1, 1)
        settings.idleTimeout = 10_000
        return settings
    }

    /// The header of what a seal sends; nil where it sends nothing.
    private func seal(
        _ task: inout IngestTask, _ wall: Milliseconds, isAtEnd: Bool = true, isClosed: Bool = false
    ) throws -> FrameHeader? {
        var outbox = Outbox()
        task.seal(into: &outbox, wall: wall, isAtEnd: isAtEnd, isClosed: isClosed)
        return try outbox.frames.first.map { try Frame.decode($0.bytes, digest: 0).0 }
    }

    @Test("a partition is idle once it stood at its end for the timeout, and says so each quarter")
    func becomesIdle() throws {
        var task = IngestTask(
            stream: .clicks, partition: 0, sources: Self.sources, settings: Self.settings())
        let first = try #require(try seal(&task, 100_000))
        #expect(!first.isIdle && first.wall == 100_000 && first.sources == Self.sources)
        #expect(try seal(&task, 109_999) == nil && !task.isIdle)
        #expect(try seal(&task, 110_000)?.isIdle == true && task.isIdle)
        #expect(try seal(&task, 112_499) == nil && task.isIdle)
        #expect(try seal(&task, 112_500)?.isIdle == true)
        #expect(try seal(&task, 90_000)?.isIdle == false, "a clock that was set back")
    }

    @Test("only an accepted event ends it; a record that waits does, too")
    func ends() throws {
        var task = IngestTask(
            stream: .clicks, partition: 0, sources: Self.sources, settings: Self.settings())
        _ = task.take(record("1", at: 100_000), offset: 0, partition: 0)
        _ = try seal(&task, 0)
        #expect(try seal(&task, 10_000)?.isIdle == true)
        _ = task.take("{", offset: 1, partition: 0)
        _ = task.take(record("2", at: 0), offset: 2, partition: 0)
        let broken = try #require(try seal(&task, 10_200))
        #expect(broken.isIdle && broken.to == 3 && task.dead == 1 && task.late == 1)
        _ = task.take(record("3", at: 100_001), offset: 3, partition: 0)
        #expect(try seal(&task, 10_400)?.isIdle == false)
        #expect(try seal(&task, 20_400)?.isIdle == true)
        #expect(try seal(&task, 20_500, isAtEnd: false)?.isIdle == false, "there is more to read")
        #expect(try seal(&task, 20_600) == nil, "it counts from there")
        #expect(try seal(&task, 30_500)?.isIdle == true)
    }

    @Test("without a timeout nobody is idle, and a closed partition is not")
    func never() throws {
        var task = IngestTask(
            stream: .clicks, partition: 0, sources: Self.sources, settings: TopologyTests.settings())
        _ = try seal(&task, 0)
        #expect(try seal(&task, 1_000_000_000) == nil && !task.isIdle)
        var closed = IngestTask(
            stream: .clicks, partition: 0, sources: Self.sources, settings: Self.settings())
        _ = try seal(&closed, 0)
        let last = try #require(try seal(&closed, 99_000, isClosed: true))
        #expect(last.watermark == Channels.closed && !last.isIdle)
    }

    @Test("a task goes on where a commit was, and introduces itself and the retired again")
    func goesOn() throws {
        let retired = [ChannelID.source(stream: 3, partition: 70_000)]
        var task = IngestTask(
            stream: .purchases, partition: 4_000_000_000, sources: Self.sources, retired: retired,
            position: 500, newest: start + 100_000, settings: Self.settings())
        let first = try #require(try seal(&task, 5))
        #expect(first.from == 500 && first.to == 500 && first.watermark == start + 70_000)
        #expect(first.sources == Self.sources && first.retired == retired)
        #expect(first.channel.partition == 4_000_000_000 && first.channel.stream == 2)
        #expect(task.take(record("1", at: 69_999, customer: "k"), offset: 500, partition: 0) != .late)
        let second = try #require(try seal(&task, 6))
        #expect(second.from == 500 && second.to == 501 && second.sources.isEmpty && second.retired.isEmpty)
        #expect(task.position == 501)
    }

    /// Two sources and the task that reads them; all that is sent goes to it at once.
    private struct Pair: ~Copyable {
        var clicks: IngestTask
        var purchases: IngestTask
        var task: ProfileTask
        var outbox = Outbox()

        init(settings: Settings) {
            clicks = IngestTask(
                stream: .clicks, partition: 0, sources: IdleTests.sources, settings: settings)
            purchases = IngestTask(
                stream: .purchases, partition: 0, sources: IdleTests.sources, settings: settings)
            task = ProfileTask(stage: .visitors, partition: 0, settings: settings, keepsLog: true)
        }

        mutating func deliver(_ sealed: Outbox) throws {
            for frame in sealed.frames where frame.stage == .visitors {
                let next = task.nextOffset
                try task.receive(frame.bytes, at: next)
            }
            task.advance(into: &outbox)
        }

        mutating func click(_ wall: Milliseconds, at time: Milliseconds? = nil, isAtEnd: Bool = true) throws {
            if let time {
                let next = clicks.position
                _ = clicks.take(record("c\(next)", at: time, anonymous: "a"), offset: next, partition: 0)
            }
            var sealed = Outbox()
            clicks.seal(into: &sealed, wall: wall, isAtEnd: isAtEnd)
            try deliver(sealed)
        }

        mutating func buy(_ wall: Milliseconds, at time: Milliseconds? = nil) throws {
            if let time {
                let next = purchases.position
                _ = purchases.take(
                    record("p\(next)", at: time, anonymous: "a", #""value":1,"order_id":"o\#(next)""#),
                    offset: next, partition: 0)
            }
            var sealed = Outbox()
            purchases.seal(into: &sealed, wall: wall, isAtEnd: true)
            try deliver(sealed)
        }
    }

    @Test("an idle source lets the others go on; what it sends behind them is set aside, money is booked")
    func behind() throws {
        var pair = Pair(settings: Self.settings())
        try pair.click(0, at: 0)
        try pair.buy(0, at: 0)
        for second in 1...12 as ClosedRange<Milliseconds> {
            try pair.click(second * 1_000)
            try pair.buy(second * 1_000, at: second * 10_000)
        }
        #expect(pair.clicks.isIdle && pair.task.watermark == start + 90_000)
        try pair.click(13_000, at: 50_000)
        #expect(pair.outbox.behind.map(\.offset) == [1] && pair.task.tally.behind == 1)
        // Now the purchases fall idle, and come back with money from behind.
        for second in 14...25 as ClosedRange<Milliseconds> {
            try pair.buy(second * 1_000)
            try pair.click(second * 1_000, at: second * 20_000)
        }
        #expect(pair.purchases.isIdle && pair.task.watermark == start + 470_000)
        try pair.buy(26_000, at: 130_000)
        #expect(pair.task.tally.behind == 1 && pair.task.bufferedCount > 0)
        for second in 27...40 as ClosedRange<Milliseconds> {
            try pair.buy(second * 1_000)
            try pair.click(second * 1_000, at: second * 20_000)
        }
        let money = pair.task.tally.processed + pair.task.tally.duplicates + pair.task.bufferedCount
        let taken = Int(pair.clicks.position + pair.purchases.position)
        #expect(money + pair.task.tally.behind == taken, "the balance holds")
    }

    @Test("a killed owner's lease runs out, and it holds the watermark")
    func killed() throws {
        var pair = Pair(settings: Self.settings())
        try pair.click(0, at: 0)
        try pair.buy(0, at: 0)
        try pair.click(10_000)
        #expect(pair.clicks.isIdle == true)
        // The owner of the clicks is gone now: nothing of it comes any more.
        try pair.buy(20_000, at: 100_000)
        #expect(pair.task.watermark == start + 70_000, "the lease is as old as it may be")
        try pair.buy(20_001, at: 200_000)
        #expect(pair.task.watermark == start + 70_000 && pair.task.heldBy == Self.sources[0])
        try pair.click(20_002)
        #expect(pair.task.watermark == start + 170_000 && pair.task.heldBy == Self.sources[1])
    }
}
