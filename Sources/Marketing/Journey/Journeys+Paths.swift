internal import Events
public import Streaming

/// By which channels orders came about: paths, and the transitions of `markov` (SPEC 4).
extension Journeys {
    /// A path names so many channels, the newest.
    private static let pathLength = 8

    /// The key of an order's path: the channels of its eligible touches since the profile's previous order.
    mutating func path(of order: Order, profile slot: Int?) -> StringID {
        guard let day = calendar.day(of: order.pool, at: order.time) else { return .absent }
        let previous = slot.flatMap { slot in
            store.profiles[slot].orderCount > 0 ? store.profiles[slot].lastOrder : nil
        }
        var channels: [StringID] = []
        for touch in eligible where previous.map({ touch.time > $0 }) ?? true {
            let channel = touch.channel.isAbsent ? directory.unknown : touch.channel
            if channels.last != channel { channels.append(channel) }
        }
        var key: [UInt8] = []
        for channel in channels.suffix(Self.pathLength) {
            if !key.isEmpty { key.append(UInt8(ascii: ">")) }
            key.appendPart(names[channel])
        }
        let path = key.isEmpty ? directory.direct : names.intern(key.span)
        return paths.take(path, of: order.pool, day: day) ? path : directory.other
    }

    mutating func bookPath(_ order: Order, pane: Int32) {
        guard !order.path.isAbsent else { return }
        let row = facts.row(pathKeys(order), pane: pane)
        facts.add(1, .orders, row: row)
        facts.add(Int128(order.value), .value, row: row)
    }

    mutating func takeBackPath(_ order: Order, _ value: Int64, pane: Int32) {
        guard !order.path.isAbsent else { return }
        facts.add(Int128(-value), .value, pathKeys(order), pane: pane)
    }

    private func pathKeys(_ order: Order) -> FactContext {
        var keys = FactContext(pool: order.pool, countsInPool: false)
        keys.path = order.path
        return keys
    }

    /// Books the transitions of a profile's journey, over all its kept touches, and ends it.
    mutating func bookRoute(to end: StringID, pool: StringID, pane: Int32, profile slot: Int) {
        var keys = FactContext(pool: pool, countsInPool: false)
        keys.channel = directory.start
        let block = store.profiles[slot].touches
        for index in 0..<Int(block.count) {
            let touch = store.touches[block, index]
            guard !touch.isPast else { continue }
            store.touches[block, index].isPast = true
            guard !touch.isSend, calendar.hasDays else { continue }
            let channel = touch.channel.isAbsent ? directory.unknown : touch.channel
            guard channel != keys.channel else { continue }
            keys.next = channel
            add(1, .transitions, keys, pane)
            keys.channel = channel
        }
        store.profiles[slot].person.journey = Person.Journey()
        guard keys.channel != directory.start else { return }
        keys.next = end
        add(1, .transitions, keys, pane)
    }

    // MARK: Ends

    /// Ends the visits and the journey of a profile that have ended by then, each at its own time.
    ///
    /// - Parameters:
    ///   - slot: the profile's.
    ///   - time: the ends before it, not those at it: a timer fires after all events of its instant.
    /// - Returns: when the next one ends; nil where nothing is open.
    @discardableResult
    public mutating func settle(_ slot: Int, before time: Milliseconds) -> Milliseconds? {
        var next = store.profiles[slot].stays.isEmpty ? nil : endStays(of: slot, before: time)
        let journey = store.profiles[slot].person.journey
        guard let end = journey.end(after: longestLookback) else { return next }
        guard end < time else {
            next = min(next ?? end, end)
            return next
        }
        let pane = Int32(truncatingIfNeeded: end.floorDivided(by: .minute))
        bookRoute(to: directory.loss, pool: journey.pool, pane: pane, profile: slot)
        return next
    }
}
