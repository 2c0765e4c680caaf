internal import FoundationEssentials
internal import Operations

/// Which records are shown.
struct TailChoice: Hashable {
    var onlyFinal = false
    var dimension: String?
    var pool: String?

    /// Refuses what an output does not have.
    func check(for output: TailOutput) throws(CommandFailure) {
        let dimensions: [TailOutput] = [.metrics, .alerts]
        let pools: [TailOutput] = [.metrics, .alerts, .budgetSignals]
        func refuse(_ option: String, _ outputs: [TailOutput]) -> CommandFailure {
            CommandFailure(
                .usage, "--\(option) is for \(outputs.map(\.rawValue).joined(separator: ", "))",
                advice: "leave it out for \(output.rawValue)")
        }
        if onlyFinal, output != .metrics { throw refuse("final", [.metrics]) }
        if dimension != nil, !dimensions.contains(output) { throw refuse("dimension", dimensions) }
        if pool != nil, !pools.contains(output) { throw refuse("pool", pools) }
    }

    func admits(_ content: TailContent) -> Bool {
        if onlyFinal, content.final != true { return false }
        if let dimension, dimension != content.dimension ?? content.subject?.dimension { return false }
        if let pool, pool != content.pool { return false }
        return true
    }

    var admitsAll: Bool { self == TailChoice() }
}

/// Turns records into lines: of a table, or JSON.
struct TailView {
    enum Form: Hashable {
        case table, json
    }

    private let output: TailOutput
    private let choice: TailChoice
    private let form: Form
    private var table: TailTable

    /// - Parameters:
    ///   - output: what is read.
    ///   - choice: which of it is shown.
    ///   - form: how.
    ///   - showsPayload: whether late and dead records show themselves.
    ///   - repeatsHeader: whether the header comes again after a screen of lines.
    init(
        output: TailOutput, choice: TailChoice, form: Form, showsPayload: Bool = false,
        repeatsHeader: Bool = false
    ) {
        self.output = output
        self.choice = choice
        self.form = form
        table = TailTable(output.columns(withPayload: showsPayload), repeatsHeader: repeatsHeader)
    }

    /// The lines of a record; none where it is not to be shown.
    mutating func lines(of record: KafkaRecord) -> [String] {
        let isLetter = output == .late || output == .dead
        let content = isLetter ? nil : TailContent(record.value)
        if let content {
            guard choice.admits(content) else { return [] }
        } else if !isLetter, !choice.admitsAll {
            return []
        }
        if form == .json { return [record.json(isLetter: isLetter)] }
        let rows = isLetter ? [output.letter(record)] : content.map(output.rows) ?? []
        guard !rows.isEmpty else {
            return [
                "(\(record.topic) \(record.partition)@\(record.offset) cannot be read; see it with --json)"
            ]
        }
        return rows.flatMap { table.lines(of: $0) }
    }
}

/// A table that is printed line by line: its columns only ever grow.
struct TailTable {
    struct Column: Hashable {
        var title: String
        var width: Int
        var isFigure = false
        /// The last column needs no bound.
        var isOpen = false
    }

    private static let screen = 40
    private static let widest = 40

    private var columns: [Column]
    private let repeatsHeader: Bool
    private var since = 0
    private var hasHeader = false

    init(_ columns: [Column], repeatsHeader: Bool) {
        self.columns = columns.map { column in
            var column = column
            column.width = max(column.width, column.title.count)
            return column
        }
        self.repeatsHeader = repeatsHeader
    }

    /// A row, and the header before it where it is time for one.
    mutating func lines(of row: [String]) -> [String] {
        let cells = zip(columns, row).map { column, cell in Self.shown(cell, isOpen: column.isOpen) }
        for index in cells.indices where !columns[index].isOpen {
            columns[index].width = max(columns[index].width, cells[index].count)
        }
        var lines: [String] = []
        if !hasHeader || repeatsHeader && since == Self.screen {
            lines.append(line(columns.map(\.title)))
            hasHeader = true
            since = 0
        }
        since += 1
        return lines + [line(cells)]
    }

    private func line(_ cells: [String]) -> String {
        var text = ""
        for (column, cell) in zip(columns, cells) {
            if !text.isEmpty { text += "  " }
            let blanks = String(repeating: " ", count: max(0, column.width - cell.count))
            text += column.isFigure ? blanks + cell : cell + blanks
        }
        while text.last == " " { text.removeLast() }
        return text
    }

    /// What comes from events may hold anything: no control character reaches the terminal.
    private static func shown(_ text: String, isOpen: Bool) -> String {
        var clean = ""
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse:
                clean.append("\u{FFFD}")
            default: clean.unicodeScalars.append(scalar)
            }
        }
        guard !isOpen, clean.count > widest else { return clean }
        return clean.prefix(widest - 1) + "…"
    }
}

extension KafkaRecord {
    /// The record as one JSON object; Weir's own values stand in it as they are, others as text.
    func json(isLetter: Bool) -> String {
        var members = [
            "\"topic\":\(JSONLine.text(topic))", "\"partition\":\(partition)", "\"offset\":\(offset)",
        ]
        if let timestamp { members.append("\"timestamp\":\(timestamp)") }
        members.append(Self.member("key", key))
        let pairs = headers.map { header in
            "\(JSONLine.text(header.name)):\(JSONLine.text(String(decoding: header.value, as: UTF8.self)))"
        }
        members.append("\"headers\":{\(pairs.joined(separator: ","))}")
        if let value, !isLetter, let text = String(validating: value, as: UTF8.self), Self.isJSON(value) {
            members.append("\"value\":\(text)")
        } else {
            members.append(Self.member("value", value))
        }
        return "{\(members.joined(separator: ","))}"
    }

    private static func member(_ name: String, _ bytes: [UInt8]?) -> String {
        guard let bytes else { return "\"\(name)\":null" }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            return "\"\(name)_base64\":\"\(Data(bytes).base64EncodedString())\""
        }
        return "\"\(name)\":\(JSONLine.text(text))"
    }

    /// One value on one line: only then it can stand in a line of JSON.
    private static func isJSON(_ bytes: [UInt8]) -> Bool {
        struct Anything: Decodable {
            init(from decoder: any Decoder) {}
        }
        guard !bytes.contains(0x0A), !bytes.contains(0x0D) else { return false }
        return (try? JSONDecoder().decode(Anything.self, from: Data(bytes))) != nil
    }
}
