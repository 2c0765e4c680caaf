import Mathematics
import Streaming

// What each stream asks of its records (SPEC 2). Fields that decide are checked for every kind of event, used
// by it or not.
extension EventDecoder {
    /// The largest `count` of exposures.
    static let largestCount: Int64 = 1_000_000_000

    mutating func decodeClick(into event: inout Event) throws(DeadLetter) {
        let kind = UInt8(try fields.checkedWord(.action, of: kinds) ?? Int(Action.click.rawValue))
        event.kind = kind
        let conversion = try fields.checkedConversion(by: currencies)
        let cost = try fields.checkedMoney(.cost, conversion)
        if let cost {
            event.cost = cost
            event.flags.insert(.hasCost)
        }
        let count = try fields.checkedInteger(.count, in: 1...Self.largestCount)
        if kind == Action.exposure.rawValue { event.count = count ?? 1 }
        let hasReport = fields.isUsable(.reportID)
        if kind == Action.cost.rawValue {
            guard fields.isUsable(.campaignID) else { throw DeadLetter(.missingField, .campaignID) }
            guard cost != nil else { throw DeadLetter(.missingField, .cost) }
            if hasReport {
                event.reference = fields.withString(.reportID) { XXHash.hash64($0) }
                event.flags.insert(.hasReport)
            }
        }
        _ = fields.isUsable(.sku)
    }

    mutating func decodePurchase(
        into event: inout Event
    ) throws(DeadLetter) -> CurrencyTable.Conversion {
        let kind = UInt8(try fields.checkedWord(.kind, of: kinds) ?? Int(PurchaseKind.order.rawValue))
        event.kind = kind
        try fields.requiredString(.orderID)
        event.reference = fields.withString(.orderID) { XXHash.hash64($0) }
        let conversion = try fields.checkedConversion(by: currencies)
        let value = try fields.checkedMoney(.value, conversion)
        if let value, value < 0 { throw DeadLetter(.numberRange, .value) }
        let margin = try fields.checkedMoney(.margin, conversion)
        let promisedAt = try fields.checkedTime(.promisedAt, in: Timestamp.first...Timestamp.latest)
        if kind == PurchaseKind.delivery.rawValue {
            if let promisedAt {
                event.promisedAt = promisedAt
                event.flags.insert(.hasPromise)
            }
        } else {
            guard let value else { throw DeadLetter(.missingField, .value) }
            event.value = value
            let isRefund = kind == PurchaseKind.refund.rawValue
            event.margin = try self.margin(of: value, given: isRefund ? nil : margin)
        }
        if fields.isUsable(.referrerID) { event.flags.insert(.hasReferrer) }
        _ = fields.isUsable(.loyaltyTier)
        _ = fields.isUsable(.offerID)
        return conversion
    }

    /// The margin as given, else the value × `margin_rate`.
    private mutating func margin(of value: Int64, given: Int64?) throws(DeadLetter) -> Int64 {
        if let given { return given }
        guard let margin = Money.bounded(rules.marginRate.times(value)) else {
            throw DeadLetter(.numberRange, .margin)
        }
        return margin
    }

    mutating func decodeBeacon(into event: inout Event) throws(DeadLetter) {
        event.kind = UInt8(try fields.checkedWord(.signal, of: kinds) ?? Int(BeaconSignal.ping.rawValue))
        try fields.requiredString(.storeID)
        try fields.requiredString(.zone)
        if fields.isUsable(.sensor) {
            if let index = fields.withString(.sensor, { words.index(of: $0) }) {
                event.sensor = BeaconSensor(rawValue: UInt8(index)) ?? .ble
            } else {
                fields.ignore(.sensor)
            }
        }
        decodeSignalStrength(into: &event)
        _ = fields.isUsable(.sku)
    }

    /// Sets the signal strength from any number: whole dBm, rounded down, except that what is above −100
    /// (seen) never becomes −100 (not seen).
    private mutating func decodeSignalStrength(into event: inout Event) {
        guard let strength = fields.millionths(.rssi) else { return }
        let whole = strength / Money.unit - (strength % Money.unit < 0 ? 1 : 0)
        let isSeen = strength > -100 * Money.unit
        event.signalStrength = Int16(clamping: isSeen ? max(whole, -99) : whole)
        event.flags.insert(.hasSignalStrength)
    }

    mutating func decodeAnswer(into event: inout Event) throws(DeadLetter) {
        event.kind = UInt8(try fields.checkedWord(.kind, of: kinds) ?? Int(AnswerKind.unsubscribe.rawValue))
        guard try fields.checkedWord(.channel, of: words) != nil else {
            throw DeadLetter(.missingField, .channel)
        }
        _ = fields.isUsable(.reason)
    }

    /// Sets the ids and the consent; beacons and unsubscribes need an id that is not blocked.
    mutating func decodeProfile(into event: inout Event) throws(DeadLetter) {
        if hasID(.customerID) { event.customer = fields.withString(.customerID) { hasher.customer($0) } }
        if hasID(.anonymousID) { event.anonymous = fields.withString(.anonymousID) { hasher.anonymous($0) } }
        if event.customer.isAbsent, event.anonymous.isAbsent, stream == .beacons || stream == .unsubscribes {
            throw DeadLetter(.missingField, .customerID)
        }
        event.consent = fields.consent()
    }

    private mutating func hasID(_ field: InputField) -> Bool {
        fields.isUsable(field) && !fields.withString(field) { blockedIDs.contains($0) }
    }
}
