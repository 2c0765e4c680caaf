public import Events
public import Streaming

/// The stage that reads one source partition: records in, frames of events out (DESIGN, "Ingest").
///
/// It decodes and checks, decides lateness against the newest event of this partition, and sends every event
/// to the partition of its profile. It keeps no profile and never reads the catalogue.
public struct IngestTask: ~Copyable {
    /// What became of a record.
    public enum Outcome: Equatable, Sendable {
        /// It is in a frame.
        case accepted
        /// It is late and no money: it goes whole to the late topic.
        case late
        /// It is no event: it goes whole to dead letters.
        case dead(DeadLetter)
    }

    /// How many records were read.
    public private(set) var records = 0
    /// How many of them were late and set aside.
    public private(set) var late = 0
    /// How many were no event.
    public private(set) var dead = 0
    /// The newest event time so far; `Channels.unheard` before the first event.
    public private(set) var newest = Channels.unheard

    /// The offset behind the last record taken: where reading goes on.
    public private(set) var position: Int64
    /// Whether the last seal found the partition idle.
    public var isIdle: Bool { lease.isIdle }

    private var deadCounts = Array(repeating: 0, count: DeadLetterCode.allCases.count)
    private let channel: ChannelID
    private let settings: Settings
    private let knownSources: [ChannelID]
    private let retired: [ChannelID]
    private var decoder: EventDecoder
    private var names = StringTable()
    private var event = Event()
    private var visitors: [EventFrameBuilder]
    private var journeys: [EventFrameBuilder]
    private var sent: Int64
    private var sentWatermark = Channels.unheard
    private var isIntroduced = false
    /// Whether a frame has become so large that it is to be sealed before more is taken.
    public private(set) var isFull = false
    private var lease = IdleLease()

    /// Starts at the beginning of a partition, or goes on where a commit was.
    ///
    /// - Parameters:
    ///   - stream: the stream that it is of.
    ///   - partition: its number within the stream, any of 32 bits.
    ///   - sources: all source partitions known, which the first frame lists.
    ///   - retired: source partitions that were taken out of the configuration, which it lists, too.
    ///   - position: the offset of the first record to come.
    ///   - newest: the newest event time of those before it.
    ///   - settings: the settings.
    public init(
        stream: Stream, partition: Int, sources: [ChannelID], retired: [ChannelID] = [],
        position: Int64 = 0, newest: Milliseconds = Channels.unheard, settings: Settings
    ) {
        channel = .source(stream: stream.rawValue, partition: partition)
        knownSources = sources
        self.retired = retired
        self.position = position
        self.newest = newest
        sent = position
        self.settings = settings
        decoder = EventDecoder(rules: settings.events, stream: stream)
        visitors = Array(repeating: EventFrameBuilder(), count: settings.profilePartitions)
        journeys = visitors
    }

    /// Takes a record; its position counts from 0.
    public mutating func take(_ record: Record) -> Outcome {
        records += 1
        position = record.offset + 1
        if case .dead(let letter) = decoder.decode(record, into: &event, strings: &names) {
            dead += 1
            deadCounts[Int(letter.code.rawValue)] += 1
            return .dead(letter)
        }
        if newest != Channels.unheard, event.time < newest - settings.events.lateness {
            guard event.isMoney else {
                late += 1
                return .late
            }
            event.time = newest - settings.events.lateness
            event.flags.insert(.late)
        }
        newest = max(newest, event.time)
        lease.takeNote()
        route()
        return .accepted
    }

    /// Steps over a record that is not to be tried again: it counts as dead.
    public mutating func skip(offset: Int64) {
        records += 1
        dead += 1
        position = offset + 1
    }

    /// Seals frames for all partitions of both stages, where there is something new to say.
    ///
    /// - Parameters:
    ///   - outbox: gets the frames.
    ///   - wall: the wall clock; 0 in a replay, where nobody is idle.
    ///   - isAtEnd: all that the partition held at that instant has been taken.
    ///   - isClosed: the partition ends here.
    public mutating func seal(
        into outbox: inout Outbox, wall: Milliseconds = 0, isAtEnd: Bool = false, isClosed: Bool = false
    ) {
        let watermark =
            isClosed
            ? Channels.closed
            : newest == Channels.unheard ? Channels.unheard : newest - settings.events.lateness
        lease.decide(at: wall, isAtEnd: isAtEnd && !isClosed, timeout: settings.idleTimeout)
        guard !isIntroduced || position > sent || watermark > sentWatermark || lease.isDue else { return }
        var header = FrameHeader(
            kind: .events, channel: channel, from: sent, to: position, watermark: watermark,
            digest: settings.digest, sources: isIntroduced ? [] : knownSources)
        #if WEIR_MUTATIONS
            if Mutation.active == .firstFrameWithoutSources { header.sources = [] }
        #endif
        if isClosed { header.newest = newest }
        header.wall = wall
        header.isIdle = lease.isIdle
        header.retired = isIntroduced ? [] : retired
        for partition in visitors.indices {
            let first = visitors[partition].takePayload(names: names)
            outbox.frames.append(
                .init(stage: .visitors, partition: partition, bytes: Frame.encode(header, payload: first)))
            let second = journeys[partition].takePayload(names: names)
            outbox.frames.append(
                .init(stage: .journeys, partition: partition, bytes: Frame.encode(header, payload: second)))
        }
        sent = position
        sentWatermark = watermark
        isIntroduced = true
        isFull = false
        lease.wasSent(at: wall)
        if names.count > 1 << 16 { names.removeAll() }
    }

    /// How many records were no event for this reason.
    public func deadCount(of code: DeadLetterCode) -> Int { deadCounts[Int(code.rawValue)] }

    /// How many accepted events had a value in a field that was ignored.
    public func ignoredCount(of field: InputField) -> Int { decoder.ignoredCount(of: field) }

    private mutating func route() {
        if event.isCostReport {
            event.anonymous = .absent
            event.customer = decoder.hasher.campaign(names[event.campaign].span)
            append(to: event.customer, [], .journeys)
        } else if !event.anonymous.isAbsent {
            append(to: event.anonymous, decoder.lines[...], .visitors)
        } else if !event.customer.isAbsent {
            append(to: event.customer, decoder.lines[...], .journeys)
        } else {
            let guest = decoder.hasher.guest(stream: event.stream, idHash: event.idHash)
            append(to: guest, decoder.lines[...], .journeys)
        }
    }

    @inline(__always)
    private mutating func append(to profile: Hash128, _ lines: ArraySlice<OrderLine>, _ stage: StageName) {
        let destination = partition(of: profile)
        if stage == .visitors {
            visitors[destination].append(event, lines: lines)
            if visitors[destination].isFull { isFull = true }
        } else {
            journeys[destination].append(event, lines: lines)
            if journeys[destination].isFull { isFull = true }
        }
    }

    private func partition(of id: Hash128) -> Int {
        Int(truncatingIfNeeded: id.low % UInt64(settings.profilePartitions))
    }
}
