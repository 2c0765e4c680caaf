import Streaming

/// Reads RFC 3339 times (`2026-03-01T10:00:00.25+01:00`).
///
/// As the RFC allows, `t` and `z` may be small and a blank may stand for the `T`. What is finer than a
/// millisecond is cut off. A leap second (23:59:60 UTC, no other) is the first second of the next day.
enum Timestamp {
    /// 2000-01-01T00:00:00Z: nothing before it is believed.
    static let earliest: Milliseconds = 946_684_800_000
    /// 6053-01-23T02:07:59.999Z, the end of the last minute that 32 bits can number: no event is later.
    static let latestEvent: Milliseconds = (Milliseconds(Int32.max) + 1) * .minute - 1
    /// 9999-12-31T23:59:59.999Z, the last instant that RFC 3339 can write.
    static let latest: Milliseconds = 253_402_300_799_999
    /// 0000-01-01T00:00:00Z, the first one.
    static let first: Milliseconds = -62_167_219_200_000

    /// The instant that a text names; nil where it is no RFC 3339 time.
    static func parse(_ text: Span<UInt8>) -> Milliseconds? {
        guard text.count >= 20,
            text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"),
            text[10] | 0x20 == UInt8(ascii: "t") || text[10] == UInt8(ascii: " "),
            text[13] == UInt8(ascii: ":"), text[16] == UInt8(ascii: ":"),
            let century = digits(text, 0), let year = digits(text, 2),
            let month = digits(text, 5), let day = digits(text, 8),
            let hour = digits(text, 11), let minute = digits(text, 14), let second = digits(text, 17),
            hour < 24, minute < 60, second <= 60,
            let days = days(year: century * 100 + year, month: month, day: day)
        else { return nil }

        var position = 19
        guard let fraction = fraction(text, &position), let offset = offset(text, position)
        else { return nil }
        let minutes = (days * 24 + hour) * 60 + minute - offset
        if second == 60, minutes % 1440 != 1439 { return nil }
        return (minutes * 60 + second) * 1000 + fraction
    }

    @inline(__always)
    private static func digits(_ text: Span<UInt8>, _ position: Int) -> Int64? {
        let tens = text[position] &- UInt8(ascii: "0")
        let ones = text[position + 1] &- UInt8(ascii: "0")
        return tens < 10 && ones < 10 ? Int64(tens) * 10 + Int64(ones) : nil
    }

    /// Reads an optional fraction of a second, in whole milliseconds.
    private static func fraction(_ text: Span<UInt8>, _ position: inout Int) -> Int64? {
        guard text[position] == UInt8(ascii: ".") else { return 0 }
        position += 1
        var milliseconds: Int64 = 0
        var weight: Int64 = 100
        let start = position
        while position < text.count {
            let digit = text[position] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            milliseconds += weight * Int64(digit)
            weight /= 10
            position += 1
        }
        return position > start ? milliseconds : nil
    }

    /// Reads `Z` or `+hh:mm` up to the end, in minutes.
    private static func offset(_ text: Span<UInt8>, _ position: Int) -> Int64? {
        guard position < text.count else { return nil }
        if text[position] | 0x20 == UInt8(ascii: "z") { return position + 1 == text.count ? 0 : nil }
        let isNegative = text[position] == UInt8(ascii: "-")
        guard isNegative || text[position] == UInt8(ascii: "+"),
            position + 6 == text.count, text[position + 3] == UInt8(ascii: ":"),
            let hours = digits(text, position + 1), let minutes = digits(text, position + 4),
            hours < 24, minutes < 60
        else { return nil }
        let offset = hours * 60 + minutes
        return isNegative ? -offset : offset
    }

    /// Days from 1970-01-01 to a date of the Gregorian calendar; nil where there is no such date.
    private static func days(year: Int64, month: Int64, day: Int64) -> Int64? {
        guard (1...12).contains(month), day >= 1 else { return nil }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let length = month == 2 ? (isLeap ? 29 : 28) : 30 + (month + month / 8) % 2
        guard day <= length else { return nil }
        // Years that begin in March have their leap day at the end.
        let marchYear = month > 2 ? year : year - 1
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        let shifted = marchYear + 400
        return shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468 - 146_097
    }
}
