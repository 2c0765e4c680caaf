import Mathematics
import Testing

@Suite("Exponential function and logarithm of the same bits everywhere")
struct ElementaryTests {
    @Test(
        "they err by less than two units in the last place",
        arguments: [("exp", Elementary.exp), ("log", Elementary.log), ("log1p", Elementary.logOnePlus)]
            as [(String, @Sendable (Double) -> Double)])
    func precision(name: String, function: @Sendable (Double) -> Double) {
        let rows = HighPrecision.rows(name)
        #expect(rows.count > 60)
        for row in rows {
            let found = function(row.arguments[0])
            #expect(abs(found - row.value) <= 2 * row.value.ulp.magnitude, "\(row): \(found)")
        }
    }

    @Test("known bits, the same on every machine")
    func bits() {
        #expect(Elementary.exp(1).bitPattern == 0x4005_bf0a_8b14_576a)
        #expect(Elementary.log(2).bitPattern == 0x3fe6_2e42_fefa_39ef)
        var sum: UInt64 = 0
        var random = Seeded(state: 7)
        for _ in 0..<20_000 {
            let x = Double(random.signed(1_000_000_000)) / 1e7
            sum = sum &* 31 &+ Elementary.exp(x).bitPattern
            sum = sum &* 31 &+ Elementary.log(abs(x) + 1e-9).bitPattern
            sum = sum &* 31 &+ Elementary.logOnePlus(abs(x)).bitPattern
        }
        #expect(sum == 11_509_513_819_526_705_141)
    }

    @Test("the edges")
    func edges() {
        #expect(Elementary.exp(0) == 1)
        #expect(Elementary.exp(-.infinity) == 0)
        #expect(Elementary.exp(-750) == 0)
        #expect(Elementary.exp(.infinity) == .infinity)
        #expect(Elementary.exp(710) == .infinity)
        #expect(Elementary.exp(.nan).isNaN)
        #expect(Elementary.exp(-744) > 0)
        #expect(Elementary.log(1) == 0)
        #expect(Elementary.log(0) == -.infinity)
        #expect(Elementary.log(.infinity) == .infinity)
        #expect(Elementary.log(-1).isNaN)
        #expect(Elementary.log(.nan).isNaN)
        #expect(Elementary.logOnePlus(0) == 0)
        #expect(Elementary.logOnePlus(.infinity) == .infinity)
        #expect(Elementary.logOnePlus(-1).isNaN)
        #expect(Elementary.logOnePlus(.nan).isNaN)
    }
}
