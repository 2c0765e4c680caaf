/// A decimal number as it was written: ± digits × 10^exponent.
struct ExactDecimal: Equatable, Sendable {
    let isNegative: Bool
    /// Without leading zeros; empty for zero.
    let digits: [Int]
    let exponent: Int

    /// From the text of a JSON number, or nil where the text is none.
    init?(_ text: String) {
        let bytes = Array(text.utf8)
        var parser = PlainJSONParser(bytes: bytes)
        guard let first = bytes.first, first != 0x20, let value = try? parser.wholeText(),
            value == .number(text)
        else { return nil }
        let parts = text.lowercased().split(separator: "e")
        let mantissa = parts[0].drop { $0 == "-" }.split(separator: ".")
        let fraction = mantissa.count > 1 ? String(mantissa[1]) : ""
        isNegative = text.hasPrefix("-")
        digits = Array((String(mantissa[0]) + fraction).compactMap(\.wholeNumberValue).drop { $0 == 0 })
        exponent = (parts.count > 1 ? Self.clamped(parts[1]) : 0) - fraction.count
    }

    /// An exponent of any length, cut to what no mantissa of a record can make up for.
    private static func clamped(_ text: Substring) -> Int {
        let limit = 1_000_000_000_000
        return min(max(Int(text) ?? (text.hasPrefix("-") ? -limit : limit), -limit), limit)
    }

    /// The number of units of 10^-`places`, rounded half to even; nil beyond 30 digits.
    func rounded(toPlaces places: Int) -> Int128? {
        let shift = exponent + places
        guard !digits.isEmpty, digits.count + shift >= 0 else { return 0 }
        guard digits.count + shift <= 30 else { return nil }
        let kept = digits.prefix(digits.count + min(shift, 0))
        var units = kept.reduce(Int128(0)) { $0 * 10 + Int128($1) }
        if shift > 0 { units *= powerOfTen(shift) }
        let dropped = digits.dropFirst(kept.count)
        if let first = dropped.first {
            let isTie = first == 5 && dropped.dropFirst().allSatisfy { $0 == 0 }
            if isTie ? units % 2 == 1 : first >= 5 { units += 1 }
        }
        return isNegative ? -units : units
    }

    /// The number as an exact fraction with a power of ten below, for rates and prices (up to 25 digits).
    var fraction: (numerator: Int128, denominator: Int128) {
        let places = max(0, -exponent)
        precondition(digits.count + max(0, exponent) <= 25 && places <= 25, "a rate of too many digits")
        return (rounded(toPlaces: places) ?? 0, powerOfTen(places))
    }
}

/// 10^`exponent`.
func powerOfTen(_ exponent: Int) -> Int128 {
    (0..<exponent).reduce(Int128(1)) { power, _ in power * 10 }
}

/// The quotient, rounded half to even, for a denominator above zero.
func dividedHalfToEven(_ numerator: Int128, by denominator: Int128) -> Int128 {
    let (quotient, remainder) = numerator.magnitude.quotientAndRemainder(dividingBy: denominator.magnitude)
    let twice = remainder * 2
    let roundsUp = twice > denominator.magnitude || (twice == denominator.magnitude && quotient % 2 == 1)
    let magnitude = Int128(roundsUp ? quotient + 1 : quotient)
    return numerator < 0 ? -magnitude : magnitude
}

/// The amount times an exact rate: "products with a rate … are rounded half to even".
func multiplied(_ amount: Int128, by rate: ExactDecimal) -> Int128 {
    let (numerator, denominator) = rate.fraction
    return dividedHalfToEven(amount * numerator, by: denominator)
}

/// The amount times a share, truncated towards zero: "amount × parts / 1 000 000, truncated towards zero".
func truncatedShare(_ amount: Int128, _ part: Int128, of whole: Int128) -> Int128 {
    amount * part / whole
}
