/// The severities at which what was lost is what the shares say.
///
/// Of those who left in way *k*, *S* is what one ordered afterwards and *C* what their stayers ordered on the same days,
/// on average. A customer whose shares *d* were left, by kind, misses the part min(1, Σⱼ sⱼ dⱼ) of their orders; a stayer
/// who left after all misses something, too. For every kind *k* with enough departures
///
/// > Σ (C − S) = Σ C · (min(1, Σⱼ sⱼ dⱼ) − Σⱼ sⱼ d̄ⱼ)
///
/// summed over its departures, *d̄* the stayers' mean: as many equations as severities. Those of the other kinds are
/// taken as configured. Where nobody left a second time this is lost value ÷ (expected value × share).
struct SeverityEquations {
    /// Sums over the departures of a kind, or of all.
    struct Sums {
        var expected = 0.0
        var spent = 0.0
        /// What would be lost by the configured severities.
        var booked = 0.0
    }

    /// What some weights give, by kind; the last of sums and lost parts is of all.
    struct Outcome {
        var sums: [Sums]
        var lost: [Double?]
        var severities: [Double?]
    }

    private struct Row {
        var kind: Int
        var spent: Double
        var doses: [Double]
        /// The numbers of the one who left and of the stayers among all customers here.
        var leaver: Int
        var stayers: [(number: Int, value: Double)]
        /// Doses of stayers, of those that have any.
        var stayersDoses: [(number: Int, doses: [Double])]
    }

    /// A row under some weights.
    fileprivate struct Term {
        var kind: Int
        var expected: Double
        var spent: Double
        var doses: [Double]
        var stayersDoses: [Double]
    }

    private let rows: [Row]
    private let configured: [Double]
    private let free: [Bool]
    private var weights: [Double]

    init(_ matches: [Match], configured: [Double], free: [Bool]) {
        var numbers: [Int: Int] = [:]
        func number(_ shopper: Int) -> Int {
            if let known = numbers[shopper] { return known }
            numbers[shopper] = numbers.count
            return numbers.count - 1
        }
        rows = matches.map { match in
            Row(
                kind: match.departure.kind, spent: match.spent.value, doses: match.doses,
                leaver: number(match.departure.shopper),
                stayers: match.stayers.map { (number($0.shopper), $0.value) },
                stayersDoses: match.stayers.filter { $0.doses.contains { $0 > 0 } }.map {
                    (number($0.shopper), $0.doses)
                })
        }
        (self.configured, self.free) = (configured, free)
        weights = Array(repeating: 1, count: numbers.count)
    }

    /// Weighs all customers anew.
    mutating func weigh(_ random: inout ExponentialDraws) {
        for index in weights.indices { weights[index] = random.next() }
    }

    /// What the present weights give.
    var outcome: Outcome {
        let terms = rows.map(term)
        var sums = Array(repeating: Sums(), count: configured.count + 1)
        for term in terms {
            let booked = term.expected * term.part(at: configured)
            for group in [term.kind, configured.count] {
                sums[group].expected += term.expected
                sums[group].spent += term.spent
                sums[group].booked += booked
            }
        }
        return Outcome(
            sums: sums, lost: sums.map { $0.expected > 0 ? 1 - $0.spent / $0.expected : nil },
            severities: severities(terms))
    }

    private func term(_ row: Row) -> Term {
        let weight = weights[row.leaver]
        var (sum, value) = (0.0, 0.0)
        for (number, spent) in row.stayers {
            sum += weights[number]
            value += weights[number] * spent
        }
        var doses = Array(repeating: 0.0, count: configured.count)
        for (number, own) in row.stayersDoses {
            for kind in doses.indices { doses[kind] += weights[number] / sum * own[kind] }
        }
        return Term(
            kind: row.kind, expected: weight * value / sum, spent: weight * row.spent, doses: row.doses,
            stayersDoses: doses)
    }

    /// Solves for one kind after the other until nothing moves: each weighs most in its own equation.
    private func severities(_ terms: [Term]) -> [Double?] {
        var severities = configured
        var found: [Double?] = free.map { $0 ? .some(0) : nil }
        for _ in 0..<100 {
            var moved = 0.0
            for kind in configured.indices where free[kind] {
                let next = Self.severity(of: kind, terms, severities)
                found[kind] = next
                guard let next else { continue }
                moved = max(moved, abs(next - severities[kind]))
                severities[kind] = next
            }
            if moved < 1e-9 { break }
        }
        return found
    }

    /// Solves the equation of a kind, the other severities given; nil where there was nothing to lose.
    ///
    /// The right side is a straight line from which more and more terms fall out as they reach 1, so Newton's method
    /// from below comes to the end after as many steps as there are turns, mostly after a few.
    private static func severity(of kind: Int, _ terms: [Term], _ severities: [Double]) -> Double? {
        var severity = -Double.infinity
        while true {
            var (slope, rest) = (0.0, 0.0)
            for term in terms where term.kind == kind {
                var others = 0.0
                for other in severities.indices where other != kind {
                    others += severities[other] * term.doses[other]
                    rest += severities[other] * term.stayersDoses[other] * term.expected
                }
                rest += term.expected - term.spent
                slope -= term.stayersDoses[kind] * term.expected
                if term.doses[kind] > 0, severity.isFinite, severity * term.doses[kind] + others >= 1 {
                    rest -= term.expected
                } else {
                    slope += term.doses[kind] * term.expected
                    rest -= others * term.expected
                }
            }
            guard slope > 0 else { return severity.isFinite ? min(severity, SeverityFit.largest) : nil }
            let next = rest / slope
            guard next > severity else { return min(severity, SeverityFit.largest) }
            severity = next
        }
    }
}

extension SeverityEquations.Term {
    /// The part that is missing beside the stayers', at some severities.
    fileprivate func part(at severities: [Double]) -> Double {
        var (own, stayers) = (0.0, 0.0)
        for kind in severities.indices {
            own += severities[kind] * doses[kind]
            stayers += severities[kind] * stayersDoses[kind]
        }
        return min(1, own) - stayers
    }
}
