internal import Fitting
internal import Marketing
internal import Mathematics

/// What became of one pool.
struct PoolFit {
    let pool: String
    let customers: Int
    let repeaters: Int
    /// The first and the last day.
    let days: ClosedRange<Int32>
    let correlation: Double
    let outcome: Result<LifetimeFit, FitRefusal>
    /// Fitted to the days before alone; the refusal where these are too few, nil where nothing is held out.
    let holdOut: Result<HoldOut, FitRefusal>?

    /// Fits a pool.
    ///
    /// - Parameters:
    ///   - pool: its name.
    ///   - customers: those whose first order was there.
    ///   - last: the last day of all orders, up to which every customer was watched.
    ///   - heldOut: how many days at the end are kept for a comparison; nil: a third.
    ///   - note: is called often, with how many evaluations there were.
    init(
        _ pool: String, _ customers: [OrderBook.Customer], last: Int32, heldOut: Int32?,
        note: @escaping (Int) -> Void
    ) {
        let first = customers.compactMap { $0.days.first?.day }.min() ?? last
        let sample = Self.sample(customers, upTo: last)
        self.pool = pool
        self.customers = sample.customers
        repeaters = sample.repeaters
        days = first...last
        correlation = sample.correlation
        outcome = Self.fit(sample, note)
        let length = heldOut ?? (last - first) / 3
        guard case .success = outcome, length > 0 else {
            holdOut = nil
            return
        }
        let end = last - length
        holdOut = Self.fit(Self.sample(customers, upTo: end), note).map { fit in
            HoldOut(customers, LifetimeModel(fit.parameters, marginRate: .zero), from: end, to: last)
        }
    }

    private static func fit(
        _ sample: BuyingSample, _ note: @escaping (Int) -> Void
    ) -> Result<LifetimeFit, FitRefusal> {
        do throws(FitRefusal) { return .success(try LifetimeFit(sample, note: note)) } catch {
            return .failure(error)
        }
    }

    private static func sample(_ customers: [OrderBook.Customer], upTo last: Int32) -> BuyingSample {
        BuyingSample(customers.compactMap { $0.history(upTo: last)?.buying(on: last) })
    }
}

extension FitRefusal {
    /// What is wrong, and what to do, for the one who asked.
    var sentences: String {
        switch self {
        case .tooFewRepeaters(let customers, let repeaters):
            "only \(Figure.count(repeaters, "customer")) of \(Figure.grouped(customers)) bought again; "
                + "\(LifetimeFit.fewestRepeaters) at least are needed. Give files of a longer time."
        case .nobodyLeaves(let a, let b, let evidence, let left):
            "nobody ever leaves: these orders are as well explained by customers who all stay "
                + "(a = \(Figure.significant(a)), b = \(Figure.significant(b)); twice the log-likelihood ratio "
                + "\(Figure.significant(evidence, 3)), needed \(Figure.significant(LifetimeFit.leastEvidence, 3)); "
                + "of those who bought again \(Figure.significant(100 * left, 2)) % have left, needed "
                + "\(Figure.significant(100 * LifetimeFit.leastLeft, 2)) %). A price of churn made of this would be "
                + "that of an eternal customer. Give files of a longer time, or leave lifetime: null."
        case .equalValues:
            "all orders have the same value, or none has any: there is nothing to tell what a customer's next order "
                + "is worth."
        case .runsAway(let name, let value):
            "\(name) runs away (it is at \(Figure.significant(value))): the orders do not say how much customers "
                + "differ. Give more customers, or a longer time."
        case .undetermined(let names):
            "the orders do not determine \(names.joined(separator: ", ")): other values explain them as well. "
                + "Give more customers, or a longer time."
        case .notConverged: "the search for parameters failed. Give more customers, or a longer time."
        case .outside(let problem): problem.description + "."
        }
    }
}
