internal import Marketing
internal import Streaming

extension WindowRules {
    /// At most so many sizes: each costs a table of open windows per key.
    private static let largestCount = 16

    /// Reads the rules; zones come from the machine's tables.
    init(_ settings: inout SettingReader, zones source: ZoneSource) {
        self.init()
        aligned = Self.aligned(&settings)
        sliding = Self.sliding(&settings, beside: aligned)
        if settings.node("windows.early_interval").isWord("never") {
            earlyInterval = nil
        } else {
            earlyInterval = settings.optional("windows.early_interval") {
                $0.duration($1, in: .second...(.day))
            }
        }
        readZones(&settings, source)
    }

    private static func aligned(_ settings: inout SettingReader) -> [Milliseconds] {
        let path = "windows.aligned"
        var sizes: [Milliseconds] = []
        for item in settings.reader.list(settings.node(path), path, limit: Measure.uniqueSizes) ?? [] {
            guard let size = settings.reader.duration(item, path, in: .minute...(.day)) else { continue }
            if Milliseconds.day % size != 0 || size % .minute != 0 {
                settings.reader.report(
                    item, path,
                    "a day does not divide into windows of \(DurationText.text(size)) and whole minutes;"
                        + " write a size such as 5m, 15m, 1h, 6h or 1d")
            } else if sizes.contains(size) {
                settings.reader.report(
                    item, path, "\(DurationText.text(size)) is given twice; leave one of them out")
            } else {
                sizes.append(size)
            }
        }
        return sizes.sorted()
    }

    private static func sliding(
        _ settings: inout SettingReader, beside aligned: [Milliseconds]
    ) -> [Sliding] {
        let path = "windows.sliding"
        var windows: [Sliding] = []
        for item in settings.reader.list(settings.node(path), path, limit: largestCount) ?? [] {
            guard let window = sliding(&settings.reader, item, path) else { continue }
            let size = DurationText.text(window.size)
            if window.size % window.every != 0 || window.every % .minute != 0 {
                settings.reader.report(
                    item, path,
                    "size \(size) is not a multiple of every \(DurationText.text(window.every)) in whole minutes;"
                        + " write a pair such as {size: 15m, every: 1m}")
            } else if aligned.contains(window.size) || windows.contains(where: { $0.size == window.size }) {
                settings.reader.report(
                    item, path,
                    "there are other windows of \(size), and records name only the size; choose another size")
            } else {
                windows.append(window)
            }
        }
        if aligned.isEmpty, windows.isEmpty, settings.reader.problems.isEmpty {
            settings.report(
                "windows.aligned", "with no sliding windows either nothing would be reported; write [1h]")
        }
        return windows.sorted { ($0.size, $0.every) < ($1.size, $1.every) }
    }

    private static func sliding(_ reader: inout ValueReader, _ node: Node, _ path: String) -> Sliding? {
        guard let fields = reader.fields(node, path, known: ["size", "every"]) else { return nil }
        guard let size = fields["size"], let every = fields["every"] else {
            reader.report(node, path, "a sliding window has a size and an every: {size: 15m, every: 1m}")
            return nil
        }
        guard let size = reader.duration(size, "\(path).size", in: .minute...(7 * .day)),
            let every = reader.duration(every, "\(path).every", in: .minute...(7 * .day))
        else { return nil }
        return Sliding(size: size, every: every)
    }

    private mutating func readZones(_ settings: inout SettingReader, _ source: ZoneSource) {
        let node = settings.node("time_zone")
        guard case .mapping(let entries) = node.content else {
            defaultZone = Self.zone(&settings.reader, node, "time_zone", source) ?? .utc
            return
        }
        for entry in entries {
            let zone = Self.zone(&settings.reader, entry.value, "time_zone.\(entry.key)", source)
            zones[entry.key] = zone
        }
    }

    private static func zone(
        _ reader: inout ValueReader, _ node: Node, _ name: String, _ source: ZoneSource
    ) -> TimeZoneTable? {
        guard let text = reader.text(node, name) else { return nil }
        do throws(ZoneError) { return try source.table(named: text) } catch {
            reader.report(node, name, error.message)
            return nil
        }
    }
}
