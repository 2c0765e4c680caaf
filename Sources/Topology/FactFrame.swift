package import Marketing
package import Streaming

/// Facts on their way to a pool's partition: names, then contexts, then sums.
package enum FactFrame {
    /// Splits a book by pool partition, and writes one payload for each; empty where there is nothing.
    package static func payloads(
        _ book: FactBook, names: StringTable, partitions: Int, partition: (StringID) -> Int
    ) -> [[UInt8]] {
        var builders = Array(repeating: Builder(), count: partitions)
        let contexts = book.contexts.contexts
        for entry in book.entries {
            let context = contexts[Int(entry.context)]
            builders[partition(context.pool)].append(entry, context)
        }
        return builders.map { $0.payload(names: names) }
    }

    /// Gathers sums of one table of contexts into a payload.
    struct Builder {
        private var names = FrameNames()
        private var numbers: [UInt32: UInt64] = [:]
        private var contexts: [UInt8] = []
        private var sums: [UInt8] = []
        private var pane: Int64 = 0

        mutating func append(_ entry: FactBook.Entry, _ context: FactContext) {
            let number = numbers[entry.context] ?? add(context, entry.context)
            sums.appendVarint(number)
            sums.appendSigned(Int64(entry.pane) - pane)
            pane = Int64(entry.pane)
            sums.append(entry.measure.rawValue)
            sums.appendWide(entry.value)
        }

        private mutating func add(_ context: FactContext, _ key: UInt32) -> UInt64 {
            contexts.appendVarint(UInt64(names.number(context.pool)))
            contexts.append(context.countsInPool ? 1 : 0)
            for dimension in Dimension.allCases.dropFirst() {
                contexts.appendVarint(UInt64(names.number(context[dimension])))
            }
            let number = UInt64(numbers.count)
            numbers[key] = number
            return number
        }

        /// How many bytes the payload has so far, but for its names.
        var count: Int { contexts.count + sums.count }

        func payload(names table: StringTable) -> [UInt8] {
            guard !sums.isEmpty else { return [] }
            var payload: [UInt8] = []
            names.write(table, to: &payload)
            payload.appendVarint(UInt64(numbers.count))
            payload.append(contentsOf: contexts)
            payload.append(contentsOf: sums)
            return payload
        }
    }

    /// Reads a payload: every context once, then every sum.
    package static func read(
        _ reader: ByteReader, names: inout StringTable,
        context: (FactContext, StringTable) -> Int, sum: (Int, Int32, Measure, Int128) -> Void
    ) throws(FrameError) {
        var reader = reader
        guard !reader.isAtEnd else { return }
        let map = FrameNames.read(&reader, into: &names)
        var contexts: [Int] = []
        for _ in 0..<reader.count() {
            guard let next = readContext(&reader, map) else { throw .damaged }
            contexts.append(context(next, names))
        }
        var pane: Int64 = 0
        while !reader.isAtEnd {
            let number = reader.varint()
            pane &+= reader.signed()
            let measure = Measure(rawValue: reader.byte())
            let value = reader.wide()
            guard !reader.isBroken, number < contexts.count, let measure, let minute = Int32(exactly: pane),
                minute >= 0, value.magnitude <= CellRows.largest
            else { throw .damaged }
            sum(contexts[Int(number)], minute, measure, value)
        }
        guard !reader.isBroken else { throw .damaged }
    }

    private static func readContext(_ reader: inout ByteReader, _ map: [StringID]) -> FactContext? {
        func name() -> StringID {
            let number = reader.varint()
            guard number < map.count else {
                reader.fail()
                return .absent
            }
            return map[Int(number)]
        }
        let pool = name()
        var context = FactContext(pool: pool, countsInPool: reader.byte() == 1)
        for dimension in Dimension.allCases.dropFirst() { context[dimension] = name() }
        return reader.isBroken || pool.isAbsent ? nil : context
    }
}
