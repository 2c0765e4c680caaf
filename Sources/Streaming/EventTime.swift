/// Event time: milliseconds since 1970-01-01T00:00:00Z.
public typealias Milliseconds = Int64

extension Milliseconds {
    /// One second.
    public static let second: Milliseconds = 1_000
    /// One minute: the length of a pane.
    public static let minute: Milliseconds = 60 * second
    /// One hour.
    public static let hour: Milliseconds = 60 * minute
    /// One day of 24 hours.
    public static let day: Milliseconds = 24 * hour

    /// No time that is reckoned with is farther from 1970 than this, 35 000 years: so sums of times with any
    /// window of the configuration do not overflow.
    public static let farthest: Milliseconds = 1 << 50
}
