internal import Market
internal import Streaming

/// A market's records in the order in which a topic would see them arrive, over all streams.
///
/// The market hands a stream over in large batches, the quiet streams late. Sent like that, a stream would be
/// hours of event time behind the others, and late. So the market is made first, and its streams are merged
/// here by the time of arrival: that of the newest event before, in the same stream.
///
/// - Complexity: about 250 bytes of memory per event that was not taken yet.
struct MarketSpool {
    /// More events than this hardly fit into memory.
    static let largest = 20_000_000

    /// What the market has held.
    let summary: MarketSummary
    private var streams: [StreamSpool]

    /// Lets the market happen; `progress` is told of it a thousand times, and says whether to go on.
    init(_ market: consuming Market, progress: (borrowing Market) -> Bool) {
        var streams = MarketStream.allCases.map(StreamSpool.init)
        let step = max(.minute, market.options.duration / 1_000)
        while !market.isFinished {
            market.advance(by: step) { stream, _, lines in
                streams[Int(stream.rawValue)].append(lines)
            }
            guard progress(market) else { break }
        }
        for index in streams.indices { streams[index].advance() }
        self.streams = streams
        summary = market.summary
    }

    /// Takes the record that arrives next; nil when all were taken.
    mutating func next() -> MarketRecord? {
        var first: Int?
        for index in streams.indices {
            guard let record = streams[index].head else { continue }
            if let other = first, let best = streams[other].head, best.arrival <= record.arrival { continue }
            first = index
        }
        guard let first else { return nil }
        defer { streams[first].advance() }
        return streams[first].head
    }
}

/// One record of a market on its way to a topic.
struct MarketRecord: Hashable {
    let stream: MarketStream
    /// The record's bytes, without a line feed.
    let value: [UInt8]
    /// When it arrives, in milliseconds since 1970.
    let arrival: Milliseconds

    /// The profile's id: the customer's where the event names one, else the cookie's; nil for guests.
    var key: [UInt8]? {
        Self.text(after: Self.customer, in: value) ?? Self.text(after: Self.anonymous, in: value)
    }

    private static let customer = Array("\"customer_id\":\"".utf8)
    private static let anonymous = Array("\"anonymous_id\":\"".utf8)

    /// The text that follows some bytes, up to its quote; nil where it is not there, or cut off.
    private static func text(after needle: [UInt8], in bytes: [UInt8]) -> [UInt8]? {
        var start = 0
        while start + needle.count <= bytes.count {
            // The quote before a name is rare enough to look for it alone.
            guard bytes[start] == needle[0], bytes[start + 1] == needle[1],
                bytes[start..<start + needle.count].elementsEqual(needle)
            else {
                start += 1
                continue
            }
            let rest = bytes[(start + needle.count)...]
            guard let end = rest.firstIndex(of: UInt8(ascii: "\"")), end > rest.startIndex else { return nil }
            return Array(rest[..<end])
        }
        return nil
    }
}

/// The batches of one stream, taken line by line.
private struct StreamSpool {
    private let stream: MarketStream
    private var batches: [[UInt8]] = []
    private var batch = 0
    private var place = 0
    private var newest: Milliseconds = 0
    private(set) var head: MarketRecord?

    init(_ stream: MarketStream) { self.stream = stream }

    mutating func append(_ lines: [UInt8]) { batches.append(lines) }

    mutating func advance() {
        head = nil
        while batch < batches.count {
            let rest = batches[batch][place...]
            guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else {
                batches[batch] = []
                batch += 1
                place = 0
                continue
            }
            let value = Array(rest[..<end])
            place = end + 1
            newest = max(newest, MarketTime.of(value) ?? newest)
            head = MarketRecord(stream: stream, value: value, arrival: newest)
            return
        }
    }
}

/// The event time of a market's record, which always stands in the same place.
enum MarketTime {
    private static let name = Array("\"event_time\":".utf8)
    private static let place = "{\"event_id\":\"c-0000-000000000\",".utf8.count

    /// Nil for a record that is damaged there.
    static func of(_ bytes: [UInt8]) -> Milliseconds? {
        let start = place + name.count
        guard bytes.count > start + 26, bytes[place..<start].elementsEqual(name) else { return nil }
        guard bytes[start] == UInt8(ascii: "\"") else { return number(bytes[start..<start + 13]) }
        guard bytes[start + 24] == UInt8(ascii: "Z"),
            let year = number(bytes[start + 1..<start + 5]), let month = number(bytes[start + 6..<start + 8]),
            let day = number(bytes[start + 9..<start + 11]),
            let hour = number(bytes[start + 12..<start + 14]),
            let minute = number(bytes[start + 15..<start + 17]),
            let second = number(bytes[start + 18..<start + 20]),
            let millisecond = number(bytes[start + 21..<start + 24]), year >= 1970
        else { return nil }
        let days = days(year: year, month: month, day: day)
        return days * .day + hour * .hour + minute * .minute + second * .second + millisecond
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
        var value: Int64 = 0
        for digit in digits {
            guard (48...57).contains(digit) else { return nil }
            value = value * 10 + Int64(digit - 48)
        }
        return value
    }

    /// Days since 1970-01-01 (Howard Hinnant's algorithm, as in the market's calendar).
    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
