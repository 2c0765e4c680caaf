internal import Marketing
internal import Streaming

extension ProfileTask {
    /// How long a profile's lists can matter after its last event: no look back reaches further.
    ///
    /// At least 90 days, so that only the long gone are forgotten, most of them cookies that never came back.
    static func retention(_ rules: JourneyRules) -> Milliseconds {
        let lookbacks = rules.lookback.values.reduce(rules.defaultLookback, max)
        return [
            lookbacks, rules.visitLookback, rules.roomWindow, rules.dedupWindow, rules.refundWindow,
            rules.activeWindow,
            90 * .day,
        ].reduce(0, max)
    }

    /// The slot of an event's profile, which is about to change.
    ///
    /// What its timer forgets is forgotten by now, be the timer's minute over or not: so it does not matter
    /// how many events are released at a time.
    mutating func slot(of id: Hash128, kind: ProfileKind, at time: Milliseconds) -> Int {
        var slot = journeys.store.slot(of: id, kind: kind)
        journeys.settle(slot, before: time)
        let deadline = journeys.store.profiles[slot].deadline
        if deadline != 0, deadline < time {
            forget(slot)
            slot = journeys.store.slot(of: id, kind: kind)
        }
        noteChange(slot)
        return slot
    }

    /// Takes note that a profile changes.
    @inline(__always)
    mutating func noteChange(_ slot: Int) {
        if keepsLog { changes.note(slot) }
    }

    /// Takes note that a profile had an event, so that it is kept for a while.
    mutating func keep(_ slot: Int, since time: Milliseconds) {
        let deadline = time + retention
        if journeys.store.profiles[slot].deadline == 0 { timers.schedule(slot, at: deadline) }
        journeys.store.profiles[slot].deadline = deadline
    }

    /// Forgets guests whose name has had its window, and what is kept of profiles that are long gone.
    ///
    /// A deadline counts from the end of its minute, not of the minute in which its profile happens to stand:
    /// so a task that was restored, and has its timers anew, forgets at the same watermark.
    mutating func expire(before watermark: Milliseconds) {
        for number in timers.due(before: watermark) {
            let slot = Int(number)
            let profile = journeys.store.profiles[slot]
            // The slot may have been freed, and taken by another one, since it was scheduled.
            guard !profile.id.isAbsent, profile.deadline != 0 else { continue }
            let minute = profile.deadline.floorDivided(by: .minute)
            if minute >= watermark.floorDivided(by: .minute) {
                timers.schedule(slot, at: profile.deadline)
            } else {
                forget(slot)
            }
        }
    }

    /// What a profile said of consent, whom it belongs to, and that it has ordered, stays; and with it its
    /// segment and presence.
    private mutating func forget(_ slot: Int) {
        let profile = journeys.store.profiles[slot]
        if profile.kind == .guest
            || (profile.link.isAbsent && profile.consent.isEmpty && profile.orderCount == 0)
        {
            return remove(slot)
        }
        noteChange(slot)
        journeys.store.wipe(slot)
        journeys.store.profiles[slot].orderCount = profile.orderCount
        journeys.store.profiles[slot].lastOrder = profile.lastOrder
        journeys.store.profiles[slot].person.segment = profile.person.segment
        journeys.store.profiles[slot].person.segmentTime = profile.person.segmentTime
        journeys.store.profiles[slot].person.traits = profile.person.traits
        journeys.store.profiles[slot].deadline = 0
    }

    /// Sets a timer for the next end of a profile's visits and journey, unless there is one that is no later.
    mutating func watch(_ slot: Int) {
        let timer = journeys.store.profiles[slot].endTimer
        // With a timer set and nobody in a store, a journey can only end later than that.
        guard timer == .max || !journeys.store.profiles[slot].stays.isEmpty else { return }
        // Before all times nothing ends; the answer is when something will.
        guard let next = journeys.settle(slot, before: .min), next < timer else { return }
        journeys.store.profiles[slot].endTimer = next
        endTimers.schedule(slot, at: next)
    }

    /// Ends the visits and journeys whose timers have come, each at its own time.
    ///
    /// - Parameters:
    ///   - watermark: all timers of minutes before its own have come.
    ///   - end: the ends before it.
    ///   - isLast: whether nothing comes after it.
    mutating func settleDue(before watermark: Milliseconds, at end: Milliseconds, isLast: Bool = false) {
        for number in endTimers.due(before: watermark) {
            let slot = Int(number)
            journeys.store.profiles[slot].endTimer = .max
            // The slot may have been freed since then.
            guard !journeys.store.profiles[slot].id.isAbsent else { continue }
            noteChange(slot)
            journeys.settle(slot, before: end)
            if !isLast { watch(slot) }
        }
    }

    /// Takes a profile out altogether.
    mutating func remove(_ slot: Int) {
        if keepsLog { changes.noteRemoval(of: journeys.store.profiles[slot].id) }
        journeys.store.remove(slot)
    }
}
