import Marketing
import Mathematics
import Testing

@Suite(
    "What CDNOW's customers will still bring",
    .enabled(if: ReferenceData.directory != nil, "the reference data are not there: set WEIR_REFERENCE"))
struct ReferenceModelTests {
    /// The parameters with which the published figures were computed; the margin rate is 1.
    private static func model() throws -> LifetimeModel {
        try LifetimeModel(
            LifetimeParameters(
                r: 0.24259292827982182, alpha: 4.413532265271819, a: 0.7928859664406882, b: 2.42575238262586,
                p: 6.248802496075312, q: 3.744588460923114, v: 15.44774806492914),
            marginRate: Decimal(mantissa: 1, scale: 0))
    }

    private static func differs(_ found: Double, _ expected: Double?) -> Bool {
        guard let expected else { return true }
        return !(abs(found - expected) <= 1e-4 * abs(expected))
    }

    @Test("expected orders and P(alive) of every customer, to 1e-4")
    func predictions() throws {
        let model = try Self.model()
        let rows = try ReferenceData.table("ltv/cdnow_bgnbd_predictions.csv")
        #expect(rows.count == 2_357)
        var misses: [Double?] = []
        for row in rows {
            let history = BuyingHistory(
                frequency: row["frequency"] ?? .nan, recency: row["recency"] ?? .nan, age: row["T"] ?? .nan)
            for weeks in [1, 10, 39, 52] {
                let found = model.expectedOrders(of: history, within: Double(weeks))
                if Self.differs(found, row["exp_purchases_t\(weeks)"]) { misses.append(row["ID"]) }
            }
            if Self.differs(model.probabilityAlive(history), row["p_alive"]) { misses.append(row["ID"]) }
        }
        #expect(misses == [])
    }

    @Test("expected order value and value of twelve months of every customer, to 1e-4; in millionths")
    func values() throws {
        let model = try Self.model()
        let rows = try ReferenceData.table("ltv/cdnow_gammagamma_clv.csv")
        #expect(rows.count == 2_357)
        var misses: [Double?] = []
        var sum = 0.0
        for row in rows {
            let history = BuyingHistory(
                frequency: row["frequency"] ?? .nan, recency: row["recency"] ?? .nan, age: row["T"] ?? .nan,
                meanValue: row["monetary_value"] ?? .nan)
            let value = Double(model.residualValue(of: history)) / 1e6
            sum += value
            // Half a millionth is what rounding takes: customer 1901 is worth 0.16 of one.
            let expected = row["clv_12m_d1pct"] ?? .nan
            if Self.differs(value, expected), !(abs(value - expected) <= 0.5e-6) {
                misses.append(row["customer_id"])
            }
            if Self.differs(model.expectedOrderValue(of: history), row["exp_avg_profit"]) {
                misses.append(row["customer_id"])
            }
        }
        #expect(misses == [])
        #expect(abs(sum / 71509.89931936466 - 1) < 1e-4)
    }

    @Test(
        "orders of a new customer",
        arguments: [
            (1, 0.05318473689563137), (10, 0.4317609895226626), (26, 0.9013232245931095),
            (39, 1.1950162284461952), (52, 1.444020769869069), (78, 1.8579717035277383),
        ])
    func unconditional(weeks: Double, expected: Double) throws {
        let found = try Self.model().expectedOrders(of: .justAcquired, within: weeks)
        #expect(abs(found / expected - 1) < 1e-9)
    }

    @Test("the example of the paper: customer 1")
    func example() throws {
        let history = BuyingHistory(frequency: 2, recency: 30.43, age: 38.86)
        let model = try Self.model()
        #expect(abs(model.expectedOrders(of: history, within: 39) - 1.2259104241743999) < 1e-9)
        #expect(abs(model.probabilityAlive(history) - 0.726609136799059) < 1e-12)
    }
}
