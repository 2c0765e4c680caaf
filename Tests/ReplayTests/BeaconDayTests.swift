import Events
import Foundation
import Marketing
import ReplayRuntime
import Streaming
import Testing
import Topology

/// One phone of a courier, heard 30 000 times by beacons of 105 shops on one day.
///
/// The figures were computed by a plain script over the same file. What a person sees in them: three
/// neighbouring shops hear the phone at once for 38 minutes (waiting for orders), then it passes a dozen doors
/// in three and a half; a limit on `rssi` leaves 16 of the 33 shops.
@Suite(
    "A day of beacons gives visits that a person would believe",
    .enabled(if: Reference.directory != nil, "the reference streams are not there: set WEIR_REFERENCE"))
struct BeaconDayTests {
    private static let path = Reference.stream("beacons/beacons.jsonl.gz")

    /// The records of the day's stores: visits begun, visits ended, seconds in them.
    private func stores(_ lines: [JSON]) -> [String: [Int128]] {
        var stores: [String: [Int128]] = [:]
        for line in lines
        where line["dimension"]?.text == "store" && line["window"]?["size"]?.text == "P1D" {
            guard let key = line["key"]?.text, let visits = line["counts"]?["store_visits"]?.millionths
            else { continue }
            let dwell = line["dwell"]
            stores[key] = [visits, dwell?["visits"]?.millionths ?? 0, dwell?["sum"]?.millionths ?? 0]
                .map { $0 / 1_000_000 }
        }
        return stores
    }

    private func run(
        _ files: [(Events.Stream, String)], _ change: (inout Settings) -> Void = { _ in }
    ) throws -> [String] {
        let directory = try TemporaryDirectory()
        let summary = try replay(files, to: directory.path + "/out") {
            $0.windows.aligned = [.hour, .day]
            $0.windows.sliding = []
            change(&$0)
        }
        #expect(summary.records == 30_000 && summary.tally.processed == 30_000)
        return try directory.read("out/metrics.jsonl").split(separator: UInt8(ascii: "\n"))
            .map { String(decoding: $0, as: UTF8.self) }.sorted()
    }

    @Test("190 visits to 33 of the 105 shops")
    func visits() throws {
        let stores = try stores(run([(.beacons, Self.path)]).map { try #require(JSON(Array($0.utf8))) })
        #expect(stores.count == 33)
        #expect(stores.values.reduce(0) { $0 + $1[0] } == 190)
        // The last visit is still open when the day's record ends.
        #expect(stores["147525716"] == [12, 11, 13_829])
        #expect(stores["160260713"] == [12, 12, 6_429])
    }

    @Test("135 visits to 16 where weak signals do not count")
    func limited() throws {
        let lines = try run([(.beacons, Self.path)]) {
            $0.journeys.visits.enterRSSI = -80
            $0.journeys.visits.exitRSSI = -90
        }
        let stores = try stores(lines.map { try #require(JSON(Array($0.utf8))) })
        #expect(stores.count == 16)
        #expect(stores.values.reduce(0) { $0 + $1[0] } == 135)
    }

    @Test("the same under any partitioning, for one phone and for forty", arguments: [1, 40])
    func partitioning(phones: Int) throws {
        let directory = try TemporaryDirectory()
        let lines = try Self.lines().enumerated().map { index, line in
            line.replacing("rider-100556090", with: "rider-\(index % phones)")
        }
        let whole = try directory.write("whole.jsonl", lines.joined(separator: "\n"))
        let expected = try run([(.beacons, whole)])
        // The day is in order as a whole, so each part is, too.
        let parts = try (0..<7).map { part in
            let own = lines.enumerated().filter { ($0.offset * 31 / 8) % 7 == part }.map(\.element)
            return (Events.Stream.beacons, try directory.write("\(part).jsonl", own.joined(separator: "\n")))
        }
        #expect(try run(parts) == expected)
        for (profiles, pools) in [(1, 1), (5, 3), (64, 2)] {
            let found = try run(parts) {
                $0.profilePartitions = profiles
                $0.poolPartitions = pools
            }
            #expect(found == expected, "\(profiles) partitions of profiles, \(pools) of pools")
        }
    }

    private static func lines() throws -> [String] {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["gzip", "-dc", path]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
