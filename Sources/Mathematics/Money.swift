/// Money as a count of millionths of the reporting currency (SPEC 2).
public enum Money {
    /// Millionths in one unit.
    public static let unit: Int64 = 1_000_000
    /// The largest amount an event may name: 10^12 units.
    public static let largest: Int64 = 1_000_000_000_000 * unit
}
