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
        person.encode(to: &bytes, names: &names)
        bytes.appendVarint(UInt64(touches.count))
        for touch in touches { touch.encode(to: &bytes, names: &names) }
        for ids in [seen, references] {
            bytes.appendVarint(UInt64(ids.count))
            for seen in ids { seen.encode(to: &bytes) }
        }
        bytes.appendVarint(UInt64(orders.count))
        for (order, shares) in orders {
            order.encode(to: &bytes, names: &names)
            bytes.appendVarint(UInt64(shares.count))
            for share in shares { share.encode(to: &bytes, names: &names) }
        }
        bytes.appendVarint(UInt64(reports.count))
        for report in reports { report.encode(to: &bytes, names: &names) }
        bytes.appendVarint(UInt64(consent.count))
        for word in consent { word.encode(to: &bytes) }
        bytes.appendVarint(UInt64(stays.count))
        for stay in stays { stay.encode(to: &bytes, names: &names) }
        bytes.appendVarint(UInt64(sightings.count))
        for sighting in sightings { sighting.encode(to: &bytes, names: &names) }
        Message.encode(messages[...], to: &bytes, names: &names)
        bytes.append(account == nil ? 0 : 1)
        account?.encode(to: &bytes, names: &names)
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
        deadline = reader.time()
        lastOrder = reader.time()
        orderCount = reader.orderCount()
        person = Person(from: &reader, names: &names)
        for _ in 0..<reader.count() { touches.append(Touch(from: &reader, names: &names)) }
        for _ in 0..<reader.count() { seen.append(SeenID(from: &reader)) }
        for _ in 0..<reader.count() { references.append(SeenID(from: &reader)) }
        for _ in 0..<reader.count() {
            let order = Order(from: &reader, names: &names)
            var shares: [Share] = []
            for _ in 0..<reader.count() { shares.append(Share(from: &reader, names: &names)) }
            orders.append((order, shares))
        }
        for _ in 0..<reader.count() { reports.append(Report(from: &reader, names: &names)) }
        for _ in 0..<reader.count() { consent.append(ConsentWord(from: &reader)) }
        for _ in 0..<reader.count() { stays.append(Stay(from: &reader, names: &names)) }
        for _ in 0..<reader.count() { sightings.append(Sighting(from: &reader, names: &names)) }
        messages = Message.decode(&reader, names: &names)
        let hasAccount = reader.byte()
        if hasAccount > 1 { reader.fail() }
        if hasAccount == 1 { account = StoredAccount(from: &reader, names: &names) }
        guard !reader.isBroken else { return nil }
    }
}
