/// A day of the Gregorian calendar.
struct CivilDate: Hashable {
    var year: Int
    var month: Int
    var day: Int

    /// Days since 1970-01-01 (after Howard Hinnant's `days_from_civil`).
    var days: Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    static func isLeap(_ year: Int) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    static func length(of month: Int, in year: Int) -> Int {
        month == 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
    }

    init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// Reads `2026-03-01`; nil where that is no day of the calendar.
    init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        let isWritten = parts.map(\.utf8.count) == [4, 2, 2]
        let numbers = parts.compactMap { part in
            part.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? Int(part) : nil
        }
        guard isWritten, numbers.count == 3, (1...12).contains(numbers[1]),
            (1...Self.length(of: numbers[1], in: numbers[0])).contains(numbers[2])
        else { return nil }
        self.init(year: numbers[0], month: numbers[1], day: numbers[2])
    }
}
