import Mathematics

/// Reads amounts from their decimal text, exactly: no amount is ever a binary fraction (SPEC 2).
enum MoneyText {
    /// What a text says.
    enum Reading: Equatable {
        case amount(Int64)
        case outOfRange
        case malformed
    }

    /// An amount in millionths from a JSON number (valid by RFC 8259), rounded half to even.
    ///
    /// - Complexity: linear in the text, however large the exponent.
    static func number(_ text: Span<UInt8>) -> Reading {
        let exponentStart = indexOfExponent(text)
        // The weight of a digit, as a power of ten of a millionth; starts at that of the first.
        var weight = exponent(text, from: exponentStart) + 5 + countOfIntegerDigits(text)
        var amount: Int64 = 0
        var half = 0  // what follows the millionths, compared with half of one: −1, 0 (or nothing), 1
        var hasRest = false
        for index in 0..<exponentStart {
            let digit = text[index] &- UInt8(ascii: "0")
            guard digit < 10 else { continue }
            if weight >= 0 {
                let (product, overflow) = amount.multipliedReportingOverflow(by: 10)
                guard !overflow, product <= Money.largest else { return .outOfRange }
                amount = product + Int64(digit)
            } else if weight == -1 {
                half = Int(digit) - 5
                hasRest = true
            } else if digit != 0, hasRest, half == 0 {
                half = 1
            }
            weight -= 1
        }
        while weight >= 0, amount != 0 {
            guard amount <= Money.largest / 10 else { return .outOfRange }
            amount *= 10
            weight -= 1
        }
        if hasRest, half > 0 || (half == 0 && amount % 2 != 0) { amount += 1 }
        guard amount <= Money.largest else { return .outOfRange }
        return .amount(text[0] == UInt8(ascii: "-") ? -amount : amount)
    }

    /// An amount in millionths from a decimal string: a sign `-` or none, digits, at most six decimals.
    static func string(_ text: Span<UInt8>) -> Reading {
        var amount: Int64 = 0
        var position = text.count > 0 && text[0] == UInt8(ascii: "-") ? 1 : 0
        var decimals = -1  // −1 before the point
        var isOutOfRange = false
        let start = position
        while position < text.count {
            let byte = text[position]
            position += 1
            if byte == UInt8(ascii: "."), decimals < 0, position > start + 1 {
                decimals = 0
                continue
            }
            let digit = byte &- UInt8(ascii: "0")
            guard digit < 10, decimals < 6 else { return .malformed }
            if decimals >= 0 { decimals += 1 }
            isOutOfRange = isOutOfRange || amount > Money.largest / 10
            if !isOutOfRange { amount = amount * 10 + Int64(digit) }
        }
        guard position > start, decimals != 0 else { return .malformed }
        for _ in max(decimals, 0)..<6 {
            isOutOfRange = isOutOfRange || amount > Money.largest / 10
            if !isOutOfRange { amount *= 10 }
        }
        if isOutOfRange || amount > Money.largest { return .outOfRange }
        return .amount(start == 1 ? -amount : amount)
    }

    private static func indexOfExponent(_ text: Span<UInt8>) -> Int {
        for index in text.indices where text[index] | 0x20 == UInt8(ascii: "e") { return index }
        return text.count
    }

    private static func countOfIntegerDigits(_ text: Span<UInt8>) -> Int {
        let start = text[0] == UInt8(ascii: "-") ? 1 : 0
        var end = start
        while end < text.count, text[end] &- UInt8(ascii: "0") < 10 { end += 1 }
        return end - start
    }

    private static func exponent(_ text: Span<UInt8>, from start: Int) -> Int {
        // Far beyond the digits that any record can hold, and far from overflow.
        let largest = 1 << 40
        var exponent = 0
        for index in min(start + 1, text.count)..<text.count {
            let digit = text[index] &- UInt8(ascii: "0")
            if digit < 10 { exponent = min(largest, exponent * 10 + Int(digit)) }
        }
        return start + 1 < text.count && text[start + 1] == UInt8(ascii: "-") ? -exponent : exponent
    }
}
