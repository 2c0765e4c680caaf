import Streaming

/// How many people come in each second, so that about as many events as asked for happen in all.
///
/// It follows the season, and steers by what the visits so far have brought.
struct Arrivals {
    private var season: Season
    private let target: Double
    private var minute: Int64 = .min
    private var perSecond = 0.0
    private var due = 0.0
    private var visits = 0.0

    init(_ options: MarketOptions) {
        season = Season(start: options.start, duration: options.duration)
        target = Double(options.events) * (1 - Mailing.shareOfEvents)
    }

    /// The visits of one second, given how many events have come of visits so far.
    mutating func count(at time: Milliseconds, events: Int) -> Int {
        if time / .minute != minute {
            minute = time / .minute
            let rest = season.remaining
            // A visit brings about seven events; from a thousand visits on that is what was seen.
            let perVisit = (Double(events) + 1_400) / (visits + 200)
            let missing = max(target - Double(events), 0) / perVisit
            perSecond = rest > 0 ? missing / rest * season.enter(minute: time) / 60 : 0
        }
        due += perSecond
        guard due > 0 else { return 0 }
        let count = Int(due)
        due -= Double(count)
        visits += Double(count)
        return count
    }
}
