public import Streaming

/// A synthetic market: people with several devices, campaigns that do or do not move them, stores and messages.
///
/// The same options give the same bytes on every machine. Events happen in the order of their time, one second
/// after the other, and are handed over in batches of whole lines:
///
///     var market = try Market(options)
///     while !market.isFinished {
///         market.advance(by: .hour) { stream, partition, lines in … }
///     }
///
/// - Complexity: memory in proportion to the people (12 bytes each, and at most three waiting timers of 36
///   bytes), however many events they make.
public struct Market {
    /// What was asked for.
    public let options: MarketOptions
    /// Up to when the market has been made.
    public private(set) var clock: Milliseconds
    /// What it has held so far.
    public internal(set) var summary = MarketSummary()

    /// Draws of everyday life.
    ///
    /// What is drawn elsewhere has a stream of its own, so that a draw more there moves nothing here.
    var random: SplitMix64
    /// Draws of the shop floor.
    var shop: SplitMix64
    /// Draws of articles and baskets.
    var taste: SplitMix64
    /// Draws of consent, segments and goodbyes.
    var office: SplitMix64
    var profiles: [Profile] = []
    var wheel: TimerWheel
    var table: CampaignTable
    var goods: Goods
    var press: Press
    let phrases = Phrases()
    var arrivals: Arrivals
    /// By campaign: clicks and impressions since the last report.
    var reported: [(clicks: Int, impressions: Int)]
    /// Until when people remember the last television spot.
    var glow: Milliseconds = 0
    var orderNumber: Int64 = 0

    /// A market that is about to open.
    public init(_ options: MarketOptions) throws(MarketError) {
        try options.check()
        self.options = options
        clock = options.start
        random = SplitMix64(seed: options.seed, stream: 1)
        shop = SplitMix64(seed: options.seed, stream: 4)
        taste = SplitMix64(seed: options.seed, stream: 5)
        office = SplitMix64(seed: options.seed, stream: 6)
        table = CampaignTable(pools: options.pools)
        goods = Goods(stores: min(50, max(3, options.profiles / 5_000)))
        press = Press(options)
        arrivals = Arrivals(options)
        reported = Array(repeating: (0, 0), count: table.campaigns.count)
        wheel = TimerWheel(limit: 3 * options.profiles + 20_000)
        populate()
        plan()
    }

    /// Whether all has happened and was handed over.
    public var isFinished: Bool { clock >= options.end && press.isEmpty }

    /// Lets time pass and hands over what has become of it.
    ///
    /// - Parameters:
    ///   - time: how long.
    ///   - sink: takes whole lines of one partition of a stream.
    /// - Throws: what the sink throws.
    public mutating func advance<Failure: Error>(
        by time: Milliseconds, into sink: (MarketStream, Int, [UInt8]) throws(Failure) -> Void
    ) throws(Failure) {
        let end = min(options.end, clock + time)
        while clock < end {
            live(second: clock / .second)
            clock = min((clock / .second + 1) * .second, options.end)
            if press.isFull { try press.handOver(atLeast: Press.batchSize, to: sink) }
        }
        guard clock >= options.end else { return }
        press.finish()
        try press.handOver(atLeast: 1, to: sink)
    }

    /// One second of everybody's life.
    private mutating func live(second: Milliseconds) {
        let visits = arrivals.count(at: max(second * .second, options.start), events: press.others)
        for _ in 0..<visits {
            let time = max(second * .second + Int64(random.below(1_000)), options.start)
            wheel.add(Appointment(time: time, profile: somebody(), step: .arrive))
        }
        wheel.collect(second: second)
        for index in wheel.due.indices {
            let timer = wheel.take(index)
            if timer.time < options.end { happen(timer) }
        }
    }

    /// Somebody, the lively more often.
    private mutating func somebody() -> Int32 {
        for _ in 0..<3 {
            let profile = random.below(profiles.count)
            let persona = Persona.all[Int(profiles[profile].persona)]
            if random.below(8) < persona.activity { return Int32(profile) }
        }
        return Int32(random.below(profiles.count))
    }

    private mutating func happen(_ timer: Appointment) {
        switch timer.step {
        case .arrive: arrive(timer)
        case .see: meet(timer)
        case .browse: browse(timer)
        case .land: land(timer)
        case .lead: lead(timer)
        case .goBack: goBack(timer)
        case .findAgain: findAgain(timer)
        case .fillCart: fillCart(timer)
        case .checkOut: checkOut(timer)
        case .order: order(timer)
        case .open: open(timer)
        case .answer: answer(timer)
        case .subscribeAgain: subscribeAgain(timer)
        case .visitStore: enterStore(timer)
        case .walkStore: walkStore(timer)
        case .leaveStore: leaveStore(timer)
        case .exitStore: exitStore(timer)
        case .deliver: deliver(timer)
        case .refund: refund(timer)
        case .rate: rate(timer)
        case .mail: mail(timer)
        case .report: report(timer)
        case .spot: spot(timer)
        }
    }

    /// A later step of the same matter; never in the same second, so that order is kept.
    mutating func later(_ timer: Appointment, _ step: Step, after delay: Milliseconds) {
        var next = timer
        next.step = step
        next.time += max(delay, .second)
        if next.time < options.end { wheel.add(next) }
    }
}
