import Foundation
import Testing

@testable import ReferenceSupport

/// "Where no event is late, the partitioning and the arrival order do not matter" (SPEC 3), nor how many
/// partitions there are inside.
@Suite("The same records come out", .serialized)
struct PartitioningTests {
    private static func market(seed: UInt64) -> RandomMarket {
        var options = RandomMarketOptions()
        options.seed = seed
        options.lateEvents = false
        options.aligned = [ReferenceConfig.hour, ReferenceConfig.day]
        options.sliding = []
        return RandomMarket(options)
    }

    @Test("however events are shuffled within lateness and split into 5 files", arguments: [31, 32, 33])
    func shuffledAndSplit(seed: UInt64) throws {
        let market = Self.market(seed: seed)
        let whole = try WeirRun(market.input, catalogue: market.catalogue, config: market.config)
        let split = Self.shuffled(market, into: 5, seed: seed)
        let parts = try WeirRun(split, catalogue: market.catalogue, config: market.config)
        #expect(parts.balance == whole.balance, "seed \(seed)")
        #expect(Set(parts.lines) == Set(whole.lines), "seed \(seed)")
        #expect(parts.lines.count == whole.lines.count, "seed \(seed)")
    }

    @Test(
        "with any number of partitions inside",
        arguments: [("1", "1"), ("2", "3"), ("7", "2"), ("64", "16")])
    func innerPartitions(profiles: String, pools: String) throws {
        let market = Self.market(seed: 34)
        let default16 = try WeirRun(market.input, catalogue: market.catalogue, config: market.config)
        let other = try WeirRun(
            market.input, catalogue: market.catalogue, config: market.config,
            keys: [("partitions.profiles", profiles), ("partitions.pools", pools)])
        #expect(other.balance == default16.balance)
        #expect(Set(other.lines) == Set(default16.lines))
        #expect(other.lines.count == default16.lines.count)
    }

    /// Each event is held back by less than `lateness`, so none becomes late; then each goes to any file.
    private static func shuffled(_ market: RandomMarket, into count: Int, seed: UInt64) -> ReferenceInput {
        let decoder = EventDecoder(config: market.config, catalogue: PlainCatalogue(market.catalogue))
        var random = SplitMix64(seed: seed ^ 0x5EED)
        var split = market.input
        for stream in PlainStream.allCases {
            let lines = (market.input.partitions[stream.rawValue] ?? []).joined().filter { !$0.isEmpty }
            var held: [(at: Int64, line: [UInt8])] = []
            for line in lines {
                let event = try? decoder.decode(line, stream: stream, partition: 0, number: 0).event
                let delay = random.number(0...market.config.lateness - 1)
                held.append(((event?.time ?? market.config.startOfRun) + delay, line))
            }
            held.sort { $0.at < $1.at }
            var files = Array(repeating: [[UInt8]](), count: count)
            for (_, line) in held { files[Int(random.number(0...Int64(count) - 1))].append(line) }
            split.partitions[stream.rawValue] = files
        }
        return split
    }
}
