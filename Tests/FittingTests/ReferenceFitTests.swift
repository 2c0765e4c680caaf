import Fitting
import Marketing
import Testing

@Suite(
    "CDNOW's figures",
    .enabled(if: ReferenceData.directory != nil, "the reference data are not there: set WEIR_REFERENCE"))
struct ReferenceFitTests {
    private static let fit = Result { try LifetimeFit(BuyingSample(ReferenceData.customers())) }

    @Test("the parameters, to 1e-3, and the log-likelihood")
    func parameters() throws {
        let fit = try Self.fit.get()
        let found = fit.buying.values + fit.value.values
        let published = [0.2425929, 4.4135311, 0.7928863, 2.4257539, 6.2488025, 3.7445885, 15.4477481]
        for (value, expected) in zip(found, published) {
            #expect(abs(value / expected - 1) < 1e-3, "\(value), \(expected)")
        }
        #expect(abs(fit.buying.logLikelihood + 9582.4256) < 1e-3)
    }

    @Test("the standard errors")
    func standardErrors() throws {
        let fit = try Self.fit.get()
        for (value, expected) in zip(fit.buying.standardErrors, [0.012557, 0.378221, 0.185719, 0.705345]) {
            #expect(abs(value / expected - 1) < 1e-2, "\(value), \(expected)")
        }
        #expect(fit.value.standardErrors.allSatisfy { $0 > 0 })
    }
}
