import Streaming
import Testing

@Suite("Containers behave like their simple models")
struct ContainerTests {
    @Test("a block pool is an array of arrays", arguments: Array(1...8) as [UInt64])
    func blockPool(seed: UInt64) {
        var random = Seeded(state: seed)
        var pool = BlockPool<Int>(filler: -1)
        var blocks = Array(repeating: Block(), count: 12)
        var model = Array(repeating: [Int](), count: 12)
        for round in 0..<1_500 {
            let list = random.below(blocks.count)
            switch random.below(12) {
            case 0 where !model[list].isEmpty:
                let index = random.below(model[list].count)
                pool.remove(at: index, from: &blocks[list])
                model[list].remove(at: index)
            case 1:
                let kept = random.below(3)
                pool.keep(in: &blocks[list]) { index, element in (element + index) % 3 <= kept }
                model[list] = zip(0..., model[list]).filter { ($0.1 + $0.0) % 3 <= kept }.map(\.1)
            case 2 where !model[list].isEmpty:
                let count = random.below(model[list].count + 1)
                pool.removeFirst(count, from: &blocks[list])
                model[list].removeFirst(count)
            case 3 where random.below(4) == 0:
                pool.removeAll(&blocks[list])
                model[list] = []
            case 4:
                let new = (0..<random.below(20)).map { _ in random.below(1_000) }
                pool.replace(&blocks[list], with: new)
                model[list] = new
            case 5 where !model[list].isEmpty:
                let index = random.below(model[list].count)
                pool[blocks[list], index] = round
                model[list][index] = round
            default:
                pool.append(round, to: &blocks[list])
                model[list].append(round)
            }
            // Every list is compared, not only the one that changed: no block may lie upon another.
            for index in blocks.indices {
                #expect(
                    pool.array(blocks[index]) == model[index], "seed \(seed), round \(round), list \(index)")
            }
            #expect(pool.slice(blocks[list]).elementsEqual(model[list]))
            #expect(blocks[list].isEmpty == model[list].isEmpty)
        }
        #expect(Self.overlap(blocks) == nil, "seed \(seed)")
    }

    private static func overlap(_ blocks: [Block]) -> Int? {
        let sorted = blocks.filter { !$0.isEmpty }.sorted { $0.start < $1.start }
        return zip(sorted, sorted.dropFirst()).enumerated()
            .first { $0.element.0.start + $0.element.0.count > $0.element.1.start }?.offset
    }

    @Test("a block pool uses freed places again")
    func reuse() {
        var pool = BlockPool<Int>(filler: 0)
        for round in 0..<200 {
            var block = Block()
            for element in 0..<50 { pool.append(element + round, to: &block) }
            #expect(pool.array(block) == (0..<50).map { $0 + round })
            pool.removeAll(&block)
        }
        #expect(pool.elements.count == 1 + 2 + 4 + 8 + 16 + 32 + 64)
    }

    @Test(
        "a hash index is a dictionary, with colliding keys and removals, too",
        arguments: Array(1...6) as [UInt64])
    func hashIndex(seed: UInt64) {
        var random = Seeded(state: seed)
        var index = HashIndex()
        var model: [Hash128: Int] = [:]
        // A few low bits only, so that chains grow long, wrap around and meet.
        func key(_ number: Int) -> Hash128 {
            Hash128(high: UInt64(number % 7) &* 0xFFFF_FFFF_FFFF_FFFD, low: UInt64(number))
        }
        for round in 0..<3_000 {
            let key = key(1 + random.below(400))
            if model[key] == nil, random.below(3) > 0 {
                index.insert(key, round)
                model[key] = round
            } else if random.below(2) == 0 {
                index.remove(key)
                model[key] = nil
            }
            #expect(index.find(key) == model[key], "seed \(seed), round \(round)")
            #expect(index.count == model.count, "seed \(seed), round \(round)")
            guard round % 50 == 0 else { continue }
            for (key, slot) in model { #expect(index.find(key) == slot, "seed \(seed), round \(round)") }
        }
    }

    @Test("timers give every slot whose minute has passed, and no other", arguments: Array(1...6) as [UInt64])
    func timers(seed: UInt64) {
        var random = Seeded(state: seed)
        var timers = Timers()
        var model: [(slot: UInt32, deadline: Milliseconds)] = []
        var watermark: Milliseconds = -10 * .minute
        for round in 0..<600 {
            for _ in 0..<random.below(5) {
                let deadline = watermark + Milliseconds(random.signed(20 * 60_000))
                timers.schedule(round, at: deadline)
                model.append((UInt32(round), deadline))
            }
            watermark += Milliseconds(random.below(90_000))
            let minute = watermark.floorDivided(by: .minute) * .minute
            let expected = model.filter { $0.deadline < minute }.map(\.slot).sorted()
            model.removeAll { $0.deadline < minute }
            #expect(timers.due(before: watermark).sorted() == expected, "seed \(seed), round \(round)")
        }
    }

    @Test("a timer fires once its minute is over, not before")
    func timerEdges() {
        var timers = Timers()
        timers.schedule(4, at: 59_999)
        timers.schedule(5, at: 60_000)
        #expect(timers.due(before: 59_999).isEmpty)
        #expect(timers.due(before: 60_000) == [4])
        #expect(timers.due(before: 119_999).isEmpty)
        #expect(timers.due(before: 120_000) == [5])
        #expect(timers.due(before: .max - 1).isEmpty)
    }

    @Test("hashes are ordered by their high half first")
    func hashes() {
        #expect(Hash128(high: 1, low: 0) > Hash128(high: 0, low: .max))
        #expect(Hash128(high: 1, low: 2) < Hash128(high: 1, low: 3))
        #expect(Hash128.absent.isAbsent && !Hash128(high: 0, low: 1).isAbsent)
    }
}

@Suite("xxHash")
struct XXHashTests {
    @Test(
        "is the published XXH64 with seed 0",
        arguments: [
            ("", 0xEF46_DB37_51D8_E999), ("a", 0xD24E_C4F1_A98C_6E5B), ("abc", 0x44BC_2CF5_AD77_0999),
        ]
            as [(String, UInt64)])
    func published(text: String, hash: UInt64) {
        #expect(XXHash.hash64(Array(text.utf8).span) == hash)
    }

    @Test("hides ids behind their key")
    func keyed() {
        let id = Array("customer".utf8)
        let (one, two) = (XXHash.secret(from: [1]), XXHash.secret(from: [2]))
        #expect(XXHash.hash128(id.span, secret: one) != XXHash.hash128(id.span, secret: two))
        #expect(XXHash.hash128(id.span, secret: one) == XXHash.hash128(id.span, secret: one))
    }
}
