internal import Mathematics
public import Streaming

/// One change of the catalogue while the stream goes on: what a record of the `campaigns` topic says (SPEC 2).
///
/// It holds for events at or after its time. Its bytes are one version byte, then the fields in their order;
/// so several can stand behind each other in a frame.
public struct CatalogueChange: Sendable, Equatable {
    /// From when on it holds.
    public var time: Milliseconds
    /// The campaign's id.
    public var id: String
    /// All that is said of the campaign from then on; nil takes it out.
    public var campaign: Catalogue.Campaign?

    private static let version: UInt8 = 1

    /// Makes a change.
    public init(time: Milliseconds, id: String, campaign: Catalogue.Campaign?) {
        self.time = time
        self.id = id
        self.campaign = campaign
    }

    /// Appends the change.
    public func encode(to bytes: inout [UInt8]) {
        bytes.append(Self.version)
        bytes.appendSigned(time)
        bytes.appendText(id)
        guard let campaign else { return bytes.append(0) }
        bytes.append(1)
        campaign.encode(to: &bytes)
    }

    /// Reads what `encode` wrote; nil where it is malformed, and the reader is broken then.
    public init?(from reader: inout ByteReader) {
        let version = reader.byte()
        time = reader.time()
        id = reader.text()
        let isThere = reader.flag()
        if version != Self.version || id.isEmpty { reader.fail() }
        campaign = isThere ? Catalogue.Campaign(from: &reader) : nil
        if reader.isBroken { return nil }
    }
}

/// Which of a campaign's fields are there, and its two truths.
private struct Parts: OptionSet {
    let rawValue: UInt64

    static let pool = Parts(rawValue: 1 << 0)
    static let channel = Parts(rawValue: 1 << 1)
    static let team = Parts(rawValue: 1 << 2)
    static let partner = Parts(rawValue: 1 << 3)
    static let leadValue = Parts(rawValue: 1 << 4)
    static let cost = Parts(rawValue: 1 << 5)
    static let target = Parts(rawValue: 1 << 6)
    static let budget = Parts(rawValue: 1 << 7)
    static let start = Parts(rawValue: 1 << 8)
    static let end = Parts(rawValue: 1 << 9)
    static let isPaused = Parts(rawValue: 1 << 10)
    static let minimum = Parts(rawValue: 1 << 11)
    static let maximum = Parts(rawValue: 1 << 12)
    static let isPinned = Parts(rawValue: 1 << 13)
    static let all = Parts(rawValue: 1 << 14 - 1)
}

extension Catalogue.Campaign {
    private var parts: Parts {
        var parts: Parts = []
        if pool != nil { parts.insert(.pool) }
        if channel != nil { parts.insert(.channel) }
        if team != nil { parts.insert(.team) }
        if partner != nil { parts.insert(.partner) }
        if leadValue != nil { parts.insert(.leadValue) }
        if cost != nil { parts.insert(.cost) }
        if target != nil { parts.insert(.target) }
        if budget != nil { parts.insert(.budget) }
        if start != nil { parts.insert(.start) }
        if end != nil { parts.insert(.end) }
        if isPaused { parts.insert(.isPaused) }
        if budget?.minimum != nil { parts.insert(.minimum) }
        if budget?.maximum != nil { parts.insert(.maximum) }
        if budget?.isPinned == true { parts.insert(.isPinned) }
        return parts
    }

    fileprivate func encode(to bytes: inout [UInt8]) {
        bytes.appendVarint(parts.rawValue)
        bytes.appendChoice(objective)
        for text in [pool, channel, team, partner] {
            if let text { bytes.appendText(text) }
        }
        if let leadValue { bytes.appendSigned(leadValue) }
        if let cost {
            bytes.appendChoice(cost.kind)
            bytes.appendDecimalNumber(cost.price)
        }
        if let target {
            bytes.appendChoice(target.measure)
            bytes.appendDecimalNumber(target.value)
        }
        if let budget {
            bytes.appendSigned(budget.amount)
            switch budget.period {
            case .days(let days): bytes.appendVarint(UInt64(clamping: days))
            case .month: bytes.appendVarint(0)
            }
            if let minimum = budget.minimum { bytes.appendSigned(minimum) }
            if let maximum = budget.maximum { bytes.appendSigned(maximum) }
        }
        if let start { bytes.appendSigned(Int64(start)) }
        if let end { bytes.appendSigned(Int64(end)) }
    }

    fileprivate init(from reader: inout ByteReader) {
        self.init()
        let parts = Parts(rawValue: reader.varint())
        if !parts.isSubset(of: .all) { reader.fail() }
        objective = reader.choice() ?? .sales
        if parts.contains(.pool) { pool = reader.text() }
        if parts.contains(.channel) { channel = reader.text() }
        if parts.contains(.team) { team = reader.text() }
        if parts.contains(.partner) { partner = reader.text() }
        if parts.contains(.leadValue) { leadValue = reader.signed() }
        if parts.contains(.cost) { cost = Catalogue.CostModel(from: &reader) }
        if parts.contains(.target), let measure: Catalogue.Target.Measure = reader.choice() {
            target = Catalogue.Target(measure: measure, value: reader.decimalNumber())
        }
        if parts.contains(.budget) {
            budget = Catalogue.Budget(from: &reader, parts)
        } else if !parts.isDisjoint(with: [.minimum, .maximum, .isPinned]) {
            reader.fail()
        }
        if parts.contains(.start) { start = Int(reader.signed()) }
        if parts.contains(.end) { end = Int(reader.signed()) }
        isPaused = parts.contains(.isPaused)
    }
}

extension Catalogue.CostModel {
    /// A price beyond the catalogue's limits would overflow where it multiplies money.
    fileprivate init?(from reader: inout ByteReader) {
        guard let kind: Kind = reader.choice() else { return nil }
        let price = reader.decimalNumber()
        let limit: Int128 = kind == .revenueShare ? 1 : 1_000_000
        guard price.mantissa >= 0, Int128(price.mantissa) <= limit * price.denominator else {
            reader.fail()
            return nil
        }
        self.init(kind: kind, price: price)
    }
}

extension Catalogue.Budget {
    fileprivate init(from reader: inout ByteReader, _ parts: Parts) {
        let amount = reader.signed()
        let days = reader.varint()
        if days > 1 << 32 { reader.fail() }
        self.init(amount: amount, period: days == 0 ? .month : .days(Int(clamping: days)))
        if parts.contains(.minimum) { minimum = reader.signed() }
        if parts.contains(.maximum) { maximum = reader.signed() }
        isPinned = parts.contains(.isPinned)
    }
}

extension [UInt8] {
    mutating func appendText(_ text: String) {
        appendVarint(UInt64(text.utf8.count))
        append(contentsOf: text.utf8)
    }

    /// A word of a fixed list travels by its place, as the lists of the catalogue only grow at their ends.
    fileprivate mutating func appendChoice<Choice: CaseIterable & Equatable>(_ choice: Choice) {
        for (place, other) in Choice.allCases.enumerated() where other == choice { append(UInt8(place)) }
    }

    fileprivate mutating func appendDecimalNumber(_ number: Decimal) {
        append(UInt8(number.scale))
        appendSigned(number.mantissa)
    }
}

extension ByteReader {
    fileprivate mutating func flag() -> Bool {
        let byte = byte()
        if byte > 1 { fail() }
        return byte == 1
    }

    mutating func text() -> String {
        let range = skip(count())
        guard let text = String(validating: bytes[range], as: UTF8.self) else {
            fail()
            return ""
        }
        return text
    }

    fileprivate mutating func choice<Choice: CaseIterable>() -> Choice?
    where Choice.AllCases == [Choice] {
        let place = Int(byte())
        guard place < Choice.allCases.count else {
            fail()
            return nil
        }
        return Choice.allCases[place]
    }

    fileprivate mutating func decimalNumber() -> Decimal {
        let scale = Int(byte())
        let mantissa = signed()
        guard scale <= 18 else {
            fail()
            return .zero
        }
        return Decimal(mantissa: mantissa, scale: scale)
    }
}
