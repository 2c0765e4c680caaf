import Streaming

extension Market {
    /// Enters into the diary what does not depend on people: mailings, spots, flyers, reports.
    mutating func plan() {
        planMailings()
        var day = (options.start + TownClock.offset) / .day * .day - TownClock.offset
        while day < options.end {
            for pool in 0..<UInt8(options.pools) { planDay(day, pool: pool) }
            day += .day
        }
        for pool in 0..<UInt8(options.pools) {
            for name in Self.reporting {
                schedule(.report, name, of: pool, at: options.end - 2 * .minute, amount: 0)
            }
        }
    }

    /// The campaigns whose platforms report what they cost.
    private static let reporting = ["social-spring", "display-prospecting", "influencer-lena"]

    private mutating func planDay(_ day: Milliseconds, pool: UInt8) {
        for minute in [19 * 60 + 45, 21 * 60 + 15] as [Int64] {
            schedule(.spot, "tv-spring", of: pool, at: day + minute * .minute, amount: audience)
        }
        schedule(.spot, "radio-morning", of: pool, at: day + (7 * 60 + 40) * .minute, amount: audience / 4)
        if [0, 3].contains(TownClock.weekday(at: day)) {
            schedule(.spot, "flyer", of: pool, at: day + 390 * .minute, amount: audience / 2)
        }
        for hour in [6, 12, 18, 24] as [Int64] {
            for name in Self.reporting {
                schedule(.report, name, of: pool, at: day + hour * .hour + 7 * .minute, amount: 0)
            }
        }
    }

    private mutating func schedule(
        _ step: Step, _ name: String, of pool: UInt8, at time: Milliseconds, amount: Int
    ) {
        guard time >= options.start, time < options.end, let campaign = table.find(name, of: pool) else {
            return
        }
        wheel.add(Appointment(time: time, step: step, campaign: campaign, amount: Int32(amount)))
    }

    /// How many see a spot: in proportion to the market.
    private var audience: Int {
        let perDay = Double(options.events) / (Double(options.duration) / Double(Milliseconds.day))
        return max(200, min(12_000_000, Int(perDay * 1.5)))
    }

    /// Every mailing of every day, each with its part of the messages.
    private mutating func planMailings() {
        var mailings: [(time: Milliseconds, campaign: UInt8, mailing: Mailing, weight: Double)] = []
        var day = (options.start + TownClock.offset) / .day * .day - TownClock.offset
        while day < options.end {
            for mailing in Mailing.all where mailing.weekdays.contains(TownClock.weekday(at: day)) {
                let time = day + mailing.minute * .minute
                for pool in 0..<UInt8(options.pools) where time >= options.start && time < options.end {
                    guard let campaign = table.find(mailing.name, of: pool) else { continue }
                    let weight = mailing.weight * Double(Brand.all[Int(pool)].share)
                    mailings.append((time, campaign, mailing, weight))
                }
            }
            day += .day
        }
        let total = mailings.reduce(0) { $0 + $1.weight }
        for (time, campaign, mailing, weight) in mailings {
            let size = Int(Double(options.events) * Mailing.shareOfSends * weight / total)
            add(mailing, campaign: campaign, at: time, size: min(size, options.profiles))
        }
    }

    /// A mailing takes 40 minutes, in parts of whole seconds.
    private mutating func add(_ mailing: Mailing, campaign: UInt8, at time: Milliseconds, size: Int) {
        guard size > 0 else { return }
        let seconds = 2_400
        let interval = max(.second, 2_400 * .second / Int64(size))
        let part = (size + seconds - 1) / seconds
        let isNewsletter = mailing.name == "newsletter"
        let first = isNewsletter || options.profiles < 4 * size ? 0 : random.below(options.profiles / 2)
        wheel.add(
            Appointment(
                time: time, profile: Int32(first), step: .mail, campaign: campaign, detail: mailing.channel,
                amount: Int32(size), number: Int64(part) << 32 | interval))
    }

    /// A spot on television, or a flyer in the letter boxes: nobody in particular, many at once.
    mutating func spot(_ timer: Appointment) {
        press.begin(.clicks, at: timer.time)
        press.line.text(",\"action\":\"exposure\"")
        press.line.fragment(table.texts[Int(timer.campaign)])
        if table.campaigns[Int(timer.campaign)].channel == "tv" { press.line.text(",\"device\":\"tv\"") }
        press.line.text(",\"count\":")
        press.line.number(Int(timer.amount) * random.within(80...120) / 100)
        press.end(.clicks, at: timer.time, key: Int(timer.campaign), isMessage: true, summary: &summary)
        glow = timer.time + 12 * .minute
    }

    /// A platform says what it has cost since the last time: first too little, four hours later what is right.
    mutating func report(_ timer: Appointment) {
        var report = timer
        let campaign = Int(timer.campaign)
        guard let prices = table.campaigns[campaign].reported else { return }
        if timer.number == 0 {
            let (clicks, impressions) = reported[campaign]
            reported[campaign] = (0, 0)
            report.amount = Int32(clicks * prices.click + impressions * prices.thousand / 1_000)
            report.number = timer.time
            guard report.amount > 0 else { return }
            later(report, .report, after: 4 * .hour)
            report.amount -= report.amount * 6 / 100
        }
        press.begin(.clicks, at: timer.time)
        press.line.text(",\"action\":\"cost\"")
        press.line.fragment(table.texts[campaign])
        press.line.text(",\"cost\":")
        press.line.cents(Int(report.amount))
        press.line.text(",\"currency\":\"")
        press.line.text(prices.currency)
        press.line.text("\",\"report_id\":\"")
        press.line.text(table.campaigns[campaign].partner ?? "platform")
        press.line.text("-")
        press.line.number(Int(report.number / .minute))
        press.line.text("\"")
        press.end(.clicks, at: timer.time, key: campaign, isMessage: true, summary: &summary)
    }
}
