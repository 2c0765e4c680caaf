public import Streaming

/// Open windows as bytes, so that a task goes on after a restart as if there had been none.
///
/// A snapshot comes in parts, each with its own names; a window that is larger than a part continues in the
/// next. Windows are found again by size and zone: those of another configuration are left out.
extension Windows {
    /// What a section of a part holds.
    private enum Section: UInt8 {
        case aligned = 1
        case sliding, pane
    }

    /// Times that can be written as dates, and reckoned with without overflow.
    private static let times: ClosedRange<Milliseconds> = -(1 << 40)...1 << 48

    /// Writes all that is open.
    ///
    /// - Parameters:
    ///   - cells: what the rows are about.
    ///   - names: the names of cells.
    ///   - size: of a part, about; it ends with the row that exceeds it.
    ///   - part: receives the parts in their order.
    public func snapshot(
        cells: CellTable, names: StringTable, partSize size: Int = 1 << 18, part: ([UInt8]) -> Void
    ) {
        var writer = SnapshotWriter(cells: cells, names: names, size: size)
        for window in aligned {
            guard let span = window.span else { continue }
            writer.open(part: part) { header in
                header.append(Section.aligned.rawValue)
                header.appendText(zones[window.zone].name)
                for value in [window.size, span.start, span.end] { header.appendSigned(value) }
            }
            for cell in window.rows.cells {
                writer.append(cell, part: part) { window.rows.encode(cell, to: &$0) }
            }
        }
        for window in sliding {
            writer.open(part: part) { header in
                header.append(Section.sliding.rawValue)
                for value in [window.rule.size, window.rule.every, window.next] { header.appendSigned(value) }
            }
        }
        for pane in recent {
            writer.open(part: part) { header in
                header.append(Section.pane.rawValue)
                header.appendSigned(pane.start)
            }
            for cell in pane.rows.cells {
                writer.append(cell, part: part) { pane.rows.encode(cell, to: &$0) }
            }
        }
        writer.finish(part: part)
    }

    /// Adds what a part of a snapshot holds: all parts in their order, into windows that are empty.
    ///
    /// - Parameters:
    ///   - reader: stands at the part, which goes to the reader's end.
    ///   - cells: gets the cells that are new.
    ///   - names: gets the names that are new.
    /// - Returns: whether it was well formed.
    public mutating func restore(
        from reader: inout ByteReader, cells: inout CellTable, names: inout StringTable
    ) -> Bool {
        var map: [StringID] = [.absent]
        for _ in 0..<reader.count() {
            let range = reader.skip(reader.count())
            map.append(names.intern(reader.bytes.span.extracting(range)))
        }
        var numbers: [UInt32] = []
        for _ in 0..<reader.count() {
            let (pool, dimension, key) = (reader.varint(), reader.byte(), reader.varint())
            guard let dimension = Dimension(rawValue: dimension), !reader.isBroken,
                (1..<UInt64(map.count)).contains(pool), (1..<UInt64(map.count)).contains(key)
            else { return false }
            numbers.append(cells.cell(map[Int(pool)], dimension, map[Int(key)], &names))
        }
        while !reader.isAtEnd, !reader.isBroken {
            switch Section(rawValue: reader.byte()) {
            case .aligned: restoreAligned(&reader, numbers)
            case .sliding: restoreSliding(&reader, numbers)
            case .pane: restorePane(&reader, numbers)
            case nil: return false
            }
        }
        return !reader.isBroken
    }

    /// Ends a restore, after its last part.
    ///
    /// What is in a sliding window are the panes kept that lie in it, so its sums need not be stored.
    ///
    /// - Parameter released: all that ends at or before it has been handed out.
    /// - Returns: whether nothing is open that should have been handed out before.
    public mutating func finishRestore(released: Milliseconds) -> Bool {
        for index in sliding.indices {
            let end = sliding[index].next - sliding[index].rule.every
            for pane in recent where pane.start < end && pane.start >= end - sliding[index].rule.size {
                sliding[index].rows.add(pane.rows)
                for cell in pane.rows.cells { sliding[index].panes[cell, default: 0] += 1 }
            }
        }
        if longest == 0 { recent.removeAll() }
        return aligned.allSatisfy { $0.span.map { $0.end > released } ?? true }
            && sliding.allSatisfy { $0.panes.isEmpty || $0.next > released }
    }

    private mutating func restoreAligned(_ reader: inout ByteReader, _ numbers: [UInt32]) {
        let zone = reader.text()
        let (size, start, end) = (reader.signed(), reader.signed(), reader.signed())
        guard start < end, Self.times.contains(start), Self.times.contains(end) else { return reader.fail() }
        let index = aligned.firstIndex { $0.size == size && zones[$0.zone].name == zone }
        var rows = index.map { aligned[$0].rows } ?? CellRows()
        Self.forEachRow(&reader, numbers) { reader, cell in rows.add(cell, from: &reader) }
        guard let index, !rows.isEmpty else { return }
        aligned[index].span = WindowSpan(
            size: size, start: start, end: end, isFinal: true, aligned: aligned[index].place)
        aligned[index].rows = rows
        aligned[index].isChanged = true
    }

    private mutating func restoreSliding(_ reader: inout ByteReader, _ numbers: [UInt32]) {
        let rule = WindowRules.Sliding(size: reader.signed(), every: reader.signed())
        let next = reader.signed()
        guard next == Sliding.unset || Self.times.contains(next), reader.count() == 0 else {
            return reader.fail()
        }
        if let index = sliding.firstIndex(where: { $0.rule == rule }) { sliding[index].next = next }
    }

    private mutating func restorePane(_ reader: inout ByteReader, _ numbers: [UInt32]) {
        let start = reader.signed()
        guard Self.times.contains(start) else { return reader.fail() }
        if recent.last?.start != start { recent.append(Pane(start: start, rows: CellRows())) }
        guard recent.count == 1 || recent[recent.count - 2].start < start else { return reader.fail() }
        var rows = recent[recent.count - 1].rows
        Self.forEachRow(&reader, numbers) { reader, cell in rows.add(cell, from: &reader) }
        recent[recent.count - 1].rows = rows
    }

    private static func forEachRow(
        _ reader: inout ByteReader, _ numbers: [UInt32], _ body: (inout ByteReader, UInt32) -> Void
    ) {
        for _ in 0..<reader.count() {
            let number = reader.varint()
            guard !reader.isBroken, number < numbers.count else { return reader.fail() }
            body(&reader, numbers[Int(number)])
        }
    }
}

extension Windows {
    /// A hash of all that is open: the same whatever numbers cells have, and in whatever order they came.
    ///
    /// What only steers early records is not part of it.
    public func digest(cells: CellTable, names: StringTable) -> UInt64 {
        var sum: UInt64 = 0
        func add(_ head: [UInt8], _ cell: UInt32, _ rows: CellRows) {
            let about = cells.cells[Int(cell)]
            var bytes = head
            bytes.append(about.dimension.rawValue)
            for id in [about.pool, about.key] {
                bytes.appendVarint(UInt64(names[id].count))
                bytes.append(contentsOf: names[id])
            }
            rows.encode(cell, to: &bytes)
            sum &+= XXHash.hash64(bytes.span)
        }
        for window in aligned {
            guard let span = window.span else { continue }
            var head: [UInt8] = [Section.aligned.rawValue]
            head.appendText(zones[window.zone].name)
            for value in [window.size, span.start, span.end] { head.appendSigned(value) }
            for cell in window.rows.cells { add(head, cell, window.rows) }
        }
        for window in sliding {
            var head: [UInt8] = [Section.sliding.rawValue]
            for value in [window.rule.size, window.rule.every, window.next] { head.appendSigned(value) }
            sum &+= XXHash.hash64(head.span)
            for cell in window.rows.cells {
                guard let count = window.panes[cell] else { continue }
                add(head + [UInt8(truncatingIfNeeded: count)], cell, window.rows)
            }
        }
        for pane in recent {
            var head: [UInt8] = [Section.pane.rawValue]
            head.appendSigned(pane.start)
            for cell in pane.rows.cells { add(head, cell, pane.rows) }
        }
        return sum
    }
}

/// Gathers sections into a part with the names and cells that it uses.
private struct SnapshotWriter {
    let cells: CellTable
    let names: StringTable
    let size: Int
    private var used = FrameNames()
    private var numbers: [UInt32: UInt64] = [:]
    private var table: [UInt8] = []
    private var body: [UInt8] = []
    private var header: [UInt8] = []
    private var rows: [UInt8] = []
    private var count: UInt64 = 0
    private var nameBytes = 0

    init(cells: CellTable, names: StringTable, size: Int) {
        self.cells = cells
        self.names = names
        self.size = size
    }

    /// Begins a section; it is written even where it has no row.
    mutating func open(part: ([UInt8]) -> Void, header write: (inout [UInt8]) -> Void) {
        closeSection()
        header.removeAll(keepingCapacity: true)
        write(&header)
    }

    mutating func append(_ cell: UInt32, part: ([UInt8]) -> Void, row write: (inout [UInt8]) -> Void) {
        if nameBytes + table.count + body.count + rows.count >= size {
            let section = header
            finish(part: part)
            header = section
        }
        rows.appendVarint(number(of: cell))
        write(&rows)
        count += 1
    }

    mutating func finish(part: ([UInt8]) -> Void) {
        closeSection()
        guard !body.isEmpty else { return }
        var payload: [UInt8] = []
        used.write(names, to: &payload)
        payload.appendVarint(UInt64(numbers.count))
        payload.append(contentsOf: table)
        payload.append(contentsOf: body)
        part(payload)
        used.removeAll()
        numbers.removeAll(keepingCapacity: true)
        table.removeAll(keepingCapacity: true)
        body.removeAll(keepingCapacity: true)
        nameBytes = 0
    }

    private mutating func closeSection() {
        guard !header.isEmpty else { return }
        body.append(contentsOf: header)
        body.appendVarint(count)
        body.append(contentsOf: rows)
        rows.removeAll(keepingCapacity: true)
        header.removeAll(keepingCapacity: true)
        count = 0
    }

    private mutating func number(of cell: UInt32) -> UInt64 {
        if let known = numbers[cell] { return known }
        let about = cells.cells[Int(cell)]
        table.appendVarint(UInt64(used.number(about.pool)))
        table.append(about.dimension.rawValue)
        table.appendVarint(UInt64(used.number(about.key)))
        let number = UInt64(numbers.count)
        numbers[cell] = number
        nameBytes += names[about.key].count
        return number
    }
}
