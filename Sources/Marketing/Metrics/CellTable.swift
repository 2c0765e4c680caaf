public import Streaming

/// Numbers the records that there are: each pool, dimension and key is a *cell*.
public struct CellTable: Sendable {
    /// What one record is about.
    public struct Cell: Sendable {
        /// Its pool.
        public let pool: StringID
        /// Its dimension.
        public let dimension: Dimension
        /// Its key in the dimension.
        public let key: StringID
        /// Orders cells within a pool like (dimension, key) as far as eight bytes tell.
        let prefix: UInt64
    }

    /// All cells, in order of first appearance.
    public private(set) var cells: [Cell] = []
    private var numbers: [UInt64: [Dimension.RawValue: UInt32]] = [:]
    private var contexts = ContextTable()
    private var cellsOfContext: [UInt32] = []
    private var ends: [Int] = []

    /// Makes an empty table.
    public init() {}

    /// The number of a context here.
    public mutating func context(_ context: FactContext, names: StringTable) -> Int {
        let number = Int(contexts.intern(context))
        if number == ends.count {
            for dimension in Dimension.allCases where !context[dimension].isAbsent {
                cellsOfContext.append(cell(context.pool, dimension, context[dimension], names))
            }
            ends.append(cellsOfContext.count)
        }
        return number
    }

    /// A context by its number here.
    public func context(ofNumber number: Int) -> FactContext { contexts.contexts[number] }

    /// The cells at which a context counts.
    @inline(__always)
    public func cells(ofContext number: Int) -> ArraySlice<UInt32> {
        cellsOfContext[(number == 0 ? 0 : ends[number - 1])..<ends[number]]
    }

    /// Whether one cell's record comes before another's: by pool, dimension and key.
    public func precedes(_ left: UInt32, _ right: UInt32, names: StringTable) -> Bool {
        let (a, b) = (cells[Int(left)], cells[Int(right)])
        if a.pool != b.pool { return names[a.pool].lexicographicallyPrecedes(names[b.pool]) }
        if a.prefix != b.prefix { return a.prefix < b.prefix }
        return names[a.key].lexicographicallyPrecedes(names[b.key])
    }

    /// The number of a cell, which is added where it is new.
    mutating func cell(
        _ pool: StringID, _ dimension: Dimension, _ key: StringID, _ names: StringTable
    ) -> UInt32 {
        let pair = UInt64(pool.rawValue) << 32 | UInt64(key.rawValue)
        if let known = numbers[pair]?[dimension.rawValue] { return known }
        var prefix = UInt64(dimension.rawValue)
        let bytes = names[key]
        for index in 0..<7 {
            prefix = prefix << 8 | (index < bytes.count ? UInt64(bytes[bytes.startIndex + index]) : 0)
        }
        cells.append(Cell(pool: pool, dimension: dimension, key: key, prefix: prefix))
        numbers[pair, default: [:]][dimension.rawValue] = UInt32(cells.count - 1)
        return UInt32(cells.count - 1)
    }
}
