import Events
import Marketing
import Streaming
import Testing

/// A touch with names by number, for tests of the rules.
func touch(
    _ time: Milliseconds, _ action: Action = .click, campaign: UInt32 = 1, channel: UInt32 = 2,
    pool: UInt32 = 3,
    own: Bool = false, id: UInt64 = 0
) -> Touch {
    Touch(
        time: time, idHash: id, pool: StringID(rawValue: pool), campaign: StringID(rawValue: campaign),
        channel: StringID(rawValue: channel), action: action, isOwn: own)
}

@Suite("Which touches are eligible")
struct EligibilityTests {
    private static let order: Milliseconds = 100 * .day

    private func times(_ touches: [Touch], rules: JourneyRules = JourneyRules()) -> [Milliseconds] {
        var eligibility = Eligibility(rules: rules)
        var eligible = [touch(1)]
        eligibility.select(from: touches[...], at: Self.order, into: &eligible)
        return eligible.map { $0.time - Self.order }
    }

    @Test(
        "the lookback counts inclusively, by action, and nothing after the order",
        arguments: [
            (.click, 30 * .day), (.view, 30 * .day), (.checkout, 30 * .day), (.open, 7 * .day),
            (.impression, .day),
        ] as [(Action, Milliseconds)])
    func lookback(action: Action, length: Milliseconds) {
        let order = Self.order
        #expect(times([touch(order - length, action)]) == [-length])
        #expect(times([touch(order - length - 1, action)]).isEmpty)
        #expect(times([touch(order, action)]) == [0])
        #expect(times([touch(order + 1, action)]).isEmpty)
    }

    @Test("a lookback of one's own for an action")
    func configured() {
        var rules = JourneyRules()
        rules.lookback[.view] = .hour
        rules.defaultLookback = 2 * .hour
        let order = Self.order
        #expect(times([touch(order - .hour, .view)], rules: rules) == [-.hour])
        #expect(times([touch(order - .hour - 1, .view)], rules: rules).isEmpty)
        #expect(times([touch(order - 2 * .hour, .click)], rules: rules) == [-2 * .hour])
        #expect(times([touch(order - 2 * .hour - 1, .click)], rules: rules).isEmpty)
    }

    @Test("only the first group that has an eligible touch earns")
    func groups() {
        let order = Self.order
        let engaged = touch(order - 4, .click)
        let passive = touch(order - 3, .open)
        let own = touch(order - 2, .checkout, campaign: 0, channel: 5, own: true)
        let ownPassive = touch(order - 1, .impression, campaign: 0, channel: 5, own: true)
        #expect(times([engaged, passive, own, ownPassive]) == [-4])
        #expect(times([passive, own, ownPassive]) == [-3])
        #expect(times([own, ownPassive]) == [-2])
        #expect(times([ownPassive]) == [-1])
        #expect(times([ownPassive, own, passive].sorted(by: Touch.precedes)) == [-3])
        let old = touch(order - 31 * .day, .click)
        #expect(times([old, own]) == [-2], "a group without an eligible touch does not count")
    }

    @Test(
        "sends and counted actions earn nothing",
        arguments: [.send, .bounce, .rating, .complaint] as [Action])
    func sends(action: Action) {
        #expect(times([touch(Self.order - 1, action)]).isEmpty)
    }

    @Test("of touches close to each other only the latest is eligible, link by link")
    func gap() {
        let (order, gap) = (Self.order, 30 * Milliseconds.minute)
        #expect(times([touch(order - gap), touch(order)]) == [0])
        #expect(times([touch(order - gap - 1), touch(order)]) == [-gap - 1, 0])
        let chain = (0...12).map { touch(order - Milliseconds(12 - $0) * gap) }
        #expect(times(chain) == [0], "six hours in steps of the gap are one touch")
    }

    @Test("another pool, campaign or channel between breaks a chain")
    func interrupted() {
        let order = Self.order
        for other in [
            touch(order - 2, campaign: 9), touch(order - 2, channel: 9), touch(order - 2, pool: 9),
        ] {
            #expect(times([touch(order - 3), other, touch(order - 1)]) == [-3, -2, -1])
        }
        let passive = touch(order - 2, .open, campaign: 9)
        #expect(times([touch(order - 3), passive, touch(order - 1)]) == [-1], "another group does not")
        let send = touch(order - 2, .send, campaign: 9)
        #expect(times([touch(order - 3), send, touch(order - 1)]) == [-1], "a send does not")
    }
}

@Suite("Which touch goes when there are too many")
struct EvictionTests {
    private static let own = touch(5, .view, campaign: 0, own: true)
    private static let send = touch(4, .send)
    private static let passive = touch(3, .open)
    private static let view = touch(2, .view)
    private static let click = touch(1, .click)

    @Test("own before send before passive before view before the oldest")
    func order() {
        var touches = [Self.click, Self.view, Self.passive, Self.send, Self.own]
        var gone: [Milliseconds] = []
        while !touches.isEmpty { gone.append(touches.remove(at: Touch.evicted(from: touches[...])).time) }
        #expect(gone == [5, 4, 3, 2, 1])
    }

    @Test("the oldest of its sort")
    func oldest() {
        for sort in [Self.own, Self.send, Self.passive, Self.view, Self.click] {
            var (first, second) = (sort, sort)
            (first.time, second.time) = (10, 11)
            let touches = [touch(9, .click), first, second, touch(12, .click)]
            #expect(Touch.evicted(from: touches[...]) == (sort == Self.click ? 0 : 1))
        }
    }

    @Test("a send without campaign is a send, not an own touch")
    func ownSend() {
        let touches = [touch(1, .send, campaign: 0, own: true), touch(2, .view, campaign: 0, own: true)]
        #expect(Touch.evicted(from: touches[...]) == 1)
    }

    @Test("a slice has indices of its own")
    func slice() {
        let touches = [touch(1), touch(2), touch(3, .send), touch(4)]
        #expect(Touch.evicted(from: touches[1...]) == 1, "the place within the slice")
    }

    @Test(
        "the new one is always kept, and a profile holds no more than its limit",
        arguments: [1, 2, 3] as [UInt64])
    func limit(seed: UInt64) {
        var random = Seeded(state: seed)
        for limit in [1, 2, 5, 64] {
            var store = ProfileStore(rules: JourneyRules())
            let slot = store.slot(of: Hash128(high: 1, low: 1), kind: .customer)
            var model: [Touch] = []
            for time in 0..<300 {
                let action = [Action.view, .click, .send, .open, .impression, .cart][random.below(6)]
                let new = touch(Milliseconds(time), action, own: action != .send && random.below(4) == 0)
                if model.count == limit { model.remove(at: Touch.evicted(from: model[...])) }
                model.append(new)
                store.add(new, to: slot, limit: limit)
                #expect(
                    Array(store.touches(of: slot)) == model, "seed \(seed), limit \(limit), touch \(time)")
            }
        }
    }

    @Test("joined histories stand in processing order, and fit")
    func join() {
        var store = ProfileStore(rules: JourneyRules())
        let slot = store.slot(of: Hash128(high: 1, low: 1), kind: .customer)
        for time in [10, 20, 30] as [Milliseconds] { store.add(touch(time, id: 5), to: slot, limit: 4) }
        store.join([touch(15, .view, id: 1), touch(20, id: 4), touch(30, id: 6)], to: slot, limit: 6)
        #expect(store.touches(of: slot).map(\.time) == [10, 15, 20, 20, 30, 30])
        #expect(store.touches(of: slot).map(\.idHash) == [5, 1, 4, 5, 5, 6])
        store.join([touch(40, .open)], to: slot, limit: 5)
        #expect(
            store.touches(of: slot).map(\.time) == [10, 20, 20, 30, 30],
            "first the passive one, then the view")
    }
}
