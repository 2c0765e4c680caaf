public import Streaming

/// What is kept of a profile that has ordered, or left a channel: what it is worth, and what its leaving cost.
///
/// It stands beside the profile, for most have neither. Orders and credit are kept whether or not they can be priced:
/// parameters that are fitted later find them.
public struct Account: Sendable {
    /// Its orders by day, where there are any.
    public var history: PurchaseHistory?
    /// The days of its orders, see `OrderDays`.
    var days = Block()
    /// The value of its orders, less refunds, in millionths: the whole of what was credited.
    public var credited: Int64 = 0
    /// What of it was credited to channels that can be left.
    var channels = Block()
    /// The channels that it has left, and those that it came back to.
    var closings = Block()

    /// An account of nothing.
    public init() {}

    /// What fills unused places.
    static let filler = Account()
}

/// What a profile's orders gave to one channel under the primary model, less refunds.
public struct ChannelCredit: Hashable, Sendable {
    /// The channel.
    public var channel: StringID
    /// Millionths, at least 0.
    public var value: Int64

    /// Makes an entry.
    public init(channel: StringID, value: Int64) { (self.channel, self.value) = (channel, value) }

    /// What fills unused places.
    static let filler = ChannelCredit(channel: .absent, value: 0)
}

/// A channel that a profile has left or come back to: what it cost, and at which keys.
///
/// After a link there can be two of one channel, where both had left it: the costs add up, each at its own keys.
public struct Closing: Equatable, Sendable {
    /// The channel.
    public var channel: StringID
    /// When it was closed or opened again.
    public var time: Milliseconds
    /// XXH64 of that event's id: the order among those of one instant.
    public var idHash: UInt64
    /// Whether it is closed; of an open one only the time is of interest.
    public var isClosed = true
    /// Whether it was priced.
    public var isPriced = false
    /// How many messages the profile had had.
    public var messages: UInt8 = 0
    /// What it cost, in millionths.
    public var cost: Int64 = 0
    /// The answer's pool.
    public var pool = StringID.absent
    /// The answer's device.
    public var device = StringID.absent
    /// The profile's segment then.
    public var segment = StringID.absent
    /// Its activity.
    public var activity = StringID.absent
    /// Its presence.
    public var presence = StringID.absent
    /// Whom it was blamed on.
    public var charges = Block()

    /// Makes an entry.
    public init(channel: StringID, time: Milliseconds, idHash: UInt64) {
        (self.channel, self.time, self.idHash) = (channel, time, idHash)
    }

    /// Whether it was changed after another one.
    func isLater(than other: Closing) -> Bool { (time, idHash) > (other.time, other.idHash) }

    /// What fills unused places.
    static let filler = Closing(channel: .absent, time: 0, idHash: 0)
}

/// A campaign's part in a negative answer, with team and partner as they were then.
public struct Charge: Hashable, Sendable {
    /// The pool in whose records the campaign counts.
    public var pool: StringID
    /// The campaign; `(unknown)` where there is nobody to blame.
    public var campaign: StringID
    /// Its team.
    public var team = StringID.absent
    /// Its partner.
    public var partner = StringID.absent
    /// Its part of the cost, in millionths.
    public var cost: Int64 = 0

    /// Makes a part.
    public init(pool: StringID, campaign: StringID) { (self.pool, self.campaign) = (pool, campaign) }

    /// What fills unused places.
    static let filler = Charge(pool: .absent, campaign: .absent)
}

/// Days of orders as bytes: after the first one, the gaps between them as varints.
///
/// The first one stands in the history. A day takes one byte as a rule, two after a pause of four months.
///
/// Whether a day is already there matters at a link only, when two histories become one.
enum OrderDays {
    /// The days of a list.
    static func decode(_ bytes: ArraySlice<UInt8>, first: Int32) -> [Int32] {
        var (days, gap, shift) = ([first], UInt32(0), UInt32(0))
        for byte in bytes {
            gap |= UInt32(byte & 0x7F) << shift
            shift += 7
            guard byte < 0x80 else { continue }
            days.append((days.last ?? first) &+ Int32(truncatingIfNeeded: gap))
            (gap, shift) = (0, 0)
        }
        return days
    }

    /// Calls `body` with the bytes of a gap.
    static func forEachByte(ofGap gap: Int32, _ body: (UInt8) -> Void) {
        var rest = UInt32(max(0, gap))
        while rest >= 0x80 {
            body(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        body(UInt8(truncatingIfNeeded: rest))
    }

    /// The days of both lists, each once, as bytes after the first.
    static func union(_ left: [Int32], _ right: [Int32]) -> (count: Int, bytes: [UInt8]) {
        let days = Set(left).union(right).sorted()
        var bytes: [UInt8] = []
        for (day, next) in zip(days, days.dropFirst()) {
            forEachByte(ofGap: next - day) { bytes.append($0) }
        }
        return (days.count, bytes)
    }
}
