/// Sessions, single clicks, exposures and cost reports.
extension MarketWriter {
    static let engaged = [
        "view", "view", "click", "click", "click", "search", "like", "share", "lead", "scan", "call", "cart",
        "checkout",
    ]
    static let other = ["send", "send", "send", "send", "bounce", "rating", "complaint", "exposure"]
    static let campaigns = [
        "ads-search", "spring-mail", "old-mail", "banner", "advice", "partner-shop", "resellers", "app-push",
        "no-cost", "callback", "ghost-1", "ghost-2",
    ]

    /// Some events of one person within hours, then perhaps an order or an answer.
    mutating func writeSession(person: MarketPerson) {
        var time = randomTime()
        var source = randomSource()
        for _ in 0..<random.number(1...7) {
            if random.chance(35) { source = randomSource() }
            writeClick(person, source, at: time)
            time += random.pick([0, 1, 40_000, random.number(0...config.touchGap * 2), config.touchGap])
        }
        if random.chance(30) { writeOrder(person: person, at: time) }
        let later = time + config.activeWindow + random.number(-1...1)
        if random.chance(8), later < start + MarketSetting.span { writeOrder(person: person, at: later) }
        if random.chance(10) { writeAnswer(person: person, at: time) }
    }

    /// Campaign and channel of some events in a row: marketing, one's own pages, or a channel alone.
    private mutating func randomSource() -> [(name: String, json: String)] {
        switch random.number(0...99) {
        case 0..<62:
            return [("campaign_id", pick(Self.campaigns))]
        case 62..<68:
            return [
                ("campaign_id", pick(Self.campaigns)), ("channel", pick(["e-mail", "sms", "direct_mail"])),
            ]
        case 68..<84:
            let own = ["web", "app", "own-counter", "call_center"]
            return random.chance(50) ? [] : [("channel", pick(own))]
        default:
            let other = [
                "newsletter", "call", "marketplace", "search", "push", "blog/news", "tv|50%", "store",
            ]
            return [("channel", pick(other))]
        }
    }

    private mutating func writeClick(
        _ person: MarketPerson, _ source: [(name: String, json: String)], at time: Int64
    ) {
        var draft = draft(.clicks, at: time)
        introduce(&draft, person)
        for (name, json) in source { draft.set(name, json) }
        let passive = ["impression", "impression", "open"]
        var actions = random.pick([Self.engaged, Self.engaged, Self.engaged, passive, Self.other])
        if person.isViewer { actions = random.pick([passive, passive, Self.other]) }
        let action = random.pick(actions)
        if action != "click" || random.chance(50) { draft.set("action", "\"\(action)\"") }
        if action == "exposure" { draft.set("count", "\(random.number(1...5000))") }
        if random.chance(8) { _ = money(&draft, "cost", upTo: 2) }
        addTouchpoint(&draft)
        append(draft)
    }

    /// Somebody new who comes back when the journey is about to end, has just ended, or neither.
    mutating func writeLongPause() {
        let person = MarketPerson(
            customer: nil, anonymous: ["pause-\(serial)"], isViewer: false, hasConsent: false)
        let longest = config.lookback.values.max() ?? 0
        let first = randomTime()
        let second = first + longest + random.number(-1...1)
        guard second < start + MarketSetting.span else { return }
        for time in [first, second] {
            let source = randomSource()
            writeClick(person, source, at: time)
        }
        if random.chance(50) { writeOrder(person: person, at: second) }
    }

    /// A guest, or somebody with blocked ids only.
    mutating func writeSingleClick() {
        var draft = draft(.clicks, at: randomTime())
        if random.chance(40) { draft.set("customer_id", pick(["GUEST", "n/a", "0"])) }
        if random.chance(70) { draft.set("campaign_id", pick(Self.campaigns)) }
        draft.set("action", pick(Self.engaged + Self.other + ["impression", "open"]))
        addTouchpoint(&draft)
        append(draft)
    }

    mutating func writeExposure() {
        var draft = draft(.clicks, at: randomTime())
        draft.set("action", "\"exposure\"")
        draft.set("campaign_id", pick(["tv-spot", "tv-spot", "banner", "spring-mail"]))
        if random.chance(80) { draft.set("count", "\(random.number(1...2_000_000))") }
        append(draft)
    }

    /// Reports with few ids, so that they replace each other, with other keys and another pool at times.
    mutating func writeCostReport() {
        var draft = draft(.clicks, at: randomTime())
        draft.set("action", "\"cost\"")
        draft.set("campaign_id", pick(Self.campaigns + ["tv-spot"]))
        if random.chance(30) { draft.set("channel", pick(["social", "e-mail"])) }
        if random.chance(70) { draft.set("report_id", pick(["r1", "r2"])) }
        addTouchpoint(&draft)
        let text = money(&draft, "cost", upTo: 500)
        if random.chance(15), !text.hasPrefix("\"") { draft.set("cost", "-\(text)") }
        append(draft)
    }

    /// Gives the event its delay, and now and then a copy of itself, in the same partition or another.
    mutating func append(_ draft: MarketDraft) {
        var draft = draft
        draft.delay = randomDelay(draft.stream)
        drafts.append(draft)
        if random.chance(4), draft.isRepeatable {
            draft.delay = randomDelay(draft.stream)
            drafts.append(draft)
        }
    }

    /// Up to `lateness`, which is never late; with late events on, sometimes hours.
    private mutating func randomDelay(_ stream: PlainStream) -> Int64 {
        if options.lateEvents, random.chance(stream == .clicks ? 4 : 12) {
            return config.lateness + random.number(0...5 * ReferenceConfig.hour)
        }
        return random.chance(50) ? 0 : random.number(0...config.lateness)
    }
}
