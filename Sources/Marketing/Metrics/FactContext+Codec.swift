public import Streaming

/// The form of a context in frames and state: which keys there are, then the number of each name.
extension FactContext {
    private static let poolBit: UInt64 = 1
    private static let bucketBit: UInt64 = 2

    /// Appends the context.
    ///
    /// - Parameters:
    ///   - bytes: where it goes.
    ///   - names: the frame's names, which gets those that the context uses.
    public func encode(to bytes: inout [UInt8], names: inout FrameNames) {
        var parts = countsInPool ? Self.poolBit : 0
        if bucket != 0 { parts |= Self.bucketBit }
        for (index, dimension) in zip(UInt64(2)..., Dimension.keyed) where !self[dimension].isAbsent {
            parts |= 1 << index
        }
        bytes.appendVarint(parts)
        bytes.appendVarint(UInt64(names.number(pool)))
        if bucket != 0 { bytes.appendVarint(UInt64(bucket)) }
        for dimension in Dimension.keyed where !self[dimension].isAbsent {
            bytes.appendVarint(UInt64(names.number(self[dimension])))
        }
    }

    /// Reads what `encode` wrote; the reader is broken afterwards where that is malformed.
    ///
    /// - Parameters:
    ///   - reader: stands at the context.
    ///   - names: the reader's name of each of the frame's numbers.
    public init(from reader: inout ByteReader, names: [StringID]) {
        func name() -> StringID {
            let number = reader.varint()
            guard number > 0, number < names.count else {
                reader.fail()
                return .absent
            }
            return names[Int(number)]
        }
        let parts = reader.varint()
        self.init(pool: name(), countsInPool: parts & Self.poolBit != 0)
        if parts & Self.bucketBit != 0 {
            let number = reader.varint()
            if number == 0 || number > DwellScale.bucketCount { reader.fail() }
            bucket = UInt16(truncatingIfNeeded: number)
        }
        if parts >> (2 + UInt64(Dimension.keyed.count)) != 0 { reader.fail() }
        for (index, dimension) in zip(UInt64(2)..., Dimension.keyed) where parts & 1 << index != 0 {
            self[dimension] = name()
        }
    }
}
