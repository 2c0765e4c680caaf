public import Streaming

/// One checked and converted event: flat, without references, so that a batch of them costs no allocation.
///
/// Strings are numbers of a `StringTable` (0: absent): of the ingest task's table when decoded, of the
/// receiving task's once a frame was read. Ids are hashes: no readable id leaves ingest (SPEC 9).
public struct Event: Equatable, Sendable {
    // The place in the order of processing (SPEC 3): time, stream, idHash, partition, offset.

    /// The time for which the event counts: its own, or newest − lateness for late money.
    public var time: Milliseconds = 0
    /// The event's own time; differs from `time` only for late money.
    public var ownTime: Milliseconds = 0
    /// XXH64 (seed 0) of `event_id`.
    public var idHash: UInt64 = 0
    /// Where the record stands in its source partition.
    public var offset: Int64 = 0
    /// The source partition, numbered within its stream.
    public var partition: UInt32 = 0
    /// The stream.
    public var stream: Stream = .clicks
    /// The stream's own kind: raw value of `Action`, `PurchaseKind`, `BeaconSignal` or `AnswerKind`.
    public var kind: UInt8 = 0
    /// What else is set, see `Flags`.
    public var flags: Flags = []
    /// The `consent` object.
    public var consent: Consent = .absent

    // Who.

    /// Keyed hash of `customer_id`.
    public var customer: Hash128 = .absent
    /// Keyed hash of `anonymous_id`, in a name space of its own.
    public var anonymous: Hash128 = .absent

    // Where and what.

    /// The pool that the event names.
    public var pool: StringID = .absent
    /// The campaign that the event names.
    public var campaign: StringID = .absent
    /// The channel that the event names, before aliases (`sales_channel` stands beside it).
    public var channel: StringID = .absent
    /// The touchpoint.
    public var touchpoint: StringID = .absent
    /// The device.
    public var device: StringID = .absent
    /// The segment.
    public var segment: StringID = .absent
    /// The category.
    public var category: StringID = .absent
    /// The store.
    public var store: StringID = .absent
    /// The zone of a beacon.
    public var zone: StringID = .absent
    /// The sales channel of a purchase; never absent there.
    public var salesChannel: StringID = .absent

    // Numbers.

    /// How many exposures; 1 for every other event.
    public var count: Int64 = 1
    /// `cost` in millionths, where `flags` has `.hasCost`.
    public var cost: Int64 = 0
    /// `value` in millionths.
    public var value: Int64 = 0
    /// `margin` in millionths: as given, else value × `margin_rate`; of a refund always the latter.
    public var margin: Int64 = 0
    /// XXH64 of `order_id` (purchases) or `report_id` (cost reports, with `.hasReport`).
    public var reference: UInt64 = 0
    /// `promised_at`, where `flags` has `.hasPromise`.
    public var promisedAt: Milliseconds = 0
    /// The sensor of a beacon.
    public var sensor: BeaconSensor = .ble
    /// The signal strength of a beacon in dBm, where `flags` has `.hasSignalStrength`.
    public var signalStrength: Int16 = 0

    /// Makes an empty event.
    public init() {}

    /// What an event has besides its always present fields.
    public struct Flags: OptionSet, Sendable {
        /// One bit per flag.
        public let rawValue: UInt8
        /// Makes flags of their bits.
        @inlinable public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// Late money, counted at `time` instead of `ownTime`.
        public static let late = Flags(rawValue: 1)
        /// The event carries a `cost`.
        public static let hasCost = Flags(rawValue: 2)
        /// A cost report with a `report_id`.
        public static let hasReport = Flags(rawValue: 4)
        /// A purchase with a `referrer_id`.
        public static let hasReferrer = Flags(rawValue: 8)
        /// A delivery with `promised_at`.
        public static let hasPromise = Flags(rawValue: 16)
        /// A beacon with an `rssi`.
        public static let hasSignalStrength = Flags(rawValue: 32)
        /// Reported by the source clock as ahead of the record, and set back to it (SPEC 2, `event_time`).
        public static let clockCorrected = Flags(rawValue: 64)
    }
}

extension Event {
    /// The action of a click-stream event.
    @inlinable public var action: Action { Action(rawValue: kind) ?? .click }
    /// The kind of a purchase.
    @inlinable public var purchase: PurchaseKind { PurchaseKind(rawValue: kind) ?? .order }
    /// The kind of a negative answer.
    @inlinable public var answer: AnswerKind { AnswerKind(rawValue: kind) ?? .unsubscribe }
    /// The signal of a beacon.
    @inlinable public var signal: BeaconSignal { BeaconSignal(rawValue: kind) ?? .ping }

    /// A platform's cost report: it belongs to its campaign, not to a profile.
    @inlinable public var isCostReport: Bool { stream == .clicks && kind == Action.cost.rawValue }
    /// Late money is booked, everything else that is late is set aside (SPEC 3).
    @inlinable
    public var isMoney: Bool { stream == .purchases || stream == .unsubscribes || isCostReport }
}
