import Events
import Foundation
import Streaming
import Testing

/// A row of `docs/bad-input.md`: a record, and what becomes of it.
struct BadInputRow: CustomTestStringConvertible, Sendable {
    enum Outcome: String, Sendable {
        case event
        case fieldIgnored = "field ignored"
        case deadLetter = "dead letter"
        case duplicate
        case late
        case bookedLate = "booked late"
        case clockCorrected = "clock corrected"
        case withheld
    }

    /// Of its line in the document.
    let line: Int
    /// Unlike that of any other row; four digits.
    let number: Int
    /// One, or all of them.
    let streams: [Events.Stream]
    let what: String
    let record: String
    let outcome: Outcome
    let code: String
    /// One that decided, or those that are ignored.
    let fields: [String]
    let readAs: String
    /// The record's own, which those of topics have.
    let timestamp: String?
    let headers: String

    var testDescription: String { "line \(line), \(what): \(record.prefix(90))" }
}

/// The tables of `docs/bad-input.md` whose rows are records.
enum BadInputDocument {
    static let text: String = {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try? String(contentsOf: root.appending(path: "docs/bad-input.md"), encoding: .utf8)
        return text ?? ""
    }()

    static let rows: [BadInputRow] = {
        var rows: [BadInputRow] = []
        var streams: [Events.Stream] = []
        var columns: [String] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.hasPrefix("## ") { streams = Self.streams(of: line.dropFirst(3)) }
            guard line.hasPrefix("|") else {
                columns = []
                continue
            }
            let cells = line.dropFirst().dropLast().split(separator: "|", omittingEmptySubsequences: false)
                .map { $0.trimmingCharacters(in: .whitespaces) }
            if columns.isEmpty {
                columns = cells
            } else if columns.first == "what", cells.first != "---" {
                let named = Dictionary(zip(columns, cells)) { first, _ in first }
                if let row = row(named, line: index + 1, number: rows.count + 1, streams) {
                    rows.append(row)
                } else {
                    Issue.record("line \(index + 1) of docs/bad-input.md cannot be read: \(line)")
                }
            }
        }
        return rows
    }()

    static func rows(of stream: Events.Stream) -> [BadInputRow] {
        rows.filter { $0.streams.contains(stream) }
    }

    private static func streams(of heading: Substring) -> [Events.Stream] {
        heading.hasPrefix("Any stream")
            ? Events.Stream.allCases
            : Events.Stream.allCases.filter { heading.lowercased().hasPrefix($0.name) }
    }

    private static func row(
        _ cells: [String: String], line: Int, number: Int, _ streams: [Events.Stream]
    ) -> BadInputRow? {
        guard let what = cells["what"], let record = cells["record"], record.count >= 2, !streams.isEmpty,
            record.hasPrefix("`"), record.hasSuffix("`"), let name = cells["outcome"],
            let outcome = BadInputRow.Outcome(rawValue: name)
        else { return nil }
        let fields = (cells["field"] ?? "").split(separator: ",")
            .map { $0.trimmingCharacters(in: .whitespaces) }
        return BadInputRow(
            line: line, number: number, streams: streams, what: what,
            record: String(record.dropFirst().dropLast()), outcome: outcome, code: cells["code"] ?? "",
            fields: fields, readAs: cells["read as"] ?? "", timestamp: cells["timestamp"],
            headers: cells["headers"] ?? "")
    }
}

extension BadInputRow {
    /// What stands for `…` in records of a stream.
    static func members(_ stream: Events.Stream) -> String {
        #""event_id":"e«n»","event_time":"2026-03-01T10:00:00Z","customer_id":"c«n»""# + more(stream)
    }

    /// What records of a stream have beyond those of clicks.
    static func more(_ stream: Events.Stream) -> String {
        switch stream {
        case .clicks: ""
        case .purchases: #","order_id":"o«n»","value":1"#
        case .beacons: #","store_id":"s","zone":"z""#
        case .unsubscribes: #","channel":"email""#
        }
    }

    /// The record's bytes.
    func bytes(_ stream: Events.Stream) -> [UInt8] { expand(record, stream) }

    /// The value of a header that the row names.
    func header(_ name: String, _ stream: Events.Stream) -> [UInt8]? {
        guard headers.hasPrefix(name + ":") else { return nil }
        let value = headers.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces)
        return expand(value, stream)
    }

    /// Writes out what is in guillemets.
    private func expand(_ notation: String, _ stream: Events.Stream) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = notation[...]
        while let first = rest.popFirst() {
            switch first {
            case "…": bytes += expand(Self.members(stream), stream)
            case "«":
                let inner = rest.prefix { $0 != "»" }
                rest = rest.dropFirst(inner.count + 1)
                bytes += group(inner)
            default: bytes += Array(String(first).utf8)
            }
        }
        return bytes
    }

    private func group(_ inner: Substring) -> [UInt8] {
        if inner == "n" {
            let digits = String(number)
            return Array((String(repeating: "0", count: 4 - digits.count) + digits).utf8)
        }
        let parts = inner.split(separator: "×")
        if parts.count == 2, let count = Int(parts[1]) {
            return Self.repeated(Array(parts[0].utf8), count)
        }
        let bytes = inner.split(separator: " ").map { UInt8($0, radix: 16) }
        #expect(bytes.allSatisfy { $0 != nil }, "line \(line): «\(inner)» is none of the groups")
        return bytes.compactMap { $0 }
    }

    /// By doubling, as millions of appends take long in a debug build.
    private static func repeated(_ part: [UInt8], _ count: Int) -> [UInt8] {
        var (bytes, power, rest) = ([UInt8](), part, count)
        while rest > 0 {
            if rest % 2 == 1 { bytes += power }
            rest /= 2
            if rest > 0 { power += power }
        }
        return bytes
    }
}
