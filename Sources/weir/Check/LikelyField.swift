internal import Events
internal import Operations
internal import Streaming

/// Finds the field that a name was probably meant to be.
enum LikelyField {
    /// Names that other tools have for the same thing.
    private static let others: [String: InputField] = [
        "id": .eventID, "uuid": .eventID, "message_id": .eventID, "insert_id": .eventID, "guid": .eventID,
        "time": .eventTime, "timestamp": .eventTime, "ts": .eventTime, "created_at": .eventTime,
        "created": .eventTime, "date": .eventTime, "datetime": .eventTime, "occurred_at": .eventTime,
        "user_id": .customerID, "user": .customerID, "uid": .customerID, "customer": .customerID,
        "email": .customerID, "member_id": .customerID, "contact_id": .customerID,
        "cookie": .anonymousID, "cookie_id": .anonymousID, "client_id": .anonymousID,
        "visitor_id": .anonymousID, "device_id": .anonymousID, "session_id": .anonymousID,
        "user_pseudo_id": .anonymousID, "campaign": .campaignID, "utm_campaign": .campaignID,
        "campaign_name": .campaignID, "utm_source": .channel, "source": .channel, "medium": .channel,
        "brand": .pool, "market": .pool, "platform": .device, "device_type": .device, "page": .touchpoint,
        "event": .action, "event_type": .action, "event_name": .action, "spend": .cost, "price": .value,
        "currency_code": .currency, "order": .orderID, "order_number": .orderID, "order_name": .orderID,
        "transaction_id": .orderID, "total": .value, "total_price": .value, "amount": .value,
        "revenue": .value, "order_value": .value, "line_items": .items, "products": .items,
        "referrer": .referrerID, "shop": .storeID, "shop_id": .storeID, "store": .storeID,
        "location": .zone, "product_id": .sku, "product_category": .category,
    ]

    /// The field of a stream that a name is likely to be; nil where none is near.
    static func of(_ name: String, in stream: Stream) -> InputField? {
        let listed = InputField.allCases.filter { InputFields.listed(by: stream).contains($0) }
        let plain = snakeCase(name)
        if let same = listed.first(where: { $0.name == plain }) { return same }
        if let other = others[plain], listed.contains(other) { return other }
        if let end = listed.first(where: { plain.hasSuffix("_" + $0.name) }) { return end }
        guard plain.count >= 4, let near = Suggestion.nearest(to: plain, among: listed.map(\.name)) else {
            return nil
        }
        return listed.first { $0.name == near }
    }

    /// The streams, other than this, that list a name.
    static func streams(with name: String, besides stream: Stream) -> [Stream] {
        guard let field = InputField.allCases.first(where: { $0.name == name }) else { return [] }
        return Stream.allCases.filter { $0 != stream && InputFields.listed(by: $0).contains(field) }
    }

    /// `customer_id` of `customerId`, `Customer-ID` and `customer id`.
    static func snakeCase(_ name: String) -> String {
        var text = ""
        var wasSmall = false
        for character in name {
            if character == "-" || character == " " || character == "." {
                text.append("_")
            } else {
                if character.isUppercase, wasSmall { text.append("_") }
                text += character.lowercased()
            }
            wasSmall = character.isLowercase || character.isNumber
        }
        return text
    }
}
