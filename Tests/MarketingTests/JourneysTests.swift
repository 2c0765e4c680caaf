import Events
import Marketing
import Mathematics
import Streaming
import Testing

/// A task's journeys with one customer, and what was booked so far.
private struct Book {
    var journeys: Journeys
    var slot: Int

    init(_ rules: JourneyRules = JourneyRules(), _ catalogue: Catalogue = Catalogue()) {
        journeys = Journeys(rules: rules, catalogue: catalogue)
        slot = journeys.store.slot(of: Hash128(high: 1, low: 1), kind: .customer)
    }

    mutating func name(_ text: String) -> StringID {
        defer { journeys.namesChanged() }
        return journeys.names.intern(text)
    }

    mutating func click(
        _ time: Milliseconds, _ action: Action = .click, _ campaign: String? = nil, _ channel: String? = nil
    ) {
        var event = Event()
        (event.time, event.ownTime, event.kind, event.idHash) = (
            time, time, action.rawValue, UInt64(bitPattern: time)
        )
        if let campaign { event.campaign = name(campaign) }
        if let channel { event.channel = name(channel) }
        journeys.book(event, profile: slot)
    }

    mutating func purchase(
        _ time: Milliseconds, _ kind: PurchaseKind, _ reference: UInt64, value: Int64, margin: Int64? = nil,
        pool: String? = nil, guest: Bool = false
    ) {
        var event = Event()
        (event.stream, event.time, event.ownTime, event.kind) = (.purchases, time, time, kind.rawValue)
        (event.reference, event.value, event.margin) = (reference, value, margin ?? value * 3 / 10)
        event.salesChannel = name("web")
        if let pool { event.pool = name(pool) }
        journeys.book(event, profile: guest ? nil : slot)
    }

    mutating func answer(
        _ time: Milliseconds, channel: String, campaign: String? = nil, kind: AnswerKind = .unsubscribe
    ) {
        var event = Event()
        (event.stream, event.time, event.ownTime, event.kind) = (.unsubscribes, time, time, kind.rawValue)
        event.channel = name(channel)
        if let campaign { event.campaign = name(campaign) }
        journeys.book(event, profile: slot)
    }

    /// The sums of a measure by key of a dimension; a key of another pool than the default reads `pool/key`.
    func sums(_ measure: Measure, _ dimension: Dimension) -> [String: Int128] {
        var sums: [String: Int128] = [:]
        for entry in journeys.facts.entries where entry.measure == measure {
            let context = journeys.facts.contexts.contexts[Int(entry.context)]
            guard !context[dimension].isAbsent else { continue }
            let pool = journeys.names.text(context.pool)
            let key = journeys.names.text(context[dimension])
            sums[pool == "default" ? key : "\(pool)/\(key)", default: 0] += entry.value
        }
        return sums
    }

    func total(_ measure: Measure, _ dimension: Dimension) -> Int128 {
        sums(measure, dimension).values.reduce(0, +)
    }
}

@Suite("What events of a profile count for")
struct JourneysTests {
    private static let start: Milliseconds = 1_772_359_200_000

    @Test("shares of value and margin add up exactly under every model", arguments: Array(1...20) as [UInt64])
    func exactShares(seed: UInt64) {
        var random = Seeded(state: seed)
        var book = Book()
        var time = Self.start
        var (orders, value, margin) = (Int128(0), Int128(0), Int128(0))
        for round in 0..<60 {
            time += Milliseconds(random.below(5 * 86_400_000))
            if random.below(3) > 0 {
                let action = [Action.click, .view, .open, .impression, .checkout, .send][random.below(6)]
                let campaign = random.below(4) == 0 ? nil : "c\(random.below(5))"
                book.click(time, action, campaign, random.below(4) == 0 ? nil : "h\(random.below(3))")
            } else {
                let (amount, part) = (Int64(random.below(1_000_000_000)), Int64(random.signed(1_000_000)))
                book.purchase(time, .order, UInt64(round), value: amount, margin: part)
                (orders, value, margin) = (orders + 1, value + Int128(amount), margin + Int128(part))
            }
        }
        for dimension in [Dimension.campaign, .channel] {
            for model in AttributionModel.allCases {
                #expect(book.total(.orders(model), dimension) == orders * 1_000_000, "seed \(seed), \(model)")
                #expect(book.total(.value(model), dimension) == value, "seed \(seed), \(model)")
            }
            #expect(book.total(.orders, dimension) == orders * 1_000_000, "seed \(seed)")
            #expect(
                book.total(.value, dimension) == value && book.total(.margin, dimension) == margin,
                "seed \(seed)")
        }
        #expect(book.total(.orders, .pool) == orders && book.total(.value, .pool) == value, "seed \(seed)")
        #expect(book.total(.margin, .salesChannel) == margin, "seed \(seed)")
    }

    @Test(
        "refunds in parts take back what there was, a full one everything exactly",
        arguments: Array(1...20) as [UInt64])
    func refunds(seed: UInt64) {
        var random = Seeded(state: seed)
        var catalogue = Catalogue()
        var campaign = Catalogue.Campaign()
        campaign.cost = .init(kind: .revenueShare, price: Decimal(mantissa: 7, scale: 2))
        catalogue.campaigns = ["c0": campaign, "c1": campaign, "c2": campaign]
        var book = Book(JourneyRules(), catalogue)
        for index in 0..<Milliseconds(1 + random.below(6)) {
            book.click(Self.start + index * .hour, .click, "c\(random.below(3))", "h\(random.below(2))")
        }
        let value = Int64(1 + random.below(100_000))
        let order = Self.start + .day
        book.purchase(order, .order, 1, value: value, margin: Int64(random.signed(100_000)))
        #expect(book.total(.spend, .pool) == Int128(roundedHalfToEven(Int128(value) * 7, dividedBy: 100)))
        var refunded: Int64 = 0
        var count: Int128 = 0
        while refunded < value {
            let part = Int64(1 + random.below(Int(value)))
            refunded += part
            count += 1
            book.purchase(order + .hour, .refund, 1, value: part)
            let left = Int128(max(0, value - refunded))
            #expect(book.total(.value, .pool) == left, "seed \(seed)")
        }
        for dimension in [Dimension.pool, .campaign, .channel, .salesChannel] {
            for measure in [Measure.value, .margin] {
                #expect(
                    book.sums(measure, dimension).values.allSatisfy { $0 == 0 }, "seed \(seed), \(measure)")
            }
        }
        for model in AttributionModel.allCases {
            #expect(
                book.sums(.value(model), .campaign).values.allSatisfy { $0 == 0 }, "seed \(seed), \(model)")
            #expect(book.total(.orders(model), .campaign) == 1_000_000, "orders never fall, seed \(seed)")
        }
        #expect(book.sums(.spend, .campaign).values.allSatisfy { $0 == 0 }, "seed \(seed): owed")
        #expect(book.total(.refunded, .pool) == Int128(value) && book.total(.refunds, .pool) == count)
        #expect(book.total(.refunds, .campaign) == count * 1_000_000, "seed \(seed)")
        book.purchase(order + 2 * .hour, .refund, 1, value: 77)
        #expect(
            book.total(.refunded, .pool) == Int128(value),
            "what exceeds the order's value counts only as a refund")
        #expect(book.total(.refunds, .pool) == count + 1)
    }

    @Test("a refund of an unknown or too old order is minus its value at (direct)")
    func unknownRefund() {
        var book = Book()
        book.click(Self.start, .click, "c", "h")
        book.purchase(Self.start, .order, 1, value: 100, margin: 30)
        book.purchase(Self.start + 60 * .day, .refund, 1, value: 10)
        #expect(book.sums(.value, .campaign) == ["c": 90], "60 days are inclusive")
        book.purchase(Self.start + 60 * .day + 1, .refund, 1, value: 10, margin: 3)
        book.purchase(Self.start + 60 * .day + 1, .refund, 2, value: 10, margin: 3)
        #expect(book.sums(.value, .campaign) == ["c": 90, "(direct)": -20])
        #expect(book.sums(.margin, .campaign) == ["c": 27, "(direct)": -6])
        #expect(book.sums(.refunds, .campaign) == ["c": 1_000_000, "(direct)": 2_000_000])
        for model in AttributionModel.allCases {
            #expect(book.sums(.value(model), .channel) == ["h": 90, "(direct)": -20])
        }
        #expect(book.total(.refunds, .pool) == 3 && book.total(.refunded, .pool) == 30)
    }

    @Test("credit without touch, campaign or channel has its own keys")
    func placeholders() {
        var book = Book()
        book.purchase(Self.start, .order, 1, value: 10)
        #expect(book.sums(.orders, .campaign) == ["(direct)": 1_000_000])
        #expect(book.sums(.orders, .channel) == ["(direct)": 1_000_000])
        book.click(Self.start + 1, .click, nil, nil)
        book.purchase(Self.start + 2, .order, 2, value: 10)
        #expect(book.sums(.orders, .campaign) == ["(direct)": 1_000_000, "(organic)": 1_000_000])
        #expect(book.sums(.orders, .channel) == ["(direct)": 1_000_000, "(unknown)": 1_000_000])
    }

    @Test("view-through is the primary credit of passive touches")
    func viewThrough() {
        var book = Book()
        book.click(Self.start, .open, "c", "email")
        book.purchase(Self.start + 1, .order, 1, value: 10)
        #expect(book.sums(.viewThroughOrders, .campaign) == ["c": 1_000_000])
        #expect(book.sums(.viewThroughValue, .campaign) == ["c": 10])
        book.click(Self.start + 2, .click, "d", "search")
        book.purchase(Self.start + 3, .order, 2, value: 10)
        #expect(book.sums(.viewThroughOrders, .campaign) == ["c": 1_000_000])
    }

    @Test("the first order is a new customer's, later ones repeat, after 90 days reactivated")
    func kinds() {
        var book = Book()
        book.purchase(Self.start, .order, 1, value: 1)
        #expect(book.total(.newCustomers, .pool) == 1 && book.total(.repeatOrders, .pool) == 0)
        book.purchase(Self.start + 90 * .day, .order, 2, value: 1)
        #expect(
            book.total(.repeatOrders, .pool) == 1 && book.total(.reactivated, .pool) == 0,
            "90 days are inclusive")
        book.purchase(Self.start + 180 * .day + 1, .order, 3, value: 1)
        #expect(book.total(.repeatOrders, .pool) == 2 && book.total(.reactivated, .pool) == 1)
        book.purchase(Self.start, .order, 4, value: 1, guest: true)
        #expect(
            book.total(.newCustomers, .pool) == 1 && book.total(.orders, .pool) == 4, "a guest is no kind")
    }

    @Test("an order's pool is its own, else its touch's; credit of a campaign stays in the touch's pool")
    func pools() {
        var catalogue = Catalogue()
        var campaign = Catalogue.Campaign()
        campaign.pool = "acme"
        catalogue.campaigns["c"] = campaign
        var book = Book(JourneyRules(), catalogue)
        book.click(Self.start, .click, "c", "h")
        book.purchase(Self.start + 1, .order, 1, value: 1)
        #expect(book.sums(.orders, .pool) == ["acme/acme": 1])
        book.purchase(Self.start + 2, .order, 2, value: 1, pool: "other")
        #expect(book.sums(.orders, .pool) == ["acme/acme": 1, "other/other": 1])
        #expect(book.sums(.orders, .campaign) == ["acme/c": 2_000_000])
        book.click(Self.start + 31 * .day, .click, nil, "h")
        book.purchase(Self.start + 31 * .day + 1, .order, 3, value: 1, pool: "other")
        #expect(book.sums(.orders, .campaign) == ["acme/c": 2_000_000, "other/(organic)": 1_000_000])
    }

    @Test("a negative answer is blamed on the channel's campaigns of the 7 days before")
    func blame() {
        var book = Book()
        book.answer(Self.start, channel: "email")
        #expect(book.sums(.unsubscribes, .campaign) == ["(unknown)": 1])
        let answer = Self.start + 10 * .day
        book.click(answer - 7 * .day - 1, .send, "old", "email")
        book.click(answer - 7 * .day, .send, "edge", "email")
        book.click(answer - 2, .send, "other", "sms")
        book.click(answer - 1, .open, "late", "email")
        book.click(answer, .open, "late", "email")
        book.answer(answer, channel: "email")
        #expect(book.sums(.unsubscribes, .campaign) == ["(unknown)": 1, "edge": 1, "late": 1])
        #expect(book.sums(.unsubscribes, .channel) == ["email": 2] && book.total(.unsubscribes, .pool) == 2)
        book.answer(answer, channel: "email", campaign: "named")
        #expect(book.sums(.unsubscribes, .campaign)["named"] == 1)
        book.answer(answer, channel: "email", kind: .resubscribe)
        #expect(book.sums(.resubscribes, .campaign) == ["edge": 1, "late": 1])
        #expect(book.total(.unsubscribes, .pool) == 3 && book.total(.resubscribes, .pool) == 1)
    }
}
