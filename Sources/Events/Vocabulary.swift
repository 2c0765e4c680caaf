/// The four input streams, in the order in which events of one instant are processed (SPEC 3).
public enum Stream: UInt8, Sendable, CaseIterable {
    case clicks = 0
    case beacons = 1
    case purchases = 2
    case unsubscribes = 3

    /// The stream's name in flags, configuration and outputs.
    public var name: String {
        switch self {
        case .clicks: "clicks"
        case .beacons: "beacons"
        case .purchases: "purchases"
        case .unsubscribes: "unsubscribes"
        }
    }
}

/// What a click-stream event reports (SPEC 2, table of actions).
public enum Action: UInt8, Sendable, CaseIterable {
    case view = 0
    case click
    case search
    case like
    case share
    case lead
    case scan
    case call
    case cart
    case checkout
    case impression
    case open
    case send
    case bounce
    case rating
    case complaint
    case exposure
    case cost

    /// The customer acted: a touch that can earn.
    @inlinable public var isEngaged: Bool { rawValue <= Action.checkout.rawValue }
    /// The customer only saw something: earns where nothing engaged is eligible.
    @inlinable public var isPassive: Bool { self == .impression || self == .open }
    /// Engaged or passive.
    @inlinable public var isTouch: Bool { rawValue <= Action.open.rawValue }
}

/// What a purchase record reports.
public enum PurchaseKind: UInt8, Sendable, CaseIterable {
    case order = 0
    case refund
    case delivery
}

/// What a beacon signal reports.
public enum BeaconSignal: UInt8, Sendable, CaseIterable {
    case enter = 0
    case ping
    case exit
    case tap
}

/// What sensed a beacon signal.
public enum BeaconSensor: UInt8, Sendable, CaseIterable {
    case ble = 0
    case nfc
    case rfid
    case wifi
    case qr
}

/// The kind of a negative answer, or its taking back.
public enum AnswerKind: UInt8, Sendable, CaseIterable {
    case unsubscribe = 0
    case notificationBlock
    case appUninstall
    case spamComplaint
    case loyaltyExit
    case resubscribe
}

/// The words of a `consent` object: for each key given or not, and if given its value (SPEC 9).
public struct Consent: Hashable, Sendable {
    /// Which keys were given (bits 0…2: analytics, marketing, location), and their values (bits 4…6).
    public var bits: UInt8

    /// No `consent` field.
    public static let absent = Consent(bits: 0)
    /// An empty object: it denies all.
    public static let denyAll = Consent(bits: 0b0000_0111)

    /// Makes consent of its bits.
    @inlinable public init(bits: UInt8) { self.bits = bits }

    /// The position of a key's bit.
    public enum Key: UInt8, Sendable, CaseIterable {
        case analytics = 0
        case marketing = 1
        case location = 2
    }

    /// The value given for a key, nil where none was given.
    @inlinable
    public subscript(key: Key) -> Bool? {
        get { bits & (1 << key.rawValue) == 0 ? nil : bits & (16 << key.rawValue) != 0 }
        set {
            bits &= ~(17 << key.rawValue)
            if let newValue { bits |= (1 | (newValue ? 16 : 0)) << key.rawValue }
        }
    }
}
