internal import Events
public import Streaming

extension StoredProfile {
    /// Appends the stored form.
    ///
    /// - Parameters:
    ///   - bytes: where it goes.
    ///   - names: the frame's names, which gets those that the record uses.
    public func encode(to bytes: inout [UInt8], names: inout FrameNames) {
        bytes.append(Self.version)
        bytes.append(kind.rawValue)
        bytes.appendHash(id)
        bytes.appendHash(link)
        bytes.appendSigned(deadline)
        bytes.appendSigned(lastOrder)
        bytes.appendVarint(UInt64(orderCount))
        bytes.appendVarint(UInt64(touches.count))
        for touch in touches { Self.encode(touch, to: &bytes, names: &names) }
        for ids in [seen, references] {
            bytes.appendVarint(UInt64(ids.count))
            for seen in ids {
                bytes.appendWord(seen.hash)
                bytes.append(seen.space.rawValue)
                bytes.appendSigned(seen.time)
            }
        }
        bytes.appendVarint(UInt64(orders.count))
        for (order, shares) in orders { Self.encode(order, shares, to: &bytes, names: &names) }
        bytes.appendVarint(UInt64(reports.count))
        for report in reports { Self.encode(report, to: &bytes, names: &names) }
        bytes.appendVarint(UInt64(consent.count))
        for word in consent {
            bytes.appendSigned(word.time)
            bytes.append(word.key.rawValue | (word.allows ? 0x10 : 0))
        }
    }

    /// Reads a stored form; nil where it is of an unknown version or malformed.
    ///
    /// - Parameters:
    ///   - reader: stands at the record.
    ///   - names: the reader's name of each of the frame's numbers.
    public init?(from reader: inout ByteReader, names: [StringID]) {
        guard reader.byte() == Self.version, let kind = ProfileKind(rawValue: reader.byte())
        else { return nil }
        self.init()
        var names = NameReader(map: names)
        self.kind = kind
        id = reader.hash()
        link = reader.hash()
        deadline = reader.signed()
        lastOrder = reader.signed()
        orderCount = UInt32(truncatingIfNeeded: reader.varint())
        for _ in 0..<reader.count() { touches.append(Self.touch(&reader, &names)) }
        seen = Self.ids(&reader)
        references = Self.ids(&reader)
        for _ in 0..<reader.count() {
            let order = Self.order(&reader, &names)
            var shares: [Share] = []
            for _ in 0..<reader.count() { shares.append(Self.share(&reader, &names)) }
            orders.append((order, shares))
        }
        for _ in 0..<reader.count() { reports.append(Self.report(&reader, &names)) }
        for _ in 0..<reader.count() {
            let time = reader.signed()
            let bits = reader.byte()
            guard let key = Consent.Key(rawValue: bits & 0x0F) else { return nil }
            consent.append(ConsentWord(time: time, key: key, allows: bits & 0x10 != 0))
        }
        guard !reader.isBroken, !names.isBroken else { return nil }
    }

    private static func encode(_ touch: Touch, to bytes: inout [UInt8], names: inout FrameNames) {
        bytes.appendSigned(touch.time)
        bytes.appendWord(touch.idHash)
        bytes.append(touch.kind | (touch.isOwn ? 0x80 : 0))
        for name in [touch.pool, touch.campaign, touch.channel] { bytes.appendName(name, &names) }
    }

    private static func touch(_ reader: inout ByteReader, _ names: inout NameReader) -> Touch {
        let (time, hash, kind) = (reader.signed(), reader.word(), reader.byte())
        let (pool, campaign, channel) = (names.next(&reader), names.next(&reader), names.next(&reader))
        let action = Action(rawValue: kind & 0x7F)
        if action == nil { reader.fail() }
        return Touch(
            time: time, idHash: hash, pool: pool, campaign: campaign, channel: channel,
            action: action ?? .view, isOwn: kind & 0x80 != 0)
    }

    private static func ids(_ reader: inout ByteReader) -> [SeenID] {
        var ids: [SeenID] = []
        for _ in 0..<reader.count() {
            let (hash, space, time) = (reader.word(), SeenID.Space(rawValue: reader.byte()), reader.signed())
            if space == nil { reader.fail() }
            ids.append(SeenID(hash: hash, space: space ?? .clicks, time: time))
        }
        return ids
    }

    private static func encode(
        _ order: Order, _ shares: [Share], to bytes: inout [UInt8], names: inout FrameNames
    ) {
        bytes.appendWord(order.reference)
        for number in [order.time, order.value, order.margin, order.refunded, order.owed] {
            bytes.appendSigned(number)
        }
        bytes.append(order.isOwed ? 1 : 0)
        for name in [order.pool, order.salesChannel, order.device] { bytes.appendName(name, &names) }
        bytes.appendVarint(UInt64(shares.count))
        for share in shares {
            bytes.appendVarint(UInt64(share.decay) << 1 | (share.isPassive ? 1 : 0))
            for name in [share.pool, share.campaign, share.team, share.partner, share.channel] {
                bytes.appendName(name, &names)
            }
        }
    }

    private static func order(_ reader: inout ByteReader, _ names: inout NameReader) -> Order {
        let (reference, time) = (reader.word(), reader.signed())
        let (value, margin) = (reader.signed(), reader.signed())
        let (refunded, owed, isOwed) = (reader.signed(), reader.signed(), reader.byte() == 1)
        var order = Order(
            reference: reference, time: time, value: value, margin: margin, pool: names.next(&reader),
            salesChannel: names.next(&reader), device: names.next(&reader))
        order.refunded = refunded
        order.owed = owed
        order.isOwed = isOwed
        return order
    }

    private static func share(_ reader: inout ByteReader, _ names: inout NameReader) -> Share {
        let parts = reader.varint()
        return Share(
            pool: names.next(&reader), campaign: names.next(&reader), team: names.next(&reader),
            partner: names.next(&reader), channel: names.next(&reader),
            decay: Int32(truncatingIfNeeded: parts >> 1), isPassive: parts & 1 == 1)
    }

    private static func encode(_ report: Report, to bytes: inout [UInt8], names: inout FrameNames) {
        bytes.appendWord(report.reference)
        bytes.appendSigned(report.time)
        bytes.appendSigned(report.cost)
        bytes.appendName(report.keys.pool, &names)
        for dimension in Dimension.allCases.dropFirst() { bytes.appendName(report.keys[dimension], &names) }
    }

    private static func report(_ reader: inout ByteReader, _ names: inout NameReader) -> Report {
        let (reference, time, cost) = (reader.word(), reader.signed(), reader.signed())
        var keys = FactContext(pool: names.next(&reader), countsInPool: true)
        for dimension in Dimension.allCases.dropFirst() { keys[dimension] = names.next(&reader) }
        return Report(reference: reference, time: time, cost: cost, keys: keys)
    }
}

/// Turns a frame's numbers into the reader's names.
private struct NameReader {
    let map: [StringID]
    var isBroken = false

    mutating func next(_ reader: inout ByteReader) -> StringID {
        let number = reader.varint()
        guard number < map.count else {
            isBroken = true
            return .absent
        }
        return map[Int(number)]
    }
}

extension Array where Element == UInt8 {
    fileprivate mutating func appendName(_ name: StringID, _ names: inout FrameNames) {
        appendVarint(UInt64(names.number(name)))
    }
}
