/// The inputs of a task, what has been read of each, and the watermark over all of them.
///
/// Which source partitions there are is in the log: the first frame of every ingest task lists those that it
/// knows, and a listed channel holds the watermark at −∞ until it is heard.
public struct Channels: Sendable {
    private struct Progress {
        var channel: ChannelID
        var watermark: Milliseconds
        var to: Int64?
    }

    /// The watermark of nothing heard yet.
    public static let unheard = Milliseconds.min
    /// The watermark of a channel that will send no more.
    public static let closed = Milliseconds.max

    private var progress: [Progress] = []
    private let listsSources: Bool

    /// Starts with the channels that are known beforehand.
    ///
    /// - Parameters:
    ///   - known: partitions of the stages before.
    ///   - listsSources: whether source partitions feed the task, too; then nothing is released before one of
    ///     them was heard.
    public init(known: [ChannelID], listsSources: Bool) {
        self.listsSources = listsSources
        for channel in known { add(channel) }
    }

    /// All that is still to come has at least this time: the least watermark of all channels.
    public var watermark: Milliseconds {
        guard !listsSources || progress.contains(where: { $0.channel.rawValue < 0x100 << 16 }) else {
            return Channels.unheard
        }
        return progress.reduce(Channels.closed) { min($0, $1.watermark) }
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
        progress[index].to = header.to
        progress[index].watermark = max(progress[index].watermark, header.watermark)
        return true
    }

    private func index(of channel: ChannelID) -> Int? {
        progress.firstIndex { $0.channel == channel }
    }

    private mutating func add(_ channel: ChannelID) {
        progress.append(Progress(channel: channel, watermark: Channels.unheard, to: nil))
    }
}
