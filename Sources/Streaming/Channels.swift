/// The inputs of a task, what has been read of each, and the watermark over all of them.
///
/// Which source partitions there are is in the log: the first frame of every ingest task lists those that it
/// knows, and a listed channel holds the watermark at −∞ until it is heard. A channel whose newest frame says
/// that it is idle holds nobody back while that lease is fresh, by the clock that the frames carry: so a
/// re-read decides the same.
public struct Channels: Sendable, Equatable {
    private struct Progress: Equatable {
        var channel: ChannelID
        var watermark: Milliseconds
        var to: Int64?
        /// The wall clock of the newest frame, where that said idle.
        var idleSince: Milliseconds?
        var isRetired = false
        /// The newest time of what it sent, once it has closed.
        var newest = Channels.unheard
    }

    /// The watermark of nothing heard yet.
    public static let unheard = Milliseconds.min
    /// The watermark of a channel that will send no more.
    public static let closed = Milliseconds.max

    /// All that is still to come has at least this time; what comes with less is behind.
    ///
    /// It never falls. It is taken anew at every frame, so that it does not depend on how frames are batched.
    public private(set) var watermark = Channels.unheard
    private var progress: [Progress] = []
    private var clock = Milliseconds.min
    private let listsSources: Bool
    private let idleTimeout: Milliseconds?

    /// Starts with the channels that are known beforehand.
    ///
    /// - Parameters:
    ///   - known: partitions of the stages before.
    ///   - listsSources: whether source partitions feed the task, too; then nothing is released before one of
    ///     them was heard.
    ///   - idleTimeout: how long a lease is fresh; nil: nobody is ever idle.
    public init(known: [ChannelID], listsSources: Bool, idleTimeout: Milliseconds? = nil) {
        self.listsSources = listsSources
        self.idleTimeout = idleTimeout
        for channel in known { add(channel) }
    }

    /// The newest time of all that closed channels sent: later timers never fire (SPEC 3, end of a replay).
    public var newest: Milliseconds { progress.reduce(Channels.unheard) { max($0, $1.newest) } }

    /// The channel that holds the watermark; nil where none does.
    public var slowest: ChannelID? {
        progress.filter { !isLeftOut($0) }.min { $0.watermark < $1.watermark }?.channel
    }

    /// Takes note of a frame.
    ///
    /// - Parameter header: the frame's header.
    /// - Returns: whether it is new; one that was read before is to be dropped.
    /// - Throws: where a part is missing, or the channel is none of the task's.
    public mutating func receive(_ header: FrameHeader) throws(FrameError) -> Bool {
        for source in header.sources where index(of: source) == nil { add(source) }
        guard let index = index(of: header.channel) else { throw .unknownChannel(header.channel) }
        // A source may begin anywhere in its log, but its first frame introduces it: it lists the sources.
        let first = header.sources.isEmpty ? 0 : header.from
        let known = progress[index].to ?? first
        let isKnown = header.from < known && header.to <= known
        guard header.from == known || isKnown else {
            throw .gap(channel: header.channel, expected: known, found: header.from)
        }
        // A frame without records has an empty range: read again, it says nothing new, and does no harm.
        guard !isKnown else { return false }
        for source in header.retired {
            if let other = self.index(of: source) { progress[other].isRetired = true }
        }
        clock = max(clock, header.wall)
        progress[index].to = header.to
        progress[index].watermark = max(progress[index].watermark, header.watermark)
        progress[index].idleSince = header.isIdle ? header.wall : nil
        progress[index].isRetired = false
        progress[index].newest = max(progress[index].newest, header.newest)
        watermark = max(watermark, leastWatermark)
        return true
    }

    /// The least watermark of those that are not left out; where all are, the newest of what they have sent.
    private var leastWatermark: Milliseconds {
        guard !listsSources || progress.contains(where: \.channel.isSource) else { return Channels.unheard }
        var least = Channels.closed
        var newest = Channels.unheard
        var isHeld = progress.isEmpty
        for channel in progress {
            if isLeftOut(channel) {
                if !channel.isRetired { newest = max(newest, channel.watermark) }
            } else {
                isHeld = true
                least = min(least, channel.watermark)
            }
        }
        return isHeld ? least : newest
    }

    private func isLeftOut(_ channel: Progress) -> Bool {
        guard !channel.isRetired else { return true }
        guard let idleTimeout, let since = channel.idleSince else { return false }
        #if WEIR_MUTATIONS
            if Mutation.active == .idleWithoutLease { return true }
        #endif
        return clock &- since <= idleTimeout
    }

    private func index(of channel: ChannelID) -> Int? {
        progress.firstIndex { $0.channel == channel }
    }

    private mutating func add(_ channel: ChannelID) {
        progress.append(Progress(channel: channel, watermark: Channels.unheard, to: nil))
    }
}

extension Channels {
    /// Appends what is known of every channel.
    public func encode(to bytes: inout [UInt8]) {
        bytes.appendSigned(watermark)
        bytes.appendSigned(clock)
        bytes.appendVarint(UInt64(progress.count))
        for channel in progress {
            bytes.appendVarint(channel.channel.rawValue)
            bytes.appendSigned(channel.watermark)
            bytes.append(
                (channel.to == nil ? 0 : 1) | (channel.idleSince == nil ? 0 : 2)
                    | (channel.isRetired ? 4 : 0) | (channel.newest == Channels.unheard ? 0 : 8))
            if let to = channel.to { bytes.appendSigned(to) }
            if let since = channel.idleSince { bytes.appendSigned(since) }
            if channel.newest != Channels.unheard { bytes.appendSigned(channel.newest) }
        }
    }

    /// Puts back what `encode` wrote; the reader is broken afterwards where that is malformed.
    public mutating func restore(from reader: inout ByteReader) {
        watermark = reader.watermark()
        clock = reader.signed()
        progress.removeAll()
        for _ in 0..<reader.count() {
            var channel = Progress(
                channel: ChannelID(rawValue: reader.varint()), watermark: reader.watermark(), to: nil)
            let parts = reader.byte()
            if parts & 1 != 0 { channel.to = reader.signed() }
            if parts & 2 != 0 { channel.idleSince = reader.signed() }
            channel.isRetired = parts & 4 != 0
            if parts & 8 != 0 { channel.newest = reader.watermark() }
            progress.append(channel)
        }
    }
}
