import Foundation
import Testing

@testable import ReferenceSupport

/// A random market on its way through Kafka, and the replay to compare it with.
struct MarketRun {
    let application: Application
    private let market: RandomMarket
    private let seed: UInt64

    init(
        seed: UInt64, partitions: Int, events: Int = 3_000, plan: ApplicationPlan = ApplicationPlan(),
        bootstrap: String? = nil
    ) throws {
        self.seed = seed
        market = RandomMarket(Self.options(seed: seed, partitions: partitions, events: events))
        var plan = plan
        plan.numbers = market.config.yaml
        plan.catalogue = market.catalogue
        plan.sources = ApplicationPlan.streams(partitions: partitions)
        application = try Application(plan, administrator: bootstrap)
    }

    private static func options(seed: UInt64, partitions: Int, events: Int) -> RandomMarketOptions {
        var options = RandomMarketOptions()
        options.seed = seed
        options.events = events
        options.partitions = partitions
        // A file has the clock of its replay, a record on Kafka its own.
        options.fastClocks = false
        options.aligned = [ReferenceConfig.hour, ReferenceConfig.day]
        options.sliding = [(size: 6 * ReferenceConfig.hour, every: ReferenceConfig.hour)]
        return options
    }

    /// Sends everything.
    func sendAll() throws { try send(part: 0, of: 1) }

    /// Sends a portion of each partition.
    func send(part: Int, of parts: Int) throws { try application.send(portions(parts)[part]) }

    /// All records in portions, each a part of every partition; keys are random, so nothing is where its profile
    /// would have it.
    func portions(_ count: Int) -> [[Outgoing]] {
        var portions = [[Outgoing]](repeating: [], count: count)
        for (stream, partitions) in market.input.partitions {
            for (partition, all) in partitions.enumerated() {
                let lines = all.filter(Self.isSame)
                for part in 0..<count {
                    for line in lines[lines.count * part / count..<lines.count * (part + 1) / count] {
                        portions[part].append(
                            Outgoing(stream, Int32(partition), line, at: market.config.startOfRun))
                    }
                }
            }
        }
        return portions
    }

    /// Whether a line means the same on Kafka as in a file: there a record's own time stands in for that of
    /// the event, and an empty record is one.
    private static func isSame(_ line: [UInt8]) -> Bool {
        guard !line.isEmpty else { return false }
        guard let json = PlainJSON.parse(line), case .object = json else { return true }
        return json["event_time"] != nil
    }

    /// Compares all three outputs with those of the replay of what lies in the topics.
    ///
    /// - Parameter coversAll: whether the market is known to have something of everything; not every seed does.
    /// - Throws: where the outputs cannot be read.
    func expectReplay(coversAll: Bool = true) throws {
        let replay = try replay()
        #expect(replay.balance[0] > 2_900)
        let found = try application.finalMetrics()
        #expect(found.count == Set(found).count, "seed \(seed): a record came twice")
        #expect(found.count == replay.lines.count, "seed \(seed)")
        let differences = Self.differences(expected: replay.lines, found: found)
        #expect(differences == [], "seed \(seed)")
        try expectSetAside(replay)
        #expect(replay.lateEvents.count > 10 && replay.deadLetters.count > 10)
        guard coversAll else { return }
        var (coverage, result) = (Coverage(), ReferenceResult())
        result.records = try MetricsReader.read(found).records
        coverage.add(result)
        #expect(coverage.missing == [], "seed \(seed)")
    }

    /// The replay of what lies in the topics.
    func replay() throws -> WeirRun {
        try WeirRun(application.replayInput(), catalogue: market.catalogue, config: market.config)
    }

    /// The first records that only one side has.
    static func differences(expected: [[UInt8]], found: [[UInt8]]) -> [String] {
        func only(_ lines: Set<[UInt8]>, _ sign: String) -> [String] {
            lines.map { "\(sign) \(String(decoding: $0, as: UTF8.self))" }.sorted().prefix(6).map { $0 }
        }
        let (expected, found) = (Set(expected), Set(found))
        return only(expected.subtracting(found), "missing") + only(found.subtracting(expected), "extra")
    }
}
