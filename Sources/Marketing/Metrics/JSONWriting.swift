public import Streaming

/// Writing of output records: compact JSON, straight into bytes.
extension Array where Element == UInt8 {
    /// Appends text as it is.
    @inlinable
    public mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { unsafe append(contentsOf: $0) }
    }

    /// Appends a whole number.
    public mutating func appendDecimal(_ value: Int128) {
        guard value < 0 else { return appendDigits(value.magnitude) }
        append(UInt8(ascii: "-"))
        appendDigits(value.magnitude)
    }

    /// Appends millionths as a decimal without exponent: at least one decimal, at most six.
    public mutating func appendMillionths(_ value: Int128) {
        if value < 0 { append(UInt8(ascii: "-")) }
        let (whole, part) = value.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
        appendDigits(whole)
        append(UInt8(ascii: "."))
        var rest = UInt32(part)
        var unit: UInt32 = 100_000
        repeat {
            append(UInt8(ascii: "0") + UInt8(rest / unit))
            rest %= unit
            unit /= 10
        } while rest > 0
    }

    /// Appends a share, 0…1, with at most twelve decimals.
    mutating func appendShare(_ share: Double) {
        let unit: Double = 1_000_000_000_000
        appendTrillionths(
            UInt128((Swift.min(Swift.max(share, 0), 1) * unit).rounded(.toNearestOrEven)))
    }

    /// Appends trillionths as a decimal: at least one decimal, at most twelve.
    mutating func appendTrillionths(_ value: UInt128) {
        let unit: UInt128 = 1_000_000_000_000
        appendDigits(value / unit)
        append(UInt8(ascii: "."))
        var rest = UInt64(value % unit)
        var place = UInt64(unit) / 10
        repeat {
            append(UInt8(ascii: "0") + UInt8(rest / place))
            rest %= place
            place /= 10
        } while rest > 0
    }

    /// Appends a JSON string of UTF-8 bytes.
    public mutating func appendQuoted(_ bytes: ArraySlice<UInt8>) {
        append(UInt8(ascii: "\""))
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                append(UInt8(ascii: "\\"))
                append(byte)
            case 0..<0x20:
                append("\\u00")
                append(Self.hexDigit(byte >> 4))
                append(Self.hexDigit(byte & 15))
            default: append(byte)
            }
        }
        append(UInt8(ascii: "\""))
    }

    /// Appends an instant as RFC 3339 in UTC with `Z`; milliseconds only where there are any.
    public mutating func appendTime(_ time: Milliseconds) {
        let day = time.floorDivided(by: .day)
        let (year, month, date) = Self.civil(day: day)
        let inDay = time - day * .day
        appendPadded(year, 4)
        append(UInt8(ascii: "-"))
        appendPadded(month, 2)
        append(UInt8(ascii: "-"))
        appendPadded(date, 2)
        append(UInt8(ascii: "T"))
        appendPadded(inDay / .hour, 2)
        append(UInt8(ascii: ":"))
        appendPadded(inDay / .minute % 60, 2)
        append(UInt8(ascii: ":"))
        appendPadded(inDay / .second % 60, 2)
        if inDay % .second != 0 {
            append(UInt8(ascii: "."))
            appendPadded(inDay % .second, 3)
        }
        append(UInt8(ascii: "Z"))
    }

    /// Appends a length as an ISO 8601 duration: `P1D`, `PT1H`, `PT15M`.
    public mutating func appendDuration(_ length: Milliseconds) {
        append(UInt8(ascii: "P"))
        if length % .day == 0 {
            appendDecimal(Int128(length / .day))
            append(UInt8(ascii: "D"))
            return
        }
        append(UInt8(ascii: "T"))
        let isHours = length % .hour == 0
        appendDecimal(Int128(length / (isHours ? .hour : .minute)))
        append(isHours ? UInt8(ascii: "H") : UInt8(ascii: "M"))
    }

    private mutating func appendDigits(_ value: UInt128) {
        guard let small = UInt64(exactly: value) else {
            let (upper, lower) = value.quotientAndRemainder(dividingBy: 1_000_000_000_000_000_000)
            appendDigits(upper)
            return appendPadded(Int64(lower), 18)
        }
        var digits: Int64 = 1
        var rest = small
        while rest >= 10 {
            rest /= 10
            digits += 1
        }
        let start = count
        append(contentsOf: repeatElement(UInt8(ascii: "0"), count: Int(digits)))
        fill(small, from: start)
    }

    private mutating func appendPadded(_ value: Int64, _ width: Int) {
        let start = count
        append(contentsOf: repeatElement(UInt8(ascii: "0"), count: width))
        fill(UInt64(value), from: start)
    }

    private mutating func fill(_ value: UInt64, from start: Int) {
        var rest = value
        var index = count - 1
        while rest > 0, index >= start {
            self[index] = UInt8(ascii: "0") + UInt8(rest % 10)
            rest /= 10
            index -= 1
        }
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    /// The date of a day since 1970-01-01 (Howard Hinnant's `civil_from_days`, years from March).
    private static func civil(day: Int64) -> (Int64, Int64, Int64) {
        let shifted = day + 719_468
        let era = shifted.floorDivided(by: 146_097)
        let ofEra = shifted - era * 146_097
        let year = (ofEra - ofEra / 1_460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * year + year / 4 - year / 100)
        let month = (5 * ofYear + 2) / 153
        let date = ofYear - (153 * month + 2) / 5 + 1
        return (year + era * 400 + (month >= 10 ? 1 : 0), month < 10 ? month + 3 : month - 9, date)
    }
}
