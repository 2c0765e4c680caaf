internal import Events
internal import Marketing
public import Streaming

/// Visitors and journeys: the same processor, run twice (DESIGN, "The way of an event").
///
/// It takes frames from all its channels, releases their events in order once the watermark has passed them,
/// deduplicates, follows links, and books what is its own; visitors pass on what belongs to a customer.
public struct ProfileTask: Sendable {
    /// What became of the events released so far, and of those set aside.
    public internal(set) var tally = Tally()
    /// All before this time has been worked off and sent.
    public internal(set) var released = Channels.unheard

    let stage: StageName
    let partition: Int
    let settings: Settings
    let hasher: IDHasher
    var intake: Intake
    var buffer = ReorderBuffer()
    var notices = NoticeBuffer()
    /// The changes of the catalogue that hold, by campaign.
    var catalogueChanges: [String: CatalogueChange] = [:]
    var journeys: Journeys
    var timers = Timers()
    /// When store visits and journeys end.
    var endTimers = Timers()
    let retention: Milliseconds
    var passedOn: [EventFrameBuilder]
    /// How many frames went to each partition of the next stages.
    var sent: Int64 = 0
    let keepsLog: Bool
    var changes = StateChanges()
    /// Events behind the watermark since the last `advance`.
    var behind: [Outbox.Behind] = []
    /// Who was deleted since the last `advance`.
    var erased: [Outbox.Erased] = []

    /// Starts without state.
    ///
    /// - Parameters:
    ///   - stage: visitors or journeys.
    ///   - partition: the partition of the stage.
    ///   - settings: the settings.
    ///   - keepsLog: whether changes are tracked for `writeState`; a replay needs none.
    public init(stage: StageName, partition: Int, settings: Settings, keepsLog: Bool = false) {
        precondition(stage != .pool)
        self.stage = stage
        self.partition = partition
        self.settings = settings
        self.keepsLog = keepsLog
        hasher = IDHasher(key: settings.events.idKey)
        retention = Self.retention(settings.journeys)
        let before = stage == .visitors ? 0 : settings.profilePartitions
        intake = Intake(
            Channels(
                known: (0..<before).map(ChannelID.visitors), listsSources: true,
                idleTimeout: settings.idleTimeout))
        journeys = Journeys(
            rules: settings.journeys, windows: settings.windows, catalogue: settings.catalogue)
        passedOn = Array(
            repeating: EventFrameBuilder(), count: stage == .visitors ? settings.profilePartitions : 0)
    }

    /// Takes a frame; one that was read before is dropped.
    ///
    /// - Parameters:
    ///   - bytes: the frame.
    ///   - offset: where it stands in the task's partition.
    /// - Throws: where it is refused; the task is good for nothing then.
    public mutating func receive(_ bytes: [UInt8], at offset: Int64) throws(FrameError) {
        let (header, payload) = try Frame.decode(
            bytes, digest: settings.digest, former: settings.formerDigest)
        changes.isMoved = true
        guard header.kind != .warmUp else { return intake.skip(offset) }
        let isKnown = offset < intake.known
        let watermark = intake.channels.watermark
        guard try intake.take(header, at: offset) else { return }
        switch header.kind {
        case .events:
            try read(payload, watermark: watermark, isKnown: isKnown)
            journeys.namesChanged()
        case .catalogue, .erasures: try readNotices(payload, header.kind, watermark: watermark)
        case .facts, .state, .warmUp: throw .damaged
        }
    }

    /// Puts a frame's events into the buffer, but those that are behind (DESIGN, "Idle is a lease").
    ///
    /// - Parameters:
    ///   - payload: the frame's.
    ///   - watermark: as it was before the frame; what has less time is behind.
    ///   - isKnown: the frame was read before a restart, and what it led to then was sent.
    /// - Throws: where the frame is malformed.
    private mutating func read(
        _ payload: ByteReader, watermark: Milliseconds, isKnown: Bool
    ) throws(FrameError) {
        let released = self.released
        var names = StringTable()
        swap(&names, &journeys.names)
        defer { swap(&names, &journeys.names) }
        try EventFrameReader.read(payload, names: &names) { event, record, lines in
            if event.time < watermark {
                // After the end of all channels there is no pane to book in any more.
                guard event.isMoney, watermark != Channels.closed else {
                    guard !isKnown else { return }
                    tally.behind += 1
                    behind.append(
                        .init(stream: event.stream.rawValue, partition: event.partition, offset: event.offset)
                    )
                    return
                }
                event.time = watermark
                event.flags.insert(.late)
            }
            // Only on a second reading: it left the buffer before the restart.
            guard event.time >= released else { return }
            intake.brought(event.time)
            buffer.append(event, record: record, lines: lines)
        }
    }

    /// Releases what the watermark has passed, and seals frames for the next stages.
    ///
    /// - Parameters:
    ///   - outbox: gets the frames, and the events that were behind.
    ///   - limit: about how many events, and how many timers, are released at most; those of one millisecond,
    ///     and the timers of one minute, go together.
    /// - Returns: whether there is more to release.
    @discardableResult
    public mutating func advance(into outbox: inout Outbox, limit: Int = .max) -> Bool {
        outbox.behind.append(contentsOf: behind)
        behind.removeAll(keepingCapacity: true)
        let watermark = intake.channels.watermark
        // A frame read for the second time was worked off under a watermark that its followers moved.
        guard watermark > released, !intake.isRebuilding else {
            settle()
            return false
        }
        #if WEIR_MUTATIONS
            let isTooFar = Mutation.active == .releaseAtWatermark && watermark != Channels.closed
            var bound = isTooFar ? watermark + 1 : watermark
        #else
            var bound = watermark
        #endif
        if limit < .max {
            // At the end of all channels no timer fires that is later than the last event.
            let isClosing = watermark == Channels.closed
            let forgotten = isClosing ? nil : timers.bound(of: limit, before: watermark)
            let ends = isClosing ? nil : endTimers.bound(of: limit, before: watermark)
            let bounds = [forgotten, ends, notices.firstErasure.map { $0 + 1 }]
            for case let end? in bounds { bound = min(bound, max(end, released + 1)) }
        }
        var buffer = self.buffer
        self.buffer = ReorderBuffer()
        let time = buffer.release(before: bound, limit: max(1, limit)) { event, record, lines in
            if let first = notices.first, first <= event.time { applyNotices(before: event.time + 1) }
            process(event, record: record, lines: lines)
        }
        self.buffer = buffer
        applyNotices(before: time)
        if time == Channels.closed {
            let end = intake.channels.newest.addingReportingOverflow(1).partialValue
            settleDue(before: max(end, end &+ .minute), at: end, isLast: true)
        } else {
            settleDue(before: time, at: time.floorDivided(by: .minute) * .minute)
            expire(before: time)
        }
        seal(time, into: &outbox)
        outbox.erased.append(contentsOf: erased)
        erased.removeAll()
        settle()
        return time < watermark
    }

    private mutating func settle() {
        // It takes the frames that were taken before, in the same order: what was accepted once is again.
        _ = try? intake.settle(released: released)
    }

    private mutating func seal(_ watermark: Milliseconds, into outbox: inout Outbox) {
        func header(_ kind: FrameKind) -> FrameHeader {
            var header = FrameHeader(
                kind: kind, channel: channel, from: sent, to: sent + 1, watermark: watermark,
                digest: settings.digest)
            if watermark == Channels.closed { header.newest = intake.channels.newest }
            return header
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
        if !keepsLog { journeys.paths.commit() }
        sent += 1
        released = watermark
        changes.isMoved = true
    }
}

extension ProfileTask {
    /// The channel that the task's frames come from, those of its state log, too.
    var channel: ChannelID { stage == .visitors ? .visitors(partition) : .journeys(partition) }

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
    /// About how many bytes of memory they take.
    public var bufferedBytes: Int { buffer.byteCount }
    /// About how many bytes of memory the profiles take.
    public var stateBytes: Int { journeys.store.byteCount + journeys.names.byteCount }

    /// How many of them take what `unique_profiles` needs.
    public var sightingBytes: Int { journeys.store.sightings.byteCount }

    /// Where reading must begin after a restart: the first frame of which something still waits.
    public var firstOffset: Int64 { intake.first }
    /// The offset behind the last frame taken.
    public var nextOffset: Int64 { intake.next }
    /// Whether the frames that are read now were read before a restart.
    public var isRebuilding: Bool { intake.isRebuilding }
    /// What has less time than this may be released.
    public var watermark: Milliseconds { intake.channels.watermark }
    /// The channel that holds the watermark; nil where none does.
    public var heldBy: ChannelID? { intake.channels.slowest }
    /// Whether every channel has ended, and all that was in it has come out.
    public var isClosed: Bool { released == Channels.closed }
}
