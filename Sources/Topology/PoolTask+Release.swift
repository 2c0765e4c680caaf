internal import Marketing
internal import Streaming

extension PoolTask {
    /// Works off up to the watermark, or to the beginning of the first pane that is too many.
    mutating func release(into outbox: inout Outbox, limit: Int) -> Bool {
        let watermark = watermark
        guard watermark > released else { return false }
        #if WEIR_MUTATIONS
            let isTooEarly = Mutation.active == .foldTooEarly && watermark != Channels.closed
            let last = watermark.floorDivided(by: .minute) + (isTooEarly ? 1 : 0)
        #else
            let last = watermark.floorDivided(by: .minute)
        #endif
        let due = panes.keys.filter { Int64($0) < last }.sorted()
        var rows = Array(repeating: CellRows(), count: zones.count)
        for (count, pane) in due.enumerated() {
            let start = Int64(pane) * .minute
            guard count < limit else {
                close(upTo: start, into: &outbox)
                return true
            }
            apply(changesBefore: start + 1, into: &outbox)
            guard let facts = panes.removeValue(forKey: pane) else { continue }
            if keepsLog {
                report(facts, pane: pane, to: &outbox)
                log.append(facts, pane: pane, cells: cells, names: names)
            }
            spread(facts, into: &rows)
            reuse(facts)
            let next = count + 1 < min(due.count, limit) ? due[count + 1] : nil
            if let next, fallTogether(pane, next) { continue }
            let sheet = sheet
            fold(&rows, pane: pane) { sheet.write($0, $1, $2, to: &outbox) }
        }
        close(upTo: watermark, into: &outbox)
        return false
    }

    /// Whether two panes are in the same windows, so that they can be folded as one: a replay has a lot of them
    /// at a time.
    private func fallTogether(_ pane: Int32, _ next: Int32) -> Bool {
        let end = Int64(next) * .minute
        return !keepsLog && changes.first.map({ $0.change.time > end }) ?? true
            && windows.fallTogether(Int64(pane) * .minute, end)
    }

    /// Folds the sums of a pane into the windows; those of all before it are in them already.
    private mutating func fold(_ rows: inout [CellRows], pane: Int32, due: Windows.Due) {
        if !keepsLog {
            for part in rows { totals.add(part) }
        }
        windows.fold(pane: Int64(pane) * .minute, rows: rows, due: due)
        for index in rows.indices { rows[index].removeAll() }
    }

    /// Folds a pane that was folded before a restart; the windows that it closed were written then.
    mutating func foldAgain(_ facts: PaneFacts, pane: Int32, rows: inout [CellRows]) {
        spread(facts, into: &rows)
        fold(&rows, pane: pane) { _, _, _ in }
    }

    /// Keeps the memory of a pane that was folded.
    private mutating func reuse(_ facts: PaneFacts) {
        var facts = facts
        facts.removeAll()
        spare.append(facts)
    }

    /// Writes the open windows of an hour or more as early records.
    public mutating func showEarly(into outbox: inout Outbox) {
        let sheet = sheet
        windows.showEarly { sheet.write($0, $1, $2, to: &outbox) }
    }

    /// Releases up to a time before which no pane is left.
    private mutating func close(upTo time: Milliseconds, into outbox: inout Outbox) {
        apply(changesBefore: time, into: &outbox)
        write(upTo: time, into: &outbox)
        released = time
    }

    private mutating func write(upTo time: Milliseconds, into outbox: inout Outbox) {
        let sheet = sheet
        windows.close(upTo: time) { sheet.write($0, $1, $2, to: &outbox) }
    }

    /// Windows that end at or before a change are written with the catalogue as it was.
    private mutating func apply(changesBefore end: Milliseconds, into outbox: inout Outbox) {
        let count = changes.firstIndex { $0.change.time >= end } ?? changes.count
        guard count > 0 else { return }
        for waiting in changes[..<count] {
            let change = waiting.change
            write(upTo: change.time, into: &outbox)
            directory.apply(change, names: &names)
            changed[change.id] = change
            if keepsLog { log.append(change) }
        }
        changes.removeFirst(count)
        learnNames()
    }

    /// Spreads the sums of a pane over the cells at which their contexts count.
    private func spread(_ facts: PaneFacts, into rows: inout [CellRows]) {
        for (fact, number) in facts.contexts.enumerated() {
            // All cells of a context are of its pool.
            let zone = zoneOfPool[cells.context(ofNumber: Int(number)).pool.index]
            for cell in cells.cells(ofContext: Int(number)) {
                let row = rows[zone].row(of: cell)
                facts.forEachSum(of: fact) { measure, value in rows[zone].add(value, measure, row: row) }
            }
        }
    }

    /// What writing a window takes besides its rows.
    private struct Sheet {
        let writer: MetricWriter
        let cells: CellTable
        let names: StringTable
        let directory: Directory
        /// What labels take; nil: there are none.
        let released: Milliseconds?

        func write(_ span: WindowSpan, _ rows: CellRows, _ shown: [UInt32], to outbox: inout Outbox) {
            let isDay = span.aligned != nil && span.size == .day
            let figures =
                isDay ? DayFigures(rows, shown: shown, of: cells, names: names) : DayFigures()
            let records = Set(shown.filter { isRecord($0, rows, isDay: isDay) }).union(figures.channels)
            for cell in records.sorted(by: { cells.precedes($0, $1, names: names) }) {
                writer.write(
                    cell, of: cells, in: rows, window: span, figures: figures, names: names,
                    directory: directory,
                    to: &outbox.metrics)
                outbox.metrics.append(UInt8(ascii: "\n"))
                outbox.metricCount += 1
                if let released { label(cell, span, released, to: &outbox) }
            }
        }

        /// Paths have records of whole days, and only where they have orders.
        private func isRecord(_ cell: UInt32, _ rows: CellRows, isDay: Bool) -> Bool {
            let dimension = cells.cells[Int(cell)].dimension
            guard dimension == .path else { return dimension.isShown }
            return isDay && rows[cell, .orders] > 0
        }

        private func label(
            _ cell: UInt32, _ span: WindowSpan, _ released: Milliseconds, to outbox: inout Outbox
        ) {
            let key = writer.key(of: cell, in: cells, names: names)
            let id = writer.id(ofKey: key, window: span, released: released)
            outbox.metricLabels.append(.init(key: key, id: id, window: span))
        }
    }

    private var sheet: Sheet {
        Sheet(
            writer: writer, cells: cells, names: names, directory: directory,
            released: keepsLog ? released : nil)
    }
}
