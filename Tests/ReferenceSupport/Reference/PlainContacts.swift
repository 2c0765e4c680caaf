/// The messages that a profile has had, and when it answered last: for `frequency`.
struct PlainContacts: Sendable {
    static let cap = 20

    private struct Message {
        let sequence: Int
        let time: Int64
        let channel: Text
    }

    private var messages: [Message] = []
    private var lastAnswer = -1

    /// "`send`, `impression`".
    static let messageActions: Set = ["send", "impression"]

    mutating func addMessage(on channel: Text, at time: Int64, sequence: Int) {
        messages.append(Message(sequence: sequence, time: time, channel: channel))
    }

    /// "Its last answer (engaged touch on any channel, or order)".
    mutating func answer(sequence: Int) {
        lastAnswer = sequence
    }

    /// "*n* = how many messages the profile has had on that channel since its last answer …; 0 after an answer,
    /// and once more than 7 days have passed since the channel's last message; capped at 20".
    func reached(on channel: Text, at time: Int64) -> Int {
        var (count, last) = (0, time)
        for message in messages where message.channel == channel && message.sequence > lastAnswer {
            count = message.time - last > 7 * ReferenceConfig.day ? 1 : count + 1
            last = message.time
        }
        return time - last > 7 * ReferenceConfig.day ? 0 : min(count, Self.cap)
    }

    /// "Messages are counted over both histories".
    mutating func join(_ other: PlainContacts) {
        messages = (messages + other.messages).sorted { $0.sequence < $1.sequence }
        lastAnswer = max(lastAnswer, other.lastAnswer)
    }

    /// "Key `channel/n`".
    static func key(_ channel: Text, _ reached: Int) -> Text {
        KeyParts.joined([channel, Text("\(reached)")], by: "/")
    }
}
