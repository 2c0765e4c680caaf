import Events
import Marketing
import Mathematics
import Operations
import Testing
import Topology

@Suite("Settings of churn")
struct ChurnSettingsTests {
    private static let one =
        "{r: 0.2426, alpha: 4.4135, a: 0.7929, b: 2.4258, p: 6.2488, q: 3.7446, v: 15.4477}"

    @Test("reach the journeys as they are meant, with the models and their margin rate")
    func rules() throws {
        let rules = try Configuration.read(
            """
            margin_rate: 0.4
            lifetime: \(Self.one)
            churn: {k: 12.5, prior: {email: 0.123456}, prior_default: 0.2, prospect_value: 3, severity: {loyalty_exit: 9}}
            """
        ).settings.journeys.churn
        #expect(rules.model?.marginRate == 0.4 && rules.models.isEmpty)
        #expect(rules.priorWeight == 12_500_000 && rules.prospectValue == 3_000_000)
        #expect(rules.priors == ["email": Decimal(mantissa: 123_456, scale: 6)])
        #expect(rules.defaultPrior == Decimal(mantissa: 2, scale: 1))
        #expect(rules.severities[.loyaltyExit] == Decimal(mantissa: 9, scale: 0))
        #expect(rules.severities[.notificationBlock] == Decimal(mantissa: 7, scale: 1))
    }

    @Test("the defaults of the configuration are those of the rules")
    func defaults() throws {
        let (read, built) = (try Configuration.read("").settings.journeys.churn, ChurnRules())
        #expect(read.severities == built.severities && read.defaultPrior == built.defaultPrior)
        #expect(read.model == nil && read.priorWeight == nil && read.prospectValue == built.prospectValue)
    }

    @Test("pools of the catalogue without parameters are known")
    func unpriced() throws {
        let catalogue =
            #"{"campaigns": {"c": {"pool": "acme", "channel": "email"}}, "pools": {"boreal": {}}}"#
        func pools(_ text: String) throws -> [String] {
            try Configuration.read(
                "default_pool: own\ncatalogue: c.json\n\(text)", files: ["c.json": catalogue]
            ).unpricedPools
        }
        #expect(try pools("") == ["acme", "boreal", "own"])
        #expect(try pools("lifetime: {acme: \(Self.one)}") == ["boreal", "own"])
        #expect(try pools("lifetime: {acme: \(Self.one), boreal: \(Self.one), own: \(Self.one)}") == [])
        #expect(try pools("lifetime: \(Self.one)") == [])
    }
}
