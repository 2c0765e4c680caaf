import Streaming
import Testing

@testable import Marketing

@Suite("Rows of sums are dictionaries")
struct RowsTests {
    /// What a row must hold: sums, and the order in which they first appeared.
    private struct Model: Equatable {
        var sums: [Measure: Int128] = [:]
        var order: [Measure] = []

        mutating func add(_ value: Int128, _ measure: Measure) {
            if sums[measure] == nil { order.append(measure) }
            sums[measure, default: 0] += value
        }

        func matches(_ forEachSum: ((Measure, Int128) -> Void) -> Void) -> Bool {
            var other = Model()
            forEachSum { other.add($1, $0) }
            return self == other
        }
    }

    private static func value(_ random: inout Seeded) -> Int128 {
        Int128(random.signed(5)) * 1_000_000_000_000_000_000 * Int128(1 + random.below(100))
    }

    /// Few measures as a rule, as rows have; at times any.
    private static func measure(_ random: inout Seeded) -> Measure {
        Measure.allCases[random.below(random.below(3) == 0 ? Measure.count : 6)]
    }

    @Test("as facts come in", arguments: Array(1...5) as [UInt64])
    func measureRows(seed: UInt64) {
        var random = Seeded(state: seed)
        var (rows, models) = (MeasureRows(), [Model]())
        for round in 0..<4_000 {
            if round == 2_500 {
                rows.removeAll()
                models = []
            }
            if models.isEmpty || random.below(20) == 0 {
                #expect(rows.append() == models.count)
                models.append(Model())
            }
            let (row, measure, value) = (
                random.below(models.count), Self.measure(&random), Self.value(&random)
            )
            rows.add(value, measure, row: row)
            models[row].add(value, measure)
        }
        #expect(rows.count == models.count)
        for (row, model) in models.enumerated() {
            let isSame = model.matches { rows.forEachSum(of: row, $0) }
            #expect(isSame && rows.count(of: row) == model.order.count, "seed \(seed), row \(row)")
            for measure in Measure.allCases {
                #expect(rows.value(of: measure, row: row) == model.sums[measure, default: 0])
            }
        }
    }

    @Test("as windows keep them", arguments: Array(1...5) as [UInt64])
    func wideRows(seed: UInt64) {
        var random = Seeded(state: seed)
        var (rows, models) = (WideRows(), [Model]())
        for round in 0..<4_000 {
            if round == 1_500 {
                rows.removeAll()
                models = []
            }
            if models.isEmpty || random.below(20) == 0 {
                #expect(rows.append() == models.count)
                models.append(Model())
            }
            let (row, measure, value) = (
                random.below(models.count), Self.measure(&random), Self.value(&random)
            )
            rows.add(value, measure, row: row)
            models[row].add(value, measure)
        }
        for (row, model) in models.enumerated() {
            let isSame = model.matches { rows.forEachSum(of: row, $0) }
            #expect(isSame, "seed \(seed), row \(row)")
            for measure in Measure.allCases {
                #expect(rows.value(of: measure, row: row) == model.sums[measure, default: 0])
            }
        }
    }

    @Test("there are as many measures as places in a row")
    func count() { #expect(Measure.count == Measure.allCases.count) }

    @Test("a row may have every measure that there is")
    func all() {
        var (wide, narrow) = (WideRows(), MeasureRows())
        for row in 0..<3 {
            #expect(wide.append() == row && narrow.append() == row)
            for measure in Measure.allCases.reversed() {
                wide.add(Int128(measure.rawValue) + 1, measure, row: row)
                narrow.add(Int128(measure.rawValue) + 1, measure, row: row)
            }
        }
        for row in 0..<3 {
            for measure in Measure.allCases {
                #expect(wide.value(of: measure, row: row) == Int128(measure.rawValue) + 1)
                #expect(narrow.value(of: measure, row: row) == Int128(measure.rawValue) + 1)
            }
        }
    }

    @Test("of cells, merged in any order and taken away again", arguments: Array(1...10) as [UInt64])
    func cellRows(seed: UInt64) {
        var random = Seeded(state: seed)
        var (panes, sliding, models) = ([CellRows](), CellRows(), [UInt32: Model]())
        var shown: [UInt32: Model] = [:]
        for _ in 0..<12 {
            var pane = CellRows()
            for _ in 0..<random.below(60) {
                let (cell, measure, value) = (
                    UInt32(random.below(40) * random.below(8)), Self.measure(&random), Self.value(&random)
                )
                let row = pane.row(of: cell)
                pane.add(value, measure, row: row)
                models[cell, default: Model()].add(value, measure)
                if !measure.isAlignedOnly { shown[cell, default: Model()].add(value, measure) }
            }
            panes.append(pane)
            sliding.addSliding(pane)
        }
        var (forward, backward) = (CellRows(), CellRows())
        for pane in panes { forward.add(pane) }
        for pane in panes.reversed() { backward.add(pane) }
        #expect(Set(forward.cells) == Set(models.keys) && Set(backward.cells) == Set(models.keys))
        #expect(forward.cells.count == models.count && Set(sliding.cells) == Set(shown.keys))
        for cell in 0..<300 as Range<UInt32> {
            for measure in Measure.allCases {
                let sum = models[cell]?.sums[measure] ?? 0
                #expect(forward[cell, measure] == sum && backward[cell, measure] == sum, "seed \(seed)")
                #expect(sliding[cell, measure] == shown[cell]?.sums[measure] ?? 0, "seed \(seed)")
            }
        }
        for pane in panes { forward.add(pane, sign: -1) }
        #expect(models.keys.allSatisfy { cell in Measure.allCases.allSatisfy { forward[cell, $0] == 0 } })
        backward.removeAll()
        #expect(backward.isEmpty && backward[models.keys.first ?? 0, .sends] == 0)
        let row = backward.row(of: 7)
        backward.add(1, .clicks, row: row)
        #expect(backward.cells == [7] && backward[7, .clicks] == 1)
    }

    @Test("facts of a pane, before and after they are added up", arguments: Array(1...4) as [UInt64])
    func paneFacts(seed: UInt64) {
        var random = Seeded(state: seed)
        var facts = PaneFacts()
        for (count, contexts) in [(1_000, 30), (30_000, 30), (20_000, 9_000)] {
            var models: [UInt32: [Measure: Int128]] = [:]
            for _ in 0..<count {
                let context = UInt32(random.below(contexts))
                facts.append(context: context)
                if models[context] == nil { models[context] = [:] }
                for _ in 0..<random.below(4) {
                    let (measure, value) = (Self.measure(&random), Self.value(&random))
                    facts.add(value, measure)
                    models[context]?[measure, default: 0] += value
                }
            }
            var sums: [UInt32: [Measure: Int128]] = [:]
            for (row, context) in facts.contexts.enumerated() {
                if sums[context] == nil { sums[context] = [:] }
                var counted = 0
                facts.forEachSum(of: row) { measure, value in
                    sums[context]?[measure, default: 0] += value
                    counted += 1
                }
                #expect(facts.sumCount(of: row) == counted)
            }
            #expect(sums == models, "seed \(seed), \(count) facts of \(contexts) contexts")
            #expect(facts.contexts.count <= max(4_096, 2 * models.count), "seed \(seed)")
            facts.removeAll()
            #expect(facts.isEmpty)
        }
    }

    @Test("a context has one number, however many there are", arguments: [1, 2] as [UInt64])
    func contexts(seed: UInt64) {
        var records = RandomRecords(seed: seed)
        var (table, model) = (ContextTable(), [FactContext: UInt32]())
        for round in 0..<5_000 {
            var context = records.context()
            context.bucket = UInt16(records.random.below(3))
            let known = model[context] ?? UInt32(model.count)
            #expect(table.intern(context) == known, "seed \(seed), round \(round)")
            model[context] = known
        }
        #expect(table.contexts.count == model.count && model.count > 1_000)
        for (context, number) in model { #expect(table.contexts[Int(number)] == context) }
        table.removeAll()
        #expect(table.contexts.isEmpty && table.intern(records.context()) == 0)
    }
}
