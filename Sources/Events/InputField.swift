/// A field of a record; all four streams share these names.
public enum InputField: UInt8, Sendable, CaseIterable {
    // The order is that of the enumeration in weir_json.h.
    case eventID = 0
    case eventTime
    case customerID
    case anonymousID
    case campaignID
    case pool
    case channel
    case touchpoint
    case device
    case segment
    case consent
    case action
    case cost
    case currency
    case category
    case sku
    case storeID
    case count
    case reportID
    case orderID
    case kind
    case value
    case margin
    case salesChannel
    case items
    case loyaltyTier
    case referrerID
    case offerID
    case promisedAt
    case zone
    case sensor
    case signal
    case rssi
    case reason

    /// The field's name in records, dead letters and metrics.
    public var name: String {
        switch self {
        case .eventID: "event_id"
        case .eventTime: "event_time"
        case .customerID: "customer_id"
        case .anonymousID: "anonymous_id"
        case .campaignID: "campaign_id"
        case .pool: "pool"
        case .channel: "channel"
        case .touchpoint: "touchpoint"
        case .device: "device"
        case .segment: "segment"
        case .consent: "consent"
        case .action: "action"
        case .cost: "cost"
        case .currency: "currency"
        case .category: "category"
        case .sku: "sku"
        case .storeID: "store_id"
        case .count: "count"
        case .reportID: "report_id"
        case .orderID: "order_id"
        case .kind: "kind"
        case .value: "value"
        case .margin: "margin"
        case .salesChannel: "sales_channel"
        case .items: "items"
        case .loyaltyTier: "loyalty_tier"
        case .referrerID: "referrer_id"
        case .offerID: "offer_id"
        case .promisedAt: "promised_at"
        case .zone: "zone"
        case .sensor: "sensor"
        case .signal: "signal"
        case .rssi: "rssi"
        case .reason: "reason"
        }
    }
}

/// A set of fields, as one bit each.
public struct InputFields: OptionSet, Sendable {
    /// Bit n stands for the field of raw value n.
    public var rawValue: UInt64

    /// Makes a set of its bits.
    @inlinable public init(rawValue: UInt64) { self.rawValue = rawValue }

    /// Makes a set of its fields.
    @inlinable
    public init(_ fields: [InputField]) {
        rawValue = fields.reduce(0) { $0 | 1 << UInt64($1.rawValue) }
    }

    /// Whether a field is in the set.
    @inlinable
    public func contains(_ field: InputField) -> Bool { rawValue >> UInt64(field.rawValue) & 1 != 0 }

    /// Adds a field.
    @inlinable
    public mutating func insert(_ field: InputField) { rawValue |= 1 << UInt64(field.rawValue) }

    /// The fields that every stream has (SPEC 2).
    public static let common = InputFields([
        .eventID, .eventTime, .customerID, .anonymousID, .campaignID, .pool, .channel, .touchpoint, .device,
        .segment, .consent,
    ])

    /// The fields that a stream lists; it ignores all others, also those of another stream.
    public static func listed(by stream: Stream) -> InputFields {
        switch stream {
        case .clicks:
            common.union(
                InputFields([.action, .cost, .currency, .category, .sku, .storeID, .count, .reportID]))
        case .beacons:
            common.union(InputFields([.storeID, .zone, .sensor, .signal, .rssi, .sku, .category]))
        case .purchases:
            common.union(
                InputFields([
                    .orderID, .kind, .value, .currency, .margin, .salesChannel, .storeID, .items,
                    .loyaltyTier, .referrerID, .offerID, .promisedAt,
                ]))
        case .unsubscribes:
            common.union(InputFields([.kind, .reason]))
        }
    }
}
