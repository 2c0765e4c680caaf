import Marketing
import Streaming
import Testing

@Suite("Ids that were seen")
struct SeenStoreTests {
    private struct Model {
        var notes: [(hash: UInt64, space: SeenID.Space, time: Milliseconds)] = []

        func contains(_ hash: UInt64, _ space: SeenID.Space, at time: Milliseconds, window: Milliseconds)
            -> Bool
        {
            notes.contains { $0.hash == hash && $0.space == space && $0.time >= time - window }
        }
    }

    @Test("the window is inclusive, and its own for orders")
    func window() {
        var seen = ProfileStore(rules: JourneyRules()).seen
        var block = Block()
        seen.insert(SeenID(hash: 7, space: .clicks, time: 1_000), into: &block, of: 0)
        seen.insert(SeenID(hash: 7, space: .order, time: 1_000), into: &block, of: 0)
        let (day, refunds) = (1_000 + Milliseconds.day, 1_000 + 60 * Milliseconds.day)
        #expect(seen.contains(7, .clicks, in: block, of: 0, at: day))
        #expect(!seen.contains(7, .clicks, in: block, of: 0, at: day + 1))
        #expect(seen.contains(7, .order, in: block, of: 0, at: refunds))
        #expect(!seen.contains(7, .order, in: block, of: 0, at: refunds + 1))
        #expect(
            !seen.contains(7, .beacons, in: block, of: 0, at: 1_000), "another stream's id is another one")
        #expect(!seen.contains(7, .delivery, in: block, of: 0, at: 1_000))
        #expect(!seen.contains(8, .clicks, in: block, of: 0, at: 1_000))
    }

    @Test("an entry keeps space, hash and time, before 1970, too")
    func entry() {
        for space in [SeenID.Space.clicks, .beacons, .purchases, .unsubscribes, .order, .delivery] {
            for time in [0, -1, 1, 946_684_800_000, 253_402_300_799_999, -62_167_219_200_000]
                as [Milliseconds]
            {
                let seen = SeenID(hash: .max, space: space, time: time)
                #expect(seen.space == space && seen.time == time && seen.hash == .max)
            }
        }
    }

    @Test(
        "few and many ids answer like a plain list",
        arguments: [(1, 20), (2, 90), (3, 97), (4, 130), (5, 600)])
    func model(seed: UInt64, alive: Int) {
        var random = Seeded(state: seed)
        var rules = JourneyRules()
        rules.dedupWindow = 1_000
        rules.refundWindow = 5_000
        var seen = ProfileStore(rules: rules).seen
        var (blocks, models) = ([Block(), Block()], [Model(), Model()])
        var time: Milliseconds = 0
        for round in 0..<2_500 {
            time += Milliseconds(random.below(2 * (1_000 / alive) + 2))
            let slot = random.below(8) == 0 ? 1 : 0
            let space = [SeenID.Space.clicks, .purchases, .order, .delivery][random.below(4)]
            let hash = UInt64(random.below(2 * alive))
            let known = seen.contains(hash, space, in: blocks[slot], of: slot, at: time)
            let expected = models[slot].contains(hash, space, at: time, window: seen.window(space))
            #expect(known == expected, "seed \(seed), round \(round)")
            if !expected {
                seen.insert(SeenID(hash: hash, space: space, time: time), into: &blocks[slot], of: slot)
                models[slot].notes.append((hash, space, time))
            }
            if random.below(700) == 0 {
                seen.removeAll(slot, &blocks[slot])
                models[slot].notes = []
            }
            if random.below(300) == 0 { seen.forget(before: time, in: &blocks[slot], of: slot) }
        }
    }

    @Test("joined older sights do not make a busy profile forget newer ones", arguments: [10, 96, 97, 200])
    func joined(count: Int) {
        var rules = JourneyRules()
        rules.dedupWindow = 1_000
        var seen = ProfileStore(rules: rules).seen
        var block = Block()
        for hash in 0..<UInt64(count) {
            seen.insert(SeenID(hash: hash, space: .clicks, time: 500), into: &block, of: 0)
        }
        // A visitor saw id 3 earlier; its record joins at the link.
        seen.insert(SeenID(hash: 3, space: .clicks, time: 100), into: &block, of: 0)
        let (inside, outside) = (
            seen.contains(3, .clicks, in: block, of: 0, at: 1_500),
            seen.contains(3, .clicks, in: block, of: 0, at: 1_501)
        )
        #expect(inside)
        #expect(!outside)
    }

    @Test("the list does not grow with time, only with what is alive")
    func bounded() {
        var rules = JourneyRules()
        rules.dedupWindow = 100
        var seen = ProfileStore(rules: rules).seen
        var block = Block()
        for time in 0..<10_000 as Range<Milliseconds> {
            seen.insert(SeenID(hash: UInt64(time), space: .clicks, time: time), into: &block, of: 0)
            #expect(block.count <= 256)
        }
    }
}
