import Mathematics
import Streaming

/// Converts amounts to the reporting currency (SPEC 2, money).
struct CurrencyTable {
    /// What an amount is worth.
    enum Conversion {
        case none
        case rate(Decimal)
    }

    private var names = StringTable()
    private var conversions: [Conversion] = [.none]

    init(reporting: String, rates: [String: Decimal]) {
        _ = names.intern(reporting)
        conversions.append(.none)
        for name in rates.keys.sorted() where name != reporting {
            guard let rate = rates[name] else { continue }
            _ = names.intern(name)
            conversions.append(.rate(rate))
        }
    }

    /// How to convert from a currency; nil where there is no rate for it.
    func conversion(from name: Span<UInt8>) -> Conversion? {
        names.find(name).map { conversions[$0.index] }
    }
}

extension CurrencyTable.Conversion {
    /// An amount in the reporting currency, rounded half to even; nil beyond ±10^12 units.
    func apply(to amount: Int64) -> Int64? {
        switch self {
        case .none: amount
        case .rate(let rate): Money.bounded(rate.times(amount))
        }
    }
}

extension Money {
    /// An amount that events may name; nil beyond ±10^12 units.
    static func bounded(_ amount: Int128) -> Int64? {
        amount >= -Int128(largest) && amount <= Int128(largest) ? Int64(amount) : nil
    }
}
