/// A generator that gives the same numbers everywhere (SplitMix64).
public struct Seeded: RandomNumberGenerator {
    private var state: UInt64

    /// Starts at a seed.
    public init(seed: UInt64) { state = seed }

    /// The next number.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// 0..<bound.
    public mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}

/// Changes sound inputs a little, always in the same way for a seed.
public struct Mutator {
    private let seeds: [[UInt8]]
    private let words: [[UInt8]]
    private var random: Seeded

    /// Makes one.
    ///
    /// - Parameters:
    ///   - seeds: sound inputs, at least one.
    ///   - words: what is put in here and there, at least one.
    ///   - seed: of its random numbers.
    public init(seeds: [[UInt8]], words: [[UInt8]], seed: UInt64) {
        self.seeds = seeds
        self.words = words
        random = Seeded(seed: seed)
    }

    /// The next input.
    public mutating func next() -> [UInt8] {
        var bytes = seeds[random.below(seeds.count)]
        for _ in 0...random.below(4) where !bytes.isEmpty { change(&bytes) }
        return bytes
    }

    private mutating func change(_ bytes: inout [UInt8]) {
        // The first byte says what the others are.
        let place = min(bytes.count, 1) + random.below(max(1, bytes.count - 1))
        let index = min(place, bytes.count - 1)
        switch random.below(8) {
        case 0: bytes[index] = UInt8(truncatingIfNeeded: random.next())
        case 1: bytes[index] ^= 1 << UInt8(random.below(8))
        case 2: bytes[index] = [0, 1, 0x7F, 0x80, 0xFF][random.below(5)]
        case 3: bytes.remove(at: index)
        case 4: bytes.insert(contentsOf: words[random.below(words.count)], at: index)
        case 5: bytes.removeLast(random.below(min(8, bytes.count)))
        case 6:
            let part = bytes[index..<min(bytes.count, index + 1 + random.below(20))]
            bytes.insert(contentsOf: part, at: 1 + random.below(bytes.count))
        default:
            let other = seeds[random.below(seeds.count)]
            let start = random.below(other.count)
            let part = other[start..<min(other.count, start + 1 + random.below(30))]
            bytes.replaceSubrange(index..<min(bytes.count, index + part.count), with: part)
        }
    }
}
