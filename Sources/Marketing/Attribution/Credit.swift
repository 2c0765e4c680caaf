internal import Mathematics
public import Streaming

/// How one order is split over its eligible touches under every model (SPEC 4, "Credit").
public enum Credit {
    /// The parts of a whole order.
    public static let whole: Int64 = 1_000_000

    /// The parts that touch `index` of `count` gets under a model; parts of all touches add up to `whole`.
    ///
    /// - Parameters:
    ///   - model: the model; for `timeDecay` see `decayParts`, whose shares are given here.
    ///   - index: 0 is the earliest.
    ///   - count: at least 1.
    ///   - decay: the touch's part under `timeDecay`.
    /// - Returns: 0…`whole`.
    @inlinable
    public static func parts(_ model: AttributionModel, index: Int, of count: Int, decay: Int64) -> Int64 {
        let isLast = index == count - 1
        switch model {
        case .last: return isLast ? whole : 0
        case .first: return index == 0 ? whole : 0
        case .linear:
            let share = whole / Int64(count)
            return isLast ? whole - share * Int64(count - 1) : share
        case .position:
            if count == 1 { return whole }
            if count == 2 { return whole / 2 }
            let middle = 200_000 / Int64(count - 2)
            if index == 0 { return 400_000 }
            return isLast ? whole - 400_000 - middle * Int64(count - 2) : middle
        case .timeDecay: return decay
        }
    }

    /// Parts under `time_decay`: floor(10^6 · w / Σw) with w = floor(2^40 · 2^(−age / half-life)), the rest to
    /// the latest.
    ///
    /// - Parameters:
    ///   - ages: order time − touch time, by touch.
    ///   - halfLife: above 0.
    ///   - parts: is overwritten.
    public static func decayParts(
        ages: [Milliseconds], halfLife: Milliseconds, into parts: inout [Int64]
    ) {
        parts.removeAll(keepingCapacity: true)
        var total: Int64 = 0
        for age in ages {
            let weight = PowerOfTwo.decayWeight(age: max(age, 0), halfLife: halfLife)
            parts.append(weight)
            total += weight
        }
        var rest = whole
        for index in parts.indices {
            let share = total == 0 ? 0 : Int64(Int128(whole) * Int128(parts[index]) / Int128(total))
            parts[index] = share
            rest -= share
        }
        if !parts.isEmpty { parts[parts.count - 1] += rest }
    }

    /// The share of an amount that belongs to some parts, truncated towards zero.
    @inlinable
    public static func share(of amount: Int64, parts: Int64) -> Int64 {
        Int64(Int128(amount) * Int128(parts) / Int128(whole))
    }

    /// What a share has lost once `refunded` of `value` came back, truncated towards zero (SPEC 4, "Refunds").
    @inlinable
    public static func lost(of share: Int64, refunded: Int64, value: Int64) -> Int64 {
        value == 0 ? 0 : Int64(Int128(share) * Int128(refunded) / Int128(value))
    }
}
