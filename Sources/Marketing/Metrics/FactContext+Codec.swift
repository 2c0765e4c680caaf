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
        let parts = parts
        bytes.appendVarint(parts)
        bytes.appendVarint(UInt64(names.number(pool)))
        if bucket != 0 { bytes.appendVarint(UInt64(bucket)) }
        var rest = parts >> 2
        while rest != 0 {
            let dimension = Dimension.keyed[rest.trailingZeroBitCount]
            bytes.appendVarint(UInt64(names.number(self[dimension])))
            rest &= rest - 1
        }
    }

    /// Which keys there are: one bit each, in the order of `Dimension.keyed`.
    private var parts: UInt64 {
        func bit(_ key: StringID, _ dimension: Dimension) -> UInt64 {
            key.isAbsent ? 0 : 2 << UInt64(dimension.rawValue)
        }
        let marketing =
            bit(campaign, .campaign) | bit(team, .team) | bit(partner, .partner) | bit(channel, .channel)
            | bit(touchpoint, .touchpoint) | bit(salesChannel, .salesChannel)
        let person =
            bit(device, .device) | bit(segment, .segment) | bit(activity, .activity)
            | bit(presence, .presence)
        let place = bit(store, .store) | bit(zone, .zone) | bit(category, .category)
        let way = bit(path, .path) | bit(frequency, .frequency) | bit(next, .transition)
        return marketing | person | place | way | (countsInPool ? Self.poolBit : 0)
            | (bucket == 0 ? 0 : Self.bucketBit)
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
        var rest = reader.isBroken ? 0 : parts >> 2
        while rest != 0 {
            self[Dimension.keyed[rest.trailingZeroBitCount]] = name()
            rest &= rest - 1
        }
    }
}
