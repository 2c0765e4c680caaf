internal import Fitting

/// The drawings of the page: plain SVG, no script, nothing from elsewhere.
enum ChurnPlot {
    private static let width = 720.0
    /// What fewer messages cost and brought is chance.
    private static let fewestMessages: Int128 = 100
    private static let (red, blue, grey) = ("#d1495b", "#1f4e79", "#888")

    /// Bars: what each channel's closings cost, and what came back.
    static func channels(_ rows: [ChurnGroups.Row]) -> String? {
        let shown = rows.filter { !$0.group.isUnpriced && $0.group.cost > 0 }.prefix(12)
        return bars(
            "cost (red: net of what came back)",
            shown.map { ("\($0.key), \($0.pool)", real($0.group.cost), real(max(0, $0.group.net))) })
    }

    /// Bars: what campaigns would have made without churn, and what churn took.
    static func losing(_ rows: [LosingCampaign]) -> String? {
        bars(
            "loss (red: by churn)",
            rows.prefix(12).map { row in
                let loss = real(-row.net)
                return ("\(row.campaign), \(row.pool)", loss, min(loss, real(row.churnCost)))
            })
    }

    private static func bars(_ title: String, _ rows: [(name: String, whole: Double, part: Double)])
        -> String?
    {
        guard let most = rows.map(\.whole).max(), most > 0 else { return nil }
        let height = 40 + 24 * Double(rows.count)
        var lines = [text(0, 16, title, size: 13)]
        for (index, row) in rows.enumerated() {
            let y = 30 + 24 * Double(index)
            let scale = (width - 320) / most
            lines += [
                text(230, y + 13, row.name, anchor: "end"), box(238, y, row.whole * scale, 16, "#bbb"),
                box(238, y, row.part * scale, 16, red),
                text(244 + row.whole * scale, y + 13, Figure.real(row.whole, places: 2)),
            ]
        }
        return svg(height, lines)
    }

    /// Lines by the number of messages: cost and value per message, one panel per channel.
    static func frequencies(_ rows: [FrequencyRow]) -> String? {
        let channels = Set(rows.map(\.channel)).sorted()
        let panels = channels.compactMap { channel -> Chart? in
            let shown = rows.filter { $0.channel == channel && $0.figures?.messages ?? 0 >= fewestMessages }
            let points = shown.compactMap { row in
                row.perMessage.map { (row.name, real($0.cost), real($0.value)) }
            }
            guard points.count > 1 else { return nil }
            return Chart(
                title: "\(channel): per message, by messages since the last answer", names: points.map(\.0),
                series: [("churn cost", red, points.map(\.1)), ("value of orders", blue, points.map(\.2))])
        }
        return charts(panels)
    }

    /// Lines by week: what those who left ordered, and what their stayers did.
    static func weeks(_ weeks: [Matching.Week]) -> String? {
        guard weeks.count > 1 else { return nil }
        func sums(_ value: (Matching.Week) -> Double) -> [Double] {
            var sum = 0.0
            return weeks.map {
                sum += value($0) / 1_000_000
                return sum
            }
        }
        return charts([
            Chart(
                title: "Orders per customer so far, by weeks after leaving",
                names: weeks.indices.map { "\($0 + 1)" },
                series: [("left", red, sums(\.spent)), ("stayed", blue, sums(\.stayersSpent))])
        ])
    }

    /// Intervals by kind, with the configured severity as a tick.
    static func severities(_ aftermath: Aftermath) -> String? {
        let rows = zip(aftermath.kinds, aftermath.fits).compactMap {
            kind, fit -> (String, Interval, Double)? in
            guard let fit, case .success(let found) = fit.severity else { return nil }
            return (kind, found, fit.configured)
        }
        guard !rows.isEmpty else { return nil }
        let low = rows.reduce(0) { min($0, $1.1.lower, $1.2) }
        let high = rows.reduce(1) { max($0, $1.1.upper, $1.2) }
        func x(_ value: Double) -> Double { 170 + (value - low) / (high - low) * (width - 220) }
        let height = 60 + 28 * Double(rows.count)
        var lines = [text(0, 16, "severity: estimate with its interval, and as configured (tick)", size: 13)]
        for value in [low, 0, high] {
            lines += [
                line(x(value), 26, x(value), height - 22, "#ddd"),
                text(x(value), height - 6, Figure.real(value, places: 1), anchor: "middle"),
            ]
        }
        for (index, row) in rows.enumerated() {
            let y = 40 + 28 * Double(index)
            lines += [
                text(160, y + 4, row.0, anchor: "end"), line(x(row.1.lower), y, x(row.1.upper), y, red, 3),
                "<circle cx=\"\(number(x(row.1.estimate)))\" cy=\"\(number(y))\" r=\"5\" fill=\"\(red)\"/>",
                line(x(row.2), y - 9, x(row.2), y + 9, blue, 2),
            ]
        }
        return svg(height, lines)
    }

    private struct Chart {
        let title: String
        let names: [String]
        let series: [(name: String, colour: String, values: [Double])]
    }

    private static func charts(_ charts: [Chart]) -> String? {
        guard !charts.isEmpty else { return nil }
        let height = 230.0
        let groups = charts.enumerated().map { index, chart in
            "<g transform=\"translate(0 \(number(height * Double(index))))\">\n"
                + lines(of: chart, height).joined(separator: "\n") + "\n</g>"
        }
        return svg(height * Double(charts.count), groups)
    }

    private static func lines(of chart: Chart, _ height: Double) -> [String] {
        let (left, top, bottom) = (70.0, 34.0, 30.0)
        let most = max(chart.series.flatMap(\.values).max() ?? 0, 1e-9)
        let least = min(0, chart.series.flatMap(\.values).min() ?? 0)
        func x(_ index: Int) -> Double {
            left + Double(index) / Double(max(1, chart.names.count - 1)) * (width - left - 30)
        }
        func y(_ value: Double) -> Double {
            height - bottom - (value - least) / (most - least) * (height - top - bottom)
        }
        var lines = [text(0, 16, chart.title, size: 13)]
        for value in [least, (least + most) / 2, most] {
            lines += [
                line(left, y(value), width - 30, y(value), "#ddd"),
                text(left - 8, y(value) + 4, Figure.significant(value, 3), anchor: "end"),
            ]
        }
        let step = max(1, chart.names.count / 13)
        for index in stride(from: 0, to: chart.names.count, by: step) {
            lines.append(text(x(index), height - 10, chart.names[index], anchor: "middle"))
        }
        for (index, series) in chart.series.enumerated() {
            let points = series.values.enumerated().map { "\(number(x($0))),\(number(y($1)))" }
            lines += [
                "<polyline points=\"\(points.joined(separator: " "))\" fill=\"none\" stroke=\"\(series.colour)\" "
                    + "stroke-width=\"2\"/>",
                text(width - 250 + 110 * Double(index), 16, "— " + series.name, colour: series.colour),
            ]
        }
        return lines
    }

    // MARK: SVG

    private static func svg(_ height: Double, _ lines: [String]) -> String {
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(number(width)) \(number(height))" \
        width="\(number(width))" font-family="sans-serif" font-size="12">
        \(lines.joined(separator: "\n"))
        </svg>
        """
    }

    private static func text(
        _ x: Double, _ y: Double, _ text: String, anchor: String = "start", size: Int = 12,
        colour: String = "#222"
    ) -> String {
        "<text x=\"\(number(x))\" y=\"\(number(y))\" text-anchor=\"\(anchor)\" font-size=\"\(size)\" "
            + "fill=\"\(colour)\">\(ChurnPage.escaped(text))</text>"
    }

    private static func line(
        _ x: Double, _ y: Double, _ right: Double, _ bottom: Double, _ colour: String, _ width: Int = 1
    ) -> String {
        "<line x1=\"\(number(x))\" y1=\"\(number(y))\" x2=\"\(number(right))\" y2=\"\(number(bottom))\" "
            + "stroke=\"\(colour)\" stroke-width=\"\(width)\"/>"
    }

    private static func box(_ x: Double, _ y: Double, _ width: Double, _ height: Double, _ colour: String)
        -> String
    {
        "<rect x=\"\(number(x))\" y=\"\(number(y))\" width=\"\(number(max(0, width)))\" height=\"\(number(height))\" "
            + "fill=\"\(colour)\"/>"
    }

    /// A coordinate with one decimal.
    private static func number(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return "\(tenths < 0 ? "-" : "")\(tenths.magnitude / 10).\(tenths.magnitude % 10)"
    }

    private static func real(_ millionths: Int128) -> Double { Double(millionths) / 1_000_000 }
}
