import Fitting
import Marketing
import Mathematics
import Testing

@Suite("Fitting what customers did")
struct FitTests {
    @Test("true parameters are found within three standard errors", arguments: 1...20)
    func recovers(seed: UInt64) throws {
        var simulation = Simulation(random: seed &* 104729)
        let base = try LifetimeParameters(
            r: simulation.within(0.3...1.5), alpha: simulation.within(2...12),
            a: simulation.within(0.4...1.5),
            b: simulation.within(1...4), p: simulation.within(2...8), q: simulation.within(2.5...6),
            v: simulation.within(8...60))
        let fit = try LifetimeFit(BuyingSample(simulation.customers(10_000, of: base)))
        let found = fit.buying.values + fit.value.values
        let errors = fit.buying.standardErrors + fit.value.standardErrors
        let names = fit.buying.names + fit.value.names
        let expected = [base.r, base.alpha, base.a, base.b, base.p, base.q, base.v]
        for index in names.indices {
            let distance = abs(found[index] - expected[index]) / errors[index]
            #expect(distance <= 3, "seed \(seed), \(names[index]): \(found[index]), true \(expected[index])")
        }
    }

    @Test("the gradient is the likelihood's slope: no step from the top makes it larger")
    func top() throws {
        var simulation = Simulation(random: 5)
        let base = try LifetimeParameters(r: 0.6, alpha: 5, a: 0.8, b: 2.5, p: 6, q: 4, v: 15)
        let customers = simulation.customers(1_000, of: base)
        let fit = try LifetimeFit(BuyingSample(customers))
        #expect(try LifetimeFit(BuyingSample(customers.reversed())).buying.values == fit.buying.values)
        #expect(fit.buying.logLikelihood > fit.stayingLogLikelihood)
    }

    @Test("customers who never leave are refused, and the refusal says so", arguments: [3, 4, 5] as [UInt64])
    func nobodyLeaves(seed: UInt64) throws {
        var simulation = Simulation(random: seed)
        let base = try LifetimeParameters(r: 0.8, alpha: 8, a: 1e-9, b: 10, p: 6, q: 4, v: 15)
        let sample = BuyingSample(simulation.customers(2_000, of: base))
        #expect {
            try LifetimeFit(sample)
        } throws: { error in
            guard case .nobodyLeaves? = error as? FitRefusal else { return false }
            return true
        }
    }

    @Test("too few who bought again, and equal values, are refused")
    func tooLittle() throws {
        let once = BuyingHistory(frequency: 0, recency: 0, age: 20)
        let twice = BuyingHistory(frequency: 1, recency: 3, age: 20, meanValue: 9)
        let few = BuyingSample([once, once] + Array(repeating: twice, count: 19))
        #expect(throws: FitRefusal.tooFewRepeaters(customers: 21, repeaters: 19)) { try LifetimeFit(few) }
        #expect(throws: FitRefusal.tooFewRepeaters(customers: 0, repeaters: 0)) {
            try LifetimeFit(BuyingSample([]))
        }
        var simulation = Simulation(random: 9)
        let base = try LifetimeParameters(r: 0.6, alpha: 5, a: 0.8, b: 2.5, p: 6, q: 4, v: 15)
        let equal = simulation.customers(2_000, of: base).map { history in
            BuyingHistory(
                frequency: history.frequency, recency: history.recency, age: history.age, meanValue: 25)
        }
        #expect(throws: FitRefusal.equalValues) { try LifetimeFit(BuyingSample(equal)) }
    }
}
