/// A 128-bit hash; stands for an id that must not be readable in state, logs and outputs.
public struct Hash128: Hashable, Comparable, Sendable {
    /// The more significant half.
    public var high: UInt64
    /// The less significant half.
    public var low: UInt64

    /// Stands for "no id": no id hashes to it.
    public static let absent = Hash128(high: 0, low: 0)

    /// Makes a hash of its halves.
    @inlinable
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Whether this stands for "no id".
    @inlinable public var isAbsent: Bool { high == 0 && low == 0 }

    /// Orders by value, high half first.
    @inlinable
    public static func < (left: Hash128, right: Hash128) -> Bool {
        left.high != right.high ? left.high < right.high : left.low < right.low
    }
}
