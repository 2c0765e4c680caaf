internal import Events
public import Streaming

/// What is kept of the person behind a profile besides lists (SPEC 4).
public struct Person: Hashable, Sendable {
    /// The latest segment.
    public var segment: StringID = .absent
    // In two halves, for which there is room beside smaller members: every profile has a person.
    private var answeredLow = UInt32(truncatingIfNeeded: Person.never)
    /// When it was given.
    public var segmentTime: Milliseconds = 0
    /// Where its event stands among those of the same time, see `Person.order(of:)`.
    public var segmentOrder: UInt64 = 0
    /// Where it was seen for good.
    public var traits: Traits = []
    private var answeredHigh = Int32(truncatingIfNeeded: Person.never >> 32)
    /// When it last looked for something online; `Person.never` where it did not.
    public var research = Person.never
    /// How far its journey has come.
    public var journey = Journey()

    /// Before all times.
    public static let never = Milliseconds.min

    /// When it last answered messages: with an engaged touch, or an order; `Person.never` where it did not.
    public var answered: Milliseconds {
        get { Milliseconds(answeredHigh) << 32 | Milliseconds(answeredLow) }
        set {
            answeredLow = UInt32(truncatingIfNeeded: newValue)
            answeredHigh = Int32(truncatingIfNeeded: newValue >> 32)
        }
    }

    /// A person of whom nothing is known.
    public init() {}

    /// Where a person had a touch or an order.
    public struct Traits: OptionSet, Hashable, Sendable {
        /// One bit per trait.
        public let rawValue: UInt8
        /// Makes traits of their bits.
        @inlinable public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// Online.
        public static let online = Traits(rawValue: 1)
        /// Offline: a counted visit, too.
        public static let offline = Traits(rawValue: 2)
        /// Both.
        static let everywhere: Traits = [.online, .offline]
    }

    /// A single journey: it ends at an order, or when the longest lookback has passed since its last touch.
    ///
    /// The time of the last touch is kept by stage because a link may tell later that an order was in between.
    public struct Journey: Hashable, Sendable {
        /// The pool of the last touch.
        var pool = StringID.absent
        /// When each stage was touched last: attention, interest, desire; `never` where it was not.
        var attention = Person.never
        var interest = Person.never
        var desire = Person.never

        /// The time of the last touch; `never` before the first one.
        var last: Milliseconds { max(attention, interest, desire) }

        /// The furthest stage.
        var stage: Journeys.Stage? {
            if desire != Person.never { return .desire }
            if interest != Person.never { return .interest }
            return attention == Person.never ? nil : .attention
        }

        /// When it ends unless it goes on: after all events of that instant, which still belong to it.
        func end(after longest: Milliseconds) -> Milliseconds? {
            last == Person.never ? nil : last + longest
        }

        mutating func touch(_ stage: Journeys.Stage, at time: Milliseconds, pool: StringID) {
            self.pool = pool
            switch stage {
            case .attention: attention = time
            case .interest: interest = time
            case .desire: desire = time
            }
        }

        /// Takes in what another history has, and lets go what was before the latest order of both.
        mutating func join(_ other: Journey, since order: Milliseconds?) {
            func later(_ left: Milliseconds, _ right: Milliseconds) -> Milliseconds {
                let time = max(left, right)
                return order.map { time <= $0 } ?? false ? Person.never : time
            }
            if other.last > last { pool = other.pool }
            attention = later(attention, other.attention)
            interest = later(interest, other.interest)
            desire = later(desire, other.desire)
        }
    }

    /// Where an event stands in the order of processing among those of the same time, to within 2^-62.
    static func order(of event: Event) -> UInt64 {
        UInt64(event.stream.rawValue) << 62 | event.idHash >> 2
    }

    /// Takes in what is known of a visitor; of two segments the later given one holds.
    mutating func join(_ other: Person, since order: Milliseconds?) {
        let isLater = (other.segmentTime, other.segmentOrder) > (segmentTime, segmentOrder)
        if !other.segment.isAbsent, segment.isAbsent || isLater {
            segment = other.segment
            (segmentTime, segmentOrder) = (other.segmentTime, other.segmentOrder)
        }
        traits.formUnion(other.traits)
        research = max(research, other.research)
        answered = max(answered, other.answered)
        journey.join(other.journey, since: order)
    }
}

/// The stored form: which parts there are, then the parts.
extension Person {
    func encode(to bytes: inout [UInt8], names: inout FrameNames) {
        let times = [research, journey.attention, journey.interest, journey.desire]
        var parts = traits.rawValue | (segment.isAbsent ? 0 : 4)
        for (index, time) in times.enumerated() where time != Self.never { parts |= 8 << UInt8(index) }
        if answered != Self.never { parts |= 128 }
        bytes.append(parts)
        if !segment.isAbsent {
            bytes.appendName(segment, &names)
            bytes.appendSigned(segmentTime)
            bytes.appendWord(segmentOrder)
        }
        for time in times where time != Self.never { bytes.appendSigned(time) }
        if journey.last != Self.never { bytes.appendName(journey.pool, &names) }
        if answered != Self.never { bytes.appendSigned(answered) }
    }

    init(from reader: inout ByteReader, names: inout NameReader) {
        self.init()
        let parts = reader.byte()
        func time(_ bit: UInt8) -> Milliseconds { parts & bit == 0 ? Self.never : reader.time() }
        traits = Traits(rawValue: parts & 3)
        if parts & 4 != 0 {
            (segment, segmentTime) = (names.next(&reader), reader.time())
            segmentOrder = reader.word()
            if segment.isAbsent { reader.fail() }
        }
        research = time(8)
        journey.attention = time(16)
        journey.interest = time(32)
        journey.desire = time(64)
        if journey.last != Self.never { journey.pool = names.next(&reader) }
        if parts & 128 != 0 { answered = reader.time() }
    }
}
