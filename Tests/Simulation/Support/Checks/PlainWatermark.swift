import Streaming

/// The watermark of a log by the words of the design, to be compared with that of the task that reads it.
struct PlainWatermark {
    private struct Channel {
        var watermark = Channels.unheard
        var to = Int64.min
        /// The wall clock of its newest frame, if that says idle.
        var idleSince: Milliseconds?
    }

    private var channels: [ChannelID: Channel] = [:]
    private var clock = Milliseconds.min
    private let timeout: Milliseconds?
    /// All that is still to come has at least this time.
    private(set) var watermark = Channels.unheard

    init(stages: [ChannelID], timeout: Milliseconds?) {
        self.timeout = timeout
        for stage in stages { channels[stage] = Channel() }
    }

    mutating func take(_ header: FrameHeader) {
        guard header.kind != .warmUp else { return }
        for source in header.sources where channels[source] == nil { channels[source] = Channel() }
        var channel = channels[header.channel] ?? Channel()
        guard header.from >= channel.to else { return }
        channel.to = header.to
        channel.watermark = max(channel.watermark, header.watermark)
        channel.idleSince = header.isIdle ? header.wall : nil
        channels[header.channel] = channel
        clock = max(clock, header.wall)
        guard channels.keys.contains(where: \.isSource) else { return }
        let held = channels.values.filter { !isExcused($0) }.map(\.watermark)
        watermark = max(watermark, held.min() ?? channels.values.map(\.watermark).max() ?? Channels.unheard)
    }

    /// A lease is good for `idle_timeout` of the clock that the frames carry.
    private func isExcused(_ channel: Channel) -> Bool {
        guard let timeout, let since = channel.idleSince else { return false }
        return clock - since <= timeout
    }
}
