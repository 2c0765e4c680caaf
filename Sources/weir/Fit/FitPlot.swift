/// Expected and actual order days, added up over the weeks, as an SVG: one panel for each pool.
struct FitPlot {
    private static let width = 720.0
    private static let height = 360.0
    /// Room for the labels.
    private static let (left, right, top, bottom) = (70.0, 20.0, 44.0, 44.0)

    private let panels: [(title: String, holdOut: HoldOut)]

    /// A plot of what was fitted and compared.
    init(_ report: FitReport) {
        panels = report.pools.compactMap { pool in
            guard case .success(let held)? = pool.holdOut, held.curve.count > 1 else { return nil }
            return (report.isOneSet ? "all pools" : "pool \(pool.pool)", held)
        }
    }

    /// Whether there is nothing to draw.
    var isEmpty: Bool { panels.isEmpty }

    var svg: String {
        let total = Self.height * Double(panels.count)
        var lines = [
            """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Self.text(Self.width)) \(Self.text(total))" \
            font-family="sans-serif" font-size="12">
            """, "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>",
        ]
        for (place, panel) in panels.enumerated() {
            lines.append("<g transform=\"translate(0 \(Self.text(Double(place) * Self.height)))\">")
            lines += Panel(panel.title, panel.holdOut).lines
            lines.append("</g>")
        }
        return (lines + ["</svg>", ""]).joined(separator: "\n")
    }

    /// A coordinate.
    private static func text(_ value: Double) -> String {
        let tenths = Int(value * 10 + 0.5)
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
    }

    private static func escaped(_ text: String) -> String {
        Excerpt.harmless(text).replacing("&", with: "&amp;").replacing("<", with: "&lt;")
            .replacing(">", with: "&gt;")
    }

    private struct Panel {
        private let title: String
        private let held: HoldOut
        private let first: Int32
        private let days: Double
        private let most: Double

        init(_ title: String, _ held: HoldOut) {
            self.title = title
            self.held = held
            first = held.curve.first?.day ?? 0
            days = Double(max(1, (held.curve.last?.day ?? 1) - first))
            most = held.curve.reduce(1) { max($0, $1.expected, Double($1.actual)) }
        }

        var lines: [String] {
            [
                "<text x=\"\(text(left))\" y=\"20\" font-size=\"14\">Repeat orders so far, \(escaped(title))</text>",
                legend(0, "expected", "#d1495b", dash: true), legend(1, "actual", "#1f4e79", dash: false),
            ] + grid + [split, curve("#1f4e79", dash: false) { Double($0.actual) }]
                + [curve("#d1495b", dash: true) { $0.expected }]
        }

        private func x(_ day: Int32) -> Double {
            left + Double(day - first) / days * (width - left - right)
        }

        private func y(_ value: Double) -> Double { height - bottom - value / most * (height - top - bottom) }

        private func legend(_ place: Int, _ name: String, _ colour: String, dash: Bool) -> String {
            let start = width - right - 190 + Double(place) * 100
            return
                "<line x1=\"\(text(start))\" y1=\"16\" x2=\"\(text(start + 24))\" y2=\"16\" stroke=\"\(colour)\" "
                + "stroke-width=\"2\"\(dash ? " stroke-dasharray=\"5 3\"" : "")/>"
                + "<text x=\"\(text(start + 30))\" y=\"20\">\(name)</text>"
        }

        /// Lines at round numbers, and the first and the last day.
        private var grid: [String] {
            var step = 1.0
            while most / step > 5 { step *= most / step > 10 ? 10 : 2 }
            var lines: [String] = []
            var value = 0.0
            while value <= most {
                lines.append(
                    "<line x1=\"\(text(left))\" y1=\"\(text(y(value)))\" x2=\"\(text(width - right))\" "
                        + "y2=\"\(text(y(value)))\" stroke=\"#ddd\"/><text x=\"\(text(left - 8))\" "
                        + "y=\"\(text(y(value) + 4))\" text-anchor=\"end\">\(Figure.real(value, places: 0))</text>"
                )
                value += step
            }
            let ends = [(first, "start"), (first + Int32(days), "end")]
            return lines
                + ends.map { day, anchor in
                    "<text x=\"\(text(x(day)))\" y=\"\(text(height - bottom + 20))\" "
                        + "text-anchor=\"\(anchor)\">\(Figure.day(day))</text>"
                }
        }

        /// Where the days begin that the models have not seen.
        private var split: String {
            let place = text(x(held.calibrationEnd))
            return
                "<line x1=\"\(place)\" y1=\"\(text(top))\" x2=\"\(place)\" y2=\"\(text(height - bottom))\" "
                + "stroke=\"#888\" stroke-dasharray=\"2 3\"/><text x=\"\(place)\" "
                + "y=\"\(text(height - bottom + 20))\" text-anchor=\"middle\">held out from here</text>"
        }

        private func curve(_ colour: String, dash: Bool, _ value: (HoldOut.Point) -> Double) -> String {
            let points = held.curve.map { "\(text(x($0.day))),\(text(y(value($0))))" }
            return "<polyline points=\"\(points.joined(separator: " "))\" fill=\"none\" stroke=\"\(colour)\" "
                + "stroke-width=\"2\"\(dash ? " stroke-dasharray=\"5 3\"" : "")/>"
        }
    }
}
