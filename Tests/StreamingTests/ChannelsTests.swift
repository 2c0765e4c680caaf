import Streaming
import Testing

@Suite("The channels of a task")
struct ChannelsTests {
    private static let a = ChannelID.source(stream: 0, partition: 0)
    private static let b = ChannelID.source(stream: 2, partition: 1)

    private func header(
        _ channel: ChannelID, _ from: Int64, _ to: Int64, watermark: Milliseconds, sources: [ChannelID] = []
    ) -> FrameHeader {
        FrameHeader(
            kind: .events, channel: channel, from: from, to: to, watermark: watermark, digest: 0,
            sources: sources)
    }

    @Test("take each range once and in turn")
    func ranges() throws {
        var channels = Channels(known: [.visitors(0)], listsSources: false)
        #expect(try channels.receive(header(.visitors(0), 0, 3, watermark: 10)))
        #expect(try !channels.receive(header(.visitors(0), 0, 3, watermark: 99)), "the same again")
        #expect(try !channels.receive(header(.visitors(0), 1, 2, watermark: 99)), "a part of it")
        #expect(channels.watermark == 10, "what is dropped tells nothing")
        #expect(try channels.receive(header(.visitors(0), 3, 4, watermark: 11)))
        #expect(channels.watermark == 11)
    }

    @Test("stop at a gap, and at a range that is half known")
    func gaps() throws {
        var channels = Channels(known: [.visitors(0)], listsSources: false)
        _ = try channels.receive(header(.visitors(0), 0, 3, watermark: 10))
        #expect(throws: FrameError.gap(channel: .visitors(0), expected: 3, found: 4)) {
            try channels.receive(header(.visitors(0), 4, 5, watermark: 12))
        }
        #expect(throws: FrameError.gap(channel: .visitors(0), expected: 3, found: 2)) {
            try channels.receive(header(.visitors(0), 2, 5, watermark: 12))
        }
        #expect(channels.watermark == 10)
        #expect(
            try channels.receive(header(.visitors(0), 3, 5, watermark: 12)), "the right one still goes on")
    }

    @Test("refuse a channel that nobody listed")
    func unknown() throws {
        var channels = Channels(known: [.visitors(0)], listsSources: true)
        #expect(throws: FrameError.unknownChannel(Self.a)) {
            try channels.receive(header(Self.a, 0, 1, watermark: 5))
        }
        #expect(try channels.receive(header(Self.a, 0, 1, watermark: 5, sources: [Self.a])))
    }

    @Test("hold the watermark until everyone was heard")
    func unheard() throws {
        var channels = Channels(known: [.visitors(0), .visitors(1)], listsSources: false)
        #expect(channels.watermark == Channels.unheard)
        _ = try channels.receive(header(.visitors(0), 0, 1, watermark: 50))
        #expect(channels.watermark == Channels.unheard)
        _ = try channels.receive(header(.visitors(1), 0, 1, watermark: 40))
        #expect(channels.watermark == 40)
        _ = try channels.receive(header(.visitors(1), 1, 2, watermark: 60))
        #expect(channels.watermark == 50)
    }

    @Test("hold it, too, until a first source was heard, and every source that it lists")
    func listed() throws {
        var channels = Channels(known: [], listsSources: true)
        #expect(channels.watermark == Channels.unheard)
        _ = try channels.receive(header(Self.a, 0, 1, watermark: 70, sources: [Self.a, Self.b]))
        #expect(channels.watermark == Channels.unheard)
        _ = try channels.receive(header(Self.b, 0, 1, watermark: 30, sources: [Self.a, Self.b]))
        #expect(channels.watermark == 30)

        var journeys = Channels(known: [.visitors(0)], listsSources: true)
        _ = try journeys.receive(header(.visitors(0), 0, 1, watermark: 20))
        #expect(journeys.watermark == Channels.unheard, "no source yet")
    }

    @Test("never take a promise back")
    func monotone() throws {
        var channels = Channels(known: [.visitors(0)], listsSources: false)
        _ = try channels.receive(header(.visitors(0), 0, 1, watermark: 50))
        #expect(try channels.receive(header(.visitors(0), 1, 2, watermark: 40)))
        #expect(channels.watermark == 50)
    }

    @Test("that are closed hold nobody")
    func closed() throws {
        var channels = Channels(known: [.visitors(0), .visitors(1)], listsSources: false)
        _ = try channels.receive(header(.visitors(0), 0, 1, watermark: Channels.closed))
        _ = try channels.receive(header(.visitors(1), 0, 1, watermark: 40))
        #expect(channels.watermark == 40)
        _ = try channels.receive(header(.visitors(1), 1, 2, watermark: Channels.closed))
        #expect(channels.watermark == Channels.closed)
    }

    @Test("begin at 0, unless their first frame lists the sources")
    func start() throws {
        var channels = Channels(known: [.visitors(0)], listsSources: true)
        #expect(throws: FrameError.gap(channel: .visitors(0), expected: 0, found: 900)) {
            _ = try channels.receive(header(.visitors(0), 900, 905, watermark: 1))
        }
        let source = ChannelID.source(stream: 0, partition: 0)
        var first = header(source, 900, 905, watermark: 1)
        first.sources = [source]
        #expect(try channels.receive(first))
        #expect(try !channels.receive(first))
    }

    @Test("that are retired hold nobody, until they are heard again")
    func retired() throws {
        var channels = Channels(known: [], listsSources: true)
        _ = try channels.receive(header(Self.a, 0, 1, watermark: 70, sources: [Self.a, Self.b]))
        #expect(channels.watermark == Channels.unheard && channels.slowest == Self.b)
        var last = header(Self.a, 1, 2, watermark: 80, sources: [Self.a])
        last.retired = [Self.b]
        _ = try channels.receive(last)
        #expect(channels.watermark == 80 && channels.slowest == Self.a)
        _ = try channels.receive(header(Self.b, 5, 6, watermark: 10, sources: [Self.b]))
        _ = try channels.receive(header(Self.a, 2, 3, watermark: 90))
        #expect(channels.watermark == 80 && channels.slowest == Self.b, "it is back, and behind")
        _ = try channels.receive(header(Self.b, 6, 7, watermark: 85))
        #expect(channels.watermark == 85)
    }

    @Test("that nobody listed at first join at the present watermark")
    func joins() throws {
        var channels = Channels(known: [], listsSources: true)
        _ = try channels.receive(header(Self.a, 0, 1, watermark: 70, sources: [Self.a]))
        _ = try channels.receive(header(Self.b, 0, 1, watermark: 20, sources: [Self.a, Self.b]))
        #expect(channels.watermark == 70 && channels.slowest == Self.b)
        _ = try channels.receive(header(Self.a, 1, 2, watermark: 95))
        #expect(channels.watermark == 70)
        _ = try channels.receive(header(Self.b, 1, 2, watermark: 90))
        #expect(channels.watermark == 90)
    }

    @Test("come back as they were, leases and retired ones, too", arguments: Array(1...20) as [UInt64])
    func stored(seed: UInt64) throws {
        var random = Seeded(state: seed)
        let sources = (0..<4).map { ChannelID.source(stream: 0, partition: $0) }
        var channels = Channels(known: [.visitors(0)], listsSources: true, idleTimeout: 100)
        var ends = Array(repeating: Int64(0), count: 5)
        for round in 0..<60 {
            let place = random.below(5)
            var next = header(
                place == 4 ? .visitors(0) : sources[place], ends[place], ends[place] + 1,
                watermark: Milliseconds(random.below(1_000) + round * 10), sources: sources)
            next.wall = Milliseconds(round * 20)
            next.isIdle = random.below(2) == 0
            if random.below(9) == 0 { next.retired = [sources[random.below(4)]] }
            ends[place] += 1
            _ = try channels.receive(next)
            var bytes: [UInt8] = []
            channels.encode(to: &bytes)
            var reader = ByteReader(bytes)
            var other = Channels(known: [], listsSources: true, idleTimeout: 100)
            other.restore(from: &reader)
            #expect(other == channels && reader.isAtEnd && !reader.isBroken, "seed \(seed), round \(round)")
        }
    }
}
