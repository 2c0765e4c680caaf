/// Turns one line of a stream into an event, by the rules of SPEC section 2.
struct EventDecoder {
    let config: ReferenceConfig
    let catalogue: PlainCatalogue

    /// "Before 2000-01-01: dead letter".
    static let earliest: Int64 = 946_684_800_000

    struct Decoded {
        let event: PlainEvent
        let ignored: [String]
    }

    func decode(
        _ line: [UInt8], stream: PlainStream, partition: Int, number: Int
    ) throws(FieldError) -> Decoded {
        var reader = try FieldReader(line: line, config: config)
        let id = try reader.requiredText("event_id", limit: 128)
        let time = try time(reader)
        let body = try body(&reader, stream)
        let fields = try commonFields(&reader, stream)
        try checkIdentity(fields, body)
        let event = PlainEvent(
            stream: stream, partition: partition, line: number, id: id, hash: xxHash64(id.bytes), time: time,
            bookingTime: time, fields: fields, body: body)
        return Decoded(event: event, ignored: reader.ignored)
    }

    /// "In files, where records have no timestamp: ahead of the start of the run by more than that
    /// [`max_future_skew`]: dead letter".
    private func time(_ reader: FieldReader) throws(FieldError) -> Int64 {
        guard let time = try reader.instant("event_time") else { throw .missing("event_time") }
        guard time >= Self.earliest, time <= config.startOfRun + config.maxFutureSkew else {
            throw .outOfRange("event_time")
        }
        return time
    }

    private func commonFields(
        _ reader: inout FieldReader, _ stream: PlainStream
    ) throws(FieldError) -> CommonFields {
        var fields = CommonFields()
        fields.customer = reader.identifier("customer_id")
        fields.anonymous = reader.identifier("anonymous_id")
        fields.campaign = reader.otherText("campaign_id", limit: 128)
        fields.pool = reader.otherText("pool")
        fields.device = reader.otherText("device")
        fields.touchpoint = reader.otherText("touchpoint")
        fields.segment = reader.otherText("segment")
        fields.consent = reader.consent()
        let channel =
            stream == .unsubscribes ? try unsubscribeChannel(reader) : reader.otherText("channel")
        fields.channel = channel.map(catalogue.withoutAlias)
        return fields
    }

    /// "Aliases … are replaced in events (an unsubscribe's after its check)".
    private func unsubscribeChannel(_ reader: FieldReader) throws(FieldError) -> Text {
        let channels: Set = ["email", "sms", "push", "app", "call", "direct_mail", "loyalty"]
        return Text(try reader.word("channel", of: channels, default: nil))
    }

    /// "Beacons and unsubscribes need an id"; a cost report "needs `campaign_id`".
    private func checkIdentity(_ fields: CommonFields, _ body: PlainBody) throws(FieldError) {
        let hasID = fields.customer != nil || fields.anonymous != nil
        switch body {
        case .beacon where !hasID, .answer where !hasID:
            throw .missing("customer_id")
        case .click(let click) where click.action == "cost" && fields.campaign == nil:
            throw .missing("campaign_id")
        default:
            break
        }
    }

    private func body(
        _ reader: inout FieldReader, _ stream: PlainStream
    ) throws(FieldError) -> PlainBody {
        switch stream {
        case .clicks: .click(try click(&reader))
        case .beacons: .beacon(try beacon(&reader))
        case .purchases: .purchase(try purchase(&reader))
        case .unsubscribes: try answer(&reader)
        }
    }

    private func click(_ reader: inout FieldReader) throws(FieldError) -> PlainClick {
        let action = try reader.word("action", of: PlainClick.actions, default: "click")
        let count = try reader.integer("count") ?? 1
        guard (1...1_000_000_000).contains(count) else { throw .outOfRange("count") }
        try reader.rate()
        let cost = try reader.money("cost")
        guard action != "cost" || cost != nil else { throw .missing("cost") }
        _ = reader.otherText("sku")
        return PlainClick(
            action: action, cost: cost, count: Int128(count), reportID: reader.otherText("report_id"),
            category: reader.otherText("category"), store: reader.otherText("store_id"))
    }

    private func beacon(_ reader: inout FieldReader) throws(FieldError) -> PlainBeacon {
        let store = try reader.requiredText("store_id")
        let zone = try reader.requiredText("zone")
        let signal = try reader.word("signal", of: ["enter", "ping", "exit", "tap"], default: "ping")
        for field in ["sku", "category"] { _ = reader.otherText(field) }
        reader.checkOther("rssi") { $0.numberText != nil }
        return PlainBeacon(
            store: store, zone: zone, sensor: reader.otherText("sensor")?.string ?? "ble", signal: signal,
            rssi: (reader.object["rssi"]?.numberText).flatMap(Double.init))
    }

    private func purchase(_ reader: inout FieldReader) throws(FieldError) -> PlainPurchase {
        let orderID = try reader.requiredText("order_id")
        let kindName = try reader.word("kind", of: ["order", "refund", "delivery"], default: "order")
        let kind = PlainPurchase.Kind(rawValue: kindName) ?? .order
        try reader.rate()
        let value = try reader.money("value")
        guard value ?? 0 >= 0 else { throw .outOfRange("value") }
        guard kind == .delivery || value != nil else { throw .missing("value") }
        let margin = try reader.money("margin")
        let promisedAt = try reader.instant("promised_at")
        for field in ["loyalty_tier", "offer_id"] { _ = reader.otherText(field) }
        let salesChannel = reader.otherText("sales_channel") ?? "web"
        let isReferred = reader.otherText("referrer_id") != nil
        return PlainPurchase(
            orderID: orderID, kind: kind, value: value, margin: margin, salesChannel: salesChannel,
            isReferred: isReferred, promisedAt: promisedAt, store: reader.otherText("store_id"),
            items: reader.items())
    }

    private func answer(_ reader: inout FieldReader) throws(FieldError) -> PlainBody {
        let kinds: Set = [
            "unsubscribe", "notification_block", "app_uninstall", "spam_complaint", "loyalty_exit",
            "resubscribe",
        ]
        let kind = try reader.word("kind", of: kinds, default: "unsubscribe")
        _ = reader.otherText("reason")
        return .answer(kind: kind)
    }
}
