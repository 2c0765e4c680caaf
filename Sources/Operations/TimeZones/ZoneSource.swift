internal import Marketing
internal import Streaming

/// Makes tables of time zones from the system's tzdata, for the years 2000 to 2100.
///
/// The table is read once and is part of the configuration's digest, so workers whose tzdata differ in what
/// matters do not run together.
struct ZoneSource {
    /// Where Debian's tzdata lies.
    static let directory = "/usr/share/zoneinfo"
    private static let firstYear = 2_000
    private static let lastYear = 2_100

    let files: FileSource

    /// The table of a zone such as `Europe/Berlin`.
    func table(named name: String) throws(ZoneError) -> TimeZoneTable {
        if name == "UTC" { return .utc }
        guard Self.isName(name), let bytes = try? files.read("\(Self.directory)/\(name)", 1 << 20) else {
            throw ZoneError(message: unknown(name))
        }
        guard let file = ZoneFile(bytes), file.footer.isEmpty || ZoneRule(file.footer) != nil else {
            throw ZoneError(message: "\"\(name)\" is not a time zone in \(Self.directory); write Area/City")
        }
        return try table(named: name, of: file)
    }

    private static func isName(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= 64 && !name.split(separator: "/").contains("..")
            && name.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || "/_+-".utf8.contains(byte)
            }
    }

    private func table(named name: String, of file: ZoneFile) throws(ZoneError) -> TimeZoneTable {
        let start = CivilDate(year: Self.firstYear, month: 1, day: 1).days * 86_400
        let end = CivilDate(year: Self.lastYear + 1, month: 1, day: 1).days * 86_400
        var offset = file.initialOffset
        var transitions: [Milliseconds] = []
        var offsets: [Milliseconds] = []
        for change in file.changes + Self.later(file) {
            if change.at <= start {
                offset = change.offset
            } else if change.at < end,
                change.offset != Int(offsets.last ?? Milliseconds(offset) * 1_000) / 1_000
            {
                transitions.append(Milliseconds(change.at) * 1_000)
                offsets.append(Milliseconds(change.offset) * 1_000)
            }
        }
        offsets.insert(Milliseconds(offset) * 1_000, at: 0)
        guard offsets.allSatisfy({ $0 % .minute == 0 }) else {
            throw ZoneError(message: "\"\(name)\" has an offset that is no whole number of minutes")
        }
        return TimeZoneTable(name: name, transitions: transitions, offsets: offsets)
    }

    /// The changes that the footer's rule adds after the table's last one.
    private static func later(_ file: ZoneFile) -> [(at: Int, offset: Int)] {
        guard let summer = ZoneRule(file.footer)?.summer, let standard = ZoneRule(file.footer)?.standard
        else { return [] }
        let last = file.changes.last?.at ?? .min
        let changes = (firstYear - 1...lastYear).flatMap { year in
            [
                (at: summer.start.seconds(in: year) - standard, offset: summer.offset),
                (at: summer.end.seconds(in: year) - summer.offset, offset: standard),
            ]
        }
        return changes.filter { $0.at > last }.sorted { $0.at < $1.at }
    }

    /// The message for a name that is no zone's.
    private func unknown(_ name: String) -> String {
        guard let bytes = try? files.read("\(Self.directory)/tzdata.zi", 4 << 20) else {
            return "\"\(name.prefix(64))\" is unknown, or there are no time zones: install the package tzdata"
        }
        var names: [String] = []
        for line in bytes.split(separator: 0x0A) {
            let words = String(decoding: line, as: UTF8.self).split(separator: " ")
            if words.count > 1, words[0] == "Z" { names.append(String(words[1])) }
            if words.count > 2, words[0] == "L" { names.append(String(words[2])) }
        }
        let word = name.replacing(" ", with: "_")
        let city = names.first { $0.split(separator: "/").last?.lowercased() == word.lowercased() }
        guard let near = city ?? Suggestion.nearest(to: word, among: names) else {
            return "\"\(name.prefix(64))\" is not a time zone; write Area/City, such as Europe/Berlin"
        }
        return "\"\(name.prefix(64))\" is not a time zone; did you mean \"\(near)\"?"
    }
}

/// Why there is no table.
struct ZoneError: Error, Hashable {
    /// What is wrong and what to write instead.
    let message: String
}
