import Events
import Marketing
import Streaming
import Testing

@Suite("Which visits are eligible")
struct VisitEligibilityTests {
    private static let order: Milliseconds = 100 * .day
    private static let store = StringID(rawValue: 40)

    private static func visit(_ time: Milliseconds, to store: StringID = Self.store) -> Touch {
        Touch(
            visitAt: time, idHash: 0, pool: StringID(rawValue: 3), channel: StringID(rawValue: 2),
            store: store)
    }

    private func times(
        _ touches: [Touch], at store: StringID = .absent, _ rules: JourneyRules = JourneyRules()
    ) -> [Milliseconds] {
        var (eligibility, eligible) = (Eligibility(rules: rules), [Touch]())
        eligibility.select(from: touches[...], at: Self.order, store: store, into: &eligible)
        return eligible.map { $0.time - Self.order }
    }

    @Test("seven days, inclusive, or as configured", arguments: [nil, .hour, 40 * .day] as [Milliseconds?])
    func lookback(configured: Milliseconds?) {
        var rules = JourneyRules()
        if let configured { rules.visitLookback = configured }
        let length = configured ?? 7 * .day
        #expect(times([Self.visit(Self.order - length)], rules) == [-length])
        #expect(times([Self.visit(Self.order - length - 1)], rules).isEmpty)
        #expect(times([Self.visit(Self.order)], rules) == [0])
        #expect(times([Self.visit(Self.order + 1)], rules).isEmpty)
    }

    private func times(_ touches: [Touch], _ rules: JourneyRules) -> [Milliseconds] {
        times(touches, at: .absent, rules)
    }

    @Test("they are engaged: anything passive or own earns nothing beside one")
    func engaged() {
        let order = Self.order
        let (passive, own) = (touch(order - 2, .open), touch(order - 1, .checkout, campaign: 0, own: true))
        #expect(times([Self.visit(order - 3), passive, own]) == [-3])
        #expect(times([touch(order - 4), Self.visit(order - 3), passive, own]) == [-4, -3])
    }

    @Test("to the order's own store they are own")
    func own() {
        let order = Self.order
        let (passive, ownView) = (touch(order - 2, .open), touch(order - 1, .view, campaign: 0, own: true))
        let ownPassive = touch(order, .impression, campaign: 0, own: true)
        let visit = Self.visit(order - 3)
        #expect(times([visit, passive, ownView, ownPassive], at: Self.store) == [-2])
        #expect(times([visit, ownView, ownPassive], at: Self.store) == [-3, -1])
        let other = Self.visit(order - 4, to: StringID(rawValue: 41))
        #expect(times([other, visit, passive, ownView], at: Self.store) == [-4])
        #expect(times([visit], at: Self.store) == [-3], "alone it earns")
    }

    @Test("they are never joined, and stand between touches that would be")
    func joined() {
        let order = Self.order
        #expect(
            times([Self.visit(order - 3), Self.visit(order - 2), Self.visit(order - 1)]) == [-3, -2, -1])
        let click = { touch(order - $0, .click, campaign: 0, channel: 2) }
        #expect(times([click(4), Self.visit(order - 3), click(2), click(1)]) == [-4, -3, -1])
        #expect(times([Self.visit(order - 2), click(1)]) == [-2, -1])
        let ownVisit = times([click(4), Self.visit(order - 3), click(2)], at: Self.store)
        #expect(ownVisit == [-2], "one of another group does not")
    }

    @Test("when touches are too many a visit goes last, as the oldest")
    func evicted() {
        let touches = [Self.visit(1), touch(2), touch(3, .view, own: true)]
        #expect(Touch.evicted(from: touches[...]) == 2)
        #expect(Touch.evicted(from: [Self.visit(1), touch(2, .view)][...]) == 1)
        #expect(Touch.evicted(from: [Self.visit(1), touch(2)][...]) == 0)
        #expect(Touch.evicted(from: [touch(1), Self.visit(2)][...]) == 0)
    }
}
