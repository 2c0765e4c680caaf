internal import Streaming

/// A market as files in a directory: JSON lines by stream and partition, the catalogue, a configuration.
public struct MarketFiles {
    /// Where the files are.
    public let directory: String
    private let options: MarketOptions

    /// Names the files of a market.
    public init(directory: String, options: MarketOptions) {
        self.directory =
            directory.count > 1 && directory.hasSuffix("/") ? String(directory.dropLast()) : directory
        self.options = options
    }

    /// The files of a stream, by partition.
    public func paths(of stream: MarketStream) -> [String] {
        guard options.partitions > 1 else { return ["\(directory)/\(stream.name).jsonl"] }
        return (0..<options.partitions).map { "\(directory)/\(stream.name)-\($0).jsonl" }
    }

    /// The configuration, which names the catalogue.
    public var configuration: String { "\(directory)/weir.yaml" }

    /// Makes the market and its files; the directory is made where it is not there.
    ///
    /// - Parameters:
    ///   - market: the market, as it was when it opened.
    ///   - progress: is told of it a thousand times.
    /// - Throws: the file that could not be written.
    /// - Returns: what the market has held.
    public func write(
        _ market: consuming Market, progress: (borrowing Market) -> Void
    ) throws(MarketFileError) -> MarketSummary {
        try LineFile.makeDirectory(directory)
        var files: [LineFile] = []
        for stream in MarketStream.allCases {
            for path in paths(of: stream) { files.append(try LineFile(path: path)) }
        }
        let step = max(.minute, options.duration / 1_000)
        while !market.isFinished {
            try market.advance(by: step) { (stream, partition, lines) throws(MarketFileError) in
                try files[Int(stream.rawValue) * options.partitions + partition].write(lines)
            }
            progress(market)
        }
        try LineFile(path: "\(directory)/campaigns.json").write(Array(options.catalogueText.utf8))
        try LineFile(path: configuration).write(Array(options.configText.utf8))
        return market.summary
    }
}
