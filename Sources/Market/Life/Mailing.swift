import Streaming

/// When which kind of message goes out, and to how many.
struct Mailing {
    /// Messages and what they lead to, as a share of all events.
    static let shareOfEvents = 0.28
    /// Messages alone, as a share of all events.
    static let shareOfSends = 0.22

    /// The campaign.
    var name: String
    /// The days of the week, Monday is 0.
    var weekdays: [Int]
    /// The minute of the day, in the towns' time.
    var minute: Int64
    /// How large it is beside the others.
    var weight: Double
    /// The bit of its channel.
    var channel: UInt8

    /// All mailings; the newsletter goes out twice a day, and always to the same people first.
    static let all = [
        Mailing(
            name: "newsletter", weekdays: Array(0...6), minute: 7 * 60 + 30, weight: 4,
            channel: MessageChannel.email),
        Mailing(
            name: "newsletter", weekdays: Array(0...6), minute: 17 * 60 + 30, weight: 4,
            channel: MessageChannel.email),
        Mailing(
            name: "letter-to-friends", weekdays: [0, 3], minute: 10 * 60, weight: 6,
            channel: MessageChannel.email),
        Mailing(
            name: "sms-flash", weekdays: [0, 4], minute: 12 * 60, weight: 3, channel: MessageChannel.sms),
        Mailing(
            name: "app-push", weekdays: Array(0...6), minute: 18 * 60 + 15, weight: 2,
            channel: MessageChannel.push),
        Mailing(
            name: "points-letter", weekdays: [0, 2], minute: 15 * 60, weight: 2,
            channel: MessageChannel.loyalty),
        Mailing(
            name: "letter-of-spring", weekdays: [1, 4], minute: 9 * 60, weight: 2,
            channel: MessageChannel.letter),
        Mailing(
            name: "ring-round", weekdays: [0, 1, 3], minute: 11 * 60, weight: 1,
            channel: MessageChannel.call),
    ]
}
