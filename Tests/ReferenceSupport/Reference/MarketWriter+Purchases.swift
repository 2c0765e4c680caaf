/// Orders, refunds, deliveries, answers and what comes twice.
extension MarketWriter {
    mutating func writeOrder(person: MarketPerson?, at time: Int64, in store: String? = nil) {
        var draft = draft(.purchases, at: time)
        if let person { introduce(&draft, person) }
        let id = "o-\(serial)"
        draft.set("order_id", "\"\(id)\"")
        if random.chance(30) { draft.set("kind", "\"order\"") }
        var value = money(&draft, "value")
        if random.chance(5) {
            value = random.pick(["0", "0.0", "\"0\""])
            draft.set("value", value)
        }
        if random.chance(20) { draft.set("margin", random.pick(["12.5", "-3.000001", "\"7.25\"", "0"])) }
        if random.chance(15) { draft.set("campaign_id", pick(Self.campaigns)) }
        if random.chance(store == nil ? 40 : 80) {
            draft.set("sales_channel", pick(["web", "app", "store", "store", "social"]))
        }
        draft.set("store_id", store ?? (random.chance(15) ? pick(Self.stores) : nil))
        if random.chance(45) { draft.set("items", random.chance(4) ? "{}" : items()) }
        if random.chance(20) { draft.set("referrer_id", pick(["cust-1", "cust-2"])) }
        append(draft)
        orders.append(MarketOrder(draft: draft, person: person, id: id, value: value))
    }

    /// A part, all, or more than there was; of an order known, unknown or forgotten.
    mutating func writeRefund() {
        guard let order = orders.isEmpty ? nil : random.pick(orders), random.chance(85) else {
            return writeUnknownRefund()
        }
        var draft = draft(.purchases, at: order.draft.time + random.number(0...30 * ReferenceConfig.hour))
        guard draft.time < start + MarketSetting.span else { return }
        if let person = order.person { introduce(&draft, person) }
        draft.set("kind", "\"refund\"")
        draft.set("order_id", "\"\(order.id)\"")
        draft.set("currency", order.draft.fields.first { $0.name == "currency" }?.json)
        let part = "\(random.number(0...60)).\(random.number(1...999_999))"
        draft.set("value", random.pick([order.value, part, part, "9999"]))
        append(draft)
    }

    private mutating func writeUnknownRefund() {
        var draft = draft(.purchases, at: randomTime())
        if random.chance(80) { introduce(&draft, random.pick(people)) }
        draft.set("kind", "\"refund\"")
        draft.set("order_id", "\"never-seen\"")
        if random.chance(40) { draft.set("campaign_id", pick(Self.campaigns)) }
        if random.chance(40) { draft.set("sales_channel", pick(["app", "store"])) }
        if random.chance(40) { draft.set("store_id", pick(Self.stores)) }
        _ = money(&draft, "value", upTo: 50)
        append(draft)
    }

    /// Under the same ids as its order, for `order_id` is an identity of deliveries, too.
    mutating func writeDelivery() {
        guard !orders.isEmpty else { return }
        let order = random.pick(orders)
        guard order.person?.hasConsent != true else { return }
        var draft = draft(.purchases, at: order.draft.time + random.number(0...20 * ReferenceConfig.hour))
        guard draft.time < start + MarketSetting.span else { return }
        draft.set("kind", "\"delivery\"")
        draft.set("order_id", "\"\(order.id)\"")
        for name in ["customer_id", "anonymous_id"] {
            draft.set(name, order.draft.fields.first { $0.name == name }?.json)
        }
        if random.chance(40) { draft.set("sales_channel", pick(["app", "store"])) }
        if random.chance(40) { draft.set("store_id", pick(Self.stores)) }
        if random.chance(20) { draft.set("promised_at", "\(draft.time + random.number(-1...1))") }
        if random.chance(50) {
            draft.set("promised_at", "\(draft.time + random.number(-3_600_000...3_600_000))")
        }
        append(draft)
    }

    /// On that channel and of that kind, else on any and of any.
    mutating func writeAnswer(
        person: MarketPerson, at time: Int64, on channel: String? = nil, kind: String? = nil
    ) {
        var draft = draft(.unsubscribes, at: time)
        introduce(&draft, person)
        let channels = [
            "email", "email", "email", "push", "push", "sms", "app", "call", "direct_mail", "loyalty",
        ]
        draft.set("channel", channel.map { "\"\($0)\"" } ?? pick(channels))
        if random.chance(25) { draft.set("campaign_id", pick(Self.campaigns)) }
        let kinds = [
            "unsubscribe", "notification_block", "app_uninstall", "spam_complaint", "loyalty_exit",
            "resubscribe", "resubscribe", "resubscribe",
        ]
        if random.chance(75) { draft.set("kind", pick(kinds)) }
        if let kind { draft.set("kind", "\"\(kind)\"") }
        append(draft)
    }

    /// The same `event_id` under the same ids at a later time: inside `dedup_window` and beyond it.
    mutating func writeAgain() {
        guard !drafts.isEmpty else { return }
        var draft = random.pick(drafts)
        let isOfConsent = people.contains { person in
            let ids = ([person.customer].compactMap(\.self) + person.anonymous).map { "\"\($0)\"" }
            return person.hasConsent && draft.fields.contains { ids.contains($0.json) }
        }
        guard draft.isRepeatable, !isOfConsent else { return }
        let window = config.dedupWindow
        draft.time += random.pick([1, window, window + 1, random.number(0...window * 2)])
        guard draft.time < start + MarketSetting.span else { return }
        draft.delay = 0
        drafts.append(draft)
    }

    /// The same order under a new `event_id`, or its id again after `refund_window`; a guest's, too.
    mutating func writeOrderAgain() {
        if random.chance(30) { return writeOrder(person: nil, at: randomTime()) }
        guard !orders.isEmpty else { return }
        let order = random.pick(orders)
        guard order.person?.hasConsent != true else { return }
        serial += 1
        var draft = order.draft
        draft.set("event_id", "\"again-\(serial)\"")
        let window = config.refundWindow
        draft.time += random.pick([1, 3_600_000, window, window + 1])
        guard draft.time < start + MarketSetting.span else { return }
        append(draft)
    }
}
