/// One input of a task: a source partition, or a partition of the stage before (DESIGN "Time and order").
public struct ChannelID: Hashable, Comparable, Sendable {
    /// The kind of input from bit 32 upwards, its place within the kind below.
    public let rawValue: UInt64

    private static let visitorsKind: UInt64 = 0x100
    private static let journeysKind: UInt64 = 0x101
    private static let poolsKind: UInt64 = 0x102

    /// Makes a channel of its number.
    public init(rawValue: UInt64) { self.rawValue = rawValue }

    /// A partition of a source stream, by the number that its events carry: up to 2^32 - 1.
    public static func source(stream: UInt8, partition: Int) -> ChannelID {
        ChannelID(rawValue: UInt64(stream) << 32 | UInt64(UInt32(truncatingIfNeeded: partition)))
    }
    /// A partition of the visitors stage.
    public static func visitors(_ partition: Int) -> ChannelID {
        ChannelID(rawValue: visitorsKind << 32 | UInt64(partition))
    }
    /// A partition of the journeys stage.
    public static func journeys(_ partition: Int) -> ChannelID {
        ChannelID(rawValue: journeysKind << 32 | UInt64(partition))
    }

    /// A partition of the pool stage, in the frames of its state.
    public static func pools(_ partition: Int) -> ChannelID {
        ChannelID(rawValue: poolsKind << 32 | UInt64(partition))
    }

    /// Whether it is a source, not a stage.
    public var isSource: Bool { rawValue >> 32 < Self.visitorsKind }
    /// The number of a source's stream.
    public var stream: UInt8 { UInt8(truncatingIfNeeded: rawValue >> 32) }
    /// Its partition within its kind.
    public var partition: Int { Int(UInt32(truncatingIfNeeded: rawValue)) }

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
    /// The newest time of all that the channel sent; said only where its watermark says that it has closed.
    public var newest: Milliseconds = Channels.unheard
    /// The digest of the number-deciding configuration.
    public var digest: UInt64
    /// The wall clock at its making; 0 in a replay, which has no idle channels.
    public var wall: Milliseconds = 0
    /// The channel is idle: it holds nobody back while this lease is fresh.
    public var isIdle = false
    /// All source partitions known: in the first frame of an ingest task, empty otherwise.
    public var sources: [ChannelID] = []
    /// Source partitions that were taken out of the configuration: they hold nobody back any more.
    public var retired: [ChannelID] = []

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
    /// Events for a stage of profiles.
    case events = 1
    /// Sums for the pools.
    case facts = 2
    /// Changes of the catalogue, for everybody.
    case catalogue = 3
    /// Profiles to delete, for the stages of profiles.
    case erasures = 4
    /// Changed records of a task's state.
    case state = 5
    /// Nothing: the first write to a partition takes seconds, so that each lane makes one before it joins.
    case warmUp = 6
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
    /// State that was made with other numbers of partitions, which never change.
    case otherPartitions(profiles: UInt64, pools: UInt64)
}

/// A frame's bytes: mark, version, header, payload, checksum (XXH64 of all before it).
public enum Frame {
    /// The format that is written.
    public static let version: UInt8 = 2
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
        if header.watermark == Channels.closed { bytes.appendSigned(header.newest) }
        bytes.appendSigned(header.wall)
        bytes.append(header.isIdle ? 1 : 0)
        for list in [header.sources, header.retired] {
            bytes.appendVarint(UInt64(list.count))
            for source in list { bytes.appendVarint(source.rawValue) }
        }
        bytes.appendVarint(UInt64(payload.count))
        bytes.append(contentsOf: payload)
        bytes.appendWord(XXHash.hash64(bytes.span))
        return bytes
    }

    /// Checks a frame, and returns its header and a reader of its payload.
    ///
    /// - Parameters:
    ///   - bytes: the frame.
    ///   - digest: that of the reader's configuration; nil reads frames of any (state, which outlives one).
    ///   - former: the digest of a configuration that was taken over; its frames are read, too.
    /// - Returns: the header, and a reader of the payload.
    /// - Throws: why it must not be read.
    public static func decode(
        _ bytes: [UInt8], digest: UInt64?, former: UInt64? = nil
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
            kind: kind, channel: ChannelID(rawValue: reader.varint()),
            from: reader.signed(), to: reader.signed(), watermark: reader.watermark(),
            digest: written)
        if header.watermark == Channels.closed { header.newest = reader.watermark() }
        header.wall = reader.signed()
        header.isIdle = reader.byte() == 1
        for _ in 0..<reader.count() { header.sources.append(ChannelID(rawValue: reader.varint())) }
        for _ in 0..<reader.count() { header.retired.append(ChannelID(rawValue: reader.varint())) }
        let length = reader.count()
        guard !reader.isBroken, reader.position + length == reader.end else { throw .damaged }
        let isRead = digest == nil || written == digest || written == former || kind == .warmUp
        guard isRead else { throw .otherConfiguration }
        return (header, reader)
    }
}
