internal import Market
internal import Marketing
internal import Streaming

/// What was seen, in a paragraph: figures of this run only.
struct DemoClosing {
    private let moment: DemoMoment
    private let seconds: Double
    private let duplicates: Int?
    private let people: Int
    private let start: Milliseconds
    private let awareness: Set<String>

    /// Channels with less than this part of the spend prove nothing.
    private static let least: Int128 = 50
    private static let width = 92

    init(
        _ moment: DemoMoment, _ options: DemoOptions, _ catalogue: Catalogue, duplicates: Int?,
        seconds: Double
    ) {
        self.moment = moment
        self.seconds = seconds
        self.duplicates = duplicates
        people = options.market.profiles
        start = options.market.start
        awareness = Self.awareness(of: catalogue)
    }

    var text: String {
        guard moment.ledger.records > 0 else {
            return """
                \(Self.wrapped(nothing))

                Next: weir demo --for 60s, which shows the first hours of the market.
                """
        }
        return """
            \(table)

            \(Self.wrapped([events, money, credit, churn, finality].joined(separator: " ")))

            Next:
              scripts/run               replays a week of a market from files; docs/tour.md goes through it
              weir generate --out DIR   makes a market of your own, with the command that replays it
              weir run --help           the same on your Kafka; docs/demo.md says what is different here
            """
    }

    private var nothing: String {
        "The demo ended after \(Int(seconds)) s, before there was anything to see: "
            + "\(Figure.count(moment.feed.fed, "event")) had been sent."
    }

    private var table: String {
        let names = moment.ledger.names
        let rows = (names + ["all"]).map { name in
            let figures = name == "all" ? moment.ledger.whole : moment.ledger.whole(name)
            return [
                name, Figure.decimal(figures.clicks, places: 0), Figure.decimal(figures.orders, places: 1),
                Figure.share(figures.orders, figures.clicks), Figure.money(figures.spend),
                Figure.money(figures.value), Figure.ratio(figures.value, figures.spend),
                Figure.money(figures.churnCost),
            ]
        }
        return TextTable(
            header: ["channel", "clicks", "orders", "conv", "spend", "value", "roas", "churn"], rows: rows,
            leading: 1,
            apart: 1
        ).text
    }

    private var events: String {
        let span = moment.feed.clock - start
        let repeated = duplicates.map { ", \($0) came twice and count once" } ?? ""
        let booked = moment.ledger.whole.bookedLate / 1_000_000
        let late = booked > 0 ? " (\(booked) more were money, and were booked late)" : ""
        return "In \(Int(seconds.rounded())) seconds you saw \(Self.length(span)) of a market of "
            + "\(Figure.whole(Int128(people))) people: \(Figure.whole(Int128(moment.feed.committed))) events read"
            + repeated + "; \(moment.aside.late) came too late and stand in late-events\(late), "
            + "\(moment.aside.dead) were broken and stand in dead-letters."
    }

    private var money: String {
        let whole = moment.ledger.whole
        let orders = Figure.decimal(whole.orders, places: 0)
        let sum =
            "\(orders) orders brought \(Figure.money(whole.value)) EUR for \(Figure.money(whole.spend)) EUR of "
            + "spend."
        let judged = moment.ledger.names.map { (name: $0, figures: moment.ledger.whole($0)) }.filter {
            $0.figures.spend > 0 && $0.figures.spend * Self.least >= whole.spend
                && !awareness.contains($0.name)
        }.sorted { $0.figures.value * $1.figures.spend > $1.figures.value * $0.figures.spend }
        guard let best = judged.first, let worst = judged.last, best.name != worst.name else { return sum }
        return
            "\(sum) The best channel was \(Self.told(best)), the worst \(Self.told(worst)): value for each EUR "
            + "spent."
    }

    private static func told(_ channel: (name: String, figures: Figures)) -> String {
        "\(channel.name) with a ROAS of \(Figure.ratio(channel.figures.value, channel.figures.spend))"
    }

    private var credit: String {
        let rule = "Each order is shared among the touches before it, most to the first and the last"
        let differences = moment.ledger.names.filter { $0 != "(direct)" }.map { name in
            (name: name, figures: moment.ledger.whole(name))
        }
        let largest = differences.max {
            abs($0.figures.lastOrders - $0.figures.orders) < abs($1.figures.lastOrders - $1.figures.orders)
        }
        guard let largest, largest.figures.lastOrders != largest.figures.orders else { return "\(rule)." }
        let (own, last) = (largest.figures.orders, largest.figures.lastOrders)
        return "\(rule): \(largest.name) has \(Figure.decimal(own, places: 1)) of them, and would have "
            + "\(Figure.decimal(last, places: 1)) if only the last touch counted."
    }

    /// What leaving cost: the figure that no sales report has.
    private var churn: String {
        let whole = moment.ledger.whole
        let count = Int(whole.unsubscribes / 1_000_000)
        guard count > 0 else { return "Nobody has unsubscribed yet." }
        let people = "\(Figure.count(count, "time")) somebody unsubscribed"
        guard whole.churnCost > 0 else {
            return "\(people), and had not bought anything that says what that costs."
        }
        let dearest = moment.ledger.names.map { (name: $0, cost: moment.ledger.whole($0).churnCost) }.max {
            $0.cost < $1.cost
        }
        let most = dearest.map { ", most of it by \($0.name)" } ?? ""
        return
            "\(people): that costs \(Figure.money(whole.churnCost)) EUR of what they would have brought in the next "
            + "twelve months\(most), and is charged to the campaigns that wrote to them."
    }

    private var finality: String {
        let hours = moment.ledger.finalHours.count
        guard hours > 0 else { return "No hour was final yet." }
        return "\(Figure.count(hours, "hour")) \(hours == 1 ? "is" : "are") final: whatever comes now, "
            + "\(hours == 1 ? "its" : "their") figures stay as they are. The table above also has what came since."
    }

    /// `9 hours 50 minutes` of the market.
    private static func length(_ span: Milliseconds) -> String {
        let hours = Figure.count(Int(span / .hour), "hour")
        let minutes = Int(span % .hour / .minute)
        return minutes == 0 ? hours : "\(hours) \(Figure.count(minutes, "minute"))"
    }

    /// Channels that are there to be seen are not judged by what they sell.
    private static func awareness(of catalogue: Catalogue) -> Set<String> {
        var channels: [String: Bool] = [:]
        for campaign in catalogue.campaigns.values {
            guard let channel = campaign.channel else { continue }
            channels[channel] = (channels[channel] ?? true) && campaign.objective == .awareness
        }
        return Set(channels.filter(\.value).keys)
    }

    /// Lines of a width that is read well.
    private static func wrapped(_ text: String) -> String {
        var lines = [""]
        for word in text.split(separator: " ") {
            if lines[lines.count - 1].count + 1 + word.count > width { lines.append("") }
            lines[lines.count - 1] += lines[lines.count - 1].isEmpty ? String(word) : " " + word
        }
        return lines.joined(separator: "\n")
    }
}
