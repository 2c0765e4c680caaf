internal import Marketing
internal import Mathematics
internal import Topology

/// Sums over a whole replay.
typealias PoolTotal = PoolTask.Total

extension PoolTotal {
    /// Margin less spend, in millionths.
    var profit: Int128 { self[.margin] - self[.spend] }

    /// Whether there is anything to show in a table of what channels earned.
    var isActive: Bool {
        [.clicks, .orders, .value, .refunded, .margin, .spend].contains { self[$0] != 0 }
    }
}

/// Figures for people.
enum Figure {
    /// `1 event`, `2 events`.
    static func count(_ number: Int, _ noun: String) -> String {
        "\(number) \(noun)\(number == 1 ? "" : "s")"
    }

    /// Millionths with two decimals and thousands apart: `12,345.60`.
    static func money(_ millionths: Int128) -> String { decimal(millionths, places: 2) }

    /// Millionths with a number of decimals, rounded half to even, thousands apart.
    static func decimal(_ millionths: Int128, places: Int) -> String {
        var unit: Int128 = 1
        for _ in 0..<places { unit *= 10 }
        let rounded = roundedHalfToEven(millionths * unit, dividedBy: 1_000_000)
        let (whole, part) = rounded.magnitude.quotientAndRemainder(dividingBy: UInt128(unit))
        let digits = String(part)
        let decimals = String(repeating: "0", count: max(0, places - digits.count)) + digits
        return (rounded < 0 ? "-" : "") + grouped(String(whole)) + (places > 0 ? "." + decimals : "")
    }

    /// A quotient with two decimals, `-` where there is none.
    static func ratio(_ numerator: Int128, _ denominator: Int128) -> String {
        guard denominator > 0 else { return "-" }
        return decimal(roundedHalfToEven(numerator * 1_000_000, dividedBy: denominator), places: 2)
    }

    private static func grouped(_ digits: String) -> String {
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return text
    }
}

/// A table with aligned columns: names to the left, figures to the right.
struct TextTable {
    let header: [String]
    let rows: [[String]]
    /// How many columns are names.
    let leading: Int
    /// How many rows at the end stand apart from the others.
    let apart: Int

    var text: String {
        let all = [header] + rows
        let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        var lines = all.map { row in
            row.indices.map { column in
                let blanks = String(repeating: " ", count: widths[column] - row[column].count)
                return column < leading ? row[column] + blanks : blanks + row[column]
            }.joined(separator: "  ")
        }.map { line in
            String(line[..<(line.lastIndex { $0 != " " }.map(line.index(after:)) ?? line.startIndex)])
        }
        if apart > 0 { lines.insert("", at: lines.count - apart) }
        return lines.joined(separator: "\n")
    }
}
