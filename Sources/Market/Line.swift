/// One JSON record in the making: bytes appended to a kept buffer, nothing else.
///
/// The texts written are the market's own names, which hold nothing that JSON would have to escape.
struct Line {
    private(set) var bytes: [UInt8] = []

    init() { bytes.reserveCapacity(2_048) }

    mutating func clear() { bytes.removeAll(keepingCapacity: true) }

    @inline(__always)
    mutating func text(_ text: String) { bytes.append(contentsOf: text.utf8) }

    /// A byte.
    @inline(__always)
    mutating func byte(_ byte: UInt8) { bytes.append(byte) }

    /// Bytes made earlier.
    @inline(__always)
    mutating func fragment(_ fragment: [UInt8]) { bytes.append(contentsOf: fragment) }

    /// A number without sign.
    mutating func number(_ value: Int) {
        if value >= 10 { number(value / 10) }
        bytes.append(UInt8(truncatingIfNeeded: 48 &+ value % 10))
    }

    /// A number with as many digits as asked, zeros in front.
    mutating func padded(_ value: Int, digits: Int) {
        var divisor = 1
        for _ in 1..<digits { divisor *= 10 }
        while divisor > 0 {
            bytes.append(UInt8(truncatingIfNeeded: 48 &+ value / divisor % 10))
            divisor /= 10
        }
    }

    /// Hundredths as a decimal: 1234 is `12.34`.
    mutating func cents(_ value: Int) {
        if value < 0 { bytes.append(45) }
        number(Int(value.magnitude) / 100)
        bytes.append(46)
        padded(Int(value.magnitude) % 100, digits: 2)
    }

    /// The low bits of a number in hexadecimal.
    mutating func hexadecimal(_ value: UInt64, digits: Int) {
        for place in (0..<digits).reversed() {
            let digit = UInt8(truncatingIfNeeded: value >> UInt64(place * 4)) & 15
            bytes.append(digit < 10 ? 48 + digit : 87 + digit)
        }
    }

    /// Keeps only the beginning.
    mutating func cut(to count: Int) { bytes.removeLast(bytes.count - count) }

    /// Overwrites bytes.
    mutating func replace(at offset: Int, with text: String) {
        for (index, byte) in text.utf8.enumerated() { bytes[offset + index] = byte }
    }
}
