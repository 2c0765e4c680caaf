import Foundation
import Testing

@testable import ReferenceSupport

/// Weir against an independent computation of SPEC that shares no code with it, to the last integer.
@Suite("Weir equals the reference", .serialized)
struct ReferenceTests {
    /// More markets by `WEIR_REFERENCE_SEEDS`, for a long run.
    static let seeds: ClosedRange<UInt64> = {
        let asked = ProcessInfo.processInfo.environment["WEIR_REFERENCE_SEEDS"].flatMap { UInt64($0) }
        return 1...(asked ?? 8)
    }()

    @Test("in every dimension and measure of random markets, each of them non-zero in one of them")
    func randomMarkets() throws {
        var coverage = Coverage()
        for seed in Self.seeds {
            let market = RandomMarket(Self.options(seed))
            let expected = referenceRun(market.input, catalogue: market.catalogue, config: market.config)
            coverage.add(expected)
            let found = try WeirRun(market.input, catalogue: market.catalogue, config: market.config)
            Self.compare(found, with: expected, "seed \(seed)")
        }
        #expect(coverage.missing == [])
    }

    private static func compare(_ found: WeirRun, with expected: ReferenceResult, _ name: Comment) {
        let differences = RecordDifference(expected: expected.records, found: found.metrics.records)
        #expect(differences.differences(limit: 40) == [], name)
        let rates = RecordDifference.rateDifferences(found.metrics, expected: expected.records, limit: 4)
        #expect(rates == [], name)
        #expect(
            found.balance == [
                expected.input, expected.processed, expected.duplicates, expected.late, expected.dead,
                expected.withheld,
            ], name)
    }

    /// Every third market ends with visits still open, every fourth has no late event; every second one has
    /// sliding windows, the others a 5-minute one.
    static func options(_ seed: UInt64) -> RandomMarketOptions {
        var options = RandomMarketOptions()
        options.seed = seed
        options.events = 1_500
        options.partitions = 1 + Int(seed % 3)
        options.lateEvents = seed % 4 != 0
        options.fastClocks = seed % 3 != 0
        if seed % 2 == 0 {
            options.aligned = [5 * ReferenceConfig.minute, ReferenceConfig.day]
            options.sliding = []
        }
        return options
    }
}
