/// Processes events one after the other, in their order, and books what they mean.
struct ReferenceEngine {
    let config: ReferenceConfig
    let catalogue: PlainCatalogue
    let marginRate: ExactDecimal

    var ledger = Ledger()
    var paths = PathTally()
    var markov = MarkovTally()
    var identities: Identities
    var profiles: [ProfileName: PlainProfile] = [:]
    /// Anonymous id to the customer it belongs to now.
    var links: [Text: Text] = [:]
    var reports: [ReportName: StoredReport] = [:]
    var result = ReferenceResult()

    init(config: ReferenceConfig, catalogue: PlainCatalogue) {
        self.config = config
        self.catalogue = catalogue
        guard let rate = ExactDecimal(config.marginRate) else {
            preconditionFailure("margin rate: \(config.marginRate)")
        }
        marginRate = rate
        identities = Identities(config)
    }

    mutating func process(_ event: PlainEvent, sequence: Int) {
        fireTimers(before: event.bookingTime)
        guard !isDuplicate(event) else {
            result.duplicates += 1
            return
        }
        if event.isCostReport {
            rememberReport(event)
        } else {
            link(event)
            applyConsent(event, sequence: sequence)
            remember(event)
            if case .beacon = event.body, !allows("location", event) {
                result.withheld += 1
                return
            }
            keepSegment(of: event, sequence: sequence)
        }
        result.processed += 1
        if event.isLate { result.bookedLate += 1 }
        book(event, sequence: sequence)
    }

    private mutating func book(_ event: PlainEvent, sequence: Int) {
        switch event.body {
        case .click(let click):
            bookClick(click, of: event, sequence: sequence)
        case .beacon(let beacon):
            bookBeacon(beacon, of: event, sequence: sequence)
        case .purchase(let purchase):
            switch purchase.kind {
            case .order: bookOrder(purchase, of: event, sequence: sequence)
            case .refund: bookRefund(purchase, of: event, sequence: sequence)
            case .delivery: bookDelivery(purchase, of: event)
            }
        case .answer(let kind):
            bookAnswer(kind, of: event, sequence: sequence)
        }
    }

    /// Fires what is due once all events are processed.
    ///
    /// "At the end of a replay the watermark passes the newest event's time …; timers later than that time do
    /// not fire."
    mutating func finish(newest: Int64) {
        fireTimers(before: newest + 1)
    }

    private mutating func fireTimers(before time: Int64) {
        endVisits(before: time)
        endJourneys(before: time)
    }

    /// All records of the run.
    var records: [RecordKey: [String: Int128]] {
        var records = ledger.records(config)
        for others in [paths.records(config), markov.records(config)] {
            for (key, measures) in others { records[key, default: [:]].merge(measures) { $0 + $1 } }
        }
        return withNetValues(records)
    }

    /// "Counted `booked_late` in the `pool` record of its booking".
    mutating func bookLateness(of event: PlainEvent, in pool: Text) {
        guard event.isLate else { return }
        let place = Place(pool: pool, dimension: "pool", key: pool)
        ledger.book(["counts.booked_late": 1], at: place, time: event.bookingTime)
    }
}

extension PlainEvent {
    var isCostReport: Bool {
        if case .click(let click) = body { click.action == "cost" } else { false }
    }
}
