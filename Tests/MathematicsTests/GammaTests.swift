import Mathematics
import Testing

@Suite("The gamma function")
struct GammaTests {
    @Test(
        "its logarithm and the derivative agree with values of 60 digits, to 1e-13 of 1 + the value",
        arguments: [("lgamma", Gamma.logarithm), ("digamma", Gamma.digamma)]
            as [(String, @Sendable (Double) -> Double)])
    func table(name: String, function: @Sendable (Double) -> Double) {
        let rows = HighPrecision.rows(name)
        #expect(rows.count > 80)
        for row in rows {
            let found = function(row.arguments[0])
            #expect(abs(found - row.value) <= 1e-13 * (1 + abs(row.value)), "\(row): \(found)")
        }
    }

    @Test("there is none at 0 and below")
    func edges() {
        #expect(Gamma.logarithm(0).isNaN && Gamma.digamma(0).isNaN)
        #expect(Gamma.logarithm(-1.5).isNaN && Gamma.digamma(-1.5).isNaN)
    }
}
