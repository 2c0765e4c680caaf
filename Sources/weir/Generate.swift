import Foundation
import Market
import Streaming

/// `weir generate`: writes a synthetic market as files that `weir replay` reads.
struct Generate {
    /// The directory to write into; it is made where it is not there.
    var directory: URL
    /// What market to make.
    var options: MarketOptions
    /// Whether progress goes to a terminal, as a bar that is drawn again and again.
    var drawsBar = isatty(STDERR_FILENO) == 1

    /// Makes the market and says on standard output what was made.
    func run() throws {
        var market = try Market(options)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        var files = try openFiles()
        var progress = GenerateProgress(options: options, drawsBar: drawsBar)
        // Small enough for a steady bar, large enough to cost nothing.
        let step = max(.minute, options.duration / 1_000)
        while !market.isFinished {
            try market.advance(by: step) { stream, partition, lines in
                try files[Int(stream.rawValue) * options.partitions + partition].write(
                    contentsOf: Data(lines))
            }
            progress.show(market)
        }
        for file in files { try file.close() }
        files.removeAll()
        progress.end()
        try Data(options.catalogueText.utf8).write(to: directory.appending(path: "campaigns.json"))
        try Data(options.configText.utf8).write(to: directory.appending(path: "weir.yaml"))
        print(report(market.summary))
    }

    /// The name of the file of a stream's partition.
    private func name(_ stream: MarketStream, _ partition: Int) -> String {
        options.partitions == 1 ? "\(stream.name).jsonl" : "\(stream.name)-\(partition).jsonl"
    }

    private func openFiles() throws -> [FileHandle] {
        var files: [FileHandle] = []
        for stream in MarketStream.allCases {
            for partition in 0..<options.partitions {
                let file = directory.appending(path: name(stream, partition))
                try Data().write(to: file)
                files.append(try FileHandle(forWritingTo: file))
            }
        }
        return files
    }

    private func report(_ summary: MarketSummary) -> String {
        let streams = MarketStream.allCases.map { "\(summary.records[Int($0.rawValue)]) \($0.name)" }
        let inputs = MarketStream.allCases.map { stream in
            (0..<options.partitions)
                .map { "--\(stream.name) \(directory.appending(path: name(stream, $0)).relativePath)" }
                .joined(separator: " ")
        }
        return """
            \(summary.total) events of \(options.profiles) people: \(streams.joined(separator: ", "))
            \(summary.orders) orders, \(summary.messages) messages, \(summary.farewells) unsubscribes, \
            \(summary.storeVisits) store visits
            \(summary.duplicates) written twice, \(summary.late) late, \(summary.broken) broken
            next: weir replay --config \(directory.appending(path: "weir.yaml").relativePath) \
            \(inputs.joined(separator: " "))
            """
    }
}

/// How far a long generation is, on standard error: a bar, or a line every ten seconds.
struct GenerateProgress {
    private let options: MarketOptions
    private let drawsBar: Bool
    private let clock = ContinuousClock()
    private let began: ContinuousClock.Instant
    private var shown: ContinuousClock.Instant
    private var hasBar = false

    init(options: MarketOptions, drawsBar: Bool) {
        self.options = options
        self.drawsBar = drawsBar
        began = clock.now
        shown = began
    }

    /// Says where the market is, when it is time to; never within the first two seconds.
    mutating func show(_ market: Market) {
        let now = clock.now
        guard now - began > .seconds(2), now - shown > (drawsBar ? .milliseconds(200) : .seconds(10)) else {
            return
        }
        shown = now
        let share = Double(market.clock - options.start) / Double(options.duration)
        let events = market.summary.total
        let elapsed = (now - began) / .seconds(1)
        let rest = share > 0 ? Int(elapsed / share - elapsed) : 0
        let text =
            "\(Int(share * 100)) %  \(events) events  \(Int(Double(events) / elapsed)) per second  \(rest) s left"
        guard drawsBar else { return say("generating: \(text)\n") }
        let full = Int(share * 30)
        hasBar = true
        say(
            "\r[\(String(repeating: "=", count: full))\(String(repeating: " ", count: 30 - full))] \(text)\u{1b}[K"
        )
    }

    /// Takes the bar away.
    func end() {
        if hasBar { say("\r\u{1b}[K") }
    }

    private func say(_ text: String) { try? FileHandle.standardError.write(contentsOf: Data(text.utf8)) }
}
