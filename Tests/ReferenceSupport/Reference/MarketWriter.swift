/// An event on its way into a file.
struct MarketDraft: Sendable {
    var stream: PlainStream
    var time: Int64
    /// Name and JSON text, without `event_time`.
    var fields: [(name: String, json: String)]
    /// How long it takes to its partition.
    var delay: Int64 = 0
    /// Whether it may come again at another time, or where it is no click.
    var isRepeatable = true

    mutating func set(_ name: String, _ json: String?) {
        fields.removeAll { $0.name == name }
        if let json { fields.append((name, json)) }
    }
}

/// Someone who leaves traces.
struct MarketPerson: Sendable {
    let customer: String?
    let anonymous: [String]
    /// Only sees, opens and orders.
    let isViewer: Bool
    /// Says now and then what may be kept.
    let hasConsent: Bool
}

/// An order that may be refunded, delivered or repeated.
struct MarketOrder: Sendable {
    let draft: MarketDraft
    let person: MarketPerson?
    let id: String
    let value: String
}

/// Invents events, one after the other, and lays them into partitions.
struct MarketWriter {
    let options: RandomMarketOptions
    let config: ReferenceConfig
    let start: Int64
    var random: SplitMix64
    var people: [MarketPerson] = []
    var drafts: [MarketDraft] = []
    var raw: [(stream: PlainStream, time: Int64, line: [UInt8])] = []
    var orders: [MarketOrder] = []
    var serial = 0

    init(options: RandomMarketOptions, config: ReferenceConfig, start: Int64) {
        self.options = options
        self.config = config
        self.start = start
        random = SplitMix64(seed: options.seed)
        invitePeople()
    }

    /// Some with one cookie, some with three; a few share a cookie, so that it is linked again.
    private mutating func invitePeople() {
        let count = max(8, options.events / 40)
        for number in 0..<count {
            let hasConsent = number % 7 == 3
            var cookies = (0..<random.number(1...3)).map { "cookie-\(number)-\($0)" }
            if !hasConsent, number > 1, random.chance(20) { cookies.append("tablet-\(random.number(0...2))") }
            let customer = number % 5 == 4 ? nil : random.pick(["cust-\(number)", "käufer-\(number)"])
            people.append(
                MarketPerson(
                    customer: customer, anonymous: cookies, isViewer: number % 6 == 2, hasConsent: hasConsent)
            )
        }
    }

    mutating func writeEvents() {
        for _ in 0..<max(2, options.events / 250) { writeRegular() }
        while drafts.count + raw.count < options.events {
            switch random.number(0...99) {
            case 0..<34: writeSession(person: random.pick(people))
            case 34..<36: writeSeries()
            case 36..<39: writeLeaving(person: random.pick(people), at: randomTime())
            case 39..<40: writeQuietWeek()
            case 40..<42: writeTwoLives()
            case 42..<54: writeWalk(person: random.pick(people), at: randomTime())
            case 54..<60: writeSingleClick()
            case 60..<67: writeCostReport()
            case 67..<72: writeExposure()
            case 72..<80: writeRefund()
            case 80..<87: writeDelivery()
            case 87..<91: writeAnswer(person: random.pick(people), at: randomTime())
            case 91..<93: writeAgain()
            case 93: writeLongPause()
            case 94..<96: writeOrderAgain()
            default: if options.brokenRecords { writeBroken() }
            }
        }
        if options.fastClocks { writeFastClock() } else { writeEvening() }
    }

    /// "Ahead of the start of the run by more than that: dead letter"; by less, it is an event.
    private mutating func writeFastClock() {
        var draft = draft(.clicks, at: config.startOfRun + config.maxFutureSkew)
        draft.set("campaign_id", "\"ads-search\"")
        drafts.append(draft)
        if options.brokenRecords {
            draft.time += 1
            drafts.append(draft)
        }
    }

    // MARK: Parts of events

    /// Often the very millisecond of another event.
    mutating func randomTime() -> Int64 {
        if random.chance(8), let other = drafts.last { return other.time }
        return start + random.number(0...MarketSetting.span - 8 * ReferenceConfig.hour)
    }

    mutating func draft(_ stream: PlainStream, at time: Int64) -> MarketDraft {
        serial += 1
        let long = random.chance(10) ? "-with-a-name-that-is-longer-than-32-bytes" : ""
        var draft = MarketDraft(
            stream: stream, time: time, fields: [("event_id", "\"\(stream.rawValue)-\(serial)\(long)\"")])
        if random.chance(12) { draft.set("pool", pick(["acme", "bolt", "extra", "default"])) }
        if random.chance(50) { draft.set("device", pick(["mobile", "desktop", "tablet"])) }
        if random.chance(15) {
            draft.set("segment", pick(["loyal", "value/price", "50% deals", "new|here"]))
        }
        if random.chance(5) { addOddities(&draft) }
        return draft
    }

    /// A JSON string out of a list.
    mutating func pick(_ texts: [String]) -> String { "\"\(random.pick(texts))\"" }

    /// Names the person by customer, by cookie or by both, now and then by a blocked id beside.
    mutating func identify(_ draft: inout MarketDraft, as person: MarketPerson, canLink: Bool = true) {
        let cookie = "\"\(random.pick(person.anonymous))\""
        let blocked = random.chance(5) ? pick(config.blockedIDs.map { $0.uppercased() }) : nil
        guard let customer = person.customer.map({ "\"\($0)\"" }) else {
            draft.set("anonymous_id", cookie)
            draft.set("customer_id", blocked)
            return
        }
        switch random.number(0...99) {
        case 0..<50:
            draft.set("anonymous_id", cookie)
            draft.set("customer_id", blocked)
        case 50..<75 where canLink:
            draft.set("anonymous_id", cookie)
            draft.set("customer_id", customer)
        default:
            draft.set("customer_id", customer)
            draft.set("anonymous_id", blocked)
        }
    }

    /// Identifies, and says something about consent where the person does so; never at a link.
    mutating func introduce(_ draft: inout MarketDraft, _ person: MarketPerson) {
        let speaks = person.hasConsent && random.chance(15)
        identify(&draft, as: person, canLink: !speaks && !(person.hasConsent && draft.stream == .beacons))
        if person.hasConsent, draft.stream != .clicks { draft.isRepeatable = false }
        guard speaks else { return }
        draft.set(
            "consent",
            random.pick([
                #"{"analytics":false}"#, #"{"analytics":true}"#, #"{"analytics":true,"location":true}"#,
                #"{"location":false}"#, #"{"location":false}"#, #"{"location":true}"#, "{}",
                #"{"marketing":false,"analytics":true}"#,
                #"{"analytics":"no"}"#, "[true]",
            ]))
    }

    /// An amount in one of its many forms, and a currency now and then.
    mutating func money(_ draft: inout MarketDraft, _ field: String, upTo limit: Int64 = 200) -> String {
        let (units, parts) = (random.number(0...limit), random.number(1...999_999))
        let text = random.pick([
            "\(units)", "\(units).5", "\(units).25", "\(units).\(100_000 + parts % 899_999)",
            "\(units).1234565", "\(units).1234575000", "\(units).\(parts)00000000001", "\(units * 10 + 5)e-1",
            "1.\(parts)E+2", "\"\(units).125\"", "\"\(units)\"",
        ])
        if random.chance(25) { draft.set("currency", pick(["USD", "GBP", "JPY", "HUF", "EUR"])) }
        draft.set(field, text)
        return text
    }

    /// What a careful reader passes over: unknown and null fields, fields of other streams, bad optional ones.
    private mutating func addOddities(_ draft: inout MarketDraft) {
        let other = draft.stream == .clicks ? ("order_id", "5") : ("action", "\"fly\"")
        let odd = random.pick([
            ("x-unknown", #"{"deep":[1,2,{"e":-0.5E-7}],"text":"\u00e9\ud83d\ude00\n"}"#),
            ("x-number", "1234567890123456789012345678901234567890.5e400"), ("segment", "null"), other,
            ("device", "17"), ("device", "\"\""), ("pool", "\"" + String(repeating: "p", count: 257) + "\""),
            ("touchpoint", "[]"), ("consent", "true"), ("device", "\"t\\u0061blet\""), ("segment", "7"),
            ("campaign_id", "\"" + String(repeating: "c", count: 129) + "\""), ("zone", "7.5"),
        ])
        draft.set(odd.0, odd.1)
    }
}
