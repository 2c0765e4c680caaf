/// The rule of a zone for the years after its table, as POSIX writes it: `CET-1CEST,M3.5.0,M10.5.0/3`.
struct ZoneRule: Hashable {
    /// Seconds from UTC in standard time.
    let standard: Int
    /// Summer time, where there is one.
    let summer: Summer?

    struct Summer: Hashable {
        var offset: Int
        var start: Day
        var end: Day
    }

    /// A day of every year, and the seconds of local time on it.
    struct Day: Hashable {
        var form: Form
        var time: Int

        enum Form: Hashable {
            /// `M3.5.0`: month, week (5: the last), day of the week from Sunday.
            case week(month: Int, week: Int, day: Int)
            /// `J60`: 1 to 365, without leap days.
            case julian(Int)
            /// `60`: 0 to 365, with leap days.
            case ordinal(Int)
        }

        /// The instant in a year, in seconds since 1970 of local time.
        func seconds(in year: Int) -> Int {
            let january = CivilDate(year: year, month: 1, day: 1).days
            switch form {
            case .ordinal(let day): return (january + day) * 86_400 + time
            case .julian(let day):
                let leap = CivilDate.isLeap(year) && day >= 60 ? 1 : 0
                return (january + day - 1 + leap) * 86_400 + time
            case .week(let month, let week, let day):
                let first = CivilDate(year: year, month: month, day: 1).days
                // 1970-01-01 was a Thursday.
                let weekday = ((first + 4) % 7 + 7) % 7
                var days = first + (day - weekday + 7) % 7 + (week - 1) * 7
                if days >= first + CivilDate.length(of: month, in: year) { days -= 7 }
                return days * 86_400 + time
            }
        }
    }

    /// Reads a rule; nil where it is none.
    init?(_ text: String) {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        var head = parts[0].utf8[...]
        guard Self.skipName(&head), let west = Self.time(&head) else { return nil }
        standard = -west
        guard !head.isEmpty else {
            guard parts.count == 1 else { return nil }
            summer = nil
            return
        }
        guard Self.skipName(&head), parts.count == 3 else { return nil }
        var offset = standard + 3_600
        if !head.isEmpty {
            guard let west = Self.time(&head), head.isEmpty else { return nil }
            offset = -west
        }
        guard let start = Self.day(parts[1]), let end = Self.day(parts[2]) else { return nil }
        summer = Summer(offset: offset, start: start, end: end)
    }

    private static func skipName(_ text: inout Substring.UTF8View) -> Bool {
        if text.first == UInt8(ascii: "<") {
            guard let end = text.firstIndex(of: UInt8(ascii: ">")) else { return false }
            text = text[text.index(after: end)...]
            return true
        }
        let letters = text.prefix { (UInt8(ascii: "A")...UInt8(ascii: "z")).contains($0) }.count
        text = text.dropFirst(letters)
        return letters >= 3
    }

    /// `[+-]hh[:mm[:ss]]` in seconds.
    private static func time(_ text: inout Substring.UTF8View) -> Int? {
        var sign = 1
        if let first = text.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
            sign = first == UInt8(ascii: "-") ? -1 : 1
            text.removeFirst()
        }
        var seconds = 0
        for unit in [3_600, 60, 1] {
            guard let number = number(&text) else { return nil }
            seconds += number * unit
            guard text.first == UInt8(ascii: ":") else { break }
            text.removeFirst()
        }
        return sign * seconds
    }

    private static func number(_ text: inout Substring.UTF8View) -> Int? {
        let digits = text.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard (1...3).contains(digits.count) else { return nil }
        text = text.dropFirst(digits.count)
        return Int(Substring(digits))
    }

    private static func day(_ text: Substring) -> Day? {
        var parts = text.utf8[...]
        var form: Day.Form
        switch parts.first {
        case UInt8(ascii: "M"):
            var numbers: [Int] = []
            repeat {
                parts.removeFirst()
                guard let number = number(&parts) else { return nil }
                numbers.append(number)
            } while parts.first == UInt8(ascii: ".")
            guard numbers.count == 3, (1...12).contains(numbers[0]), (1...5).contains(numbers[1]),
                (0...6).contains(numbers[2])
            else { return nil }
            form = .week(month: numbers[0], week: numbers[1], day: numbers[2])
        case UInt8(ascii: "J"):
            parts.removeFirst()
            guard let number = number(&parts), (1...365).contains(number) else { return nil }
            form = .julian(number)
        default:
            guard let number = number(&parts), (0...365).contains(number) else { return nil }
            form = .ordinal(number)
        }
        guard parts.first == UInt8(ascii: "/") else {
            return parts.isEmpty ? Day(form: form, time: 7_200) : nil
        }
        parts.removeFirst()
        guard let time = time(&parts), parts.isEmpty else { return nil }
        return Day(form: form, time: time)
    }
}
