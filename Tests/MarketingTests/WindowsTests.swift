import Marketing
import Streaming
import Testing

/// What one window shows of one cell.
struct Shown: Hashable, CustomStringConvertible {
    var size: Milliseconds
    var start: Milliseconds
    var end: Milliseconds
    var isFinal = true
    var cell: UInt32
    var clicks: Int128

    var description: String { "\(size / .minute)m [\(start / .minute), \(end / .minute)) \(cell): \(clicks)" }
}

/// Windows that write down what they hand out.
struct Recorder {
    var windows: Windows
    var shown: [Shown] = []
    let zones: Int

    init(_ rules: WindowRules, zones: [TimeZoneTable] = [.utc]) {
        windows = Windows(rules: rules, zones: zones)
        self.zones = zones.count
    }

    mutating func fold(_ minute: Milliseconds, _ clicks: [UInt32: Int128], zone: Int = 0) {
        var rows = Array(repeating: CellRows(), count: zones)
        for (cell, value) in clicks {
            let row = rows[zone].row(of: cell)
            rows[zone].add(value, .clicks, row: row)
        }
        var shown = self.shown
        windows.fold(pane: minute * .minute, rows: rows) { Self.note($0, $1, $2, &shown) }
        self.shown = shown
    }

    mutating func close(_ minute: Milliseconds) {
        var shown = self.shown
        windows.close(upTo: minute * .minute) { Self.note($0, $1, $2, &shown) }
        self.shown = shown
    }

    mutating func showEarly() {
        var shown = self.shown
        windows.showEarly { Self.note($0, $1, $2, &shown) }
        self.shown = shown
    }

    private static func note(_ span: WindowSpan, _ rows: CellRows, _ cells: [UInt32], _ shown: inout [Shown])
    {
        for cell in cells {
            shown.append(
                Shown(
                    size: span.size, start: span.start, end: span.end, isFinal: span.isFinal, cell: cell,
                    clicks: rows[cell, .clicks]))
        }
    }
}

@Suite("Windows")
struct WindowsTests {
    private static func rules(_ aligned: [Milliseconds], _ sliding: [WindowRules.Sliding] = []) -> WindowRules
    {
        var rules = WindowRules()
        rules.aligned = aligned
        rules.sliding = sliding
        return rules
    }

    private static func minutes(_ start: Milliseconds, _ end: Milliseconds, _ cell: UInt32, _ clicks: Int128)
        -> Shown
    {
        Shown(
            size: (end - start) * .minute, start: start * .minute, end: end * .minute, cell: cell,
            clicks: clicks)
    }

    @Test("are handed out when the watermark has reached their end, once")
    func aligned() {
        var recorder = Recorder(Self.rules([.minute, .hour]))
        recorder.fold(59, [0: 1])
        #expect(recorder.shown.isEmpty)
        recorder.close(59)
        #expect(recorder.shown.isEmpty)
        recorder.fold(60, [0: 2, 1: 5])
        #expect(Set(recorder.shown) == [Self.minutes(59, 60, 0, 1), Self.minutes(0, 60, 0, 1)])
        recorder.close(120)
        #expect(
            Set(recorder.shown.dropFirst(2)) == [
                Self.minutes(60, 61, 0, 2), Self.minutes(60, 61, 1, 5), Self.minutes(60, 120, 0, 2),
                Self.minutes(60, 120, 1, 5),
            ])
        recorder.close(10_000)
        #expect(recorder.shown.count == 6)
    }

    @Test("hold two panes together only where they do so in every size and zone")
    func together() {
        func together(_ windows: Windows, _ first: Milliseconds, _ second: Milliseconds) -> Bool {
            windows.fallTogether(first * .minute, second * .minute)
        }
        let hours = Windows(rules: Self.rules([.hour, .day]), zones: [.utc])
        #expect(together(hours, 60, 119) && !together(hours, 59, 60) && !together(hours, 60, 120))
        let zones = Windows(rules: Self.rules([.hour]), zones: [.utc, .kolkata])
        #expect(together(zones, 60, 89) && !together(zones, 89, 90) && together(zones, 90, 119))
        let minutes = Windows(rules: Self.rules([.minute, .hour]), zones: [.utc])
        #expect(!together(minutes, 60, 61))
        let slide = WindowRules.Sliding(size: 2 * .minute, every: .minute)
        #expect(!together(Windows(rules: Self.rules([.hour], [slide]), zones: [.utc]), 60, 61))
    }

    @Test("without a fact are not shown, but those whose facts add up to nothing are")
    func nothing() {
        let slide = WindowRules.Sliding(size: 2 * .minute, every: .minute)
        var recorder = Recorder(Self.rules([.minute], [slide]))
        recorder.fold(10, [3: 0])
        recorder.fold(12, [3: 7])
        recorder.fold(13, [3: -7])
        recorder.close(1_000)
        #expect(
            Set(recorder.shown) == [
                Self.minutes(10, 11, 3, 0), Self.minutes(12, 13, 3, 7), Self.minutes(13, 14, 3, -7),
                Self.minutes(9, 11, 3, 0), Self.minutes(10, 12, 3, 0), Self.minutes(11, 13, 3, 7),
                Self.minutes(12, 14, 3, 0), Self.minutes(13, 15, 3, -7),
            ])
    }

    @Test("of an hour or more are shown early, only while they change")
    func early() {
        var recorder = Recorder(Self.rules([.minute, .hour, .day]))
        recorder.fold(5, [0: 1])
        recorder.showEarly()
        #expect(recorder.shown.map(\.isFinal) == [false, false])
        #expect(recorder.shown.map(\.size) == [.hour, .day])
        recorder.showEarly()
        #expect(recorder.shown.count == 2, "nothing changed")
        recorder.fold(60, [0: 2])
        #expect(recorder.shown.dropFirst(2).map(\.isFinal) == [true, true], "minute and hour are over")
        recorder.showEarly()
        #expect(recorder.shown.dropFirst(4).map(\.clicks) == [2, 3])
        recorder.close(60 * 24)
        recorder.showEarly()
        #expect(recorder.shown.dropFirst(6).map(\.isFinal) == [true, true, true], "all are over")
    }

    @Test("follow the zone of their rows; minutes and sliding windows are everyone's")
    func zones() {
        let rules = Self.rules([.day], [WindowRules.Sliding(size: .minute, every: .minute)])
        var recorder = Recorder(rules, zones: [.utc, .kolkata])
        let minute = 1_772_323_200_000 / Milliseconds.minute  // 2026-03-01T00:00Z
        recorder.fold(minute, [0: 1], zone: 0)
        recorder.fold(minute + 1, [1: 1], zone: 1)
        recorder.close(minute + 5_000)
        let days = recorder.shown.filter { $0.size == .day }
        #expect(days.map { $0.start / .minute - minute } == [0, -330])
        #expect(days.map(\.cell) == [0, 1])
        #expect(recorder.shown.filter { $0.size == .minute }.map { $0.start / .minute - minute } == [0, 1])
    }

    @Test("equal a plain recomputation over random panes", arguments: Array(1...12) as [UInt64])
    func model(seed: UInt64) {
        var random = Seeded(state: seed)
        let sliding = [
            WindowRules.Sliding(size: 15 * .minute, every: .minute),
            .init(size: 45 * .minute, every: 5 * .minute),
            .init(size: 3 * .minute, every: 3 * .minute), .init(size: 6 * .minute, every: 2 * .minute),
        ]
        let rules = Self.rules([.minute, .hour, .day], sliding)
        var recorder = Recorder(rules, zones: [.berlin])
        var panes: [(minute: Milliseconds, clicks: [UInt32: Int128])] = []
        var minute: Milliseconds = 1_774_700_000_000 / .minute
        for _ in 0..<150 {
            minute += Milliseconds([1, 1, 1, 2, 7, 40, 200][random.below(7)])
            var clicks: [UInt32: Int128] = [:]
            for _ in 0..<random.below(4) { clicks[UInt32(random.below(5))] = Int128(random.signed(2)) }
            recorder.fold(minute, clicks)
            panes.append((minute, clicks))
            if random.below(5) == 0 {
                recorder.close(minute + Milliseconds(1 + random.below(3))); minute += 3
            }
        }
        recorder.close(minute + 100_000)
        var expected = Self.aligned(panes, rules.aligned, .berlin)
        for rule in sliding { expected.merge(Self.sliding(panes, rule)) { first, _ in first } }
        let shown = Dictionary(grouping: recorder.shown) { key($0) }
        for (window, value) in expected {
            #expect(shown[window]?.map(\.clicks) == [value], "seed \(seed), \(window)")
        }
        #expect(recorder.shown.count == expected.count, "seed \(seed)")
        // Each kind of window comes in order of time.
        for size in Set(recorder.shown.map(\.size)) {
            let ends = recorder.shown.filter { $0.size == size }.map(\.end)
            #expect(ends == ends.sorted(), "seed \(seed)")
        }
    }

    private func key(_ shown: Shown) -> Shown {
        var key = shown
        key.clicks = 0
        return key
    }

    private static func aligned(
        _ panes: [(minute: Milliseconds, clicks: [UInt32: Int128])], _ sizes: [Milliseconds],
        _ zone: TimeZoneTable
    ) -> [Shown: Int128] {
        var sums: [Shown: Int128] = [:]
        for size in sizes {
            for pane in panes {
                let span = zone.window(holding: pane.minute * .minute, size: size)
                for (cell, value) in pane.clicks {
                    sums[
                        Shown(size: size, start: span.start, end: span.end, cell: cell, clicks: 0), default: 0
                    ] += value
                }
            }
        }
        return sums
    }

    private static func sliding(
        _ panes: [(minute: Milliseconds, clicks: [UInt32: Int128])], _ rule: WindowRules.Sliding
    ) -> [Shown: Int128] {
        var sums: [Shown: Int128] = [:]
        for pane in panes {
            let start = pane.minute * .minute
            var end = (start.floorDivided(by: rule.every) + 1) * rule.every
            while end - rule.size <= start {
                for (cell, value) in pane.clicks {
                    let window = Shown(
                        size: rule.size, start: end - rule.size, end: end, cell: cell, clicks: 0)
                    sums[window, default: 0] += value
                }
                end += rule.every
            }
        }
        return sums
    }
}
