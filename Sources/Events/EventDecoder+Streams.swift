import Mathematics
import Streaming

// What each stream asks of its records (SPEC 2). Fields that decide are checked for every kind of event, used
// by it or not.
extension EventDecoder {
    /// The largest `count` of exposures.
    static let largestCount: Int64 = 1_000_000_000

    mutating func decodeClick(into event: inout Event) throws(DeadLetter) {
        event.kind = try checkedKind(.action, default: Action.click.rawValue)
        let conversion = try checkedConversion()
        if let cost = try checkedMoney(.cost, conversion) {
            event.cost = cost
            event.flags.insert(.hasCost)
        }
        let count = try checkedInteger(.count, in: 1...Self.largestCount)
        if event.action == .exposure { event.count = count ?? 1 }
        let hasReport = isUsable(.reportID)
        if event.action == .cost {
            guard isUsable(.campaignID) else { throw DeadLetter(.missingField, .campaignID) }
            guard event.flags.contains(.hasCost) else { throw DeadLetter(.missingField, .cost) }
            if hasReport {
                event.reference = parser.withText(.reportID) { XXHash.hash64($0) }
                event.flags.insert(.hasReport)
            }
        }
        _ = isUsable(.sku)
    }

    mutating func decodePurchase(into event: inout Event) throws(DeadLetter) {
        event.kind = try checkedKind(.kind, default: PurchaseKind.order.rawValue)
        try requiredString(.orderID)
        event.reference = parser.withText(.orderID) { XXHash.hash64($0) }
        let conversion = try checkedConversion()
        let value = try checkedMoney(.value, conversion)
        if let value, value < 0 { throw DeadLetter(.numberRange, .value) }
        let margin = try checkedMoney(.margin, conversion)
        let promisedAt = try checkedTime(.promisedAt, in: Timestamp.first...Timestamp.latest)
        if event.purchase == .delivery {
            if let promisedAt {
                event.promisedAt = promisedAt
                event.flags.insert(.hasPromise)
            }
        } else {
            guard let value else { throw DeadLetter(.missingField, .value) }
            event.value = value
            event.margin = try self.margin(of: value, given: event.purchase == .refund ? nil : margin)
        }
        if isUsable(.referrerID) { event.flags.insert(.hasReferrer) }
        _ = isUsable(.loyaltyTier)
        _ = isUsable(.offerID)
        if isPresent(.items), parser.kind(.items) != .array { ignored.insert(.items) }
    }

    /// The margin as given, else the value × `margin_rate`.
    private func margin(of value: Int64, given: Int64?) throws(DeadLetter) -> Int64 {
        if let given { return given }
        guard let margin = Money.bounded(rules.marginRate.times(value)) else {
            throw DeadLetter(.numberRange, .margin)
        }
        return margin
    }

    mutating func decodeBeacon(into event: inout Event) throws(DeadLetter) {
        event.kind = try checkedKind(.signal, default: BeaconSignal.ping.rawValue)
        try requiredString(.storeID)
        try requiredString(.zone)
        if isUsable(.sensor) {
            if let index = parser.withText(.sensor, { words.index(of: $0) }) {
                event.sensor = BeaconSensor(rawValue: UInt8(index)) ?? .ble
            } else {
                ignored.insert(.sensor)
            }
        }
        decodeSignalStrength(into: &event)
        _ = isUsable(.sku)
    }

    /// Sets the signal strength from any number: whole dBm, rounded down, except that what is above −100
    /// (seen) never becomes −100 (not seen).
    private mutating func decodeSignalStrength(into event: inout Event) {
        guard isPresent(.rssi) else { return }
        let strength: Int64
        switch parser.kind(.rssi) {
        case .integer:
            strength = parser.integer(.rssi)
        case .number:
            strength = parser.withText(.rssi) { text in
                guard case .amount(let amount) = MoneyText.number(text) else {
                    return text[0] == UInt8(ascii: "-") ? .min : .max
                }
                let down = amount / Money.unit - (amount % Money.unit < 0 ? 1 : 0)
                return down == -100 && amount > -100 * Money.unit ? -99 : down
            }
        case .string, .boolean, .object, .array:
            ignored.insert(.rssi)
            return
        }
        event.signalStrength = Int16(clamping: strength)
        event.flags.insert(.hasSignalStrength)
    }

    mutating func decodeAnswer(into event: inout Event) throws(DeadLetter) {
        event.kind = try checkedKind(.kind, default: AnswerKind.unsubscribe.rawValue)
        guard try checkedWord(.channel, of: words) != nil else { throw DeadLetter(.missingField, .channel) }
        _ = isUsable(.reason)
    }

    /// Sets the ids and the consent; beacons and unsubscribes need an id that is not blocked.
    mutating func decodeProfile(into event: inout Event) throws(DeadLetter) {
        if hasID(.customerID) { event.customer = parser.withText(.customerID) { hasher.customer($0) } }
        if hasID(.anonymousID) { event.anonymous = parser.withText(.anonymousID) { hasher.anonymous($0) } }
        if event.customer.isAbsent, event.anonymous.isAbsent, stream == .beacons || stream == .unsubscribes {
            throw DeadLetter(.missingField, .customerID)
        }
        guard isPresent(.consent) else { return }
        if parser.kind(.consent) == .object, let consent = parser.consent {
            event.consent = consent
        } else {
            ignored.insert(.consent)
        }
    }

    private mutating func hasID(_ field: InputField) -> Bool {
        isUsable(field) && !parser.withText(field) { blockedIDs.contains($0) }
    }
}
