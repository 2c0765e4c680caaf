internal import Events
internal import Marketing
internal import Operations
internal import ReplayRuntime
internal import Streaming
internal import Topology

/// Reads files of purchases with the decoder that replays and workers use.
struct PurchaseReader: ~Copyable {
    /// Lines between two looks at the clock.
    private static let batch = 8_192

    private let settings: Settings
    private var decoder: EventDecoder
    private var event = Event()
    private var strings = StringTable()
    /// Pools of campaigns, by the catalogue.
    private var campaignPools: [StringID: StringID] = [:]
    private let defaultPool: StringID
    private(set) var book: OrderBook
    /// Lines that are no events.
    private(set) var dead = 0
    /// Lines that are not empty.
    private(set) var lines = 0

    init(_ settings: Settings) {
        self.settings = settings
        decoder = EventDecoder(rules: settings.events, stream: .purchases)
        book = OrderBook(allowsAnalytics: settings.journeys.consentDefault.analytics)
        defaultPool = strings.intern(settings.journeys.defaultPool)
        for (name, campaign) in settings.catalogue.campaigns {
            if let pool = campaign.pool { campaignPools[strings.intern(name)] = strings.intern(pool) }
        }
    }

    /// Reads files, one after the other.
    mutating func read(_ files: [String], console: Console) throws(ReplayError) {
        var bar = ProgressLine(console: console, verb: "reading")
        for (place, path) in files.enumerated() {
            var file = try LineFile(path: path)
            var count = 0
            while let line = unsafe try file.next() {
                guard unsafe !line.isEmpty else { continue }
                // Safe: the file keeps the line, and the bytes behind it, until the next one is asked for.
                take(unsafe Record(paddedBytes: line))
                count += 1
                guard count % Self.batch == 0 else { continue }
                bar.show(
                    count: lines, part: file.progress.map { (Double(place) + $0) / Double(files.count) })
            }
        }
        bar.end()
    }

    mutating func take(_ record: Record) {
        lines += 1
        guard case .event = decoder.decode(record, into: &event, strings: &strings) else {
            dead += 1
            return
        }
        guard event.purchase == .order else { return }
        var pool = event.pool
        if pool.isAbsent { pool = campaignPools[event.campaign] ?? defaultPool }
        book.take(event, pool: pool)
    }

    /// All customers, in a fixed order.
    mutating func customers() -> [OrderBook.Customer] { book.close() }

    /// All customers by their pool's name, in the order of the names.
    mutating func close() -> [(pool: String, customers: [OrderBook.Customer])] {
        let pools = Dictionary(grouping: book.close(), by: \.pool)
        return pools.map { (strings.text($0.key), $0.value) }.sorted { $0.pool < $1.pool }
    }
}
