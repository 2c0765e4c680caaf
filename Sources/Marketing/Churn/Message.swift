internal import Events
public import Streaming

/// A message that a profile has had since its last answer (SPEC 5, "Fatigue").
public struct Message: Hashable, Sendable {
    /// When.
    public var time: Milliseconds
    /// Its channel.
    public var channel: StringID
    /// The upper half of XXH64 of its event's id: the order among events of one instant.
    public var order: UInt32

    /// Makes a message.
    public init(time: Milliseconds, channel: StringID, order: UInt32) {
        (self.time, self.channel, self.order) = (time, channel, order)
    }

    /// So many are counted, and kept by channel; the twenty-first is the twentieth.
    public static let most: UInt8 = 20
    /// A profile keeps no more of all channels together; beyond it the oldest goes.
    static let mostKept = 512
    /// After a longer pause than this the count of a channel begins anew.
    static let pause: Milliseconds = 7 * .day

    /// What fills unused places.
    static let filler = Message(time: 0, channel: .absent, order: 0)

    /// How many messages of a channel count at a time: those of its newest, and before it of all that follow one
    /// another without a pause.
    ///
    /// - Parameters:
    ///   - messages: a profile's since its last answer, by time.
    ///   - channel: the channel.
    ///   - time: not before the newest.
    static func count(_ messages: ArraySlice<Message>, on channel: StringID, at time: Milliseconds) -> UInt8 {
        var (count, next): (UInt8, Milliseconds) = (0, time)
        for message in messages.reversed() where message.channel == channel {
            guard next - message.time <= pause, count < most else { break }
            (count, next) = (count + 1, message.time)
        }
        return count
    }

    /// The messages of two histories since the last answer of both, by time: the newest of every channel.
    ///
    /// - Parameters:
    ///   - left: those of one.
    ///   - right: those of the other.
    ///   - answer: when the last answer was, and its place among events of that instant; nil: there was none.
    static func joined(
        _ left: [Message], _ right: [Message], since answer: (time: Milliseconds, order: UInt32)?
    ) -> [Message] {
        let all = (left + right).filter { message in
            answer.map { (message.time, message.order) > $0 } ?? true
        }
        var counts: [StringID: UInt8] = [:]
        var kept: [Message] = []
        for message in all.sorted(by: { ($0.time, $0.order) < ($1.time, $1.order) }).reversed()
        where counts[message.channel, default: 0] < most && kept.count < mostKept {
            counts[message.channel, default: 0] += 1
            kept.append(message)
        }
        return kept.reversed()
    }
}

/// How often a profile was written to before it answered, as facts.
extension Journeys {
    /// Counts a message or an answer, and takes note of it.
    ///
    /// - Returns: of an engaged touch, how many messages it answered.
    mutating func noteContact(
        _ event: Event, _ action: Action, channel: StringID, pool: StringID, profile slot: Int?
    ) -> UInt8 {
        if action == .send || action == .impression {
            guard !channel.isAbsent else { return 0 }
            var count: UInt8 = 1
            if let slot {
                store.add(
                    Message(
                        time: event.time, channel: channel,
                        order: UInt32(truncatingIfNeeded: event.idHash >> 32)
                    ), to: slot)
                count = messages(on: channel, at: event.time, profile: slot)
            }
            add(1, .messages, frequencyKeys(channel, count, pool: pool), pane(of: event))
            return 0
        }
        guard action.isEngaged else { return 0 }
        let count = slot.map { messages(on: channel, at: event.time, profile: $0) } ?? 0
        if let slot { noteAnswer(at: event.time, profile: slot) }
        if !channel.isAbsent {
            add(1, .answers, frequencyKeys(channel, count, pool: pool), pane(of: event))
        }
        return count
    }

    /// How many messages a profile has had on a channel since its last answer.
    func messages(on channel: StringID, at time: Milliseconds, profile slot: Int) -> UInt8 {
        let block = store.profiles[slot].messages
        guard !block.isEmpty, !channel.isAbsent else { return 0 }
        return Message.count(store.messages.slice(block), on: channel, at: time)
    }

    /// Takes note that a profile answered: an engaged touch, or an order.
    mutating func noteAnswer(at time: Milliseconds, profile slot: Int) {
        store.profiles[slot].person.answered = time
        if !store.profiles[slot].messages.isEmpty {
            store.messages.removeAll(&store.profiles[slot].messages)
        }
    }

    /// Where it counts that something happened after so many messages.
    mutating func frequencyKeys(_ channel: StringID, _ count: UInt8, pool: StringID) -> FactContext {
        var keys = FactContext(pool: pool, countsInPool: false)
        keys.frequency = frequencies.key(channel, count, names: &names)
        return keys
    }
}

/// The keys of dimension `frequency`, `channel/n`, by channel and number: put together once.
struct FrequencyKeys: Sendable {
    private static let width = Int(Message.most) + 1
    /// By channel: where its keys stand, from 1; 0: they are not there yet.
    private var places: [UInt32] = []
    private var keys: [StringID] = []

    /// The key of a channel and a number.
    mutating func key(_ channel: StringID, _ count: UInt8, names: inout StringTable) -> StringID {
        let place = channel.index < places.count ? Int(places[channel.index]) : 0
        if place > 0 { return keys[place - 1 + Int(count)] }
        if channel.index >= places.count {
            places.append(contentsOf: repeatElement(0, count: channel.index + 1 - places.count))
        }
        places[channel.index] = UInt32(keys.count + 1)
        for number in 0..<Self.width {
            var key: [UInt8] = []
            key.appendPart(names[channel])
            key.append(UInt8(ascii: "/"))
            key.appendDecimal(Int128(number))
            keys.append(names.intern(key.span))
        }
        return keys[keys.count - Self.width + Int(count)]
    }
}

extension ProfileStore {
    /// Adds a message; of its channel only so many are kept as are counted.
    mutating func add(_ message: Message, to slot: Int) {
        let known = messages.slice(profiles[slot].messages)
        var (count, oldest) = (0, 0)
        for (index, other) in zip(0..., known) where other.channel == message.channel {
            if count == 0 { oldest = index }
            count += 1
        }
        if count >= Int(Message.most) {
            messages.remove(at: oldest, from: &profiles[slot].messages)
        } else if known.count >= Message.mostKept {
            messages.remove(at: 0, from: &profiles[slot].messages)
        }
        messages.append(message, to: &profiles[slot].messages)
    }

    /// Joins the messages of another history: those of both since the last answer of either count.
    ///
    /// It goes before the touches, orders and person of the other history are joined.
    mutating func joinMessages(_ record: StoredProfile, to slot: Int) {
        let own = profiles[slot]
        let known = Array(messages.slice(own.messages))
        guard !(known.isEmpty && record.messages.isEmpty) else { return }
        let left = Self.answer(own.person, touches(of: slot), since: own.orderCount > 0 ? own.lastOrder : nil)
        let right = Self.answer(
            record.person, record.touches[...], since: record.orderCount > 0 ? record.lastOrder : nil)
        let latest = [left, right].compactMap(\.self).max { $0 < $1 }
        let joined = Message.joined(known, record.messages, since: latest)
        messages.replace(&profiles[slot].messages, with: joined)
    }

    /// When a history's last answer was. Among events of one instant an order comes last; a touch that is not kept
    /// any more is taken as the last, too.
    private static func answer(
        _ person: Person, _ touches: ArraySlice<Touch>, since order: Milliseconds?
    ) -> (time: Milliseconds, order: UInt32)? {
        guard person.answered != Person.never else { return nil }
        if person.answered == order { return (person.answered, .max) }
        let hashes = touches.filter { $0.time == person.answered && $0.isEngaged }.map(\.idHash)
        return (person.answered, hashes.max().map { UInt32(truncatingIfNeeded: $0 >> 32) } ?? .max)
    }
}

// The stored form.
extension Message {
    static func encode(
        _ messages: ArraySlice<Message>, to bytes: inout [UInt8], names: inout FrameNames
    ) {
        bytes.appendVarint(UInt64(messages.count))
        var former: Milliseconds = 0
        for message in messages {
            bytes.appendSigned(message.time - former)
            bytes.appendName(message.channel, &names)
            bytes.appendVarint(UInt64(message.order))
            former = message.time
        }
    }

    static func decode(_ reader: inout ByteReader, names: inout NameReader) -> [Message] {
        var messages: [Message] = []
        var former: Milliseconds = 0
        for _ in 0..<reader.count() {
            former &+= reader.signed()
            let (channel, order) = (names.next(&reader), reader.varint())
            let isFar = former.magnitude > Milliseconds.farthest.magnitude
            if isFar || order > UInt64(UInt32.max) { reader.fail() }
            messages.append(
                Message(time: isFar ? 0 : former, channel: channel, order: UInt32(truncatingIfNeeded: order)))
        }
        return messages
    }
}
