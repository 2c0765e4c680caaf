import Streaming
import Testing

@Suite("A frame")
struct FrameTests {
    private static let header = FrameHeader(
        kind: .events, channel: .source(stream: 2, partition: 7), from: 120, to: 145, watermark: -5,
        digest: 0xABCD,
        sources: [.source(stream: 0, partition: 0), .source(stream: 3, partition: 65_535)])

    @Test("comes back as it was sent")
    func roundTrip() throws {
        var random = Seeded(state: 8)
        for round in 0..<200 {
            var header = FrameHeader(
                kind: random.below(2) == 0 ? .events : .facts,
                channel: ChannelID(rawValue: random.next()),
                from: Int64(bitPattern: random.next()), to: Int64(bitPattern: random.next()),
                watermark: [Channels.unheard, Channels.closed, 0, -1, 1_772_359_200_000][random.below(5)],
                digest: random.next(),
                sources: (0..<random.below(4)).map { _ in ChannelID(rawValue: random.next() >> 20) }
            )
            header.wall = Int64(bitPattern: random.next())
            header.isIdle = random.below(2) == 0
            header.retired = (0..<random.below(3)).map { _ in ChannelID(rawValue: random.next()) }
            let payload = (0..<random.below(50)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            var (read, reader) = try Frame.decode(
                Frame.encode(header, payload: payload), digest: header.digest)
            #expect(read == header, "seed 8, round \(round)")
            let range = reader.skip(payload.count)
            #expect(reader.isAtEnd && !reader.isBroken && Array(reader.bytes[range]) == payload)
        }
    }

    @Test("is refused when any one bit of it was turned over")
    func flipped() {
        let bytes = Frame.encode(Self.header, payload: Array("payload".utf8))
        for index in bytes.indices {
            for bit in 0..<8 {
                var damaged = bytes
                damaged[index] ^= 1 << UInt8(bit)
                #expect(throws: FrameError.self, "byte \(index), bit \(bit)") {
                    try Frame.decode(damaged, digest: 0xABCD)
                }
            }
        }
    }

    @Test("is refused when it is cut short anywhere, or longer than it says")
    func truncated() {
        let bytes = Frame.encode(Self.header, payload: Array("payload".utf8))
        for length in bytes.indices {
            #expect(throws: FrameError.damaged, "\(length) bytes") {
                try Frame.decode(Array(bytes.prefix(length)), digest: 0xABCD)
            }
        }
        #expect(throws: FrameError.damaged) { try Frame.decode(bytes + [0], digest: 0xABCD) }
    }

    @Test("with a sound checksum around a malformed header is refused, and never traps")
    func malformedInside() {
        let bytes = Frame.encode(Self.header, payload: Array("payload".utf8))
        for index in 3..<bytes.count - 8 {
            for value in [0x00, 0x7F, 0x80, 0xFF] as [UInt8] {
                var body = Array(bytes.dropLast(8))
                body[index] = value
                body.appendWord(XXHash.hash64(body.span))
                let read = try? Frame.decode(body, digest: 0xABCD)
                #expect(read == nil || (read?.1.position ?? .max) <= body.count, "byte \(index) is \(value)")
            }
        }
        for length in 3..<bytes.count - 8 {
            var body = Array(bytes.prefix(length))
            body.appendWord(XXHash.hash64(body.span))
            #expect(throws: FrameError.self, "\(length) bytes") { try Frame.decode(body, digest: 0xABCD) }
        }
    }

    @Test("of another configuration, or of an unknown version, is refused as what it is")
    func foreign() {
        let bytes = Frame.encode(Self.header, payload: [])
        #expect(throws: FrameError.otherConfiguration) { try Frame.decode(bytes, digest: 0xABCE) }
        for version in [0, 1, 3, 255] as [UInt8] {
            var other = Array(bytes.dropLast(8))
            other[2] = version
            other.appendWord(XXHash.hash64(other.span))
            #expect(throws: FrameError.unknownFormat(version)) { try Frame.decode(other, digest: 0xABCD) }
        }
    }

    @Test("names its channel by kind and partition")
    func channels() {
        let ids = [
            ChannelID.source(stream: 0, partition: 0), .source(stream: 0, partition: 1),
            .source(stream: 3, partition: 0),
            .visitors(0), .visitors(1), .journeys(0), .journeys(1_023),
        ]
        #expect(Set(ids).count == ids.count && ids.sorted() == ids)
    }
}
