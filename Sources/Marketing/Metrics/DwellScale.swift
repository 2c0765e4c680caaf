/// The buckets of an HDR histogram of 3 significant digits over the seconds of a day (SPEC 6, `dwell`).
///
/// Below 2,048 every second has a bucket of its own; above, each doubling has 1,024 buckets of equal width. So a
/// value is told to within 0.1 %. The layout is that of HdrHistogram (lowest discernible value 1, 3 digits).
public enum DwellScale {
    /// The longest time that is told apart, in seconds: a day.
    public static let largest: Int64 = 86_400
    private static let half: Int64 = 1_024

    /// How many buckets there are; they are numbered from 1.
    public static let bucketCount = UInt64(bucket(of: largest))

    /// The bucket of a time in whole seconds; what is longer than a day is in the last one.
    public static func bucket(of seconds: Int64) -> UInt16 {
        let value = min(max(seconds, 0), largest)
        guard value >= 2 * half else { return UInt16(value + 1) }
        let shift = Int64(63 - value.leadingZeroBitCount) - 10
        return UInt16(half * shift + value >> shift + 1)
    }

    /// The longest time that falls into a bucket, in seconds.
    public static func longest(in bucket: UInt16) -> Int64 {
        let index = Int64(bucket) - 1
        guard index >= 2 * half else { return index }
        let shift = index / half - 1
        return (index - half * shift + 1) << shift - 1
    }

    /// The time that a share of all visits did not exceed: that of rank ⌈q · n⌉, as HdrHistogram answers.
    ///
    /// - Parameters:
    ///   - percent: q, 1…100.
    ///   - counts: buckets with how many visits fell into each, by bucket.
    /// - Returns: seconds; 0 where there is no visit.
    static func percentile(_ percent: Int128, of counts: [(bucket: UInt16, count: Int128)]) -> Int64 {
        let total = counts.reduce(0) { $0 + $1.count }
        let rank = (total * percent + 99) / 100
        var passed: Int128 = 0
        for (bucket, count) in counts {
            passed += count
            if passed >= rank { return longest(in: bucket) }
        }
        return 0
    }
}
