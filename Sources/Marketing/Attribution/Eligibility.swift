internal import Events
public import Streaming

/// Which touches may earn from an order (SPEC 4): lookback by action, the first group that has one, and of
/// touches of a campaign in close succession only the latest.
public struct Eligibility: Sendable {
    private let lookbacks: [Milliseconds]
    private let visitLookback: Milliseconds
    private let touchGap: Milliseconds
    private var candidates: [Touch] = []

    /// Compiles the rules.
    public init(rules: JourneyRules) {
        lookbacks = Action.allCases.map { rules.lookback[$0] ?? rules.defaultLookback }
        visitLookback = rules.visitLookback
        touchGap = rules.touchGap
    }

    /// Replaces `eligible` by the touches that may earn, in processing order.
    ///
    /// - Parameters:
    ///   - touches: a profile's touches in processing order.
    ///   - time: the order's own time; a late order's, too: no later touch is eligible for it.
    ///   - store: the order's own store: visits to it are own.
    ///   - eligible: is overwritten, so that its memory is used again.
    public mutating func select(
        from touches: ArraySlice<Touch>, at time: Milliseconds, store: StringID = .absent,
        into eligible: inout [Touch]
    ) {
        eligible.removeAll(keepingCapacity: true)
        candidates.removeAll(keepingCapacity: true)
        var group = 4
        for touch in touches {
            guard let own = touch.group(forOrderIn: store), own <= group, isWithinLookback(touch, at: time)
            else { continue }
            if own < group {
                group = own
                candidates.removeAll(keepingCapacity: true)
            }
            candidates.append(touch)
        }
        for index in candidates.indices {
            if index + 1 < candidates.count, isContinued(candidates[index], by: candidates[index + 1]) {
                continue
            }
            eligible.append(candidates[index])
        }
    }

    private func isWithinLookback(_ touch: Touch, at time: Milliseconds) -> Bool {
        let lookback = touch.isVisit ? visitLookback : lookbacks[Int(touch.kind)]
        return touch.time <= time && time - touch.time <= lookback
    }

    private func isContinued(_ touch: Touch, by next: Touch) -> Bool {
        !touch.isVisit && !next.isVisit && touch.campaign == next.campaign && touch.channel == next.channel
            && touch.pool == next.pool
            && next.time - touch.time <= touchGap
    }
}
