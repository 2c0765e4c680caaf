internal import Events
internal import Marketing
public import Streaming

/// The stage that reads one partition of facts: adds them into their panes, folds every pane that is final
/// into windows, and writes the records of windows that are due (DESIGN, "Pool").
///
/// What waits for the watermark is read again after a restart; what is folded is in the state log.
public struct PoolTask: Sendable {
    let partition: Int
    let settings: Settings
    let keepsLog: Bool
    let writer: MetricWriter
    let zones: [TimeZoneTable]
    var intake: Intake
    var names = StringTable()
    var directory: Directory
    var zoneOfPool: [Int] = [0]
    var cells = CellTable()
    var panes: [Int32: PaneFacts] = [:]
    var spare: [PaneFacts] = []
    var windows: Windows
    var totals = CellRows()
    /// Changes of the catalogue whose time has not come, in the order in which they apply.
    var changes: [WaitingChange] = []
    /// The newest change of every campaign that has one.
    var changed: [String: CatalogueChange] = [:]
    var log = PoolLog()
    private var failure: FrameError?

    /// A change of the catalogue whose time has not come.
    struct WaitingChange: Sendable {
        let change: CatalogueChange
        let channel: ChannelID
    }

    /// Everything before this time has been worked off: panes and windows that end at or before it, and
    /// changes of the catalogue before it.
    public internal(set) var released = Channels.unheard

    /// Starts without state.
    ///
    /// - Parameters:
    ///   - partition: the partition of the stage.
    ///   - settings: the settings.
    ///   - keepsLog: whether the task writes state and labels; a replay needs neither, but totals.
    public init(partition: Int = 0, settings: Settings, keepsLog: Bool = false) {
        self.partition = partition
        self.settings = settings
        self.keepsLog = keepsLog
        let known = (0..<settings.profilePartitions)
        intake = Intake(
            Channels(
                known: known.map(ChannelID.visitors) + known.map(ChannelID.journeys), listsSources: false,
                idleTimeout: settings.idleTimeout))
        directory = Directory(settings.catalogue, rules: settings.journeys, names: &names)
        writer = MetricWriter(currency: settings.events.currency, model: settings.journeys.primaryModel)
        var zones = [settings.windows.defaultZone]
        for zone in settings.windows.zones.values.sorted(by: { $0.name < $1.name })
        where !zones.contains(zone) {
            zones.append(zone)
        }
        self.zones = zones
        windows = Windows(rules: settings.windows, zones: zones)
        log.meta = meta
    }

    /// Whether every channel has ended, and all windows were written.
    public var isClosed: Bool { released == Channels.closed }

    /// All that is still to come has at least this time.
    public var watermark: Milliseconds { intake.channels.watermark }

    /// Where reading begins again after a restart: the first frame of which something waits.
    public var firstOffset: Int64 { intake.first }

    /// The offset behind the last frame read.
    public var nextOffset: Int64 { intake.next }

    /// The channel that holds the watermark; nil where none does.
    public var heldBy: ChannelID? { intake.channels.slowest }

    /// How many panes wait for the watermark.
    public var openPanes: Int { panes.count }

    /// The partition of a pool.
    public static func partition(of pool: ArraySlice<UInt8>, of count: Int) -> Int {
        Int(truncatingIfNeeded: XXHash.hash64(pool.span) % UInt64(count))
    }

    /// Takes a frame; one that was read before is dropped.
    ///
    /// - Parameters:
    ///   - bytes: the frame.
    ///   - offset: where it stands in the partition; nil: behind the last one, from hand to hand.
    /// - Throws: where it must not be believed: the task has to stop then, and its state is of no use any more.
    public mutating func receive(_ bytes: [UInt8], at offset: Int64? = nil) throws(FrameError) {
        if let failure { throw failure }
        let (header, payload) = try Frame.decode(
            bytes, digest: settings.digest, former: settings.formerDigest)
        let offset = offset ?? intake.next
        guard header.kind != .warmUp else { return intake.skip(offset) }
        let before = intake.channels.watermark
        guard try intake.take(header, at: offset) else { return }
        switch header.kind {
        case .facts: try add(payload, watermark: before)
        case .catalogue: try wait(payload, of: header.channel, watermark: before)
        default: throw .damaged
        }
    }

    /// Works off what the watermark has passed: folds panes, writes the windows that are due, and takes over
    /// changes of the catalogue, each between the windows that end before it and those that end after it.
    ///
    /// - Parameters:
    ///   - outbox: gets the records.
    ///   - limit: how many panes are folded at most, but at least one.
    /// - Returns: whether work is left.
    @discardableResult
    public mutating func advance(into outbox: inout Outbox, limit: Int = .max) -> Bool {
        let isLeft = release(into: &outbox, limit: max(1, limit))
        do throws(FrameError) {
            try intake.settle(released: released)
        } catch {
            // Its frames were taken before, so this cannot be; were it so, the next frame would tell.
            failure = error
        }
        return isLeft
    }

    /// Adds facts to their panes.
    ///
    /// On a second reading after a restart, panes that were folded already are in the state. On a first
    /// reading no fact can be of a pane that the watermark had passed before: what was promised to be complete
    /// was not, and the task must not go on as if nothing had happened.
    private mutating func add(_ payload: ByteReader, watermark: Milliseconds) throws(FrameError) {
        var (cells, panes, spare) = (self.cells, self.panes, self.spare)
        (self.cells, self.panes, self.spare) = (CellTable(), [:], [])
        let released = released
        var newest = Milliseconds.min
        var isBehind = false
        // Rows come by pane as a rule: one look-up for all that follow one another.
        var (open, facts, isTaken): (Int32, PaneFacts, Bool) = (-1, PaneFacts(), false)
        try FactFrame.read(
            payload, names: &names, context: { cells.context($0, names: &$1) },
            row: { number, pane in
                let end = (Int64(pane) + 1) * .minute
                newest = max(newest, end - 1)
                if end <= watermark { isBehind = true }
                isTaken = end > released
                guard isTaken else { return }
                if pane != open {
                    if open >= 0 { panes[open] = facts }
                    facts = panes.removeValue(forKey: pane) ?? spare.popLast() ?? PaneFacts()
                    open = pane
                }
                facts.append(context: UInt32(number))
            },
            sum: { measure, value in if isTaken { facts.add(value, measure) } })
        if open >= 0 { panes[open] = facts }
        (self.cells, self.panes, self.spare) = (cells, panes, spare)
        guard !isBehind else { throw .damaged }
        intake.brought(newest)
        learnNames()
    }

    /// Keeps changes of the catalogue until their time; where that has passed, they apply at once.
    private mutating func wait(
        _ payload: ByteReader, of channel: ChannelID, watermark: Milliseconds
    ) throws(FrameError) {
        var reader = payload
        while !reader.isAtEnd {
            guard var change = CatalogueChange(from: &reader) else { throw .damaged }
            change.time = max(change.time, watermark)
            intake.brought(change.time)
            guard change.time >= released else { continue }
            let place = WaitingChange(change: change, channel: channel)
            let isBefore = changes.firstIndex { place.precedes($0) }
            changes.insert(place, at: isBefore ?? changes.count)
        }
    }

    mutating func learnNames() {
        directory.extend(to: &names)
        while zoneOfPool.count <= names.count {
            let pool = names.text(StringID(rawValue: UInt32(zoneOfPool.count)))
            zoneOfPool.append(zones.firstIndex(of: settings.windows.zone(of: pool)) ?? 0)
        }
    }
}

extension PoolTask.WaitingChange {
    /// By time, then channel; within a channel they keep their order.
    func precedes(_ other: PoolTask.WaitingChange) -> Bool {
        (change.time, channel) < (other.change.time, other.channel)
    }
}
