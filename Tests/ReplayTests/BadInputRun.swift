import Events
import Foundation
import Marketing
import ReplayRuntime
import Streaming
import Topology

/// One decoder that all rows of a stream go through.
struct BadInputDecoder: ~Copyable {
    static let fieldNames = Set(InputField.allCases.map(\.name))

    private let stream: Events.Stream
    private var decoder: EventDecoder

    init(_ stream: Events.Stream, rules: EventRules) {
        self.stream = stream
        decoder = EventDecoder(rules: rules, stream: stream)
    }

    /// The instant of an RFC 3339 text.
    static func time(_ text: String) -> Milliseconds {
        var decoder = EventDecoder(rules: EventRules(), stream: .purchases)
        // Unlike an event's own time, a promise may be of any year.
        let record =
            #"{"event_id":"t","event_time":1772359200000,"order_id":"o","kind":"delivery","promised_at":"\#(text)"}"#
        return decoder.read(Array(record.utf8)).event.promisedAt
    }

    mutating func decode(
        _ row: BadInputRow
    ) -> (outcome: DecodeOutcome, event: Event, ignored: Set<String>) {
        let before = InputField.allCases.map { decoder.ignoredCount(of: $0) }
        let (outcome, event) = decoder.read(
            row.bytes(stream), timestamp: row.timestamp.map(Self.time), ceID: row.header("ce_id", stream),
            ceTime: row.header("ce_time", stream))
        let ignored = InputField.allCases.filter { decoder.ignoredCount(of: $0) > before[Int($0.rawValue)] }
        return (outcome, event, Set(ignored.map(\.name)))
    }
}

extension EventDecoder {
    fileprivate mutating func read(
        _ bytes: [UInt8], timestamp: Milliseconds? = nil, ceID: [UInt8]? = nil, ceTime: [UInt8]? = nil
    ) -> (outcome: DecodeOutcome, event: Event) {
        var event = Event()
        var strings = StringTable()
        let padded = bytes + Array(repeating: UInt8(ascii: "9"), count: Record.padding)
        let (identity, time) = (ceID ?? [], ceTime ?? [])
        let outcome = unsafe padded.withUnsafeBytes { padded in
            unsafe identity.withUnsafeBytes { identity in
                unsafe time.withUnsafeBytes { time in
                    var record = unsafe Record(
                        paddedBytes: UnsafeRawBufferPointer(rebasing: padded[..<bytes.count]))
                    record.timestamp = timestamp
                    if ceID != nil { unsafe record.ceID = identity }
                    if ceTime != nil { unsafe record.ceTime = time }
                    return decode(record, into: &event, strings: &strings)
                }
            }
        }
        return (outcome, event)
    }
}

/// A replay of all rows of a stream that files can hold, with a sound event behind each.
struct BadInputRun {
    /// A line that was set aside.
    struct Aside {
        let code: String
        let field: String?
        let value: Data
    }

    let rows: [BadInputRow]
    let summary: ReplaySummary
    let soundCount: Int
    /// How many of the sound events are in the figures.
    let countedSound: Int
    /// What was set aside, by the row's line in the document.
    let dead: [Int: Aside]
    let late: [Int: Aside]

    init(_ stream: Events.Stream, rules: EventRules) throws {
        let rows = BadInputDocument.rows(of: stream).filter { row in
            row.timestamp == nil && row.record != "«»" && !row.record.contains("0A")
        }
        var decoder = BadInputDecoder(stream, rules: rules)
        // Of another minute: it would be late in the common file, or make others late.
        let alone = rows.filter { row in
            let (outcome, event, _) = decoder.decode(row)
            return outcome == .event
                && !(BadInputTests.base - .minute...BadInputTests.base).contains(event.time)
        }
        let directory = try TemporaryDirectory()
        var files: [(Events.Stream, String)] = []
        var places: [String: [Int: Int]] = [:]
        func add(_ name: String, _ lines: [(row: BadInputRow?, bytes: [UInt8])]) throws {
            let path = try directory.write(name, lines.reduce(into: []) { $0 += $1.bytes + [0x0A] })
            files.append((stream, path))
            for (number, line) in lines.enumerated() {
                if let row = line.row { places[path, default: [:]][number] = row.line }
            }
        }
        let lines = Set(alone.map(\.line))
        let common = rows.filter { !lines.contains($0.line) }
        let sound = common.indices.map { (row: nil as BadInputRow?, bytes: Self.sound(stream, $0)) }
        try add("all.jsonl", zip(sound, common).flatMap { [$0, (row: $1, bytes: $1.bytes(stream))] })
        for row in alone { try add("\(row.line).jsonl", [(row, row.bytes(stream))]) }
        summary = try replay(files, to: directory.path + "/out") {
            $0.events = rules
            $0.windows.aligned = [.day]
        }
        self.rows = rows
        soundCount = common.count
        dead = try Self.aside(directory.read("out/dead-letters.jsonl"), places)
        late = try Self.aside(directory.read("out/late-events.jsonl"), places)
        let counted = try Self.counted(directory.read("out/metrics.jsonl"), stream)
        countedSound = counted ?? common.count
    }

    /// A sound event; the first one is that of the document.
    private static func sound(_ stream: Events.Stream, _ index: Int) -> [UInt8] {
        let id = index == 0 ? "first" : "sound-\(index)"
        let members = BadInputRow.members(stream).replacing("c«n»", with: "k")
            .replacing("e«n»", with: id).replacing("o«n»", with: id)
        let record = "{\(members),\"pool\":\"sound\"}"
        return Array((index == 0 ? record.replacing("10:00:00", with: "09:59:59") : record).utf8)
    }

    /// How many sound events the pool's records count; nil for streams that no record counts.
    private static func counted(_ metrics: [UInt8], _ stream: Events.Stream) throws -> Int? {
        let names: [Events.Stream: String] = [.clicks: "clicks", .purchases: "orders"]
        guard let name = names[stream] else { return nil }
        var count: Int128 = 0
        for line in metrics.split(separator: 0x0A) {
            guard let record = JSON(line), record["pool"]?.text == "sound",
                record["dimension"]?.text == "pool"
            else { continue }
            count += record["counts"]?[name]?.millionths ?? 0
        }
        return Int(count / 1_000_000)
    }

    /// The lines of a file; those of some records are long, and the standard `split` is slow in a debug build.
    private static func lines(_ file: [UInt8]) -> [Data] {
        var lines: [Data] = []
        unsafe file.withUnsafeBytes { bytes in
            var start = 0
            while let base = bytes.baseAddress,
                let feed = unsafe memchr(base + start, 0x0A, bytes.count - start)
            {
                let end = unsafe UnsafeRawPointer(feed) - base
                unsafe lines.append(Data(bytes[start..<end]))
                start = end + 1
            }
        }
        return lines
    }

    private static func aside(_ file: [UInt8], _ places: [String: [Int: Int]]) throws -> [Int: Aside] {
        var asides: [Int: Aside] = [:]
        for line in lines(file) {
            let object = try JSONSerialization.jsonObject(with: line) as? [String: Any]
            let headers = object?["headers"] as? [String: String]
            // Foundation drops a byte order mark at the beginning of a string.
            let text = line.count < 10_000 ? JSON(line)?["value"]?.text : object?["value"] as? String
            let base64 = (object?["value_base64"] as? String).flatMap { Data(base64Encoded: $0) }
            let value = text.map { Data($0.utf8) } ?? base64
            guard let topic = headers?["weir.error.topic"], let value,
                let offset = headers?["weir.error.offset"].flatMap({ Int($0) }),
                let row = places[topic]?[offset]
            else { continue }
            asides[row] = Aside(
                code: headers?["weir.error.code"] ?? "", field: headers?["weir.error.field"], value: value)
        }
        return asides
    }
}
