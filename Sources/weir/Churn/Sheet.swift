/// A table with a title and remarks: printed for people, or a part of a page.
struct Sheet {
    let title: String
    var header: [String] = []
    var rows: [[String]] = []
    /// How many columns are names.
    var leading = 1
    /// How many rows at the end stand apart from the others.
    var apart = 0
    /// What to know when reading it, a line each.
    var notes: [String] = []
    /// A drawing for the page.
    var plot: String?

    /// Longer tables are cut for people; `--json` has all.
    static let mostRows = 20

    var text: String {
        var parts = [title + "\n" + String(repeating: "-", count: title.count)]
        if !rows.isEmpty {
            parts.append(TextTable(header: header, rows: rows, leading: leading, apart: apart).text)
        }
        if !notes.isEmpty { parts.append(notes.map { Self.wrapped($0) }.joined(separator: "\n")) }
        return parts.joined(separator: "\n\n")
    }

    /// Leaves the first rows, and says how many there are.
    mutating func cut() {
        guard rows.count > Self.mostRows else { return }
        notes.insert("the first \(Self.mostRows) of \(Figure.grouped(rows.count)); --json has all", at: 0)
        rows.removeLast(rows.count - Self.mostRows)
    }

    /// Breaks a line at blanks so that it fits a terminal.
    private static func wrapped(_ text: String) -> String {
        guard !text.contains("\n") else { return text }
        var lines = [""]
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            if lines[lines.count - 1].count + word.count > 110 { lines.append("  ") }
            let isFirst = lines[lines.count - 1].allSatisfy { $0 == " " }
            lines[lines.count - 1] += (isFirst ? "" : " ") + word
        }
        return lines.joined(separator: "\n")
    }
}

extension Figure {
    /// A part as per cent with one decimal.
    static func percent(_ part: Double?) -> String {
        part.map { real(100 * $0, places: 1) + " %" } ?? "-"
    }
}
