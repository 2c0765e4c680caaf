/// An exact decimal number from a configuration: `mantissa / 10^scale`.
///
/// Rates, prices and `margin_rate` multiply money, so they are never a binary fraction (SPEC 2).
public struct Decimal: Hashable, Sendable {
    /// The digits, with their sign.
    public let mantissa: Int64
    /// How many of the digits are decimals: 0…18.
    public let scale: Int

    /// The number zero.
    public static let zero = Decimal(mantissa: 0, scale: 0)

    /// Makes `mantissa / 10^scale`.
    public init(mantissa: Int64, scale: Int) {
        precondition((0...18).contains(scale))
        self.mantissa = mantissa
        self.scale = scale
    }

    /// `10^scale`.
    @inlinable public var denominator: Int128 {
        var power: Int128 = 1
        for _ in 0..<scale { power *= 10 }
        return power
    }

    /// The number as a double, for models; money is multiplied by `times`.
    public var real: Double { Double(mantissa) / Double(Int64(clamping: denominator)) }

    /// Reads decimal text such as `0.92`, `-3` or `1.5e-3`; nil where it is no number or has more than 18
    /// significant digits or decimals.
    public init?(_ text: some StringProtocol) {
        var digits: Int64 = 0
        var scale = 0
        var exponent = 0
        var negative = false
        var seenDigit = false
        var seenPoint = false
        var bytes = Substring(text).utf8[...]
        if let sign = bytes.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            negative = sign == UInt8(ascii: "-")
            bytes = bytes.dropFirst()
        }
        while let byte = bytes.first, byte != UInt8(ascii: "e"), byte != UInt8(ascii: "E") {
            bytes = bytes.dropFirst()
            if byte == UInt8(ascii: "."), !seenPoint {
                seenPoint = true
                continue
            }
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            seenDigit = true
            let (product, overflow) = digits.multipliedReportingOverflow(by: 10)
            guard !overflow, product < 1_000_000_000_000_000_000 else { return nil }
            digits = product + Int64(byte - UInt8(ascii: "0"))
            if seenPoint { scale += 1 }
        }
        guard seenDigit else { return nil }
        if !bytes.isEmpty {
            guard let value = Int(Substring(bytes.dropFirst())), (-18...18).contains(value)
            else { return nil }
            exponent = value
        }
        scale -= exponent
        while scale < 0 {
            let (product, overflow) = digits.multipliedReportingOverflow(by: 10)
            guard !overflow else { return nil }
            digits = product
            scale += 1
        }
        while scale > 18 || (scale > 0 && digits % 10 == 0) {
            guard digits % 10 == 0 else { return nil }
            digits /= 10
            scale -= 1
        }
        self.init(mantissa: negative ? -digits : digits, scale: scale)
    }

    /// `amount × self`, rounded half to even.
    @inlinable
    public func times(_ amount: Int64) -> Int128 {
        roundedHalfToEven(Int128(amount) * Int128(mantissa), dividedBy: denominator)
    }
}
