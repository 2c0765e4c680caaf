import Foundation
import Market
import Streaming

/// A whole market in memory: bytes by stream and partition.
struct Printed {
    var files: [[UInt8]]
    var summary: MarketSummary
    let options: MarketOptions

    init(_ options: MarketOptions) throws {
        self.options = options
        var market = try Market(options)
        var files = [[UInt8]](repeating: [], count: 4 * options.partitions)
        while !market.isFinished {
            market.advance(by: 6 * .hour) { stream, partition, lines in
                files[Int(stream.rawValue) * options.partitions + partition].append(contentsOf: lines)
            }
        }
        self.files = files
        summary = market.summary
    }

    /// The lines of a stream's partition.
    func lines(_ stream: MarketStream, partition: Int = 0) -> [Data] {
        Data(files[Int(stream.rawValue) * options.partitions + partition]).split(separator: 10)
    }

    /// The records of a stream that are sound JSON, over all partitions.
    func records(_ stream: MarketStream) -> [Record] {
        (0..<options.partitions).flatMap { lines(stream, partition: $0).compactMap(Record.init) }
    }
}

/// One record, read by Foundation.
struct Record {
    let members: [String: Any]

    init?(_ line: Data) {
        guard let members = try? JSONSerialization.jsonObject(with: line) as? [String: Any] else {
            return nil
        }
        self.members = members
    }

    subscript(name: String) -> String? { members[name] as? String }

    func number(_ name: String) -> Double? { (members[name] as? NSNumber)?.doubleValue }

    /// The event time in milliseconds.
    var time: Milliseconds? {
        if let number = members["event_time"] as? NSNumber { return number.int64Value }
        return self["event_time"].flatMap(Self.time)
    }

    /// The instant that a text names.
    static func time(_ text: String) -> Milliseconds? {
        // `2026-03-02T10:00:05.123Z`: Foundation's parser takes longer than the market.
        let digits = text.utf8.map { Int64($0) - 48 }
        guard digits.count == 24, let date = CalendarDate(String(text.prefix(10))) else { return nil }
        func two(_ place: Int) -> Int64 { digits[place] * 10 + digits[place + 1] }
        return Int64(date.days) * .day + two(11) * .hour + two(14) * .minute + two(17) * .second
            + digits[20] * 100 + two(21)
    }
}

extension MarketOptions {
    /// A clean little market: in order, once, unbroken.
    static func clean(events: Int = 20_000, profiles: Int = 1_500) -> MarketOptions {
        var options = MarketOptions()
        options.events = events
        options.profiles = profiles
        (options.duplicates, options.late, options.broken, options.disorder) = (0, 0, 0, 0)
        return options
    }
}
