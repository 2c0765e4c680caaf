/// Where churn cost counts, and with it what is left.
enum NetValue {
    static let dimensions: Set = [
        "pool", "campaign", "team", "partner", "channel", "device", "segment", "activity", "presence",
    ]

    static let measures = [
        "money.churn_cost", "money.net_value", "money.acquired_value", "money.long_value",
    ]

    /// How far two computations in binary fractions may lie apart: 5 millionths, or 10^-9 of the amount.
    static func tolerance(of amount: Int128) -> UInt128 {
        max(5, amount.magnitude / 1_000_000_000)
    }
}

/// What is left of what was earned, and what customers will bring (SPEC section 5).
extension ReferenceEngine {
    /// "**Acquired value** = new customers × the residual value of a customer right after the first order (x = 0,
    /// age 0; one figure per pool, rounded to millionths …)".
    private func acquisitionValue(in pool: Text) -> Int128? {
        guard let lifetime = config.lifetime.parameters(of: pool) else { return nil }
        return millionths(lifetime.yearValue(PlainHistory()) * doubleMarginRate)
    }

    /// All records with what follows from their measures.
    func withNetValues(_ records: [RecordKey: [String: Int128]]) -> [RecordKey: [String: Int128]] {
        let pools = Set(records.keys.map { Text($0.pool) })
        let acquisitions = Dictionary(uniqueKeysWithValues: pools.map { ($0, acquisitionValue(in: $0)) })
        var records = records
        for (key, measures) in records where NetValue.dimensions.contains(key.dimension) {
            let acquisition = acquisitions[Text(key.pool)] ?? nil
            records[key] = withNetValue(measures, of: key, acquisition: acquisition)
        }
        return records
    }

    /// What follows from one record's measures; null where its pool has no parameters.
    ///
    /// "**Net value** = margin of credited value − spend − churn cost. … **Long value** = net value + acquired
    /// value."
    private func withNetValue(
        _ measures: [String: Int128], of key: RecordKey, acquisition: Int128?
    ) -> [String: Int128] {
        var measures = measures
        guard let acquisition else {
            measures["money.churn_cost"] = nil
            return measures
        }
        let customers = measures["counts.new_customers"] ?? 0
        let isParts = MeasureUnit.isMillionths("counts.new_customers", dimension: key.dimension)
        // "The product rounded half to even".
        let product = customers * acquisition
        let acquired = isParts ? dividedHalfToEven(product, by: CreditModel.whole) : product
        let spend = measures["money.spend"] ?? 0
        let net = earned(measures, key) - spend - (measures["money.churn_cost"] ?? 0)
        measures["money.net_value"] = net
        measures["money.acquired_value"] = acquired
        measures["money.long_value"] = net + acquired
        return measures
    }

    /// "(In records of a `leads` campaign: leads × `lead_value` in place of the margin)".
    private func earned(_ measures: [String: Int128], _ key: RecordKey) -> Int128 {
        let margin = measures["money.margin"] ?? 0
        guard key.dimension == "campaign", let value = catalogue.campaign(Text(key.key))?.leadValue else {
            return margin
        }
        return multiplied((measures["counts.leads"] ?? 0) * 1_000_000, by: value)
    }
}
