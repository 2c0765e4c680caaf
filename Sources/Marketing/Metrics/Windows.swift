public import Streaming

/// One window that is due: what it spans, and whether it can still change.
public struct WindowSpan: Hashable, Sendable {
    /// Its nominal length (a day of a change of clocks has another).
    public var size: Milliseconds
    /// Its first instant.
    public var start: Milliseconds
    /// The first instant after it.
    public var end: Milliseconds
    /// Whether it is complete.
    public var isFinal: Bool
    /// The place of its size among the aligned ones; nil: it slides.
    public var aligned: Int?

    /// Makes a span.
    public init(
        size: Milliseconds, start: Milliseconds, end: Milliseconds, isFinal: Bool, aligned: Int? = nil
    ) {
        self.size = size
        self.start = start
        self.end = end
        self.isFinal = isFinal
        self.aligned = aligned
    }
}

/// Folds panes into windows, pane by pane in their order, and hands out those that are due (SPEC 3).
///
/// Panes come in order, so of each size and zone only one aligned window is open at a time. A sliding window
/// is a running sum: the pane that enters is added, the one that leaves is taken away, exactly, for sums are
/// integers.
public struct Windows: Sendable {
    /// Receives a window that is due: its span, its rows, and which of its cells to show.
    public typealias Due = (WindowSpan, CellRows, [UInt32]) -> Void

    struct Aligned {
        let size: Milliseconds
        let place: Int
        let zone: Int
        var span: WindowSpan?
        var rows = CellRows()
        var isChanged = false
    }

    struct Sliding {
        let rule: WindowRules.Sliding
        var rows = CellRows()
        var panes: [UInt32: Int] = [:]
        var next = Self.unset

        static let unset: Milliseconds = -(1 << 60)
    }

    struct Pane {
        let start: Milliseconds
        var rows: CellRows
    }

    let zones: [TimeZoneTable]
    var aligned: [Aligned] = []
    var sliding: [Sliding] = []
    var recent: [Pane] = []
    let longest: Milliseconds

    /// Starts without open windows.
    ///
    /// - Parameters:
    ///   - rules: which windows there are.
    ///   - zones: the zones of pools; each pane comes with a row set per zone.
    public init(rules: WindowRules, zones: [TimeZoneTable]) {
        self.zones = zones
        for (place, size) in rules.aligned.enumerated() {
            for zone in zones.indices { aligned.append(Aligned(size: size, place: place, zone: zone)) }
        }
        sliding = rules.sliding.map { Sliding(rule: $0) }
        longest = rules.sliding.map(\.size).max() ?? 0
    }

    /// Adds a final pane, after handing out what ends before it.
    ///
    /// - Parameters:
    ///   - start: the pane's first instant; later than that of all panes before.
    ///   - rows: its sums, by zone.
    ///   - due: receives the windows that end at or before the pane's start.
    public mutating func fold(pane start: Milliseconds, rows: [CellRows], due: Due) {
        close(upTo: start, due: due)
        for index in aligned.indices where !rows[aligned[index].zone].isEmpty {
            open(index, at: start)
            aligned[index].rows.add(rows[aligned[index].zone])
            aligned[index].isChanged = true
        }
        guard longest > 0 else { return }
        var all = CellRows()
        for part in rows { all.addSliding(part) }
        guard !all.isEmpty else { return }
        recent.append(Pane(start: start, rows: all))
    }

    /// Whether two panes are in the same windows, whatever the size and zone.
    public func fallTogether(_ first: Milliseconds, _ second: Milliseconds) -> Bool {
        guard sliding.isEmpty else { return false }
        return aligned.allSatisfy { window in
            zones[window.zone].window(holding: first, size: window.size).start
                == zones[window.zone].window(holding: second, size: window.size).start
        }
    }

    /// Hands out the windows that end at or before the watermark.
    public mutating func close(upTo watermark: Milliseconds, due: Due) {
        for index in aligned.indices {
            guard let span = aligned[index].span, span.end <= watermark else { continue }
            due(span, aligned[index].rows, aligned[index].rows.cells)
            aligned[index].rows.removeAll()
            aligned[index].span = nil
        }
        for index in sliding.indices { slide(index, upTo: watermark, due: due) }
        forgetPanes()
    }

    /// Shows the open windows of an hour or more that changed since they were last shown.
    public mutating func showEarly(due: Due) {
        for index in aligned.indices where aligned[index].isChanged && aligned[index].size >= .hour {
            guard var span = aligned[index].span else { continue }
            span.isFinal = false
            due(span, aligned[index].rows, aligned[index].rows.cells)
            aligned[index].isChanged = false
        }
    }

    private mutating func open(_ index: Int, at start: Milliseconds) {
        guard aligned[index].span == nil else { return }
        let size = aligned[index].size
        let bounds = zones[aligned[index].zone].window(holding: start, size: size)
        aligned[index].span = WindowSpan(
            size: size, start: bounds.start, end: bounds.end, isFinal: true, aligned: aligned[index].place)
    }

    /// Moves a sliding window from end to end up to the watermark; where no pane is left in it, it jumps to the
    /// next one.
    private mutating func slide(_ index: Int, upTo watermark: Milliseconds, due: Due) {
        let rule = sliding[index].rule
        while true {
            if sliding[index].panes.isEmpty {
                guard let pane = recent.first(where: { $0.start >= sliding[index].next - rule.every })
                else { return }
                sliding[index].next = (pane.start.floorDivided(by: rule.every) + 1) * rule.every
            }
            let end = sliding[index].next
            guard end <= watermark else { return }
            move(index, to: end)
            let shown = sliding[index].rows.cells.filter { sliding[index].panes[$0] != nil }
            if !shown.isEmpty {
                let span = WindowSpan(size: rule.size, start: end - rule.size, end: end, isFinal: true)
                due(span, sliding[index].rows, shown)
            } else {
                sliding[index].rows.removeAll()
            }
            sliding[index].next = end + rule.every
        }
    }

    /// Lets the panes of the last step in, and those out that are too old for a window with this end.
    private mutating func move(_ index: Int, to end: Milliseconds) {
        let rule = sliding[index].rule
        for pane in recent {
            if pane.start < end, pane.start >= end - rule.every {
                sliding[index].rows.add(pane.rows)
                for cell in pane.rows.cells { sliding[index].panes[cell, default: 0] += 1 }
            }
            if pane.start < end - rule.size, pane.start >= end - rule.size - rule.every {
                sliding[index].rows.add(pane.rows, sign: -1)
                for cell in pane.rows.cells {
                    sliding[index].panes[cell] = sliding[index].panes[cell].flatMap { $0 > 1 ? $0 - 1 : nil }
                }
            }
        }
    }

    /// A pane is kept until every sliding window has let it out.
    private mutating func forgetPanes() {
        guard !recent.isEmpty else { return }
        let kept = recent.firstIndex { pane in
            sliding.contains { $0.next - $0.rule.every <= pane.start + $0.rule.size }
        }
        recent.removeFirst(kept ?? recent.count)
    }
}
