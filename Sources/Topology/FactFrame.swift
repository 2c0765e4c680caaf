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
        // Facts of one pool follow one another as a rule.
        var (pool, builder) = (StringID.absent, 0)
        for (index, row) in book.rows.enumerated() {
            let context = contexts[Int(row.context)]
            if context.pool != pool { (pool, builder) = (context.pool, partition(context.pool)) }
            builders[builder].append(row, context, index, of: book)
        }
        return builders.map { $0.payload(names: names) }
    }

    /// Gathers sums of one table of contexts into a payload.
    struct Builder {
        private var names = FrameNames()
        /// The numbers of contexts, from 1; 0: not written yet.
        private var numbers: [UInt32] = []
        private var count: UInt32 = 0
        private var contexts: [UInt8] = []
        private var sums: [UInt8] = []
        private var pane: Int64 = 0

        /// Appends a row of a book.
        mutating func append(_ row: FactBook.Row, _ context: FactContext, _ index: Int, of book: FactBook) {
            open(row.context, context, pane: row.pane, count: book.sumCount(of: index))
            book.forEachSum(of: index) { append($0, $1) }
        }

        /// Begins a row of so many sums; the key is the context's number in its table.
        mutating func open(_ key: UInt32, _ context: FactContext, pane minute: Int32, count: Int) {
            let number = number(of: key, context)
            sums.appendVarint(UInt64(number))
            sums.appendSigned(Int64(minute) - pane)
            pane = Int64(minute)
            sums.appendVarint(UInt64(count))
        }

        mutating func append(_ measure: Measure, _ value: Int128) {
            sums.append(measure.rawValue)
            sums.appendWide(value)
        }

        /// The frame's number of a context, from 0, which is written where it is new.
        private mutating func number(of key: UInt32, _ context: FactContext) -> UInt32 {
            if Int(key) >= numbers.count {
                numbers.append(contentsOf: repeatElement(0, count: Int(key) + 1 - numbers.count))
            }
            if numbers[Int(key)] == 0 {
                context.encode(to: &contexts, names: &names)
                count += 1
                numbers[Int(key)] = count
            }
            return numbers[Int(key)] - 1
        }

        /// How many bytes the payload has so far, but for its names.
        var size: Int { contexts.count + sums.count }

        func payload(names table: StringTable) -> [UInt8] {
            guard !sums.isEmpty else { return [] }
            var payload: [UInt8] = []
            names.write(table, to: &payload)
            payload.appendVarint(UInt64(count))
            payload.append(contentsOf: contexts)
            payload.append(contentsOf: sums)
            return payload
        }
    }

    /// Reads a payload: every context once, then row by row its context and pane, and its sums.
    package static func read(
        _ reader: ByteReader, names: inout StringTable,
        context: (FactContext, inout StringTable) -> Int, row: (Int, Int32) -> Void,
        sum: (Measure, Int128) -> Void
    ) throws(FrameError) {
        var reader = reader
        guard !reader.isAtEnd else { return }
        let map = FrameNames.read(&reader, into: &names)
        var contexts: [Int] = []
        for _ in 0..<reader.count() {
            let next = FactContext(from: &reader, names: map)
            guard !reader.isBroken else { throw .damaged }
            contexts.append(context(next, &names))
        }
        var pane: Int64 = 0
        while !reader.isAtEnd {
            let number = reader.varint()
            pane &+= reader.signed()
            let count = reader.count()
            guard !reader.isBroken, number < contexts.count, let minute = Int32(exactly: pane), minute >= 0
            else { throw .damaged }
            row(contexts[Int(number)], minute)
            for _ in 0..<count {
                let measure = Measure(rawValue: reader.byte())
                let value = reader.wide()
                guard !reader.isBroken, let measure, value.magnitude <= CellRows.largest
                else { throw .damaged }
                sum(measure, value)
            }
        }
        guard !reader.isBroken else { throw .damaged }
    }
}
