internal import Operations
internal import Streaming

/// What is printed where there is no terminal: a line per channel of every hour that is over.
struct PlainLines {
    private var printed: Set<Milliseconds> = []
    private var waiting: [Milliseconds: ContinuousClock.Instant] = [:]
    private var hasHeader = false

    /// Pools end an hour one after the other, within a commit or two.
    private static let patience = Duration.milliseconds(600)

    /// Prints the hours that are over, and were not printed.
    mutating func show(_ ledger: Ledger, on console: Console, isLast: Bool = false) throws(CommandFailure) {
        let now = ContinuousClock.now
        for hour in ledger.finalHours where !printed.contains(hour.start) {
            let since = waiting[hour.start] ?? now
            waiting[hour.start] = since
            guard isLast || now - since >= Self.patience else { continue }
            waiting[hour.start] = nil
            printed.insert(hour.start)
            if !hasHeader {
                try console.print(
                    Self.line(["hour", "channel", "clicks", "orders", "conv", "spend", "value", "roas"]))
            }
            hasHeader = true
            for name in ledger.names where hour.names.contains(name) {
                try console.print(Self.line(hour.start, name, hour.channel(name)))
            }
            try console.print(Self.line(hour.start, "all", hour.total))
        }
    }

    private static func line(_ hour: Milliseconds, _ name: String, _ figures: Figures) -> String {
        line([
            MetricTime.stamp(hour), name, Figure.decimal(figures.clicks, places: 0),
            Figure.decimal(figures.orders, places: 1), Figure.share(figures.orders, figures.clicks),
            Figure.money(figures.spend), Figure.money(figures.value),
            Figure.ratio(figures.value, figures.spend),
        ])
    }

    private static let widths = [16, 12, 8, 8, 8, 11, 12, 8]

    private static func line(_ cells: [String]) -> String {
        cells.indices.map { index in
            let blanks = String(repeating: " ", count: max(0, widths[index] - cells[index].count))
            return index < 2 ? cells[index] + blanks : blanks + cells[index]
        }.joined(separator: " ")
    }
}
