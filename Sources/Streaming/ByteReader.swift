/// Reads the compact codec from bytes that may be anything.
///
/// A read past the end, or a varint that is too long, returns 0 and sets `isBroken`: callers check it once per
/// record instead of once per field.
public struct ByteReader: Sendable {
    /// The bytes that are read.
    public let bytes: [UInt8]
    /// Where reading stops.
    public let end: Int
    /// The position of the next byte.
    public private(set) var position: Int
    /// Whether a read has failed.
    public private(set) var isBroken = false

    /// Reads a part of some bytes, by default all of them.
    public init(_ bytes: [UInt8], from position: Int = 0, to end: Int? = nil) {
        self.bytes = bytes
        self.position = position
        self.end = min(end ?? bytes.count, bytes.count)
    }

    /// Whether everything was read.
    @inlinable public var isAtEnd: Bool { position >= end }

    /// Marks the bytes as malformed, for checks beyond the codec's own.
    public mutating func fail() { isBroken = true }

    /// The next byte.
    public mutating func byte() -> UInt8 {
        guard position < end else {
            isBroken = true
            return 0
        }
        defer { position += 1 }
        return bytes[position]
    }

    /// An unsigned varint.
    public mutating func varint() -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while shift < 64 {
            let next = byte()
            value |= UInt64(next & 0x7F) << shift
            if next < 0x80 { return value }
            shift += 7
        }
        isBroken = true
        return 0
    }

    /// A varint that counts something of which each takes at least one byte of what is left.
    public mutating func count() -> Int {
        let value = varint()
        guard value <= UInt64(end - min(position, end)) else {
            isBroken = true
            return 0
        }
        return Int(value)
    }

    /// A signed varint.
    public mutating func signed() -> Int64 {
        let value = varint()
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    /// A time that can be reckoned with.
    public mutating func time() -> Milliseconds {
        let time = signed()
        if time.magnitude > Milliseconds.farthest.magnitude { isBroken = true }
        return time
    }

    /// A time that can be reckoned with, or one of the two ends of all time.
    public mutating func watermark() -> Milliseconds {
        let time = signed()
        let isEnd = time == Channels.unheard || time == Channels.closed
        if !isEnd, time.magnitude > Milliseconds.farthest.magnitude { isBroken = true }
        return time
    }

    /// A signed varint of up to 128 bits.
    public mutating func wide() -> Int128 {
        var value: UInt128 = 0
        var shift: UInt128 = 0
        while shift < 128 {
            let next = byte()
            value |= UInt128(next & 0x7F) << shift
            if next < 0x80 { return Int128(bitPattern: value >> 1) ^ -Int128(value & 1) }
            shift += 7
        }
        isBroken = true
        return 0
    }

    /// Eight bytes, little end first.
    public mutating func word() -> UInt64 {
        guard position + 8 <= end else {
            isBroken = true
            return 0
        }
        var value: UInt64 = 0
        for index in 0..<8 { value |= UInt64(bytes[position + index]) << UInt64(8 * index) }
        position += 8
        return value
    }

    /// A hash of sixteen bytes.
    public mutating func hash() -> Hash128 {
        let high = word()
        return Hash128(high: high, low: word())
    }

    /// Steps over bytes, and returns where they stand.
    public mutating func skip(_ count: Int) -> Range<Int> {
        guard count >= 0, position + count <= end else {
            isBroken = true
            return position..<position
        }
        defer { position += count }
        return position..<position + count
    }
}
