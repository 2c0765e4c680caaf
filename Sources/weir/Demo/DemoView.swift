internal import Streaming

/// What a view is drawn from.
struct DemoMoment {
    /// What the outputs say.
    var ledger: Ledger
    /// How far the market is.
    var feed: DemoBoard.Feed
    /// Records set aside.
    var aside = MetricsReader.Aside()
    /// Records that Weir read in a second.
    var rate = 0
    /// How many times faster than life.
    var speed: Double
}

/// A part of the view: what an issue adds to it is a type of its own, and a line in `DemoView.sections`.
protocol DemoSection {
    /// Its lines, at most so many; the room that is left is shared from the top.
    func lines(of moment: DemoMoment, style: Style, rows: Int, columns: Int) -> [String]
}

/// The whole view: parts from the top to the bottom.
struct DemoView {
    let style: Style
    private let sections: [any DemoSection] = [ClockSection(), ChannelSection(), HourSection()]

    func lines(of moment: DemoMoment, rows: Int, columns: Int) -> [String] {
        var lines: [String] = []
        for section in sections {
            let part = section.lines(of: moment, style: style, rows: rows - lines.count, columns: columns)
            lines += part.prefix(max(0, rows - lines.count))
        }
        return lines
    }
}

/// The market's time, and how Weir keeps up with it.
struct ClockSection: DemoSection {
    func lines(of moment: DemoMoment, style: Style, rows: Int, columns: Int) -> [String] {
        let feed = moment.feed
        let time = "\(MetricTime.day(feed.clock)) \(MetricTime.clock(feed.clock))"
        let pace =
            feed.hasCaughtUp ? "it has come to the present" : "\(Figure.plain(moment.speed)) times life"
        let waits = feed.isHeld ? ", waiting for weir" : ""
        let counted = Figure.whole(Int128(feed.committed))
        return [
            style.bold("weir demo") + "   market time " + style.bold(time) + "   \(pace)\(waits)",
            "\(counted) events read, \(Figure.whole(Int128(moment.rate))) a second, "
                + "\(Figure.whole(Int128(feed.lag))) waiting; \(moment.aside.late) late, \(moment.aside.dead) broken",
            "",
        ]
    }
}

/// What channels earn: in the newest hour that is final, and in the day so far.
struct ChannelSection: DemoSection {
    func lines(of moment: DemoMoment, style: Style, rows: Int, columns: Int) -> [String] {
        guard let today = moment.ledger.today else {
            return [
                "The first events are on their way. An hour is final half an hour of market time after its end:",
                "later events are late. At \(Figure.plain(moment.speed)) times life that takes seconds.", "",
            ]
        }
        let hour = moment.ledger.finalHours.last
        let names = moment.ledger.names
        // Two lines of titles, a sum and a blank; the hours below keep at least five lines.
        let room = max(3, rows - 9)
        let shown = names.prefix(names.count <= room ? room : room - 1)
        let grid = EarningsGrid(columns: columns)
        let hourTitle = hour.map { "final: \(EarningsGrid.name(of: $0.start))" } ?? "no hour is final yet"
        var lines = [
            style.bold(grid.titles(hourTitle, "\(MetricTime.day(today.start)), so far")),
            style.dim(grid.header),
        ]
        for name in shown {
            lines.append(
                grid.row(name, hour: hour?.channel(name), day: today.channel(name), style: style))
        }
        if names.count > shown.count { lines.append(style.dim("… and \(names.count - shown.count) more")) }
        return lines + [style.bold(grid.row("all", hour: hour?.total, day: today.total)), ""]
    }
}

/// A line for every hour that is over, with the conversions that will not change any more.
struct HourSection: DemoSection {
    func lines(of moment: DemoMoment, style: Style, rows: Int, columns: Int) -> [String] {
        let hours = moment.ledger.finalHours
        guard !hours.isEmpty, rows > 1 else { return [] }
        let grid = EarningsGrid(columns: columns)
        let title = "final conversions by hour"
        return [style.bold(title)]
            + hours.suffix(rows - 1).map { hour in
                grid.row(EarningsGrid.name(of: hour.start), hour: hour.total, day: nil, style: style)
            }
    }
}

/// Figures in columns: those that the terminal has room for.
struct EarningsGrid {
    private struct Column: Sendable {
        let title: String
        let width: Int
        let text: @Sendable (Figures) -> String
    }

    private let hourly: [Column]
    private let daily: [Column]
    private static let nameWidth = 12

    private static let clicks = Column(title: "clicks", width: 7) { Figure.decimal($0.clicks, places: 0) }
    private static let orders = Column(title: "orders", width: 8) { Figure.decimal($0.orders, places: 1) }
    private static let conversion = Column(title: "conv", width: 7) { Figure.share($0.orders, $0.clicks) }
    private static let spend = Column(title: "spend", width: 8) { Figure.decimal($0.spend, places: 0) }
    private static let value = Column(title: "value", width: 9) { Figure.decimal($0.value, places: 0) }
    private static let roas = Column(title: "roas", width: 8) { Figure.ratio($0.value, $0.spend) }

    init(columns: Int) {
        hourly = [Self.clicks, Self.orders, Self.conversion, Self.spend, Self.value, Self.roas]
        let all = [Self.clicks, Self.orders, Self.conversion, Self.spend, Self.value, Self.roas]
        let small = [Self.orders, Self.roas]
        let room = columns - Self.nameWidth - hourly.reduce(0) { $0 + $1.width } - 3
        daily =
            [all, Array(all.dropFirst()), [Self.orders, Self.value, Self.roas], small].first { set in
                set.reduce(0) { $0 + $1.width } <= room
            } ?? []
    }

    /// The names of the columns.
    var header: String {
        line("", hourly.map(\.title), daily.map(\.title))
    }

    /// What stands above the names.
    func titles(_ hour: String, _ day: String) -> String {
        let width = hourly.reduce(0) { $0 + $1.width }
        let left = Self.left("", Self.nameWidth) + Self.right(hour, width)
        return daily.isEmpty ? left : left + "   " + Self.right(day, daily.reduce(0) { $0 + $1.width })
    }

    /// A row; the figures of a channel that loses money, or earns it many times, stand out.
    func row(_ name: String, hour: Figures?, day: Figures?, style: Style? = nil) -> String {
        let text = line(
            name, hourly.map { column in hour.map { column.text($0) } ?? "" },
            daily.map { column in day.map { column.text($0) } ?? "" })
        guard let style, let judged = day ?? hour, judged.spend > 0 else { return text }
        if judged.value < judged.spend { return style.bad(text) }
        return judged.value >= 8 * judged.spend ? style.good(text) : text
    }

    /// The name of an hour: `Sat 21 14:00`.
    static func name(of hour: Milliseconds) -> String { "\(MetricTime.day(hour)) \(MetricTime.clock(hour))" }

    private func line(_ name: String, _ hour: [String], _ day: [String]) -> String {
        var text = Self.left(name, Self.nameWidth)
        for (column, cell) in zip(hourly, hour) { text += Self.right(cell, column.width) }
        if !day.allSatisfy(\.isEmpty) {
            text += "   "
            for (column, cell) in zip(daily, day) { text += Self.right(cell, column.width) }
        }
        return text
    }

    private static func left(_ text: String, _ width: Int) -> String {
        let short = text.prefix(width)
        return short + String(repeating: " ", count: width - short.count)
    }

    private static func right(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }
}

extension Figure {
    /// A whole number with thousands apart.
    static func whole(_ number: Int128) -> String { decimal(number * 1_000_000, places: 0) }

    /// A part in per cent, `-` where there is nothing to be a part of.
    static func share(_ part: Int128, _ whole: Int128) -> String {
        guard whole > 0 else { return "-" }
        return decimal(part * 100_000_000 / whole, places: 1) + "%"
    }

    /// A number without needless decimals.
    static func plain(_ number: Double) -> String {
        number == number.rounded() ? String(Int(number)) : String(number)
    }
}
