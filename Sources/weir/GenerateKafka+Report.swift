internal import FoundationEssentials
internal import Market
internal import Operations
internal import Streaming

extension MarketOptions {
    /// Lets a market for Kafka end now, or follow the clock so that it is never ahead of it.
    ///
    /// At a speed s it begins at now − duration × (1 − 1/s): at 1 now, and as fast as possible at now − duration.
    mutating func begin(at now: Milliseconds, speed: Double?) {
        let whole = now / .second * .second
        let past = speed.map { max(0, 1 - 1 / $0) } ?? 1
        start = whole - Milliseconds(Double(duration) * past) / .second * .second
    }

    /// Kafka deletes by the records' own time.
    func ageNote(at now: Milliseconds) -> String? {
        let days = (now - end) / .day
        guard days >= 1 else { return nil }
        return
            "the market ended \(Figure.count(Int(days), "day")) ago: Kafka deletes it within minutes where "
            + "retention.ms of the topics is shorter"
    }

    /// The catalogue and a configuration that names it, as beside a market's files.
    func writeConfiguration(to directory: String) throws(CommandFailure) {
        let files = MarketFiles(directory: directory, options: self)
        let catalogue = "\(files.directory)/campaigns.json"
        do {
            try FileManager.default.createDirectory(
                atPath: files.directory, withIntermediateDirectories: true)
            try Data(catalogueText.utf8).write(to: URL(filePath: catalogue))
            try Data(configText.utf8).write(to: URL(filePath: files.configuration))
        } catch {
            throw CommandFailure(
                .io, "\(files.directory) cannot be written", advice: "may one write there, and is there room?"
            )
        }
    }
}

extension MarketDelivery {
    /// What is printed at the end.
    func report(_ summary: MarketSummary, _ options: MarketOptions) -> String {
        let counts = MarketStream.allCases.map { "\(sent[Int($0.rawValue)]) \($0.name)" }
        let rate = seconds > 0 ? Int(Double(total) / seconds) : 0
        let end =
            wasStopped ? "stopped early: \(total) of \(summary.total) events sent" : "\(total) events sent"
        return """
            \(end): \(counts.joined(separator: ", ")); \(rate) a second
            \(options.profiles) people, \(summary.orders) orders, \(summary.duplicates) written twice, \
            \(summary.late) late, \(summary.broken) broken
            """
    }
}
