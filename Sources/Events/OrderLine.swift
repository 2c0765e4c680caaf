public import Streaming

/// What an order has of one category: its items, added up where the record is read (SPEC 6, `category`).
public struct OrderLine: Equatable, Sendable {
    /// The category.
    public var category: StringID
    /// The sum of quantities.
    public var units: Int64
    /// The sum of price × quantity, in millionths of the reporting currency.
    public var value: Int128

    /// Makes a line.
    public init(category: StringID, units: Int64, value: Int128) {
        self.category = category
        self.units = units
        self.value = value
    }
}
