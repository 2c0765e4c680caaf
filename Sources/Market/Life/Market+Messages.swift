import Streaming

extension Market {
    /// Sends the next part of a mailing, a part per second until all have theirs.
    mutating func mail(_ timer: Appointment) {
        var rest = timer
        let part = min(Int(timer.number >> 32), Int(timer.amount))
        let pool = table.pools[Int(timer.campaign)]
        for _ in 0..<part {
            guard let reader = nextReader(&rest, pool: pool) else { return }
            send(to: reader, rest)
        }
        rest.amount -= Int32(part)
        if rest.amount > 0 { later(rest, .mail, after: timer.number & 0xffff_ffff) }
    }

    /// The next person of the brand who has not left the list; nobody after one round.
    private func nextReader(_ timer: inout Appointment, pool: UInt8) -> Int? {
        while Int(timer.profile) < profiles.count {
            let index = Int(timer.profile)
            timer.profile += 1
            let isOnList = profiles[index].subscriptions & timer.detail != 0
            if isOnList, profiles[index].pool == pool { return index }
        }
        return nil
    }

    private mutating func send(to index: Int, _ mailing: Appointment) {
        var message = mailing
        message.profile = Int32(index)
        message.device = Device.desk
        message.left = 0
        touch(.send, message, isMessage: true)
        summary.messages += 1
        profiles[index].pressure = min(profiles[index].pressure + 1, 250)
        if random.chance(9) { return touch(.bounce, message, isMessage: true) }
        let persona = Persona.all[Int(profiles[index].persona)]
        let isNewsletter = table.campaigns[Int(mailing.campaign)].name == "newsletter"
        let annoyance = Int(profiles[index].pressure) * persona.annoyance * (isNewsletter ? 3 : 1) / 2
        if random.chance(annoyance) {
            later(message, .answer, after: random.lag(Lag.open))
        } else if random.chance(mailing.detail == MessageChannel.email ? 330 : 250) {
            later(message, .open, after: random.lag(Lag.open))
        }
    }

    /// Somebody looks at a message, and sometimes follows it.
    mutating func open(_ timer: Appointment) {
        let index = Int(timer.profile)
        profiles[index].fade(toHour: hour(at: timer.time))
        switch timer.detail {
        case MessageChannel.email, MessageChannel.loyalty:
            touch(.open, timer, isMessage: true)
            let follows = Int(table.lifts[Int(timer.campaign)]) * 6
            if random.chance(follows) { later(timer, .land, after: random.lag(Lag.page)) }
        case MessageChannel.call: talk(timer)
        case MessageChannel.letter:
            if random.chance(600) { later(timer, .land, after: random.lag(Lag.comeBack)) }
        default:
            if random.chance(420) { later(timer, .land, after: random.lag(Lag.page)) }
        }
    }

    /// They lift the receiver: some order at once.
    private mutating func talk(_ timer: Appointment) {
        let index = Int(timer.profile)
        touch(.call, timer, touchpoint: "call")
        profiles[index].wish(more: table.lifts[Int(timer.campaign)])
        profiles[index].pressure = 0
        guard random.below(800) < Int(profiles[index].intent) else { return }
        var order = timer
        (order.place, order.detail) = (3, 0)
        later(order, .order, after: random.lag(Lag.page) * 3)
    }

    /// Somebody has had enough of a channel, or of the whole programme.
    mutating func answer(_ timer: Appointment) {
        let index = Int(timer.profile)
        guard profiles[index].subscriptions & timer.detail != 0 else { return }
        let (kind, closed) = farewell(of: index, from: timer.detail)
        profiles[index].subscriptions &= ~closed
        // Whoever takes the app off the phone has no push messages, either.
        if closed == MessageChannel.app { profiles[index].subscriptions &= ~MessageChannel.push }
        var answer = timer
        answer.detail = closed
        // The second of a row names no message: there was none.
        let names = timer.left == 0 && random.chance(650)
        writeAnswer(answer, kind: kind, names: names)
        summary.farewells += 1
        if random.chance(140) { later(answer, .subscribeAgain, after: random.lag(Lag.refund)) }
        if timer.left == 0, office.chance(200), let next = openChannel(of: index) {
            answer.detail = next
            answer.left = 1
            later(answer, .answer, after: Int64(office.within(15_000...240_000)))
        }
    }

    /// What they say, and the channel that it closes.
    private mutating func farewell(of index: Int, from channel: UInt8) -> (kind: String, channel: UInt8) {
        let draw = office.below(100)
        let isMember = profiles[index].subscriptions & MessageChannel.loyalty != 0
        if draw < 6, isMember { return ("loyalty_exit", MessageChannel.loyalty) }
        switch channel {
        case MessageChannel.email: return (draw < 15 ? "spam_complaint" : "unsubscribe", channel)
        case MessageChannel.sms: return (draw < 12 ? "spam_complaint" : "unsubscribe", channel)
        case MessageChannel.push where draw < 45: return ("app_uninstall", MessageChannel.app)
        case MessageChannel.push: return ("notification_block", channel)
        case MessageChannel.loyalty: return ("loyalty_exit", channel)
        default: return ("unsubscribe", channel)
        }
    }

    /// Another channel on which they can be written to.
    private mutating func openChannel(of index: Int) -> UInt8? {
        let open = profiles[index].subscriptions
        for _ in 0..<6 {
            let channel = MessageChannel.email << UInt8(office.below(6))
            if open & channel != 0 { return channel }
        }
        return nil
    }

    /// They let themselves be won back.
    mutating func subscribeAgain(_ timer: Appointment) {
        let isApp = timer.detail == MessageChannel.app
        profiles[Int(timer.profile)].subscriptions |= isApp ? MessageChannel.push : timer.detail
        profiles[Int(timer.profile)].pressure = 0
        writeAnswer(timer, kind: "resubscribe", names: false)
    }

    private mutating func writeAnswer(_ timer: Appointment, kind: String, names: Bool) {
        let index = Int(timer.profile)
        press.begin(.unsubscribes, at: timer.time)
        press.line.text(",\"kind\":\"")
        press.line.text(kind)
        press.line.text("\"")
        customer(index)
        press.line.text(",\"channel\":\"")
        press.line.text(MessageChannel.name(of: timer.detail))
        press.line.text("\"")
        if names {
            press.line.text(",\"campaign_id\":\"")
            press.line.text(table.ids[Int(timer.campaign)])
            press.line.text("\"")
        }
        if kind == "unsubscribe" || kind == "spam_complaint", office.chance(500) {
            press.line.text(Self.reasons[office.below(Self.reasons.count)])
        }
        press.end(.unsubscribes, at: timer.time, key: index, isMessage: true, summary: &summary)
    }

    /// Why they go: mostly because it was too much.
    private static let reasons = ["too many", "too many", "too many", "not relevant", "privacy"]
        .map { ",\"reason\":\"\($0)\"" }
}
