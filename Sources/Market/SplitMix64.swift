/// The seeded generator of every draw: 64 bits of state, integers only, so the same everywhere.
///
/// Steele, Lea and Flood, *Fast Splittable Pseudorandom Number Generators*, 2014.
struct SplitMix64 {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// A generator whose draws have nothing to do with those of another `stream` of the same seed.
    init(seed: UInt64, stream: UInt64) {
        self.init(seed: seed ^ (stream &* 0xd1b5_4a32_d192_ed03))
        state = next()
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    /// A number in 0 ..< bound.
    mutating func below(_ bound: Int) -> Int {
        Int(truncatingIfNeeded: ((next() >> 32) &* UInt64(truncatingIfNeeded: bound)) >> 32)
    }

    /// A number in the range, both ends included.
    mutating func within(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + below(range.upperBound - range.lowerBound + 1)
    }

    /// True in `share` of 1000 draws.
    mutating func chance(_ share: Int) -> Bool { below(1_000) < share }

    /// A number in 0 ..< 1.
    mutating func fraction() -> Double { Double(next() >> 11) / 9_007_199_254_740_992 }

    /// The index of one of the weights, drawn in proportion to them.
    mutating func pick(_ weights: [UInt16]) -> Int {
        var total = 0
        for weight in weights { total += Int(weight) }
        var rest = below(total)
        for index in weights.indices {
            rest -= Int(weights[index])
            if rest < 0 { return index }
        }
        return 0
    }
}
