/// What is kept of one person: 12 bytes, whatever happens.
struct Profile {
    /// When last seen, in hours since the start: the wish to buy fades.
    var seen: UInt16 = 0
    /// The wish to buy, 0…255.
    var intent: UInt8 = 0
    /// Messages since the last answer.
    var pressure: UInt8 = 0
    /// Which kind of person.
    var persona: UInt8 = 0
    /// The brand that they know.
    var pool: UInt8 = 0
    /// Their town's store.
    var store: UInt8 = 0
    /// Orders so far.
    var orders: UInt8 = 0
    /// Bits 0…2: devices owned; 4…6: devices on which they have logged in.
    var devices: UInt8 = 0
    /// Open channels, by the bit of `MessageChannel`.
    var subscriptions: UInt8 = 0
    /// Currency: 0 EUR, 1 USD, 2 GBP.
    var currency: UInt8 = 0
    /// What they were asked and denied, by the bits of `Consent`.
    var consent: UInt8 = 0

    /// Whether the device is one on which they are known.
    func isKnown(on device: UInt8) -> Bool {
        device == Device.desk || device == Device.kioskWithCard
            || device < Device.none && devices & (16 << device) != 0
    }

    /// From now on they are known there.
    mutating func logIn(on device: UInt8) {
        if device < Device.none { devices |= 16 << device }
    }

    /// The wish to buy grows, up to its end.
    mutating func wish(more: UInt8) { intent = UInt8(min(255, Int(intent) + Int(more))) }

    /// The wish to buy halves with every day away.
    mutating func fade(toHour hour: Int) {
        let days = (hour - Int(seen)) / 24
        if days > 0 { intent = days < 8 ? intent >> UInt8(days) : 0 }
        seen = UInt16(truncatingIfNeeded: min(hour, Int(UInt16.max)))
    }
}

/// The devices; each has an `anonymous_id` of its own.
enum Device {
    static let mobile: UInt8 = 0
    static let desktop: UInt8 = 1
    static let tablet: UInt8 = 2
    /// Somebody who refuses cookies: no id at all.
    static let none: UInt8 = 3

    /// Who sends a letter, answers the phone or reads the card at the till knows the customer, not a device.
    static let desk: UInt8 = 4
    /// A television set that is on the net.
    static let television: UInt8 = 5
    /// A screen in a store, which nobody in particular stands at.
    static let kiosk: UInt8 = 6
    /// The same, with the customer's card before it.
    static let kioskWithCard: UInt8 = 7

    /// Their names.
    static let names = ["mobile", "desktop", "tablet", "desktop", "", "tv", "kiosk", "kiosk"]
    /// The last letter of the `anonymous_id` (m, d, t, v); nil where there is none.
    static let letters: [UInt8?] = [109, 100, 116, nil, nil, 118, nil, nil]

    /// Whether a family shares it, and so two people have one cookie.
    static func isShared(_ device: UInt8) -> Bool { device == tablet || device == television }
}

/// The channels on which people can be written to, as bits of `subscriptions`.
enum MessageChannel {
    static let email: UInt8 = 1
    static let sms: UInt8 = 2
    static let push: UInt8 = 4
    static let call: UInt8 = 8
    static let letter: UInt8 = 16
    static let loyalty: UInt8 = 32
    /// The app itself; whoever has it may have push messages.
    static let app: UInt8 = 64

    /// Their names in answers, by the number of the bit.
    static let names = ["email", "sms", "push", "call", "direct_mail", "loyalty", "app"]

    /// The name of one bit.
    static func name(of channel: UInt8) -> String { names[channel.trailingZeroBitCount] }
}

/// What somebody was asked and denied, as bits of `consent`.
enum Consent {
    static let analytics: UInt8 = 1
    static let marketing: UInt8 = 2
    static let location: UInt8 = 4
    static let all: UInt8 = 7
    /// They were asked.
    static let asked: UInt8 = 8

    /// The names of the keys, by the number of the bit.
    static let names = ["analytics", "marketing", "location"]
}
