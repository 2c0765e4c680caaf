internal import Events
internal import Mathematics
public import Streaming

/// A negative answer that cost something, or would were it priced, or its taking back: a line of
/// `churn-events.jsonl`.
public struct ChurnEvent: Sendable {
    /// When it was booked.
    public let time: Milliseconds
    /// The line, without its end.
    public let line: [UInt8]
    private let idHash: UInt64
    private let profile: Hash128

    init(time: Milliseconds, idHash: UInt64, profile: Hash128, line: [UInt8]) {
        (self.time, self.idHash, self.profile, self.line) = (time, idHash, profile, line)
    }

    /// The order of processing (SPEC 3), whichever task was first.
    public static func precedes(_ left: ChurnEvent, _ right: ChurnEvent) -> Bool {
        (left.time, left.idHash, left.profile) < (right.time, right.idHash, right.profile)
    }
}

extension Journeys {
    /// Keeps the line of an answer that closed a channel.
    mutating func note(_ answer: Answer, _ price: ChurnPrice?, _ event: Event, profile slot: Int?) {
        guard keepsChurnEvents else { return }
        var line = opening(answer.closing, event, profile: slot)
        line.append(",\"residual\":")
        line.append(price.map { Int128($0.residual) })
        line.append(",\"share\":")
        if let price { line.appendTrillionths(price.share.trillionths) } else { line.append("null") }
        line.append(",\"severity\":")
        // Not more decimals than millionths have.
        line.append(rules.churn.severities[event.answer].map { $0.times(Money.unit) })
        line.append(",\"cost\":")
        line.append(price.map { Int128($0.cost) })
        finish(line, answer.charges, isPriced: price != nil, sign: 1, event, profile: slot)
    }

    /// Keeps the line of a profile that came back to a channel: what its closings had cost is no cost any more.
    mutating func noteReturn(
        _ answer: Answer, of closings: [Closing], _ charges: [Charge], _ event: Event, profile slot: Int
    ) {
        let isPriced = closings.contains { $0.isPriced }
        let cost = closings.reduce(Int128(0)) { $0 + Int128($1.cost) }
        guard keepsChurnEvents, !isPriced || cost != 0 else { return }
        var line = opening(answer.closing, event, profile: slot)
        line.append(",\"residual\":null,\"share\":null,\"severity\":null,\"cost\":")
        line.append(isPriced ? -cost : nil)
        var merged: [Charge] = []
        for charge in charges {
            let known = merged.firstIndex { ($0.pool, $0.campaign) == (charge.pool, charge.campaign) }
            if let known { merged[known].cost += charge.cost } else { merged.append(charge) }
        }
        finish(line, merged, isPriced: isPriced, sign: -1, event, profile: slot)
    }

    /// The members that every line has.
    private func opening(_ closing: Closing, _ event: Event, profile slot: Int?) -> [UInt8] {
        var line: [UInt8] = []
        line.append("{\"at\":\"")
        line.appendTime(event.time)
        line.append("\",\"pool\":")
        line.appendQuoted(names[closing.pool])
        line.append(",\"kind\":\"")
        line.append(contentsOf: event.answer.name.utf8)
        line.append("\",\"channel\":")
        line.appendQuoted(names[closing.channel])
        line.append(",\"profile\":")
        if let slot {
            line.append("\"")
            line.appendHexadecimal(store.profiles[slot].id)
            line.append("\"")
        } else {
            line.append("null")
        }
        let account = slot.map { store.profiles[$0].account } ?? 0
        let history = account == 0 ? nil : store.accounts[account].history
        let day = PurchaseHistory.day(of: event.time)
        let figures: [(StaticString, Int32)] = [
            (",\"orders\":", history.map { $0.repeats + 1 } ?? 0),
            (",\"recency_days\":", history.map { $0.lastDay - $0.firstDay } ?? 0),
            (",\"age_days\":", history.map { max($0.lastDay, day) - $0.firstDay } ?? 0),
            (",\"n\":", Int32(closing.messages)),
        ]
        for (name, figure) in figures {
            line.append(name)
            line.appendDecimal(Int128(figure))
        }
        return line
    }

    private mutating func finish(
        _ opening: [UInt8], _ charges: [Charge], isPriced: Bool, sign: Int128, _ event: Event,
        profile slot: Int?
    ) {
        var line = opening
        line.append(",\"campaigns\":[")
        for (index, charge) in charges.enumerated() {
            line.append(index == 0 ? "{\"pool\":" : ",{\"pool\":")
            line.appendQuoted(names[charge.pool])
            line.append(",\"campaign\":")
            line.appendQuoted(names[charge.campaign])
            line.append(",\"cost\":")
            line.append(isPriced ? sign * Int128(charge.cost) : nil)
            line.append("}")
        }
        line.append("]}")
        churnEvents.append(
            ChurnEvent(
                time: event.time, idHash: event.idHash,
                profile: slot.map { store.profiles[$0].id } ?? .absent, line: line))
    }
}

extension [UInt8] {
    /// Appends millionths, or `null`.
    fileprivate mutating func append(_ millionths: Int128?) {
        if let millionths { appendMillionths(millionths) } else { append("null") }
    }

    /// Appends a hash as 32 digits.
    fileprivate mutating func appendHexadecimal(_ hash: Hash128) {
        for half in [hash.high, hash.low] {
            for place in stride(from: 60, through: 0, by: -4) {
                let digit = UInt8(truncatingIfNeeded: half >> UInt64(place)) & 15
                append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
            }
        }
    }
}
