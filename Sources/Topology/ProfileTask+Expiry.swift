internal import Marketing
internal import Streaming

extension ProfileTask {
    /// How long a profile's lists can matter after its last event: no look back reaches further.
    ///
    /// At least 90 days, so that only the long gone are forgotten, most of them cookies that never came back.
    static func retention(_ rules: JourneyRules) -> Milliseconds {
        let lookbacks = rules.lookback.values.reduce(rules.defaultLookback, max)
        return [
            lookbacks, rules.visitLookback, rules.dedupWindow, rules.refundWindow, rules.activeWindow,
            90 * .day,
        ].reduce(0, max)
    }

    /// Takes note that a profile had an event, so that it is kept for a while.
    mutating func keep(_ slot: Int, since time: Milliseconds) {
        let deadline = time + retention
        if journeys.store.profiles[slot].deadline == 0 { timers.schedule(slot, at: deadline) }
        journeys.store.profiles[slot].deadline = deadline
    }

    /// Forgets guests whose name has had its window, and what is kept of profiles that are long gone.
    mutating func expire(before watermark: Milliseconds) {
        for number in timers.due(before: watermark) {
            let slot = Int(number)
            let profile = journeys.store.profiles[slot]
            guard !profile.id.isAbsent else { continue }
            if profile.deadline >= watermark {
                timers.schedule(slot, at: profile.deadline)
            } else {
                forget(slot)
            }
        }
    }

    /// What a profile said of consent, whom it belongs to, and that it has ordered, stays.
    private mutating func forget(_ slot: Int) {
        let profile = journeys.store.profiles[slot]
        if profile.kind == .guest
            || (profile.link.isAbsent && profile.consent.isEmpty && profile.orderCount == 0)
        {
            return journeys.store.remove(slot)
        }
        journeys.store.wipe(slot)
        journeys.store.profiles[slot].orderCount = profile.orderCount
        journeys.store.profiles[slot].lastOrder = profile.lastOrder
        journeys.store.profiles[slot].deadline = 0
    }
}
