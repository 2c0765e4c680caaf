/// Deadlines of profiles, found without a scan: one bucket per minute.
///
/// A profile may stand in several buckets; the one who fires compares with the deadline that the profile holds
/// now, so nothing is ever taken out.
public struct Timers: Sendable {
    private var buckets: [Int64: [UInt32]] = [:]
    private var order: [Int64] = []

    /// Makes timers without a deadline.
    public init() {}

    /// Sets a deadline for a slot.
    public mutating func schedule(_ slot: Int, at deadline: Milliseconds) {
        let minute = deadline.floorDivided(by: .minute)
        if buckets[minute] == nil { insert(minute) }
        buckets[minute, default: []].append(UInt32(slot))
    }

    /// Takes out all slots whose bucket ends at or before the watermark: each had a deadline below it.
    public mutating func due(before watermark: Milliseconds) -> [UInt32] {
        var slots: [UInt32] = []
        while let minute = order.last, (minute + 1) <= watermark.floorDivided(by: .minute) {
            order.removeLast()
            slots.append(contentsOf: buckets.removeValue(forKey: minute) ?? [])
        }
        return slots
    }

    /// The end of the minute by which more than `limit` deadlines have passed; nil where there are no more
    /// before the watermark.
    public func bound(of limit: Int, before watermark: Milliseconds) -> Milliseconds? {
        var count = 0
        for minute in order.reversed() {
            guard minute < watermark.floorDivided(by: .minute) else { return nil }
            count += buckets[minute]?.count ?? 0
            if count > limit { return (minute + 1) * .minute }
        }
        return nil
    }

    /// Keeps the minutes descending, so that the next one is the last.
    private mutating func insert(_ minute: Int64) {
        var (low, high) = (0, order.count)
        while low < high {
            let middle = (low + high) / 2
            if order[middle] > minute { low = middle + 1 } else { high = middle }
        }
        order.insert(minute, at: low)
    }
}

extension Int64 {
    /// Division that rounds down, for times before 1970, too.
    @inlinable
    public func floorDivided(by divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}
