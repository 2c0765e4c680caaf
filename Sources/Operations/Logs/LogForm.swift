internal import Marketing
internal import Streaming

/// How lines look: JSON for machines, text for people.
enum LogForm: Hashable, Sendable {
    case json
    case text(isColoured: Bool)

    /// The most bytes of a line.
    ///
    /// Values are so few and so short that every line stays below it, which a test shows with the largest
    /// values of every event.
    static let longestLine = 8_192

    /// The line, with its line feed.
    func line(_ entry: LogEntry) -> [UInt8] {
        switch self {
        case .json: Array(Self.json(entry).utf8)
        case .text(let isColoured): Array(Self.text(entry, isColoured).utf8)
        }
    }

    private static func json(_ entry: LogEntry) -> String {
        var line = "{\"ts\":\"\(stamp(entry.time))\",\"level\":\"\(entry.event.level.rawValue)\""
        line += ",\"event\":\"\(entry.event.name)\",\"msg\":\"\(entry.message)\""
        for field in entry.fields { line += ",\"\(field.name.rawValue)\":\(field.value.json)" }
        for loss in entry.losses { line += ",\"\(loss.name)\":\(loss.count)" }
        return line + "}\n"
    }

    private static func text(_ entry: LogEntry, _ isColoured: Bool) -> String {
        let level = entry.event.level
        var word = padded(level.rawValue, 8)
        if isColoured, let colour = colour(of: level) { word = "\u{1B}[\(colour)m\(word)\u{1B}[0m" }
        let clock = stamp(entry.time).dropFirst(11).prefix(8)
        var line = "\(clock) \(word) \(padded(entry.event.name, 19)) \(entry.message)"
        for field in entry.fields where !entry.says(field.name) {
            line += "  \(field.name.rawValue)=\(field.value.word)"
        }
        for loss in entry.losses { line += "  \(loss.name)=\(loss.count)" }
        return line + "\n"
    }

    private static func colour(of level: LogLevel) -> String? {
        switch level {
        case .trace, .debug: "2"
        case .info: nil
        case .notice: "1"
        case .warning: "33"
        case .error, .critical: "1;31"
        }
    }

    /// RFC 3339 in UTC, always with milliseconds, so that lines sort as text.
    private static func stamp(_ time: Milliseconds) -> String {
        var bytes: [UInt8] = []
        let part = time - time.floorDivided(by: .second) * .second
        bytes.appendTime(time - part)
        bytes.removeLast()
        return String(decoding: bytes, as: UTF8.self) + ".\("\(1_000 + part)".dropFirst())Z"
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.utf8.count))
    }
}
