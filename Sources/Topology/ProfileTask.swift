internal import Events
internal import Marketing
public import Streaming

/// Visitors and journeys: the same processor, run twice (DESIGN, "The way of an event").
///
/// It takes frames from all its channels, releases their events in order once the watermark has passed them,
/// deduplicates, follows links, and books what is its own; visitors pass on what belongs to a customer.
public struct ProfileTask: Sendable {
    /// What became of the events released so far.
    public internal(set) var tally = Tally()

    let stage: StageName
    let partition: Int
    let settings: Settings
    let hasher: IDHasher
    var channels: Channels
    var buffer = ReorderBuffer()
    var journeys: Journeys
    var timers = Timers()
    let retention: Milliseconds
    var passedOn: [EventFrameBuilder]
    private var poolPartitions: [Int] = []
    private var sent: Int64 = 0
    private var sentWatermark = Channels.unheard

    /// Starts without state.
    ///
    /// - Parameters:
    ///   - stage: visitors or journeys.
    ///   - partition: the partition of the stage.
    ///   - settings: the settings.
    public init(stage: StageName, partition: Int, settings: Settings) {
        precondition(stage != .pool)
        self.stage = stage
        self.partition = partition
        self.settings = settings
        hasher = IDHasher(key: settings.events.idKey)
        retention = Self.retention(settings.journeys)
        let before = stage == .visitors ? 0 : settings.profilePartitions
        channels = Channels(known: (0..<before).map(ChannelID.visitors), listsSources: true)
        journeys = Journeys(rules: settings.journeys, catalogue: settings.catalogue)
        passedOn = Array(
            repeating: EventFrameBuilder(), count: stage == .visitors ? settings.profilePartitions : 0)
    }

    /// How many records of state there are.
    public var profileCount: Int { journeys.store.count }

    /// How many people there are as far as known: visitors that are linked are their customers.
    public var peopleCount: Int {
        journeys.store.profiles.count { profile in
            profile.kind == .customer || (profile.kind == .visitor && profile.link.isAbsent)
        }
    }

    /// How many events wait for the watermark.
    public var bufferedCount: Int { buffer.count }

    /// Takes a frame; one that was read before is dropped.
    public mutating func receive(_ bytes: [UInt8]) throws(FrameError) {
        let (header, payload) = try Frame.decode(bytes, digest: settings.digest)
        guard try channels.receive(header) else { return }
        try EventFrameReader.read(payload, names: &journeys.names, into: &buffer)
        journeys.namesChanged()
    }

    /// Releases what the watermark has passed, and seals frames for the next stages.
    public mutating func advance(into outbox: inout Outbox) {
        let watermark = channels.watermark
        guard watermark > sentWatermark else { return }
        var buffer = self.buffer
        self.buffer = ReorderBuffer()
        buffer.release(before: watermark) { event, record in process(event, record: record) }
        self.buffer = buffer
        if watermark != Channels.closed { expire(before: watermark) }
        seal(watermark, into: &outbox)
    }

    private mutating func seal(_ watermark: Milliseconds, into outbox: inout Outbox) {
        let channel: ChannelID = stage == .visitors ? .visitors(partition) : .journeys(partition)
        func header(_ kind: FrameKind) -> FrameHeader {
            FrameHeader(
                kind: kind, channel: channel, from: sent, to: sent + 1, watermark: watermark,
                digest: settings.digest)
        }
        for destination in passedOn.indices {
            let payload = passedOn[destination].takePayload(names: journeys.names)
            outbox.frames.append(
                .init(
                    stage: .journeys, partition: destination,
                    bytes: Frame.encode(header(.events), payload: payload)))
        }
        let payloads = FactFrame.payloads(
            journeys.facts, names: journeys.names, partitions: settings.poolPartitions,
            partition: { PoolTask.partition(of: journeys.names[$0], of: settings.poolPartitions) })
        for (destination, payload) in payloads.enumerated() {
            outbox.frames.append(
                .init(
                    stage: .pool, partition: destination,
                    bytes: Frame.encode(header(.facts), payload: payload)))
        }
        journeys.facts.removeAll()
        sent += 1
        sentWatermark = watermark
    }
}
