internal import Events
internal import Marketing
internal import Streaming

/// What `weir check` prints for people.
struct CheckReport {
    /// Longer lists are cut: what comes first matters.
    private static let mostRows = 12

    let findings: [StreamFindings]
    let rules: EventRules

    init(_ findings: [StreamFindings], rules: EventRules) {
        self.findings = findings
        self.rules = rules
    }

    /// Whether every line is an event.
    var isGood: Bool { findings.allSatisfy { $0.problems.isEmpty } }

    var text: String {
        let parts = findings.flatMap { found in
            [summary(found)] + problems(found) + ignored(found) + names(found) + contents(found)
        }
        return (parts + meetings + [ending]).joined(separator: "\n\n")
    }

    // MARK: The parts

    private func summary(_ found: StreamFindings) -> String {
        var files = found.files.prefix(3).map { Self.shown($0.path) }.joined(separator: ", ")
        if found.files.count > 3 { files += " and \(found.files.count - 3) more" }
        let events = Figure.percent(found.decoded, of: found.lines)
        var text = "\(found.stream.name): \(Excerpt.plain(files))\(Self.guess(found))\n"
        guard found.lines > 0 else { return text + "  no line" }
        text += "  \(Self.count(found.lines, "line")), \(events) of them events"
        let dead = found.lines - found.decoded
        if dead > 0 { text += "; \(Self.count(dead, "line")) not" }
        return text
    }

    private static func shown(_ path: String) -> String { path == "-" ? "standard input" : path }

    private static func guess(_ found: StreamFindings) -> String {
        guard let names = found.guessedBy else { return "" }
        var seen: [String] = []
        for name in names where !seen.contains(name) { seen.append(name) }
        let shown = Excerpt.plain(seen.prefix(4).joined(separator: ", "))
        return shown.isEmpty
            ? " (guessed, though no field tells; else name it: --stream)" : " (guessed by \(shown))"
    }

    private func problems(_ found: StreamFindings) -> [String] {
        let all = found.sortedProblems
        guard !all.isEmpty else { return [] }
        let width = Figure.grouped(all[0].problem.count).count
        var lines = ["What to change"]
        for (kind, problem) in all.prefix(Self.mostRows) {
            let indent = String(repeating: " ", count: width + 4)
            let count = Figure.grouped(problem.count)
            let field = kind.field.map { "\($0.name): " } ?? ""
            let file = found.files.count > 1 ? " of \(Excerpt.plain(Self.shown(problem.file)))" : ""
            lines += [
                "  \(String(repeating: " ", count: width - count.count))\(count)  "
                    + "\(field)\(kind.code.name), first in line \(problem.line)\(file)",
                "\(indent)\(problem.example)",
            ]
            if let values = Self.values(problem) { lines.append("\(indent)\(values)") }
            lines.append("\(indent)-> \(found.hint(kind, problem))")
        }
        if all.count > Self.mostRows { lines.append("  … and \(all.count - Self.mostRows) more kinds") }
        return [lines.joined(separator: "\n")]
    }

    private static func values(_ problem: StreamFindings.Problem) -> String? {
        guard problem.values.count > 1 else { return nil }
        let sorted = problem.values.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        return sorted.prefix(8).map { "\($0.key) (\(Figure.grouped($0.value)))" }.joined(separator: ", ")
    }

    private func ignored(_ found: StreamFindings) -> [String] {
        guard !found.ignored.isEmpty else { return [] }
        let rows = found.ignored.sorted { $0.count > $1.count }.map { field, count in
            [field.name, Figure.grouped(count), Self.expected(field)]
        }
        return ["Values that are ignored; the events count\n" + Self.table(rows)]
    }

    /// What a field that decides nothing may be.
    private static func expected(_ field: InputField) -> String {
        switch field {
        case .consent: "an object of booleans analytics, marketing, location"
        case .items: "an array of objects"
        case .rssi: "a number"
        case .sensor: "one of \(BeaconSensor.allCases.map(\.name).joined(separator: ", "))"
        case .campaignID: "text of 1 to 128 bytes"
        default: "text of 1 to 256 bytes"
        }
    }

    private func names(_ found: StreamFindings) -> [String] {
        let all = found.unknownNames
        guard !all.isEmpty else { return [] }
        var rows = all.prefix(Self.mostRows).map { unknown in
            var remark = "ignored"
            if let likely = unknown.likely {
                remark = "is it \(likely.name)? Rename it"
            } else if !unknown.streams.isEmpty {
                remark = "ignored: a field of \(unknown.streams.map(\.name).joined(separator: ", "))"
            }
            return [Excerpt.plain(unknown.name), Figure.grouped(unknown.count), remark]
        }
        if all.count > Self.mostRows {
            rows.append(["…", "", "and \(all.count - Self.mostRows) more names"])
        }
        if found.names.others > 0 {
            rows.append(["…", Figure.grouped(found.names.others), "times a name beyond the first thousand"])
        }
        return ["Names that are no fields of \(found.stream.name)\n" + Self.table(rows)]
    }

    private func contents(_ found: StreamFindings) -> [String] {
        guard found.decoded > 0, let time = found.time else { return [] }
        let days = Figure.ratio(Int128(time.upperBound - time.lowerBound), Int128(Milliseconds.day))
        var rows = [
            ["time", "\(Figure.time(time.lowerBound)) to \(Figure.time(time.upperBound)), \(days) days"]
        ]
        if found.late > 0 {
            rows.append([
                "order",
                "\(Self.count(found.late, "event")) more than \(rules.lateness / .second) s behind the newest before "
                    + "them: late. Sort by event_time",
            ])
        }
        if found.people.all > 0 { rows.append(["ids", Self.people(found.people)]) }
        if found.people.addresses > 0 {
            let part = Figure.percent(found.people.addresses, of: found.people.customers)
            rows.append(["", "\(part) of the customer ids are addresses: write them alike in all streams"])
        }
        if found.repeatedEvents + found.repeatedOrders > 0 {
            let orders = found.repeatedOrders > 0 ? ", \(Self.count(found.repeatedOrders, "order_id"))" : ""
            rows.append([
                "twice",
                "\(Self.count(found.repeatedEvents, "event_id"))\(orders): a second one counts for nothing"
                    + (found.hasForgotten ? " (of the last two million)" : ""),
            ])
        }
        return ["The events\n" + Self.table(rows, figures: false)]
    }

    private static func people(_ people: StreamFindings.People) -> String {
        func part(_ count: Int) -> String { Figure.percent(count, of: people.all) }
        return "customer \(part(people.customers)), anonymous \(part(people.anonymous)), "
            + "both \(part(people.both)) (these link the two), none \(part(people.none))"
    }

    // MARK: Over all streams

    /// Who buys and was not seen before can be credited to nothing.
    private var meetings: [String] {
        guard let buyers = findings.first(where: { $0.stream == .purchases })?.people,
            let seen = findings.first(where: { $0.stream == .clicks })?.people
        else { return [] }
        var rows: [[String]] = []
        for (name, share) in [
            ("customer_id", buyers.customerSample.share(in: seen.customerSample)),
            ("anonymous_id", buyers.anonymousSample.share(in: seen.anonymousSample)),
        ] {
            guard let share else { continue }
            let part = Figure.percent(Int(share * 10_000), of: 10_000)
            rows.append([name, "\(part) of those that buy also click"])
        }
        guard !rows.isEmpty else { return [] }
        return [
            "Ids that meet: an order is credited to clicks of the same id\n"
                + Self.table(rows, figures: false)
        ]
    }

    private var ending: String {
        guard isGood else {
            return "Next: mend what is named above, and check again. Lines that are no event go to "
                + "dead-letters.jsonl; the others count."
        }
        guard findings.contains(where: { $0.lines > 0 }) else { return "There was no line to check." }
        let files = findings.map { found in
            let more = found.files.count > 4 ? " …" : ""
            return "--\(found.stream.name) \(found.files.prefix(4).map(\.path).joined(separator: " "))\(more)"
        }.joined(separator: " ")
        return "Every line is an event. Next: weir replay \(Excerpt.harmless(files)) --out out"
    }

    // MARK: Figures

    private static func count(_ number: Int, _ noun: String) -> String {
        "\(Figure.grouped(number)) \(noun)\(number == 1 ? "" : "s")"
    }

    /// Rows of a name, a figure and a remark, or of names only.
    private static func table(_ rows: [[String]], figures: Bool = true) -> String {
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = row.indices.map { column in
                let blanks = String(repeating: " ", count: widths[column] - row[column].count)
                if column == row.count - 1 { return row[column] }
                return figures && column == 1 ? blanks + row[column] : row[column] + blanks
            }
            return "  " + cells.joined(separator: "  ")
        }.joined(separator: "\n")
    }
}

extension Figure {
    /// `12,345`.
    static func grouped(_ number: Int) -> String { decimal(Int128(number) * 1_000_000, places: 0) }

    /// `99.51 %`, and `100 %` only where it is all.
    static func percent(_ part: Int, of whole: Int) -> String {
        guard whole > 0, part > 0 else { return "0 %" }
        if part >= whole { return "100 %" }
        let hundredths = max(1, part * 10_000 / whole)
        return "\(decimal(Int128(hundredths) * 10_000, places: 2)) %"
    }

    /// An instant as RFC 3339 in UTC.
    static func time(_ time: Milliseconds) -> String {
        var bytes: [UInt8] = []
        bytes.appendTime(time)
        return String(decoding: bytes, as: UTF8.self)
    }
}
