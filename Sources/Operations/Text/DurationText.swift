internal import Streaming

/// Durations as `200ms`, `30s`, `10m`, `24h` and `7d`.
enum DurationText {
    private static let units: [(name: String, length: Milliseconds)] = [
        ("d", .day), ("h", .hour), ("m", .minute), ("s", .second), ("ms", 1),
    ]
    /// Longer ones are mistakes, and would overflow in sums with times.
    static let largest = 36_500 * Milliseconds.day

    /// Reads a duration; nil where it is none.
    static func parse(_ text: String) -> Milliseconds? {
        let digits = text.utf8.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard !digits.isEmpty, let count = Milliseconds(Substring(digits)),
            let unit = units.first(where: { $0.name == text.dropFirst(digits.count) })
        else { return nil }
        let (length, overflow) = count.multipliedReportingOverflow(by: unit.length)
        return overflow || length > largest ? nil : length
    }

    /// Writes a duration in the largest unit that leaves it whole.
    static func text(_ length: Milliseconds) -> String {
        guard length != 0, let unit = units.first(where: { length % $0.length == 0 }) else { return "0s" }
        return "\(length / unit.length)\(unit.name)"
    }
}

/// Amounts of memory as `512MiB`, `4GiB`, or a plain number of bytes.
enum SizeText {
    private static let units: [(name: String, shift: Int)] = [
        ("KiB", 10), ("MiB", 20), ("GiB", 30), ("TiB", 40), ("", 0),
    ]

    /// Reads a size; nil where it is none.
    static func parse(_ text: String) -> Int? {
        let digits = text.utf8.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard !digits.isEmpty, let count = Int(Substring(digits)), count < 1 << 50,
            let unit = units.first(where: { $0.name == text.dropFirst(digits.count) })
        else { return nil }
        let (size, overflow) = count.multipliedReportingOverflow(by: 1 << unit.shift)
        return overflow ? nil : size
    }
}
