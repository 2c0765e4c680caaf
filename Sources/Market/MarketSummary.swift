/// What a market has held.
public struct MarketSummary: Hashable, Sendable {
    /// Records by stream, duplicates among them.
    public internal(set) var records: [Int] = [0, 0, 0, 0]
    /// Records that were written twice.
    public internal(set) var duplicates = 0
    /// Records that were held back for longer than the lateness.
    public internal(set) var late = 0
    /// Damaged records.
    public internal(set) var broken = 0
    /// Bytes of all records.
    public internal(set) var bytes = 0
    /// Orders.
    public internal(set) var orders = 0
    /// Messages sent.
    public internal(set) var messages = 0
    /// Unsubscribes and other negative answers.
    public internal(set) var farewells = 0
    /// Visits to a store.
    public internal(set) var storeVisits = 0

    /// All records.
    public var total: Int { records.reduce(0, +) }

    mutating func count(_ stream: MarketStream, bytes: Int, repeats: Bool) {
        let times = repeats ? 2 : 1
        records[Int(stream.rawValue)] += times
        self.bytes += bytes * times
        if repeats { duplicates += 1 }
    }
}
