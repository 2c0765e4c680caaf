internal import Mathematics

/// A departure beside customers who stayed: the same pool, frequency and recency band on the same day, and of these
/// the nearest in frequency, recency, age and mean value.
public struct Match: Sendable {
    /// The one who left, and until when they were watched.
    public var departure: Departure
    /// What they ordered while they were watched, in millionths, and on how many days.
    public var spent: (value: Double, orders: Int)
    /// The share that they had left, by kind, on average over these days.
    public var doses: [Double]
    /// Those who had stayed up to then.
    public var stayers: [Stayer]

    /// One who had left nothing on the day that the other one left.
    public struct Stayer: Sendable {
        /// Which customer.
        public var shopper: Int
        /// What they ordered on the same days.
        public var value: Double
        /// The share that they left within these days, after all.
        ///
        /// To leave out those who did would be to look into the future: where good customers leave sooner, the worse
        /// ones would remain.
        public var doses: [Double]
    }
}

/// Finds for everybody who left those who were like them and stayed (SPEC 5; docs/churn.md).
///
/// - Complexity: the days on which somebody left × customers, and of each cell of such a day at most some thousand.
public struct Matching: Sendable {
    /// At most so many stayers per departure: more lie farther away, and tell little more.
    public static let mostStayers = 10
    /// Fewer are no comparison.
    public static let fewestStayers = 3
    /// Of a cell with more candidates a part is looked at, spread evenly.
    static let mostCandidates = 4_000

    /// What was found, in the order of the departures.
    public private(set) var matches: [Match] = []
    /// How many departures have too few customers like them.
    public private(set) var unmatched = 0

    private let shoppers: [Shopper]
    private let kinds: Int
    /// Of each customer, how many order days lie behind, and what they brought.
    private var behind: [(days: Int, value: Double)]

    /// Matches departures.
    ///
    /// - Parameters:
    ///   - departures: each of a customer with an order up to its day.
    ///   - shoppers: all customers, those who left among them.
    ///   - kinds: how many kinds of answers there are.
    ///   - note: is called now and then with how many departures are done.
    public init(
        _ departures: [Departure], among shoppers: [Shopper], kinds: Int, note: (Int) -> Void = { _ in }
    ) {
        self.shoppers = shoppers
        self.kinds = kinds
        behind = Array(repeating: (0, 0), count: shoppers.count)
        var found: [Match?] = Array(repeating: nil, count: departures.count)
        let order = departures.indices.sorted { (departures[$0].day, $0) < (departures[$1].day, $1) }
        var start = 0
        while start < order.count {
            let day = departures[order[start]].day
            var end = start
            while end < order.count, departures[order[end]].day == day { end += 1 }
            match(order[start..<end], of: departures, on: day, into: &found)
            note(end)
            start = end
        }
        matches = found.compactMap(\.self)
        unmatched = departures.count - matches.count
        behind = []
    }

    /// Matches the departures of one day.
    private mutating func match(
        _ order: ArraySlice<Int>, of departures: [Departure], on day: Int32, into found: inout [Match?]
    ) {
        var wanted: Set<Int> = []
        for index in order {
            let shopper = departures[index].shopper
            advance(shopper, to: day)
            if let state = state(of: shopper, on: day) { wanted.insert(cell(of: shopper, state)) }
        }
        var cells: [Int: [Candidate]] = [:]
        for shopper in shoppers.indices where (shoppers[shopper].left ?? .max) > day {
            advance(shopper, to: day)
            guard let state = state(of: shopper, on: day) else { continue }
            let cell = cell(of: shopper, state)
            if wanted.contains(cell) { cells[cell, default: []].append(Candidate(shopper, state)) }
        }
        for index in order {
            let departure = departures[index]
            guard let state = state(of: departure.shopper, on: day) else { continue }
            let candidates = cells[cell(of: departure.shopper, state)] ?? []
            found[index] = match(departure, state, among: candidates)
        }
    }

    private mutating func advance(_ shopper: Int, to day: Int32) {
        let days = shoppers[shopper].days
        while behind[shopper].days < days.count, days[behind[shopper].days].day <= day {
            behind[shopper].value += Double(days[behind[shopper].days].value)
            behind[shopper].days += 1
        }
    }

    private func state(of shopper: Int, on day: Int32) -> ShopperState? {
        let (count, value) = behind[shopper]
        guard count > 0 else { return nil }
        let days = shoppers[shopper].days
        return ShopperState(
            repeats: Int32(clamping: count - 1), age: day - days[0].day, silence: day - days[count - 1].day,
            mean: value / Double(count))
    }

    private func cell(of shopper: Int, _ state: ShopperState) -> Int {
        shoppers[shopper].pool * ShopperState.cells + state.cell
    }

    private func match(
        _ departure: Departure, _ state: ShopperState, among candidates: [Candidate]
    ) -> Match? {
        let own = Candidate(departure.shopper, state)
        var nearest: [(distance: Double, shopper: Int)] = []
        let step = max(1, candidates.count / Self.mostCandidates)
        for index in stride(from: departure.shopper % step, to: candidates.count, by: step) {
            let other = candidates[index]
            let distance = own.distance(to: other)
            guard nearest.count < Self.mostStayers || distance < nearest[nearest.count - 1].distance else {
                continue
            }
            if nearest.count == Self.mostStayers { nearest.removeLast() }
            let place = nearest.firstIndex { $0.distance > distance } ?? nearest.count
            nearest.insert((distance, other.shopper), at: place)
        }
        guard nearest.count >= Self.fewestStayers else { return nil }
        let days = departure.day + 1...departure.end
        let spent = shoppers[departure.shopper].orders(in: days)
        return Match(
            departure: departure, spent: (spent.value, spent.count), doses: doses(departure.shopper, days),
            stayers: nearest.map { _, shopper in
                .init(
                    shopper: shopper, value: shoppers[shopper].orders(in: days).value,
                    doses: doses(shopper, days))
            })
    }

    private func doses(_ shopper: Int, _ days: ClosedRange<Int32>) -> [Double] {
        (0..<kinds).map { shoppers[shopper].dose(of: $0, in: days) }
    }
}

extension Matching {
    /// A week after the answer: what those who left ordered in it, and what their stayers did.
    public struct Week: Sendable {
        /// How many departures were watched that long.
        public var departures = 0
        /// Per departure, in millionths.
        public var spent = 0.0
        /// Of the stayers.
        public var stayersSpent = 0.0
    }

    /// The weeks after the answer, as long as enough departures were watched.
    public var weeks: [Week] {
        var weeks: [Week] = []
        for number in 0..<52 {
            var week = Week()
            for match in matches {
                let start = match.departure.day + Int32(7 * number) + 1
                guard start + 6 <= match.departure.end else { continue }
                week.departures += 1
                week.spent += shoppers[match.departure.shopper].orders(in: start...start + 6).value
                let stayed = match.stayers.reduce(0.0) {
                    $0 + shoppers[$1.shopper].orders(in: start...start + 6).value
                }
                week.stayersSpent += stayed / Double(match.stayers.count)
            }
            guard week.departures >= SeverityFit.fewest else { break }
            week.spent /= Double(week.departures)
            week.stayersSpent /= Double(week.departures)
            weeks.append(week)
        }
        return weeks
    }
}

/// A customer as a point: a difference of one is a factor of e in one of four figures.
private struct Candidate {
    let shopper: Int
    private let place: SIMD4<Double>

    init(_ shopper: Int, _ state: ShopperState) {
        self.shopper = shopper
        place = SIMD4(
            Elementary.log(Double(state.repeats) + 1), Elementary.log(Double(state.silence) + 7),
            Elementary.log(Double(state.age) + 7), Elementary.log(state.mean / 1_000_000 + 1))
    }

    func distance(to other: Candidate) -> Double {
        let way = place - other.place
        return (way * way).sum()
    }
}
