internal import Events
internal import Mathematics
internal import Streaming

// The stored form of what a profile's lists hold: shared by `StoredProfile` and `ProfileStore`, so that a
// record written straight from the store has the same bytes.

/// Turns a frame's numbers into the reader's names.
struct NameReader {
    let map: [StringID]

    mutating func next(_ reader: inout ByteReader) -> StringID {
        let number = reader.varint()
        guard number < map.count else {
            reader.fail()
            return .absent
        }
        return map[Int(number)]
    }
}

extension ByteReader {
    /// How many orders a profile has had.
    mutating func orderCount() -> UInt32 {
        let count = varint()
        if count > UInt64(UInt32.max) { fail() }
        return UInt32(truncatingIfNeeded: count)
    }

    /// An amount that an event may name.
    mutating func amount(in range: ClosedRange<Int64> = -Money.largest...Money.largest) -> Int64 {
        let amount = signed()
        if !range.contains(amount) { fail() }
        return amount
    }
}

extension Array where Element == UInt8 {
    mutating func appendName(_ name: StringID, _ names: inout FrameNames) {
        appendVarint(UInt64(names.number(name)))
    }
}

extension Touch {
    func encode(to bytes: inout [UInt8], names: inout FrameNames) {
        bytes.appendSigned(time)
        bytes.appendWord(idHash)
        bytes.append(kind | (isOwn ? 0x80 : 0) | (isPast ? 0x20 : 0))
        bytes.appendName(pool, &names)
        bytes.appendName(campaign, &names)
        bytes.appendName(channel, &names)
        bytes.appendName(touchpoint, &names)
        if isVisit { bytes.appendName(store, &names) }
        if isEngaged { bytes.append(messages) }
    }

    init(from reader: inout ByteReader, names: inout NameReader) {
        let (time, hash, kind) = (reader.time(), reader.word(), reader.byte())
        self.init(
            time: time, idHash: hash, pool: names.next(&reader), campaign: names.next(&reader),
            channel: names.next(&reader), action: .view, isOwn: kind & 0x80 != 0)
        touchpoint = names.next(&reader)
        self.kind = kind & 0x5F
        isPast = kind & 0x20 != 0
        if isVisit {
            store = names.next(&reader)
        } else if Action(rawValue: self.kind) == nil {
            reader.fail()
            self.kind = Action.view.rawValue
        }
        if isEngaged { messages = reader.byte() }
        if messages > Message.most { reader.fail() }
    }
}

extension SeenID {
    func encode(to bytes: inout [UInt8]) {
        bytes.appendWord(hash)
        bytes.append(space.rawValue)
        bytes.appendSigned(time)
    }

    init(from reader: inout ByteReader) {
        let (hash, space, time) = (reader.word(), Space(rawValue: reader.byte()), reader.time())
        if space == nil { reader.fail() }
        self.init(hash: hash, space: space ?? .clicks, time: time)
    }
}

extension Order {
    /// All but the shares, which follow.
    func encode(to bytes: inout [UInt8], names: inout FrameNames) {
        bytes.appendWord(reference)
        bytes.appendSigned(time)
        bytes.appendSigned(value)
        bytes.appendSigned(margin)
        bytes.appendSigned(refunded)
        bytes.appendSigned(owed)
        bytes.append(isOwed ? 1 : 0)
        bytes.appendName(pool, &names)
        for name in [salesChannel, device, segment, activity, presence, store, path] {
            bytes.appendName(name, &names)
        }
    }

    init(from reader: inout ByteReader, names: inout NameReader) {
        let (reference, time) = (reader.word(), reader.time())
        let (value, margin) = (reader.amount(in: 0...Money.largest), reader.amount())
        let refunded = reader.amount(in: 0...max(value, 0))
        let (owed, isOwed) = (reader.amount(), reader.byte() == 1)
        self.init(
            reference: reference, time: time, value: value, margin: margin, pool: names.next(&reader),
            salesChannel: names.next(&reader), device: names.next(&reader))
        segment = names.next(&reader)
        activity = names.next(&reader)
        presence = names.next(&reader)
        store = names.next(&reader)
        path = names.next(&reader)
        self.refunded = refunded
        self.owed = owed
        self.isOwed = isOwed
    }
}

extension Share {
    func encode(to bytes: inout [UInt8], names: inout FrameNames) {
        bytes.appendVarint(UInt64(decay) << 6 | UInt64(frequency) << 1 | (isPassive ? 1 : 0))
        bytes.appendName(pool, &names)
        bytes.appendName(campaign, &names)
        bytes.appendName(team, &names)
        bytes.appendName(partner, &names)
        bytes.appendName(channel, &names)
        bytes.appendName(touchpoint, &names)
    }

    init(from reader: inout ByteReader, names: inout NameReader) {
        let parts = reader.varint()
        let decay = Int32(exactly: parts >> 6).flatMap { $0 <= Credit.whole ? $0 : nil }
        if decay == nil { reader.fail() }
        self.init(
            pool: names.next(&reader), campaign: names.next(&reader), team: names.next(&reader),
            partner: names.next(&reader), channel: names.next(&reader), touchpoint: names.next(&reader),
            decay: decay ?? 0, isPassive: parts & 1 == 1)
        frequency = UInt8(truncatingIfNeeded: parts >> 1) & 31
        if frequency > Message.most + 1 { reader.fail() }
    }
}

extension Report {
    func encode(to bytes: inout [UInt8], names: inout FrameNames) {
        bytes.appendWord(reference)
        bytes.appendSigned(time)
        bytes.appendSigned(cost)
        keys.encode(to: &bytes, names: &names)
    }

    init(from reader: inout ByteReader, names: inout NameReader) {
        let (reference, time, cost) = (reader.word(), reader.time(), reader.amount())
        let keys = FactContext(from: &reader, names: names.map)
        self.init(reference: reference, time: time, cost: cost, keys: keys)
    }
}

extension ConsentWord {
    func encode(to bytes: inout [UInt8]) {
        bytes.appendSigned(time)
        bytes.append(key.rawValue | (allows ? 0x10 : 0))
    }

    init(from reader: inout ByteReader) {
        let (time, bits) = (reader.time(), reader.byte())
        let key = Consent.Key(rawValue: bits & 0x0F)
        if key == nil { reader.fail() }
        self.init(time: time, key: key ?? .analytics, allows: bits & 0x10 != 0)
    }
}

extension Stay {
    func encode(to bytes: inout [UInt8], names: inout FrameNames) {
        bytes.append(
            (isOpen ? 1 : 0) | (isEntered ? 2 : 0) | (isCounted ? 4 : 0) | (counted == Self.never ? 0 : 8))
        bytes.appendSigned(first)
        bytes.appendSigned(last)
        bytes.appendWord(lastHash)
        if counted != Self.never { bytes.appendSigned(counted) }
        for name in [store, zone, pool] { bytes.appendName(name, &names) }
    }

    init(from reader: inout ByteReader, names: inout NameReader) {
        let bits = reader.byte()
        let (first, last, hash) = (reader.time(), reader.time(), reader.word())
        let counted = bits & 8 == 0 ? Self.never : reader.time()
        self.init(
            store: names.next(&reader), zone: names.next(&reader), at: first, idHash: hash,
            isEntered: bits & 2 != 0)
        if bits > 15 { reader.fail() }
        (isOpen, isCounted) = (bits & 1 != 0, bits & 4 != 0)
        (self.last, self.counted) = (last, counted)
        pool = names.next(&reader)
    }
}

extension Sighting {
    func encode(to bytes: inout [UInt8], names: inout FrameNames) {
        bytes.append(place)
        bytes.appendVarint(UInt64(minute))
        for name in [pool, key, store] { bytes.appendName(name, &names) }
    }

    init(from reader: inout ByteReader, names: inout NameReader) {
        let (place, minute) = (reader.byte(), reader.varint())
        if Int(place) >= Self.dimensions.count || minute >= 1 << 28 { reader.fail() }
        self.init(
            pool: names.next(&reader), place: place, key: names.next(&reader), store: names.next(&reader),
            minute: UInt32(truncatingIfNeeded: minute))
    }
}
