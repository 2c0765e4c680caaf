internal import Events
public import Marketing
public import Streaming

/// The stage that reads one partition of facts: adds them into their panes, folds every pane that is final
/// into windows, and writes the records of windows that are due (DESIGN, "Pool").
public struct PoolTask: Sendable {
    private let settings: Settings
    private let writer: MetricWriter
    private let zones: [TimeZoneTable]
    private var channels: Channels
    private var names = StringTable()
    private var directory: Directory
    private var zoneOfPool: [Int] = [0]
    private var cells = CellTable()
    private var panes: [Int32: FactBook] = [:]
    private var spare: [FactBook] = []
    private var windows: Windows
    private var totals = CellRows()
    private var folded = Channels.unheard

    /// Starts without state.
    public init(settings: Settings) {
        self.settings = settings
        let known = (0..<settings.profilePartitions)
        channels = Channels(
            known: known.map(ChannelID.visitors) + known.map(ChannelID.journeys), listsSources: false)
        directory = Directory(settings.catalogue, rules: settings.journeys, names: &names)
        writer = MetricWriter(currency: settings.events.currency, model: settings.journeys.primaryModel)
        var zones = [settings.windows.defaultZone]
        for zone in settings.windows.zones.values.sorted(by: { $0.name < $1.name })
        where !zones.contains(zone) {
            zones.append(zone)
        }
        self.zones = zones
        windows = Windows(rules: settings.windows, zones: zones)
    }

    /// Whether every channel has ended, and all windows were written.
    public var isClosed: Bool { folded == Channels.closed }

    /// The partition of a pool.
    public static func partition(of pool: ArraySlice<UInt8>, of count: Int) -> Int {
        Int(truncatingIfNeeded: XXHash.hash64(pool.span) % UInt64(count))
    }

    /// Takes a frame of facts; one that was read before is dropped.
    public mutating func receive(_ bytes: [UInt8]) throws(FrameError) {
        let (header, payload) = try Frame.decode(bytes, digest: settings.digest)
        guard try channels.receive(header) else { return }
        var (cells, panes, spare) = (self.cells, self.panes, self.spare)
        (self.cells, self.panes, self.spare) = (CellTable(), [:], [])
        try FactFrame.read(
            payload, names: &names, context: { cells.context($0, names: $1) },
            sum: { context, pane, measure, value in
                panes[pane, default: spare.popLast() ?? FactBook()]
                    .add(value, measure, context: UInt32(context), pane: pane)
            })
        (self.cells, self.panes, self.spare) = (cells, panes, spare)
        learnNames()
    }

    /// Folds the panes that are final, and writes the windows that are due.
    public mutating func advance(into outbox: inout Outbox) {
        let watermark = channels.watermark
        guard watermark > folded else { return }
        folded = watermark
        let last = watermark.floorDivided(by: .minute)
        let due = panes.keys.filter { Int64($0) < last }.sorted()
        var rows = Array(repeating: CellRows(), count: zones.count)
        for pane in due {
            guard var book = panes.removeValue(forKey: pane) else { continue }
            for index in rows.indices { rows[index].removeAll() }
            spread(book, into: &rows)
            book.removeAll()
            spare.append(book)
            for part in rows { totals.add(part) }
            let sheet = sheet
            windows.fold(pane: Int64(pane) * .minute, rows: rows) { sheet.write($0, $1, $2, to: &outbox) }
        }
        let sheet = sheet
        windows.close(upTo: watermark) { sheet.write($0, $1, $2, to: &outbox) }
    }

    /// Writes the open windows of an hour or more as early records.
    public mutating func showEarly(into outbox: inout Outbox) {
        let sheet = sheet
        windows.showEarly { sheet.write($0, $1, $2, to: &outbox) }
    }

    /// A measure summed over everything folded so far, by pool and key of a dimension.
    public func totals(of dimension: Dimension) -> [Total] {
        totals.cells.compactMap { cell in
            let about = cells.cells[Int(cell)]
            guard about.dimension == dimension else { return nil }
            return Total(
                pool: names.text(about.pool), key: names.text(about.key), cell: cell, rows: totals)
        }
    }

    /// The sums of one key over everything folded.
    public struct Total: Sendable {
        /// The pool.
        public let pool: String
        /// The key.
        public let key: String
        fileprivate let cell: UInt32
        fileprivate let rows: CellRows

        /// A measure's sum: counts whole, or millionths where credit counts; money in millionths.
        public subscript(measure: Measure) -> Int128 { rows[cell, measure] }
    }

    /// What writing a window takes besides its rows.
    private struct Sheet {
        let writer: MetricWriter
        let cells: CellTable
        let names: StringTable
        let directory: Directory

        func write(_ span: WindowSpan, _ rows: CellRows, _ shown: [UInt32], to outbox: inout Outbox) {
            for cell in shown.sorted(by: { cells.precedes($0, $1, names: names) }) {
                writer.write(
                    cell, of: cells, in: rows, window: span, names: names, directory: directory,
                    to: &outbox.metrics)
                outbox.metrics.append(UInt8(ascii: "\n"))
                outbox.metricCount += 1
            }
        }
    }

    private var sheet: Sheet { Sheet(writer: writer, cells: cells, names: names, directory: directory) }

    /// Spreads the sums of a pane over the cells at which their contexts count.
    private func spread(_ book: FactBook, into rows: inout [CellRows]) {
        for entry in book.entries {
            for cell in cells.cells(ofContext: Int(entry.context)) {
                let zone = zoneOfPool[cells.cells[Int(cell)].pool.index]
                let row = rows[zone].row(of: cell)
                rows[zone].add(entry.value, entry.measure, row: row)
            }
        }
    }

    private mutating func learnNames() {
        directory.extend(to: &names)
        while zoneOfPool.count <= names.count {
            let pool = names.text(StringID(rawValue: UInt32(zoneOfPool.count)))
            zoneOfPool.append(zones.firstIndex(of: settings.windows.zone(of: pool)) ?? 0)
        }
    }
}
