import Foundation
import Market
import Streaming
import Testing

@Suite("The files")
struct FileTests {
    @Test("hold what the market hands over, one file per stream and partition", arguments: [1, 3])
    func files(partitions: Int) throws {
        var options = MarketOptions()
        options.partitions = partitions
        let root = FileManager.default.temporaryDirectory.appending(path: "market-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: root) }
        let files = MarketFiles(directory: root.path() + "/a/b/", options: options)
        var calls = 0
        let summary = try files.write(Market(options)) { _ in calls += 1 }
        let printed = try Printed(options)
        #expect(summary == printed.summary)
        #expect(calls > 500)
        for stream in MarketStream.allCases {
            for (partition, path) in files.paths(of: stream).enumerated() {
                let bytes = printed.files[Int(stream.rawValue) * partitions + partition]
                #expect(try Data(contentsOf: URL(filePath: path)) == Data(bytes))
            }
        }
        #expect(try String(contentsOfFile: files.configuration, encoding: .utf8) == options.configText)
    }

    @Test("name the place that cannot be written to")
    func refused() throws {
        let files = MarketFiles(directory: "/proc/nowhere", options: MarketOptions())
        let market = try Market(MarketOptions())
        let error = #expect(throws: MarketFileError.self) { try files.write(market) { _ in } }
        #expect(error?.path == "/proc/nowhere")
    }

    @Test(
        "dates go there and back",
        arguments: [
            ("1970-01-01", 0), ("2000-02-29", 11_016), ("2026-03-02", 20_514), ("2100-12-31", 47_846),
        ])
    func dates(text: String, days: Int) throws {
        #expect(CalendarDate(text)?.days == days)
        #expect(CalendarDate(days: days).text == text)
    }

    @Test(
        "what is no date is refused",
        arguments: [
            "2026-02-30", "2026-13-01", "2026-3-2", "02.03.2026", "", "2026-03-02T00:00", "1969-12-31",
        ])
    func noDates(text: String) {
        #expect(CalendarDate(text) == nil)
    }
}
