import Streaming

/// Prints records: knows every partition, numbers the events, and spoils what was asked to be spoilt.
struct Press {
    /// From how many bytes on a batch is handed over.
    static let batchSize = 256 << 10

    /// The record in the making.
    var line = Line()
    /// Records of visits and orders, without messages: what arrivals steer by.
    private(set) var others = 0
    private(set) var isFull = false
    private(set) var isEmpty = false
    private var outlets: [Outlet] = []
    private var random: SplitMix64
    private var stamp = Stamp()
    private var numbers: [UInt64] = [0, 0, 0, 0]
    private let prefixes: [[UInt8]]
    private let partitions: Int
    private let repeats: UInt32
    private let late: UInt32
    private let broken: UInt32

    init(_ options: MarketOptions) {
        random = SplitMix64(seed: options.seed, stream: 2)
        partitions = options.partitions
        repeats = UInt32(options.duplicates * 1_048_576)
        late = UInt32(options.late * 1_048_576)
        broken = UInt32(options.broken * 1_048_576)
        var identity = SplitMix64(seed: options.seed ^ UInt64(truncatingIfNeeded: options.start), stream: 3)
        let run = identity.next()
        prefixes = MarketStream.allCases.map { stream in
            var prefix = Line()
            prefix.text("{\"event_id\":\"\(stream.name.prefix(1))-")
            prefix.hexadecimal(run, digits: 4)
            prefix.text("-")
            return prefix.bytes
        }
        let outlet = Outlet(disorder: options.disorder, lateness: options.lateness)
        outlets = Array(repeating: outlet, count: 4 * options.partitions)
    }

    /// Begins a record: id and time, always in the same places.
    mutating func begin(_ stream: MarketStream, at time: Milliseconds) {
        line.clear()
        line.fragment(prefixes[Int(stream.rawValue)])
        line.hexadecimal(numbers[Int(stream.rawValue)], digits: 9)
        numbers[Int(stream.rawValue)] += 1
        if stream == .beacons {
            line.text("\",\"event_time\":")
            line.number(Int(time))
        } else {
            line.text("\",\"event_time\":")
            stamp.write(time, to: &line)
        }
    }

    /// Ends the record and sends it on its way.
    mutating func end(
        _ stream: MarketStream, at time: Milliseconds, key: Int, isMessage: Bool = false,
        summary: inout MarketSummary
    ) {
        line.text("}")
        let draw = random.next()
        let chance = UInt32(truncatingIfNeeded: draw) & 0xf_ffff
        var fate = Fate()
        fate.lane = Int(draw >> 62)
        fate.lags = (draw >> 56) & 7 == 0
        fate.repeats = UInt32(truncatingIfNeeded: draw >> 20) & 0xf_ffff < repeats
        if chance < late {
            fate.isLate = true
            summary.late += 1
        } else if chance < late + broken {
            line.spoil(UInt64(chance), timeIsText: stream != .beacons)
            summary.broken += 1
            fate.repeats = false
        }
        line.text("\n")
        if !isMessage { others += 1 }
        summary.count(stream, bytes: line.bytes.count, repeats: fate.repeats)
        let outlet = Int(stream.rawValue) * partitions + key % partitions
        outlets[outlet].write(line.bytes, at: time, fate: fate)
        if outlets[outlet].ready.count >= Self.batchSize { isFull = true }
    }

    /// Writes what still waits.
    mutating func finish() {
        for index in outlets.indices { outlets[index].finish() }
    }

    /// Hands over the partitions that hold that many bytes.
    mutating func handOver<Failure: Error>(
        atLeast size: Int, to sink: (MarketStream, Int, [UInt8]) throws(Failure) -> Void
    ) throws(Failure) {
        for stream in MarketStream.allCases {
            for partition in 0..<partitions {
                let index = Int(stream.rawValue) * partitions + partition
                guard outlets[index].ready.count >= size else { continue }
                try sink(stream, partition, outlets[index].ready)
                outlets[index].clear()
            }
        }
        isFull = false
        if size == 1 { isEmpty = true }
    }
}

extension Line {
    /// Damages a record in one of four ways; each makes it a dead letter.
    mutating func spoil(_ way: UInt64, timeIsText: Bool) {
        switch way & 3 {
        case 0: cut(to: bytes.count * 2 / 3)
        case 1: text("]")
        case 2: replace(at: 2, with: "E")  // Event_id: the required name is missing
        default:  // the year 1926
            if timeIsText { replace(at: Self.yearOffset, with: "19") } else { cut(to: bytes.count / 2) }
        }
    }

    /// Where the year stands in a record: after the opening, an id of 16 bytes, and `","event_time":"`.
    private static let yearOffset = "{\"event_id\":\"".utf8.count + 16 + "\",\"event_time\":\"".utf8.count
}
