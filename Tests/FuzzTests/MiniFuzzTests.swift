import FuzzSupport
import Testing

@Suite("Sound inputs, changed a little, keep every promise")
struct MiniFuzzTests {
    @Test(
        "the seeds are sound, and so they stay through 20 000 changes at most",
        arguments: FuzzTarget.allCases, [20_261_124] as [UInt64])
    func mutations(target: FuzzTarget, seed: UInt64) throws {
        let seeds = try FuzzSeeds.seeds(of: target)
        var fuzzer = Fuzzer(target)
        var accepted = 0
        for bytes in seeds where try fuzzer.run(bytes) { accepted += 1 }
        #expect(accepted > seeds.count / 2, "\(seeds.count) seeds, \(accepted) accepted")
        var mutator = Mutator(seeds: seeds, words: FuzzSeeds.words(of: target), seed: seed)
        accepted = 0
        let count = 20_000
        for round in 0..<count {
            let bytes = mutator.next()
            do {
                if try fuzzer.run(bytes) { accepted += 1 }
            } catch {
                Issue.record("seed \(seed), round \(round): \(error); bytes \(bytes)")
                return
            }
        }
        #expect(accepted > count / 50 && accepted < count * 49 / 50, "\(accepted) of \(count) accepted")
    }
}
