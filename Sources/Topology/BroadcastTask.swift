internal import Events
public import Marketing
public import Streaming

/// The stage that reads one partition of `campaigns` or `erasures`: what it says goes to everybody, with the
/// time from which on it holds (DESIGN, "Campaigns and erasures").
///
/// It is an ingest like that of events: it keeps no state but its position and the newest time, which the
/// driver commits, and says by leases when it is idle.
public struct BroadcastTask: Sendable {
    /// What a partition tells.
    public enum Kind: Sendable {
        case campaigns, erasures

        /// The number of its stream in channels, behind those of events.
        public var stream: UInt8 { self == .campaigns ? 4 : 5 }
    }

    /// Its channel.
    public let channel: ChannelID
    /// The offset behind the last record read.
    public private(set) var position: Int64
    /// The newest time so far; `Channels.unheard` before the first record.
    public private(set) var newest: Milliseconds
    /// Whether its newest frame says that it is idle.
    public var isIdle: Bool { lease.isIdle }
    /// How many bytes wait for the next frames.
    public var waitingBytes: Int { payload.count }

    private let kind: Kind
    private let settings: Settings
    private let sources: [ChannelID]
    private let retired: [ChannelID]
    private let hasher: IDHasher
    private let blocked: Set<[UInt8]>
    private var payload: [UInt8] = []
    private var sent: Int64
    private var sentWatermark = Channels.unheard
    private var isIntroduced = false
    private var lease: Lease

    /// Starts at a position of its partition.
    ///
    /// - Parameters:
    ///   - kind: what it tells.
    ///   - partition: its number within the topic.
    ///   - sources: all source partitions known, which the first frames list.
    ///   - retired: source partitions that were taken out of the configuration.
    ///   - settings: the settings.
    ///   - position: the offset of the first record that it will get.
    ///   - newest: the newest time of the records before; `Channels.unheard` where there were none.
    public init(
        kind: Kind, partition: Int, sources: [ChannelID], retired: [ChannelID] = [], settings: Settings,
        position: Int64 = 0, newest: Milliseconds = Channels.unheard
    ) {
        let channel = ChannelID.source(stream: kind.stream, partition: partition)
        self.kind = kind
        self.channel = channel
        self.sources = sources.contains(channel) ? sources : sources + [channel]
        self.retired = retired
        self.settings = settings
        self.position = position
        self.newest = newest
        sent = position
        hasher = IDHasher(key: settings.events.idKey)
        blocked = Set(settings.events.blockedIDs.map { $0.utf8.map(Self.lowercased) })
        lease = Lease(timeout: settings.idleTimeout)
    }

    /// Takes what a record says of a campaign.
    ///
    /// - Parameters:
    ///   - campaign: all that is said of it; nil takes it out.
    ///   - id: its id.
    ///   - time: the record's timestamp.
    ///   - offset: the record's offset.
    public mutating func take(
        campaign: Catalogue.Campaign?, id: String, at time: Milliseconds, offset: Int64
    ) {
        let time = accept(time, offset: offset)
        CatalogueChange(time: time, id: id, campaign: campaign).encode(to: &payload)
    }

    /// Takes a record that asks to forget somebody.
    ///
    /// - Parameters:
    ///   - customer: the bytes of the `customer_id`, if it names one.
    ///   - anonymous: the bytes of the `anonymous_id`, if it names one.
    ///   - time: the record's timestamp.
    ///   - offset: the record's offset.
    /// - Returns: whether it names anybody; where not, it is a dead letter, and stepped over.
    @discardableResult
    public mutating func take(
        erasureOfCustomer customer: [UInt8]?, anonymous: [UInt8]?, at time: Milliseconds, offset: Int64
    ) -> Bool {
        var erasure = Erasure(time: time)
        if let id = usable(customer) { erasure.customer = hasher.customer(id.span) }
        if let id = usable(anonymous) { erasure.anonymous = hasher.anonymous(id.span) }
        guard !erasure.customer.isAbsent || !erasure.anonymous.isAbsent else {
            skip(offset: offset)
            return false
        }
        erasure.time = accept(time, offset: offset)
        erasure.encode(to: &payload)
        return true
    }

    /// Steps over a record that is a dead letter.
    public mutating func skip(offset: Int64) { position = offset + 1 }

    /// Seals frames for all who listen, where there is something new to say.
    ///
    /// - Parameters:
    ///   - outbox: gets the frames.
    ///   - wall: the wall clock.
    ///   - isAtEnd: all records that there are have been read.
    ///   - isClosed: the partition ends here.
    public mutating func seal(
        into outbox: inout Outbox, wall: Milliseconds, isAtEnd: Bool, isClosed: Bool = false
    ) {
        let watermark = isClosed ? Channels.closed : floor
        let isDue = lease.look(wall: wall, isAtEnd: isAtEnd)
        guard !isIntroduced || position > sent || watermark > sentWatermark || isDue else { return }
        var header = FrameHeader(
            kind: kind == .campaigns ? .catalogue : .erasures, channel: channel, from: sent, to: position,
            watermark: watermark, digest: settings.digest)
        // As long as it was open the stages could work up to here: so they do where it closes.
        if isClosed { header.newest = newest }
        header.wall = wall
        header.isIdle = lease.isIdle
        if !isIntroduced { (header.sources, header.retired) = (sources, retired) }
        let bytes = Frame.encode(header, payload: payload)
        for stage in [StageName.visitors, .journeys] {
            for partition in 0..<settings.profilePartitions {
                outbox.frames.append(.init(stage: stage, partition: partition, bytes: bytes))
            }
        }
        if kind == .campaigns { sealForPools(header, into: &outbox) }
        payload.removeAll()
        sent = position
        sentWatermark = watermark
        isIntroduced = true
        lease.renewed(wall: wall)
    }

    /// Pools hear of source partitions only those of campaigns: all else reaches them through the stages.
    private func sealForPools(_ header: FrameHeader, into outbox: inout Outbox) {
        var header = header
        header.sources.removeAll { $0.stream != kind.stream || !$0.isSource }
        header.retired.removeAll { $0.stream != kind.stream || !$0.isSource }
        let bytes = Frame.encode(header, payload: payload)
        for partition in 0..<settings.poolPartitions {
            outbox.frames.append(.init(stage: .pool, partition: partition, bytes: bytes))
        }
    }

    /// No record counts as earlier than this.
    private var floor: Milliseconds {
        newest == Channels.unheard ? newest : newest - settings.events.lateness
    }

    private mutating func accept(_ time: Milliseconds, offset: Int64) -> Milliseconds {
        // A record's timestamp may be anything; what is reckoned from it must stay within `farthest`.
        let time = max(min(time, .farthest / 2), -.farthest / 2, floor)
        newest = max(newest, time)
        position = offset + 1
        lease.hasRecord()
        return time
    }

    /// The id, unless it counts as absent, as that of an event would (SPEC 2).
    private func usable(_ id: [UInt8]?) -> [UInt8]? {
        guard let id, (1...256).contains(id.count), !blocked.contains(id.map(Self.lowercased)) else {
            return nil
        }
        return id
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte
    }
}

extension BroadcastTask {
    /// Whether the partition holds nobody back, and when that must be said again.
    private struct Lease: Sendable {
        let timeout: Milliseconds?
        private(set) var isIdle = false
        private var quietSince: Milliseconds?
        private var hadRecord = false
        private var saidIdle = false
        private var saidAt = Milliseconds.min

        init(timeout: Milliseconds?) { self.timeout = timeout }

        mutating func hasRecord() { hadRecord = true }

        /// Decides anew, and tells whether that is news: a change, or a lease a quarter of whose time is over.
        mutating func look(wall: Milliseconds, isAtEnd: Bool) -> Bool {
            guard let timeout else { return false }
            if hadRecord || !isAtEnd { quietSince = wall }
            hadRecord = false
            let since = min(quietSince ?? wall, wall)
            quietSince = since
            isIdle = isAtEnd && wall - since >= timeout
            return isIdle != saidIdle || (isIdle && wall - saidAt >= timeout / 4)
        }

        mutating func renewed(wall: Milliseconds) {
            saidIdle = isIdle
            saidAt = wall
        }
    }
}
