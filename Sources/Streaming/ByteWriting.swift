/// Writing of the compact codec: little-endian words, and varints of seven bits a byte.
extension Array where Element == UInt8 {
    /// Appends an unsigned varint.
    @inlinable
    public mutating func appendVarint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        append(UInt8(truncatingIfNeeded: rest))
    }

    /// Appends a signed varint (zigzag: small magnitudes are short).
    @inlinable
    public mutating func appendSigned(_ value: Int64) {
        appendVarint(UInt64(bitPattern: (value << 1) ^ (value >> 63)))
    }

    /// Appends a signed varint of up to 128 bits.
    @inlinable
    public mutating func appendWide(_ value: Int128) {
        var rest = UInt128(bitPattern: (value << 1) ^ (value >> 127))
        while rest >= 0x80 {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        append(UInt8(truncatingIfNeeded: rest))
    }

    /// Appends eight bytes, little end first.
    @inlinable
    public mutating func appendWord(_ value: UInt64) {
        var rest = value
        for _ in 0..<8 {
            append(UInt8(truncatingIfNeeded: rest))
            rest >>= 8
        }
    }

    /// Appends a hash as sixteen bytes.
    @inlinable
    public mutating func appendHash(_ hash: Hash128) {
        appendWord(hash.high)
        appendWord(hash.low)
    }
}
