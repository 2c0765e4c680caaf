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
        touch(.send, message, isMessage: true)
        summary.messages += 1
        profiles[index].pressure = min(profiles[index].pressure + 1, 250)
        if random.chance(9) { return touch(.bounce, message, isMessage: true) }
        let persona = Persona.all[Int(profiles[index].persona)]
        let isNewsletter = table.campaigns[Int(mailing.campaign)].name == "newsletter"
        let annoyance = Int(profiles[index].pressure) * persona.annoyance * (isNewsletter ? 3 : 1) / 2
        if random.chance(annoyance) {
            later(message, .answer, after: random.lag(Lag.open))
        } else if random.chance(mailing.detail == MessageChannel.email ? 330 : 240) {
            later(message, .open, after: random.lag(Lag.open))
        }
    }

    /// Somebody looks at a message, and sometimes follows it.
    mutating func open(_ timer: Appointment) {
        let index = Int(timer.profile)
        profiles[index].fade(toHour: hour(at: timer.time))
        if timer.detail == MessageChannel.email { touch(.open, timer, isMessage: true) }
        let follows = timer.detail == MessageChannel.email ? Int(table.lifts[Int(timer.campaign)]) * 6 : 420
        if random.chance(follows) { later(timer, .land, after: random.lag(Lag.page)) }
    }

    /// Somebody has had enough of a channel.
    mutating func answer(_ timer: Appointment) {
        let index = Int(timer.profile)
        guard profiles[index].subscriptions & timer.detail != 0 else { return }
        profiles[index].subscriptions &= ~timer.detail
        let (kind, channel) = farewell(from: timer.detail)
        writeAnswer(timer, kind: kind, channel: channel, names: random.chance(650))
        summary.farewells += 1
        if random.chance(140) { later(timer, .subscribeAgain, after: random.lag(Lag.refund)) }
    }

    private mutating func farewell(from channel: UInt8) -> (kind: String, channel: String) {
        let draw = random.below(100)
        if draw < 6 { return ("loyalty_exit", "loyalty") }
        switch channel {
        case MessageChannel.email: return (draw < 15 ? "spam_complaint" : "unsubscribe", "email")
        case MessageChannel.sms: return ("unsubscribe", "sms")
        default: return draw < 40 ? ("app_uninstall", "app") : ("notification_block", "push")
        }
    }

    /// They let themselves be won back.
    mutating func subscribeAgain(_ timer: Appointment) {
        profiles[Int(timer.profile)].subscriptions |= timer.detail
        profiles[Int(timer.profile)].pressure = 0
        let channel =
            switch timer.detail {
            case MessageChannel.email: "email"
            case MessageChannel.sms: "sms"
            default: "push"
            }
        writeAnswer(timer, kind: "resubscribe", channel: channel, names: false)
    }

    private mutating func writeAnswer(_ timer: Appointment, kind: String, channel: String, names: Bool) {
        let index = Int(timer.profile)
        press.begin(.unsubscribes, at: timer.time)
        press.line.text(",\"kind\":\"")
        press.line.text(kind)
        press.line.text("\"")
        customer(index)
        press.line.text(",\"channel\":\"")
        press.line.text(channel)
        press.line.text("\"")
        if names {
            press.line.text(",\"campaign_id\":\"")
            press.line.text(table.ids[Int(timer.campaign)])
            press.line.text("\"")
        }
        if kind == "unsubscribe", random.chance(500) {
            press.line.text(random.chance(750) ? ",\"reason\":\"too many\"" : ",\"reason\":\"not relevant\"")
        }
        press.end(.unsubscribes, at: timer.time, key: index, isMessage: true, summary: &summary)
    }
}
