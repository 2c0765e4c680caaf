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
    /// Payloads of frames that were full before the others are sealed, by destination.
    var fullFrames: [[[UInt8]]]
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
        journeys.keepsChurnEvents = !keepsLog
        passedOn = Array(
            repeating: EventFrameBuilder(), count: stage == .visitors ? settings.profilePartitions : 0)
        fullFrames = Array(repeating: [], count: passedOn.count)
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
                    behind.append(.init(event))
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
    ///   - mark: where it notes which event it is at; what that does not let it try is set aside.
    /// - Returns: whether there is more to release.
    @discardableResult
    public mutating func advance(
        into outbox: inout Outbox, limit: Int = .max, mark: WorkMark? = nil
    ) -> Bool {
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
            if let first = notices.first, first <= event.time {
                _ = mark?.begin(.stage, channel, at: -1)
                applyNotices(before: event.time + 1)
            }
            if let mark, !mark.begin(.event, event.source, at: event.offset) {
                tally.poisoned += 1
                return outbox.poisoned.append(.init(event))
            }
            process(event, record: record, lines: lines)
        }
        _ = mark?.begin(.stage, channel, at: -1)
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

    /// Seals frames for all partitions of the next stages.
    ///
    /// As a rule it is one for each, but several where one would be too large. Only the last says how far the task is.
    private mutating func seal(_ watermark: Milliseconds, into outbox: inout Outbox) {
        for destination in passedOn.indices where !passedOn[destination].isEmpty { sealEvents(destination) }
        let events = fullFrames
        for destination in fullFrames.indices { fullFrames[destination].removeAll() }
        let facts = FactFrame.payloads(
            journeys.facts, names: journeys.names, partitions: settings.poolPartitions,
            partition: { PoolTask.partition(of: journeys.names[$0], of: settings.poolPartitions) })
        let rounds = (events + facts).reduce(1) { max($0, $1.count) }
        for round in 0..<rounds {
            var header = FrameHeader(
                kind: .events, channel: channel, from: sent, to: sent + 1,
                watermark: round == rounds - 1 ? watermark : released, digest: settings.digest)
            if header.watermark == Channels.closed { header.newest = intake.channels.newest }
            append(events, .journeys, round, header, to: &outbox)
            header.kind = .facts
            append(facts, .pool, round, header, to: &outbox)
            sent += 1
        }
        journeys.facts.removeAll()
        outbox.churnEvents.append(contentsOf: journeys.churnEvents)
        journeys.churnEvents.removeAll()
        if !keepsLog { journeys.paths.commit() }
        released = watermark
        changes.isMoved = true
    }

    private func append(
        _ payloads: [[[UInt8]]], _ stage: StageName, _ round: Int, _ header: FrameHeader,
        to outbox: inout Outbox
    ) {
        for (destination, payloads) in payloads.enumerated() {
            let payload = round < payloads.count ? payloads[round] : []
            outbox.frames.append(
                .init(stage: stage, partition: destination, bytes: Frame.encode(header, payload: payload)))
        }
    }

    /// Writes what is passed on to a partition into a frame's payload.
    mutating func sealEvents(_ destination: Int) {
        fullFrames[destination].append(passedOn[destination].takePayload(names: journeys.names))
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

extension Event {
    /// The channel of its source partition.
    fileprivate var source: ChannelID { .source(stream: stream.rawValue, partition: Int(partition)) }
}

extension Outbox.Behind {
    /// Where an event's record stands.
    fileprivate init(_ event: Event) {
        self.init(stream: event.stream.rawValue, partition: event.partition, offset: event.offset)
    }
}
