/// The report as one HTML page that needs nothing else: no script, no font, no picture from elsewhere.
struct ChurnPage {
    private let report: ChurnReport

    init(_ report: ChurnReport) { self.report = report }

    var html: String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <title>What churn costs</title>
        <style>
        body {font: 15px/1.5 sans-serif; color: #222; max-width: 62em; margin: 2em auto; padding: 0 1em}
        table {border-collapse: collapse; font-size: 13px; margin: 1em 0; font-variant-numeric: tabular-nums}
        th, td {padding: 2px 10px; text-align: right; border-bottom: 1px solid #ddd; white-space: nowrap}
        th.name, td.name {text-align: left}
        tr.apart td {border-top: 2px solid #222}
        div.wide {overflow-x: auto}
        svg {max-width: 100%; height: auto}
        p.note {color: #555; font-size: 13px}
        pre {background: #f4f4f4; padding: 8px; overflow-x: auto}
        </style>
        </head>
        <body>
        <h1>What churn costs</h1>
        \(report.head.split(separator: "\n").map { "<p>\(Self.escaped(String($0)))</p>" }.joined(separator: "\n"))
        \(report.sheets.map(Self.section).joined(separator: "\n"))
        </body>
        </html>

        """
    }

    /// Text that is markup nowhere.
    static func escaped(_ text: String) -> String {
        Excerpt.harmless(text).replacing("&", with: "&amp;").replacing("<", with: "&lt;")
            .replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
    }

    private static func section(_ sheet: Sheet) -> String {
        var parts = ["<h2>\(escaped(sheet.title))</h2>"]
        if let plot = sheet.plot { parts.append(plot) }
        if !sheet.rows.isEmpty { parts.append(table(sheet)) }
        parts += sheet.notes.map { note in
            // What is to paste stands on lines of its own.
            let lines = note.split(separator: "\n", maxSplits: 1).map(String.init)
            let rest = lines.count > 1 ? "<pre>\(escaped(lines[1]))</pre>" : ""
            return "<p class=\"note\">\(escaped(lines.first ?? ""))</p>\(rest)"
        }
        return parts.joined(separator: "\n")
    }

    private static func table(_ sheet: Sheet) -> String {
        func row(_ cells: [String], _ tag: String, apart: Bool = false) -> String {
            let columns = cells.enumerated().map { index, cell in
                "<\(tag)\(index < sheet.leading ? " class=\"name\"" : "")>\(escaped(cell))</\(tag)>"
            }
            return "<tr\(apart ? " class=\"apart\"" : "")>\(columns.joined())</tr>"
        }
        let first = sheet.rows.count - sheet.apart
        let rows = sheet.rows.enumerated().map { row($1, "td", apart: $0 == first) }
        return
            "<div class=\"wide\"><table>\n\(row(sheet.header, "th"))\n\(rows.joined(separator: "\n"))\n</table></div>"
    }
}
