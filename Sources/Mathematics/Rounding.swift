/// Integer division that rounds to the nearest, and ties to the even neighbour.
///
/// - Parameters:
///   - numerator: any value whose double fits 128 bits.
///   - denominator: greater than 0.
/// - Returns: the quotient.
@inlinable
public func roundedHalfToEven(_ numerator: Int128, dividedBy denominator: Int128) -> Int128 {
    precondition(denominator > 0)
    var (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
    if remainder < 0 {
        quotient -= 1
        remainder += denominator
    }
    let rest = denominator - remainder
    if remainder > rest || (remainder == rest && quotient % 2 != 0) { quotient += 1 }
    return quotient
}
