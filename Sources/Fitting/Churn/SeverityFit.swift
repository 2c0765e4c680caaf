/// An estimate with the interval that holds the truth in 95 of 100 cases, if the assumptions hold.
public struct Interval: Hashable, Sendable {
    /// The estimate.
    public var estimate: Double
    /// The lower end.
    public var lower: Double
    /// The upper end.
    public var upper: Double

    /// Makes an interval.
    public init(estimate: Double, lower: Double, upper: Double) {
        (self.estimate, self.lower, self.upper) = (estimate, lower, upper)
    }

    /// The error of a bell curve with this interval.
    public var standardError: Double { (upper - lower) / (2 * 1.96) }

    /// Whether a number lies within.
    public func contains(_ value: Double) -> Bool { lower <= value && value <= upper }
}

/// Why the data carry no severity.
public enum SeverityRefusal: Error, Hashable, Sendable {
    /// Fewer customers who left can be compared than `SeverityFit.fewest`.
    case tooFew(Int)
    /// Those who stayed have ordered nothing, so there was nothing to lose.
    case nothingToLose
    /// The shares of those who left are not known.
    case noShares
    /// The interval is so wide that it says nothing.
    case tooWide(Interval)
}

/// What those who left in one way ordered less than customers like them who stayed, and the severity that this makes.
///
/// `SeverityEquations` says what is solved. The intervals are those of a Bayesian bootstrap: all customers, leavers and
/// stayers, are weighed anew with exponential weights, the matches kept, a number of times.
public struct SeverityFit: Sendable {
    /// Fewer departures carry no estimate.
    public static let fewest = 30
    /// A wider standard error carries none either.
    public static let widestError = 1.0
    /// How far true severities are from configured ones, as a rule: what an estimate is weighed with.
    public static let spread = 0.5
    /// The largest severity there is (SPEC 10).
    public static let largest = 100.0

    /// How many departures were compared.
    public let departures: Int
    /// For how many days on average.
    public let meanDays: Double
    /// What one who left ordered afterwards, on average, in millionths.
    public let spent: Double
    /// What those ordered who stayed.
    public let stayersSpent: Double
    /// Which part of it was lost: 1 − spent / stayersSpent.
    ///
    /// Nil where there is too little to say.
    public let lost: Interval?
    /// Which part was lost by the booked shares and severities.
    public let booked: Double?
    /// The booked severity.
    public let configured: Double
    /// The estimate, or why there is none.
    public let severity: Result<Interval, SeverityRefusal>

    /// The severity to configure: between the estimate and the configured one, and at least 0.
    ///
    /// The wider the interval, the nearer it stays to the configured one. Nil where there is no estimate.
    public var shrunk: Double? {
        guard case .success(let found) = severity else { return nil }
        let error = found.standardError
        let weight = Self.spread * Self.spread / (Self.spread * Self.spread + error * error)
        return max(0, configured + weight * (found.estimate - configured))
    }

    /// Estimates by kind.
    ///
    /// - Parameters:
    ///   - matches: departures with their stayers.
    ///   - configured: the booked severities by kind.
    ///   - isPriced: whether the shares of closings are known.
    ///   - draws: how often customers are weighed anew.
    ///   - seed: of these weights.
    ///   - note: is called with the number of draws so far.
    /// - Returns: one per kind, nil where nobody left that way; and one for all, if there is anybody, which has no
    ///   severity of its own.
    public static func estimate(
        _ matches: [Match], configured: [Double], isPriced: Bool = true, draws: Int = 999, seed: UInt64 = 1,
        note: (Int) -> Void = { _ in }
    ) -> (kinds: [SeverityFit?], all: SeverityFit?) {
        let kinds = configured.count
        let counts = (0..<kinds).map { kind in matches.count { $0.departure.kind == kind } }
        let free = counts.map { isPriced && $0 >= fewest }
        var equations = SeverityEquations(matches, configured: configured, free: free)
        let plain = equations.outcome
        var random = ExponentialDraws(seed: seed)
        var outcomes: [SeverityEquations.Outcome] = []
        for draw in 0..<(matches.count < fewest ? 0 : draws) {
            equations.weigh(&random)
            outcomes.append(equations.outcome)
            note(draw + 1)
        }
        func fit(_ group: Int, _ members: [Match]) -> SeverityFit? {
            guard !members.isEmpty else { return nil }
            let lost = Interval(plain, outcomes) { $0.lost[group] }
            let severity = group == kinds ? nil : Interval(plain, outcomes) { $0.severities[group] }
            return SeverityFit(
                members, plain.sums[group], lost: members.count < fewest ? nil : lost, isPriced: isPriced,
                configured: group == kinds ? .nan : configured[group], found: severity)
        }
        let fits = (0..<kinds).map { kind in fit(kind, matches.filter { $0.departure.kind == kind }) }
        return (fits, fit(kinds, matches))
    }

    private init(
        _ members: [Match], _ sums: SeverityEquations.Sums, lost: Interval?, isPriced: Bool,
        configured: Double,
        found: Interval?
    ) {
        departures = members.count
        let count = Double(members.count)
        meanDays = members.reduce(0) { $0 + Double($1.departure.end - $1.departure.day) } / count
        (spent, stayersSpent) = (sums.spent / count, sums.expected / count)
        self.lost = lost
        booked = isPriced && sums.expected > 0 ? sums.booked / sums.expected : nil
        self.configured = configured
        if members.count < Self.fewest {
            severity = .failure(.tooFew(members.count))
        } else if !isPriced {
            severity = .failure(.noShares)
        } else if let found {
            severity = found.standardError > Self.widestError ? .failure(.tooWide(found)) : .success(found)
        } else {
            severity = .failure(.nothingToLose)
        }
    }
}

extension Interval {
    /// The middle 95 of 100 draws around what the data give; nil where they give nothing.
    fileprivate init?(
        _ plain: SeverityEquations.Outcome, _ draws: [SeverityEquations.Outcome],
        _ figure: (SeverityEquations.Outcome) -> Double?
    ) {
        let sorted = draws.compactMap(figure).sorted()
        guard let estimate = figure(plain), sorted.count > 1 else { return nil }
        func quantile(_ part: Double) -> Double {
            sorted[min(sorted.count - 1, Int(part * Double(sorted.count)))]
        }
        self.init(
            estimate: estimate, lower: min(estimate, quantile(0.025)), upper: max(estimate, quantile(0.975)))
    }
}
