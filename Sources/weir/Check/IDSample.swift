internal import Streaming

/// A fair sample of the different ids of a stream, to see how many of them another stream has, too.
///
/// An id is in it by its hash alone, so two samples can be compared: the more ids there are, the smaller a hash
/// must be.
struct IDSample {
    private let most: Int
    private var largest = UInt64.max
    private var ids: Set<UInt64> = []

    /// Makes an empty sample of at most so many ids.
    init(most: Int = 65_536) { self.most = most }

    /// Adds an id.
    mutating func insert(_ id: Hash128) {
        guard id.low <= largest, ids.insert(id.low).inserted, ids.count > most else { return }
        largest /= 2
        ids = ids.filter { $0 <= largest }
    }

    /// Which part of the ids the other stream has, too; nil where there are none.
    func share(in other: IDSample) -> Double? {
        let common = min(largest, other.largest)
        let own = ids.filter { $0 <= common }
        guard !own.isEmpty else { return nil }
        return Double(own.count { other.ids.contains($0) }) / Double(own.count)
    }
}
