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
    /// The cells of lengths of visits, by record: dimension and key, as in their own keys, then bucket.
    var buckets: [BucketOwner: [UInt16: UInt32]] = [:]

    /// The cells of transitions between channels, by pool.
    var transitions: [StringID: [Transition]] = [:]
    /// The cells of paths, by pool.
    private(set) var paths: [StringID: [UInt32]] = [:]

    struct BucketOwner: Hashable {
        let pool: StringID
        let name: [UInt8]
    }

    /// Makes an empty table.
    public init() {}

    /// The number of a context here.
    ///
    /// - Parameters:
    ///   - context: the keys.
    ///   - names: get the keys that are made of parts.
    /// - Returns: the number, from 0.
    public mutating func context(_ context: FactContext, names: inout StringTable) -> Int {
        let number = Int(contexts.intern(context))
        if number == ends.count {
            for dimension in Dimension.allCases {
                let key = Self.key(of: context, in: dimension, names: &names)
                guard !key.isAbsent else { continue }
                var cell = cell(context.pool, dimension, key, &names)
                if context.bucket != 0 { cell = bucketCell(cell, context.bucket, &names) }
                cellsOfContext.append(cell)
            }
            ends.append(cellsOfContext.count)
        }
        return number
    }

    /// The key of a context in a dimension; what is made of parts is put together here, once.
    private static func key(
        of context: FactContext, in dimension: Dimension, names: inout StringTable
    ) -> StringID {
        let last = context[dimension]
        let first: StringID
        switch dimension {
        case .touchpoint: first = context.channel
        case .zone: first = context.store
        case .store: return context.zone.isAbsent ? last : .absent
        case .channel: return context.next.isAbsent ? last : .absent
        case .transition: return last.isAbsent ? last : Transition.key(context.channel, last, &names)
        default: return last
        }
        guard !first.isAbsent, !last.isAbsent else { return .absent }
        var key: [UInt8] = []
        key.appendPart(names[first])
        key.append(UInt8(ascii: "/"))
        key.appendPart(names[last])
        return names.intern(key.span)
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
        _ pool: StringID, _ dimension: Dimension, _ key: StringID, _ names: inout StringTable
    ) -> UInt32 {
        let pair = UInt64(pool.rawValue) << 32 | UInt64(key.rawValue)
        if let known = numbers[pair]?[dimension.rawValue] { return known }
        var prefix = UInt64(dimension.rawValue)
        let bytes = names[key]
        for index in 0..<7 {
            prefix = prefix << 8 | (index < bytes.count ? UInt64(bytes[bytes.startIndex + index]) : 0)
        }
        let number = UInt32(cells.count)
        cells.append(Cell(pool: pool, dimension: dimension, key: key, prefix: prefix))
        numbers[pair, default: [:]][dimension.rawValue] = number
        switch dimension {
        case .dwellBucket: join(number, names)
        case .transition: addTransition(number, &names)
        case .path: paths[pool, default: []].append(number)
        default: break
        }
        return number
    }
}
