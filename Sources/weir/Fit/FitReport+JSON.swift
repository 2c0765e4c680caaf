internal import Fitting

extension FitReport {
    /// The same for machines, on one line.
    var json: String {
        JSONLine.text(
            Document(
                ok: isGood, lines: input.lines, orders: input.orders, dead: input.dead, guests: input.guests,
                repeated: input.repeated, pools: pools.map { Document.Part($0, isOneSet: isOneSet) },
                yaml: yaml))
    }
}

// Members are named as they are written.
// swift-format-ignore: AlwaysUseLowerCamelCase
private struct Document: Encodable {
    let ok: Bool
    let lines, orders, dead, guests, repeated: Int
    let pools: [Part]
    let yaml: String?

    struct Part: Encodable {
        /// Nil where one set holds for all.
        let pool: String?
        let customers, repeaters: Int
        let from, to: String
        let refused: String?
        let parameters, standard_errors: [String: Double]?
        let log_likelihood: [String: Double]?
        let correlation: Double
        let hold_out: Comparison?
        let hold_out_refused: String?
    }

    struct Comparison: Encodable {
        let calibration_end: String
        let weeks, expected: Double
        let actual: Int
        let by_frequency: [Row]
        let cumulative: [Point]
    }

    struct Row: Encodable {
        let frequency, customers: Int
        let expected: Double
        let actual: Int
    }

    struct Point: Encodable {
        let day: String
        let expected: Double
        let actual: Int
    }
}

extension Document.Part {
    init(_ fit: PoolFit, isOneSet: Bool) {
        pool = isOneSet ? nil : fit.pool
        (customers, repeaters, correlation) = (fit.customers, fit.repeaters, fit.correlation)
        (from, to) = (Figure.day(fit.days.lowerBound), Figure.day(fit.days.upperBound))
        switch fit.outcome {
        case .failure(let refusal):
            refused = refusal.sentences
            (parameters, standard_errors, log_likelihood) = (nil, nil, nil)
        case .success(let found):
            refused = nil
            let names = found.buying.names + found.value.names
            parameters = Self.object(names, found.buying.values + found.value.values)
            standard_errors = Self.object(names, found.buying.standardErrors + found.value.standardErrors)
            log_likelihood = [
                "bg_nbd": found.buying.logLikelihood, "gamma_gamma": found.value.logLikelihood,
                "nobody_leaves": found.stayingLogLikelihood,
            ]
        }
        switch fit.holdOut {
        case nil: (hold_out, hold_out_refused) = (nil, nil)
        case .failure(let refusal): (hold_out, hold_out_refused) = (nil, refusal.sentences)
        case .success(let held): (hold_out, hold_out_refused) = (Document.Comparison(held), nil)
        }
    }

    private static func object(_ names: [String], _ values: [Double]) -> [String: Double] {
        Dictionary(uniqueKeysWithValues: zip(names, values).filter { $1.isFinite })
    }
}

extension Document.Comparison {
    init(_ held: HoldOut) {
        calibration_end = Figure.day(held.calibrationEnd)
        (weeks, expected, actual) = (held.weeks, held.expected, held.actual)
        by_frequency = held.rows.map {
            .init(frequency: $0.frequency, customers: $0.customers, expected: $0.expected, actual: $0.actual)
        }
        cumulative = held.curve.map {
            .init(day: Figure.day($0.day), expected: $0.expected, actual: $0.actual)
        }
    }
}
