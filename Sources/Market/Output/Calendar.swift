public import Streaming

/// Days and hours of the market's towns: Central European time, without its summer.
public enum TownClock {
    /// How far the towns are ahead of UTC.
    public static let offset: Milliseconds = .hour

    /// The hour of the day, 0…23.
    static func hour(at time: Milliseconds) -> Int { Int((time + offset) % .day / .hour) }

    /// The day of the week, Monday is 0.
    static func weekday(at time: Milliseconds) -> Int { Int(((time + offset) / .day + 3) % 7) }
}

/// A date of the proleptic Gregorian calendar.
public struct CalendarDate: Hashable, Sendable {
    /// The year.
    public private(set) var year: Int
    /// The month, 1…12.
    public private(set) var month: Int
    /// The day of the month, 1…31.
    public private(set) var day: Int

    /// The date of a count of days since 1970-01-01 (Howard Hinnant's *chrono-compatible* algorithm).
    public init(days: Int) {
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// The date that a text such as `2026-03-02` names; nil where it names none.
    public init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [4, 2, 2], text.utf8.allSatisfy({ (45...57).contains($0) }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]), year >= 1970
        else { return nil }
        (self.year, self.month, self.day) = (year, month, day)
        // What does not come back the same, such as 2026-02-30, is no date.
        guard (1...12).contains(month), (1...31).contains(day), CalendarDate(days: days) == self else {
            return nil
        }
    }

    /// Days since 1970-01-01.
    public var days: Int {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = shiftedYear / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// The UTC date of an instant.
    init(at time: Milliseconds) { self.init(days: Int(time / .day)) }

    /// The date as `2026-03-02`.
    public var text: String {
        var line = Line()
        line.date(self)
        return String(decoding: line.bytes, as: UTF8.self)
    }
}

extension Line {
    /// A date as `2026-03-02`.
    mutating func date(_ date: CalendarDate) {
        padded(date.year, digits: 4)
        text("-")
        padded(date.month, digits: 2)
        text("-")
        padded(date.day, digits: 2)
    }

    /// An instant as `2026-03-02T10:00:05.123Z`.
    mutating func instant(_ time: Milliseconds) {
        date(CalendarDate(at: time))
        let rest = Int(time % .day)
        text("T")
        padded(rest / 3_600_000, digits: 2)
        text(":")
        padded(rest / 60_000 % 60, digits: 2)
        text(":")
        padded(rest / 1_000 % 60, digits: 2)
        text(".")
        padded(rest % 1_000, digits: 3)
        text("Z")
    }
}

/// The text of an instant, with what does not change within a second kept.
struct Stamp {
    private var second: Milliseconds = -1
    private var prefix: [UInt8] = []

    /// Appends the instant in quotes.
    mutating func write(_ time: Milliseconds, to line: inout Line) {
        if time / .second != second {
            second = time / .second
            var fresh = Line()
            fresh.text("\"")
            fresh.instant(time)
            prefix = Array(fresh.bytes.dropLast(4))
        }
        line.fragment(prefix)
        line.padded(Int(time % .second), digits: 3)
        line.text("Z\"")
    }
}
