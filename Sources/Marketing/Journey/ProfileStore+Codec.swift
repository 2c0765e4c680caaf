internal import Events
public import Streaming

extension ProfileStore {
    /// Whether nothing is known of a profile: then it need not be stored.
    public func isBlank(_ slot: Int) -> Bool {
        let profile = profiles[slot]
        return profile.link.isAbsent && profile.deadline == 0 && profile.lastOrder == 0
            && profile.orderCount == 0 && profile.touches.isEmpty && profile.seen.isEmpty
            && profile.references.isEmpty && profile.orders.isEmpty && profile.reports.isEmpty
            && profile.consent.isEmpty && profile.stays.isEmpty && profile.sightings.isEmpty
            && profile.messages.isEmpty && profile.account == 0 && profile.person == Person()
    }

    /// Appends the stored form of a profile, as `StoredProfile` does, but straight from the lists.
    ///
    /// - Parameters:
    ///   - slot: the profile's.
    ///   - bytes: where it goes.
    ///   - names: the frame's names, which gets those that the record uses.
    public func encode(_ slot: Int, to bytes: inout [UInt8], names: inout FrameNames) {
        let profile = profiles[slot]
        bytes.append(StoredProfile.version)
        bytes.append(profile.kind.rawValue)
        bytes.appendHash(profile.id)
        bytes.appendHash(profile.link)
        bytes.appendSigned(profile.deadline)
        bytes.appendSigned(profile.lastOrder)
        bytes.appendVarint(UInt64(profile.orderCount))
        profile.person.encode(to: &bytes, names: &names)
        bytes.appendVarint(UInt64(profile.touches.count))
        for touch in touches.slice(profile.touches) { touch.encode(to: &bytes, names: &names) }
        bytes.appendVarint(UInt64(profile.seen.count))
        for id in seen.ids.slice(profile.seen) { id.encode(to: &bytes) }
        bytes.appendVarint(UInt64(profile.references.count))
        for id in seen.ids.slice(profile.references) { id.encode(to: &bytes) }
        bytes.appendVarint(UInt64(profile.orders.count))
        for order in orders.slice(profile.orders) {
            order.encode(to: &bytes, names: &names)
            bytes.appendVarint(UInt64(order.shares.count))
            for share in shares.slice(order.shares) { share.encode(to: &bytes, names: &names) }
        }
        bytes.appendVarint(UInt64(profile.reports.count))
        for report in reports.slice(profile.reports) { report.encode(to: &bytes, names: &names) }
        bytes.appendVarint(UInt64(profile.consent.count))
        for word in consents.slice(profile.consent) { word.encode(to: &bytes) }
        bytes.appendVarint(UInt64(profile.stays.count))
        for stay in stays.slice(profile.stays) { stay.encode(to: &bytes, names: &names) }
        bytes.appendVarint(UInt64(profile.sightings.count))
        for sighting in sightings.slice(profile.sightings) { sighting.encode(to: &bytes, names: &names) }
        Message.encode(messages.slice(profile.messages), to: &bytes, names: &names)
        bytes.append(profile.account == 0 ? 0 : 1)
        if profile.account != 0 { accounts.encode(profile.account, to: &bytes, names: &names) }
    }

    /// Reads a stored form straight into the lists, in place of what is known of its id.
    ///
    /// - Parameters:
    ///   - reader: stands at the record.
    ///   - names: the reader's name of each of the frame's numbers.
    /// - Returns: the profile's slot; nil where the record is of an unknown version or malformed, and the
    ///   store then good for nothing.
    public mutating func read(_ reader: inout ByteReader, names: [StringID]) -> Int? {
        guard reader.byte() == StoredProfile.version, let kind = ProfileKind(rawValue: reader.byte())
        else { return nil }
        var names = NameReader(map: names)
        let id = reader.hash()
        guard !id.isAbsent, !reader.isBroken else { return nil }
        let count = self.count
        let slot = slot(of: id, kind: kind)
        if count == self.count { clear(slot) }
        profiles[slot].kind = kind
        profiles[slot].link = reader.hash()
        profiles[slot].deadline = reader.time()
        profiles[slot].lastOrder = reader.time()
        profiles[slot].orderCount = reader.orderCount()
        profiles[slot].person = Person(from: &reader, names: &names)
        profiles[slot].touches = touches.make(reader.count()) { Touch(from: &reader, names: &names) }
        profiles[slot].seen = seen.read(&reader, of: slot)
        profiles[slot].references = seen.read(&reader, of: slot)
        let block = orders.make(reader.count()) { Order.filler }
        profiles[slot].orders = block
        for index in 0..<Int(block.count) {
            var order = Order(from: &reader, names: &names)
            order.shares = shares.make(reader.count()) { Share(from: &reader, names: &names) }
            orders[block, index] = order
        }
        profiles[slot].reports = reports.make(reader.count()) { Report(from: &reader, names: &names) }
        profiles[slot].consent = consents.make(reader.count()) { ConsentWord(from: &reader) }
        profiles[slot].stays = stays.make(reader.count()) { Stay(from: &reader, names: &names) }
        profiles[slot].sightings = sightings.make(reader.count()) { Sighting(from: &reader, names: &names) }
        messages.replace(&profiles[slot].messages, with: Message.decode(&reader, names: &names))
        let hasAccount = reader.byte()
        if hasAccount > 1 { reader.fail() }
        if hasAccount == 1 {
            accounts.restore(StoredAccount(from: &reader, names: &names), as: &profiles[slot].account)
        }
        return reader.isBroken ? nil : slot
    }

    /// About how many bytes of memory the profiles take.
    public var byteCount: Int {
        let lists = [
            touches.byteCount, orders.byteCount, shares.byteCount, reports.byteCount, consents.byteCount,
            seen.ids.byteCount, stays.byteCount, sightings.byteCount, messages.byteCount, accounts.byteCount,
        ].reduce(0, +)
        // A place in the index has 24 bytes, and at least a quarter of them are free.
        return lists + profiles.count * MemoryLayout<Profile>.stride + count * 48
    }

    private mutating func clear(_ slot: Int) {
        wipe(slot)
        profiles[slot].endTimer = .max
        consents.removeAll(&profiles[slot].consent)
    }
}
