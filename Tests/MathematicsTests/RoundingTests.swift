import Mathematics
import Testing

@Suite("Rounding half to even")
struct RoundingTests {
    @Test(
        "ties go to the even neighbour, everything else to the nearest",
        arguments: [
            (0, 1, 0), (1, 2, 0), (3, 2, 2), (5, 2, 2), (7, 2, 4), (-1, 2, 0), (-3, 2, -2), (-5, 2, -2),
            (-7, 2, -4), (1, 3, 0), (2, 3, 1), (-1, 3, 0), (-2, 3, -1), (49, 100, 0), (50, 100, 0),
            (51, 100, 1), (149, 100, 1), (150, 100, 2), (151, 100, 2), (250, 100, 2), (251, 100, 3),
            (-150, 100, -2), (-149, 100, -1), (-250, 100, -2), (-251, 100, -3), (7, 1, 7), (-7, 1, -7),
        ] as [(Int128, Int128, Int128)])
    func table(numerator: Int128, denominator: Int128, expected: Int128) {
        #expect(roundedHalfToEven(numerator, dividedBy: denominator) == expected)
    }

    @Test("no other whole number is nearer, and of two equally near ones it is the even one")
    func property() {
        var random = Seeded(state: 4)
        for round in 0..<20_000 {
            let (numerator, denominator) = (Int128(random.signed(1_000)), Int128(random.below(40) + 1))
            let rounded = roundedHalfToEven(numerator, dividedBy: denominator)
            let distance = (numerator - rounded * denominator).magnitude * 2
            let isNearest = distance < denominator.magnitude
            let isEvenTie = distance == denominator.magnitude && rounded % 2 == 0
            #expect(isNearest || isEvenTie, "seed 4, round \(round): \(numerator) / \(denominator)")
        }
    }

    @Test("numbers near the limit of the doc comment do not trap")
    func large() {
        let half = Int128.max / 2
        #expect(roundedHalfToEven(half, dividedBy: 1) == half)
        #expect(roundedHalfToEven(-half, dividedBy: 1) == -half)
        #expect(roundedHalfToEven(half, dividedBy: half) == 1)
        #expect(roundedHalfToEven(half - 1, dividedBy: half) == 1)
        #expect(roundedHalfToEven(1, dividedBy: Int128.max) == 0)
    }
}
