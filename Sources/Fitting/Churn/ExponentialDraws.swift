internal import Mathematics

/// Draws with mean 1 of an exponential distribution, the same on every machine (SplitMix64).
struct ExponentialDraws {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> Double {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        mixed ^= mixed >> 31
        // Above 0 and below 1.
        return -Elementary.log((Double(mixed >> 11) + 0.5) / 9_007_199_254_740_992)
    }
}
