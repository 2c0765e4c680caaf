/// Customers with a past, messages in rows, and those who leave: what churn and fatigue are made of.
extension MarketWriter {
    /// Somebody who has ordered for weeks before the market opens, as a customer, from a cookie, or from both;
    /// what happens to them later may link the two.
    mutating func writeRegular() {
        let person = newcomer("regular")
        var time = start - random.number(1...20 * ReferenceConfig.day)
        for _ in 0..<random.pick([1, 2, 3, 5, 9]) {
            writeOrder(person: person, at: time)
            if random.chance(25) { writeOrder(person: person, at: time + random.number(0...3_600_000)) }
            time -= random.number(0...14 * ReferenceConfig.day)
        }
        if random.chance(30) { writeAnswer(person: person, at: start - 1) }
        people.append(person)
    }

    private mutating func newcomer(_ kind: String) -> MarketPerson {
        serial += 1
        return MarketPerson(
            customer: "\(kind)-\(serial)", anonymous: ["\(kind)-cookie-\(serial)"], isViewer: false,
            hasConsent: false)
    }

    /// Messages of one channel in a row, up to the cap and beyond, then an answer of some kind.
    mutating func writeSeries() {
        let person = random.chance(50) ? newcomer("reader") : random.pick(people)
        let (channel, campaigns) = random.pick(Self.rows)
        let step = random.pick([ReferenceConfig.minute, 20 * ReferenceConfig.minute])
        var time = randomTime()
        for _ in 0..<random.pick([1, 2, 4, 7, 19, 20, 21, 26]) {
            writeMessage(person, random.pick(campaigns), on: channel, at: time)
            time += step
        }
        switch random.number(0...5) {
        case 0, 1:
            writeReply(person, random.pick(campaigns), on: channel, at: time)
            if random.chance(60) { writeOrder(person: person, at: time + 60_000) }
        case 2, 3, 4: writeAnswer(person: person, at: time, on: channel)
        default: break
        }
    }

    /// Channels with what is sent on them; an empty name is no campaign.
    private static let rows: [(channel: String, campaigns: [String])] = [
        ("email", ["spring-mail", "old-mail"]),
        ("email", ["spring-mail", "old-mail", "banner", "ghost-1", ""]),
        ("push", ["app-push", "no-cost"]), ("sms", ["", "resellers", "advice"]),
    ]

    private mutating func writeMessage(
        _ person: MarketPerson, _ campaign: String, on channel: String, at time: Int64
    ) {
        write(random.pick(["send", "send", "impression"]), of: person, campaign, on: channel, at: time)
    }

    private mutating func writeReply(
        _ person: MarketPerson, _ campaign: String, on channel: String, at time: Int64
    ) {
        write(random.pick(["click", "view", "lead"]), of: person, campaign, on: channel, at: time)
    }

    private mutating func write(
        _ action: String, of person: MarketPerson, _ campaign: String, on channel: String, at time: Int64
    ) {
        var draft = draft(.clicks, at: time)
        introduce(&draft, person)
        if !campaign.isEmpty { draft.set("campaign_id", "\"\(campaign)\"") }
        draft.set("channel", "\"\(channel)\"")
        draft.set("action", "\"\(action)\"")
        append(draft)
    }

    /// Several closings, some of them of what is closed already or opened again, with an order in between.
    mutating func writeLeaving(person: MarketPerson, at first: Int64) {
        let channels = ["email", "push", "sms", "app", "call", "direct_mail", "loyalty"]
        var (time, channel) = (first, random.pick(channels))
        for _ in 0..<random.number(2...6) {
            let step = random.pick([0, 1, 60_000, ReferenceConfig.hour, random.number(0...20_000_000)])
            writeAnswer(person: person, at: time, on: channel)
            time += step
            if random.chance(25) {
                writeAnswer(person: person, at: time, on: channel, kind: "resubscribe")
                time += step
            }
            if random.chance(20) { writeOrder(person: person, at: time) }
            if random.chance(65) { channel = random.pick(channels) }
            guard time < start + MarketSetting.span else { return }
        }
    }

    /// Two contacts a week apart, to the millisecond or one beside it.
    mutating func writeQuietWeek() {
        let person = newcomer("quiet")
        let (channel, campaigns) = random.pick(Self.rows)
        let second = randomTime()
        let first = second - 7 * ReferenceConfig.day + random.number(-1...1)
        writeMessage(person, campaigns[0], on: channel, at: first)
        if random.chance(50) { writeMessage(person, campaigns[0], on: channel, at: first) }
        switch random.number(0...2) {
        case 0: writeMessage(person, campaigns[0], on: channel, at: second)
        case 1: writeReply(person, campaigns[0], on: channel, at: second)
        default: writeAnswer(person: person, at: second, on: channel)
        }
    }

    /// Two histories with messages, orders and closings of the same channels, until a link shows them to be
    /// one person's.
    mutating func writeTwoLives() {
        let known = newcomer("double")
        let unknown = MarketPerson(
            customer: nil, anonymous: ["double-\(serial)"], isViewer: false, hasConsent: false)
        let (channel, campaigns) = random.pick(Self.rows)
        var time = randomTime()
        for _ in 0..<random.number(3...8) {
            let person = random.pick([known, unknown])
            switch random.number(0...5) {
            case 0: writeMessage(person, random.pick(campaigns), on: channel, at: time)
            case 1: writeOrder(person: person, at: time)
            case 2: writeAnswer(person: person, at: time, on: channel, kind: "resubscribe")
            default: writeAnswer(person: person, at: time, on: channel)
            }
            time += random.pick([0, 1, 60_000, 3_600_000])
        }
        var link = draft(.clicks, at: time)
        link.set("customer_id", known.customer.map { "\"\($0)\"" })
        link.set("anonymous_id", "\"\(unknown.anonymous[0])\"")
        append(link)
        time += random.pick([1, 60_000, 3_600_000])
        writeAnswer(
            person: random.pick([known, unknown]), at: time, on: channel,
            kind: random.pick(["resubscribe", "unsubscribe", "spam_complaint"]))
    }
}
