/// One input of a task: a source partition, or a partition of the stage before (DESIGN "Time and order").
public struct ChannelID: Hashable, Comparable, Sendable {
    /// The kind of input in the upper 16 bits, its partition in the lower 16.
    public let rawValue: UInt32

    /// Makes a channel of its number.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// A partition of a source stream.
    public static func source(stream: UInt8, partition: Int) -> ChannelID {
        ChannelID(rawValue: UInt32(stream) << 16 | UInt32(partition))
    }
    /// A partition of the visitors stage.
    public static func visitors(_ partition: Int) -> ChannelID {
        ChannelID(rawValue: 0x100 << 16 | UInt32(partition))
    }
    /// A partition of the journeys stage.
    public static func journeys(_ partition: Int) -> ChannelID {
        ChannelID(rawValue: 0x101 << 16 | UInt32(partition))
    }

    /// Orders by kind, then partition.
    public static func < (left: ChannelID, right: ChannelID) -> Bool { left.rawValue < right.rawValue }
}

/// What a frame says of itself, before its payload.
public struct FrameHeader: Equatable, Sendable {
    /// What the payload holds.
    public var kind: FrameKind
    /// The input that it comes from.
    public var channel: ChannelID
    /// The beginning of the range of the sender's progress that it covers.
    ///
    /// Each receiver sees ranges [from, to) without gap.
    public var from: Int64
    /// The end of the range.
    public var to: Int64
    /// All that the channel sends from now on has at least this time.
    public var watermark: Milliseconds
    /// The digest of the number-deciding configuration.
    public var digest: UInt64
    /// All source partitions known: in the first frame of an ingest task, empty otherwise.
    public var sources: [ChannelID] = []

    /// Makes a header.
    public init(
        kind: FrameKind, channel: ChannelID, from: Int64, to: Int64, watermark: Milliseconds, digest: UInt64,
        sources: [ChannelID] = []
    ) {
        self.kind = kind
        self.channel = channel
        self.from = from
        self.to = to
        self.watermark = watermark
        self.digest = digest
        self.sources = sources
    }
}

/// What a frame's payload holds.
public enum FrameKind: UInt8, Sendable {
    case events = 1
    case facts = 2
}

/// Why a frame is refused: the task that meets one stops its partition, and commits nothing.
public enum FrameError: Error, Equatable {
    /// Cut short, or its checksum is wrong.
    case damaged
    /// Written by a version that this one does not read.
    case unknownFormat(UInt8)
    /// Written under another configuration.
    case otherConfiguration
    /// A part of what the channel sent is missing.
    case gap(channel: ChannelID, expected: Int64, found: Int64)
    /// From a channel that is none of the task's.
    case unknownChannel(ChannelID)
}

/// A frame's bytes: mark, version, header, payload, checksum (XXH64 of all before it).
public enum Frame {
    /// The format that is written.
    public static let version: UInt8 = 1
    private static let mark: [UInt8] = [0x57, 0x52]  // "WR"

    /// Encodes a frame around a payload.
    public static func encode(_ header: FrameHeader, payload: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(payload.count + 64 + 5 * header.sources.count)
        bytes.append(contentsOf: mark)
        bytes.append(version)
        bytes.append(header.kind.rawValue)
        bytes.appendWord(header.digest)
        bytes.appendVarint(UInt64(header.channel.rawValue))
        bytes.appendSigned(header.from)
        bytes.appendSigned(header.to)
        bytes.appendSigned(header.watermark)
        bytes.appendVarint(UInt64(header.sources.count))
        for source in header.sources { bytes.appendVarint(UInt64(source.rawValue)) }
        bytes.appendVarint(UInt64(payload.count))
        bytes.append(contentsOf: payload)
        bytes.appendWord(XXHash.hash64(bytes.span))
        return bytes
    }

    /// Checks a frame, and returns its header and a reader of its payload.
    public static func decode(
        _ bytes: [UInt8], digest: UInt64
    ) throws(FrameError) -> (FrameHeader, ByteReader) {
        guard bytes.count > 12, bytes[0] == mark[0], bytes[1] == mark[1] else { throw .damaged }
        guard bytes[2] == version else { throw .unknownFormat(bytes[2]) }
        var tail = ByteReader(bytes, from: bytes.count - 8)
        let checksum = XXHash.hash64(bytes.span.extracting(first: bytes.count - 8))
        guard tail.word() == checksum else { throw .damaged }
        var reader = ByteReader(bytes, from: 3, to: bytes.count - 8)
        guard let kind = FrameKind(rawValue: reader.byte()) else { throw .damaged }
        let written = reader.word()
        var header = FrameHeader(
            kind: kind, channel: ChannelID(rawValue: UInt32(truncatingIfNeeded: reader.varint())),
            from: reader.signed(), to: reader.signed(), watermark: reader.signed(), digest: written)
        for _ in 0..<reader.count() {
            header.sources.append(ChannelID(rawValue: UInt32(truncatingIfNeeded: reader.varint())))
        }
        let length = reader.count()
        guard !reader.isBroken, reader.position + length == reader.end else { throw .damaged }
        guard written == digest else { throw .otherConfiguration }
        return (header, reader)
    }
}
