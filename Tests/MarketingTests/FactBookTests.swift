import Marketing
import Streaming
import Testing

@Suite("The book of facts")
struct FactBookTests {
    private struct Key: Hashable {
        let context: FactContext
        let pane: Int32
        let measure: Measure
    }

    private static func context(_ random: inout Seeded) -> FactContext {
        var context = FactContext(
            pool: StringID(rawValue: UInt32(1 + random.below(3))), countsInPool: random.below(2) == 0)
        for dimension in Dimension.allCases.dropFirst() where random.below(3) == 0 {
            context[dimension] = StringID(rawValue: UInt32(random.below(9)))
        }
        return context
    }

    @Test("is a dictionary by context, pane and measure", arguments: [1, 2, 3] as [UInt64])
    func model(seed: UInt64) {
        var random = Seeded(state: seed)
        var book = FactBook()
        var model: [Key: Int128] = [:]
        var order: [Key] = []
        for round in 0..<6_000 {
            let context = Self.context(&random)
            let pane = Int32(random.signed(40))
            let measure = Measure.allCases[random.below(Measure.count)]
            let value = Int128(random.signed(3)) * 1_000_000_000_000_000_000
            book.add(value, measure, context, pane: pane)
            let key = Key(context: context, pane: pane, measure: measure)
            if model[key] == nil { order.append(key) }
            model[key, default: 0] += value
            if round == 3_000 {
                book.removeAll()
                #expect(book.isEmpty)
                (model, order) = ([:], [])
            }
        }
        let contexts = book.contexts.contexts
        #expect(Set(contexts).count == contexts.count, "seed \(seed)")
        let keys = book.entries.map {
            Key(context: contexts[Int($0.context)], pane: $0.pane, measure: $0.measure)
        }
        #expect(keys == order, "seed \(seed): every sum once, in the order of its first fact")
        for (key, entry) in zip(keys, book.entries) { #expect(entry.value == model[key], "seed \(seed)") }
    }

    @Test("keeps what adds up to nothing")
    func nothing() {
        var book = FactBook()
        let context = FactContext(pool: StringID(rawValue: 1), countsInPool: true)
        book.add(5, .spend, context, pane: 1)
        book.add(-5, .spend, context, pane: 1)
        #expect(book.entries.map(\.value) == [0] && !book.isEmpty)
    }

    @Test("holds sums beyond 64 bits")
    func large() {
        var book = FactBook()
        let context = FactContext(pool: StringID(rawValue: 1), countsInPool: true)
        for _ in 0..<100 { book.add(1_000_000_000_000_000_000, .value, context, pane: 0) }
        #expect(book.entries.first?.value == 100_000_000_000_000_000_000)
    }

    @Test("a context has a key of its own in every dimension", arguments: [.pool] + Dimension.keyed)
    func dimensions(dimension: Dimension) {
        let pool = StringID(rawValue: 7)
        var context = FactContext(pool: pool, countsInPool: false)
        #expect(Dimension.allCases.allSatisfy { context[$0].isAbsent })
        let key = dimension == .pool ? pool : StringID(rawValue: 9)
        context[dimension] = key
        #expect(context[dimension] == key)
        #expect(Dimension.allCases.allSatisfy { $0 == dimension || context[$0].isAbsent })
    }
}
