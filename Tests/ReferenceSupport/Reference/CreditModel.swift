/// How a model splits the parts of one order over its eligible touches.
///
/// "For each order every model splits 1 000 000 parts over the eligible touches in processing order; shares of
/// parts are rounded down and what remains goes to the latest touch".
enum CreditModel: String, CaseIterable, Sendable {
    case last, first, linear, position
    case timeDecay = "time_decay"

    static let whole: Int128 = 1_000_000

    /// The parts of each touch; `ages` are order time − touch time, in processing order, one at least.
    func parts(ages: [Int64], halfLife: Int64) -> [Int128] {
        var parts = rawParts(ages: ages, halfLife: halfLife)
        parts[parts.count - 1] += Self.whole - parts.reduce(0, +)
        return parts
    }

    private func rawParts(ages: [Int64], halfLife: Int64) -> [Int128] {
        let count = ages.count
        var parts = [Int128](repeating: 0, count: count)
        switch self {
        case .last:
            break
        case .first:
            parts[0] = Self.whole
        case .linear:
            parts = parts.map { _ in Self.whole / Int128(count) }
        case .position:
            parts = Self.positionParts(count)
        case .timeDecay:
            let weights = ages.map { Decay.weight(age: $0, halfLife: halfLife) }
            let sum = weights.reduce(0, +)
            if sum > 0 { parts = weights.map { Self.whole * $0 / sum } }
        }
        return parts
    }

    /// "40 % first, 40 % last, 20 % equally over the middle; one touch 100 %, two 50/50".
    private static func positionParts(_ count: Int) -> [Int128] {
        switch count {
        case 1: return [whole]
        case 2: return [whole / 2, whole / 2]
        default:
            let middle = whole / 5 / Int128(count - 2)
            return [whole * 2 / 5] + [Int128](repeating: middle, count: count - 2) + [whole * 2 / 5]
        }
    }

    /// "A share of value or margin is amount × parts / 1 000 000, truncated towards zero, what remains again to
    /// the latest, so they add up exactly".
    static func shares(of amount: Int128, parts: [Int128]) -> [Int128] {
        var shares = parts.map { truncatedShare(amount, $0, of: whole) }
        shares[shares.count - 1] += amount - shares.reduce(0, +)
        return shares
    }
}
