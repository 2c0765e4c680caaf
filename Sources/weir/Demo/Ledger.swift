internal import Streaming

/// What the outputs say so far: the newest record of every window and key.
struct Ledger {
    /// One window, over all pools.
    struct Period {
        /// When it begins.
        let start: Milliseconds
        /// Whether its figures will not change any more.
        var isFinal = false
        fileprivate var channels: [String: [String: Figures]] = [:]
        fileprivate var pools: [String: Figures] = [:]

        fileprivate init(start: Milliseconds) { self.start = start }

        /// What a channel earned.
        func channel(_ name: String) -> Figures { Ledger.sum(channels[name].map { Array($0.values) } ?? []) }
        /// What all channels earned together; an order counts once.
        var total: Figures { Ledger.sum(Array(pools.values)) }
        /// The channels with anything in them.
        var names: Set<String> { Set(channels.keys) }
    }

    private var hours: [Milliseconds: Period] = [:]
    private var days: [Milliseconds: Period] = [:]
    /// How many records were read.
    private(set) var records = 0

    /// Takes a record.
    mutating func take(_ record: MetricRecord) {
        records += 1
        guard let start = record.start else { return }
        switch record.window.size {
        case "PT1H": Self.take(record, into: &hours[start, default: Period(start: start)])
        case "P1D": Self.take(record, into: &days[start, default: Period(start: start)])
        default: break
        }
    }

    private static func take(_ record: MetricRecord, into period: inout Period) {
        if record.dimension == "pool" {
            period.pools[record.pool] = record.figures
            period.isFinal = period.isFinal || record.final
        } else {
            period.channels[record.key, default: [:]][record.pool] = record.figures
        }
    }

    /// The hours that are final, oldest first.
    var finalHours: [Period] { hours.values.filter(\.isFinal).sorted { $0.start < $1.start } }
    /// The hours that have begun, and are not final yet.
    var openHours: Int { hours.values.count { !$0.isFinal } }
    /// The day of the newest record: early, as a rule.
    var today: Period? { days.values.max { $0.start < $1.start } }

    /// The sum of a channel over all days.
    func whole(_ name: String) -> Figures { Self.sum(days.values.map { $0.channel(name) }) }
    /// The sum of all channels over all days.
    var whole: Figures { Self.sum(days.values.map(\.total)) }
    /// All channels that there were, those of the greatest value first.
    var names: [String] {
        let names = days.values.reduce(into: Set<String>()) { $0.formUnion($1.names) }
        let values = names.map { (name: $0, figures: whole($0)) }
        return values.sorted {
            ($1.figures.value, $1.figures.spend, $0.name) < ($0.figures.value, $0.figures.spend, $1.name)
        }.map(\.name)
    }

    fileprivate static func sum(_ figures: [Figures]) -> Figures {
        figures.reduce(into: Figures()) { $0 += $1 }
    }
}
