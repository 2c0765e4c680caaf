internal import CParseOnly
internal import Events
internal import FoundationEssentials
internal import Market
internal import Marketing
internal import Operations
internal import Streaming
internal import Topology

/// The lines of one stream in memory, as one partition would hold them.
struct Lines {
    let stream: Events.Stream
    /// All lines, each closed by a line feed; 64 bytes more that a parser may read.
    private(set) var bytes: [UInt8] = []
    /// Where the line feeds are.
    private(set) var ends: [Int64] = []

    init(stream: Events.Stream) { self.stream = stream }

    var count: Int { ends.count }

    /// Bytes of lines, with their ends.
    var byteCount: Int { bytes.count - Record.padding }

    mutating func append(_ lines: [UInt8]) {
        let start = bytes.count
        bytes.append(contentsOf: lines)
        for index in lines.indices where lines[index] == 0x0A { ends.append(Int64(start + index)) }
    }

    mutating func finish() {
        bytes.append(contentsOf: repeatElement(0, count: Record.padding))
    }

    /// Lends some of the records, in order.
    @inline(__always)
    func forEachRecord(_ range: Range<Int>, _ body: (Record) -> Void) {
        unsafe bytes.withUnsafeBytes { memory in
            for line in range {
                let start = line == 0 ? 0 : Int(ends[line - 1]) + 1
                // Safe: the line lies in `bytes`, with its padding, and is lent for the call only.
                let text = unsafe UnsafeRawBufferPointer(rebasing: memory[start..<Int(ends[line])])
                var record = unsafe Record(paddedBytes: text)
                record.offset = Int64(line)
                body(record)
            }
        }
    }

    /// Adds what simdjson makes of all lines.
    func parse(into result: inout parse_only_result) {
        unsafe bytes.withUnsafeBufferPointer { bytes in
            unsafe ends.withUnsafeBufferPointer { ends in
                unsafe parse_only(bytes.baseAddress, ends.baseAddress, ends.count, &result)
            }
        }
    }
}

/// A synthetic market, made once and held in memory: every stage gets the same events.
struct MarketSample {
    let options: MarketOptions
    /// By stream, in the order of their raw values.
    private(set) var streams = Events.Stream.allCases.map { Lines(stream: $0) }
    private(set) var summary: MarketSummary

    init(_ options: MarketOptions) throws(MarketError) {
        self.options = options
        var market = try Market(options)
        var streams = self.streams
        while !market.isFinished {
            market.advance(by: .hour) { stream, _, lines in streams[Int(stream.rawValue)].append(lines) }
        }
        for index in streams.indices { streams[index].finish() }
        self.streams = streams
        summary = market.summary
    }

    /// All records, broken ones too.
    var count: Int { streams.reduce(0) { $0 + $1.count } }

    /// All bytes.
    var byteCount: Int { streams.reduce(0) { $0 + $1.byteCount } }

    /// The settings that `weir generate` writes beside its files: windows of an hour and a day.
    func settings() throws(CommandFailure) -> Settings {
        let texts = ["weir.yaml": options.configText, "campaigns.json": options.catalogueText]
        let files = FileSource { path, limit throws(FileFailure) in
            let name = path.split(separator: "/").last.map { String($0) } ?? ""
            if let text = texts[name] { return Array(text.utf8) }
            return try FileSource.machine.read(path, limit)
        }
        do throws(Problems) {
            var settings = try Configuration.load(
                file: "weir.yaml", environment: [:], flags: [], files: files
            ).settings
            settings.windows.earlyInterval = nil
            return settings
        } catch { throw CommandFailure(.bug, "the market's configuration has problems\n\(error)") }
    }
}
