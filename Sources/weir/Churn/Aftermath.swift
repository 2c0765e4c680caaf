internal import Fitting
internal import Operations
internal import Streaming

/// What those who left a channel ordered afterwards, beside customers like them who stayed.
struct Aftermath {
    /// Who answered less long before the last order is not watched: that is too short for a difference.
    static let leastDays: Int32 = 28
    /// Nobody is watched for longer: what they are worth is that of a year.
    static let mostDays: Int32 = 364

    /// What became of the ledger's people: every first closing is in exactly one of these.
    struct Counts {
        /// Different people in the ledger who left something, as far as their hash is there.
        var people = 0
        /// Lines whose profile is withheld.
        var withheld = 0
        /// Not found in the purchases.
        var unknown = 0
        /// Without an order up to then.
        var prospects = 0
        /// Without a price, while others have one.
        var unpriced = 0
        /// Not watched for long enough.
        var recent = 0
        /// Without enough customers like them.
        var unmatched = 0
        var compared = 0
        /// Whose order days are those of the ledger, of those who had ordered by then.
        var agreeing = 0
        var ordering = 0
    }

    let counts: Counts
    let customers: Int
    let lastDay: Int32
    /// The kinds of answers, in the order of the fits.
    let kinds: [String]
    let fits: [SeverityFit?]
    let all: SeverityFit?
    let weeks: [Matching.Week]

    /// Whether nearly nobody was found: then the ids were hashed by another key, or the files are others.
    var isForeign: Bool { counts.unknown > counts.ordering }

    init(
        _ records: [ChurnRecord], _ book: Customers, configured: [String: Double],
        note: (_ part: Double) -> Void
    ) {
        kinds = configured.keys.sorted()
        var ledger = LedgerPeople(records, book, kinds: kinds)
        let matching = Matching(ledger.departures, among: ledger.shoppers, kinds: kinds.count) {
            note(Double($0) / Double(max(1, ledger.departures.count)) / 2)
        }
        ledger.counts.unmatched = matching.unmatched
        ledger.counts.compared = matching.matches.count
        counts = ledger.counts
        (customers, lastDay, weeks) = (book.shoppers.count, book.lastDay, matching.weeks)
        let draws = 999
        (fits, all) = SeverityFit.estimate(
            matching.matches, configured: kinds.map { configured[$0] ?? 0 }, isPriced: ledger.isPriced,
            draws: draws
        ) { note(0.5 + Double($0) / Double(draws) / 2) }
    }
}

/// The customers of the purchases, by number and by hash.
struct Customers {
    fileprivate(set) var shoppers: [Shopper] = []
    private var places: [UInt32: Int] = [:]
    private let book: OrderBook
    /// The last day of all orders.
    let lastDay: Int32

    init(_ reader: inout PurchaseReader, _ answers: borrowing AnswerReader) {
        let customers = reader.customers()
        book = reader.book
        var pools: [StringID: Int] = [:]
        for customer in customers {
            let pool = pools[customer.pool] ?? pools.count
            pools[customer.pool] = pool
            places[customer.person] = shoppers.count
            shoppers.append(Shopper(pool: pool, days: customer.days))
        }
        lastDay = shoppers.compactMap { $0.days.last?.day }.max() ?? 0
        for (name, day) in answers.firstDays {
            guard let place = place(of: name) else { continue }
            shoppers[place].left = min(shoppers[place].left ?? day, day)
        }
    }

    /// The customer with a hashed id.
    func place(of hash: Hash128) -> Int? { book.person(named: hash).flatMap { places[$0] } }
}

/// The ledger by person: first closings as departures, all closings at their customers.
private struct LedgerPeople {
    var shoppers: [Shopper]
    var departures: [Departure] = []
    var counts = Aftermath.Counts()
    let isPriced: Bool
    private let lastDay: Int32
    /// Which closings of a customer stand open, by channel.
    private var open: [Int: [String: [Int]]] = [:]

    init(_ records: [ChurnRecord], _ book: Customers, kinds: [String]) {
        shoppers = book.shoppers
        lastDay = book.lastDay
        let closings = records.filter { !$0.isReturn }
        isPriced = closings.contains { $0.share != nil }
        counts.withheld = closings.count { $0.hash == nil }
        var firsts: [(record: ChurnRecord, place: Int, kind: Int)] = []
        var known: Set<Hash128> = []
        for record in records {
            guard let hash = record.hash, let day = record.day else { continue }
            let place = book.place(of: hash)
            guard !record.isReturn else {
                if let place { reopen(record.channel, of: place, on: day) }
                continue
            }
            let isFirst = known.insert(hash).inserted
            if isFirst { counts.people += 1 }
            guard let place else {
                // Who has never ordered is not in the purchases.
                if isFirst { record.orders == 0 ? (counts.prospects += 1) : (counts.unknown += 1) }
                continue
            }
            let kind = kinds.firstIndex(of: record.kind) ?? 0
            if isFirst { firsts.append((record, place, kind)) }
            shoppers[place].left = min(shoppers[place].left ?? day, day)
            if let share = record.share {
                open[place, default: [:]][record.channel, default: []].append(shoppers[place].closings.count)
                shoppers[place].closings.append(.init(kind: kind, share: share, day: day))
            }
        }
        var departed: Set<Int> = []
        for (record, place, kind) in firsts where departed.insert(place).inserted {
            add(record, place, kind)
        }
        // One person under two names, each with a first closing, is one.
        counts.people -= firsts.count - departed.count
    }

    private mutating func reopen(_ channel: String, of place: Int, on day: Int32) {
        for index in open[place]?.removeValue(forKey: channel) ?? [] {
            shoppers[place].closings[index].reopened = day
        }
    }

    private mutating func add(_ record: ChurnRecord, _ place: Int, _ kind: Int) {
        guard let day = record.day else { return }
        let before = shoppers[place].days.count { $0.day < day }
        let upTo = shoppers[place].days.count { $0.day <= day }
        guard upTo > 0 else {
            counts.prospects += 1
            return
        }
        if record.orders > 0 {
            counts.ordering += 1
            // An order of the same day may have come before or after the answer.
            if (before...upTo).contains(record.orders) { counts.agreeing += 1 }
        }
        guard !isPriced || record.share != nil else {
            counts.unpriced += 1
            return
        }
        guard day + Aftermath.leastDays <= lastDay else {
            counts.recent += 1
            return
        }
        departures.append(
            Departure(shopper: place, day: day, end: min(lastDay, day + Aftermath.mostDays), kind: kind))
    }
}
