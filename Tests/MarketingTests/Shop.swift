import Events
import Marketing
import Streaming

/// Profiles that walk through stores, and what was booked so far; times are seconds after `start`.
struct Shop {
    /// 2026-03-01T10:00:00Z.
    static let start: Milliseconds = 1_772_359_200_000

    var journeys: Journeys
    private(set) var slots: [Int] = []
    private var number: UInt64 = 0

    init(
        _ rules: JourneyRules = JourneyRules(), windows: WindowRules = WindowRules(),
        _ catalogue: Catalogue = Catalogue(), profiles: Int = 1
    ) {
        journeys = Journeys(rules: rules, windows: windows, catalogue: catalogue)
        for index in 1...UInt64(profiles) {
            slots.append(journeys.store.slot(of: Hash128(high: index, low: index), kind: .customer))
        }
    }

    mutating func name(_ text: String) -> StringID {
        defer { journeys.namesChanged() }
        return journeys.names.intern(text)
    }

    /// An event of a stream, with an id of its own.
    mutating func event(_ stream: Events.Stream, _ seconds: Double) -> Event {
        number += 1
        var event = Event()
        event.stream = stream
        event.time = Self.start + Milliseconds(seconds * 1_000)
        event.ownTime = event.time
        (event.idHash, event.reference) = (number, number)
        return event
    }

    /// Books an event after what ended before it, as a task does.
    mutating func book(_ event: Event, profile: Int = 0) {
        journeys.settle(slots[profile], before: event.time)
        journeys.book(event, profile: slots[profile])
    }

    mutating func click(
        _ seconds: Double, _ action: Action, _ campaign: String? = nil, _ channel: String? = nil,
        profile: Int = 0
    ) {
        var event = event(.clicks, seconds)
        event.kind = action.rawValue
        if let campaign { event.campaign = name(campaign) }
        if let channel { event.channel = name(channel) }
        book(event, profile: profile)
    }

    mutating func order(_ seconds: Double, at store: String? = nil, through channel: String = "web") {
        var event = event(.purchases, seconds)
        event.value = 1_000_000
        event.salesChannel = name(channel)
        if let store { event.store = name(store) }
        book(event)
    }

    /// Books signals as written: a letter for the kind (`e`nter, `p`ing, e`x`it, `t`ap) or a ping's sensor (`q`r,
    /// `n`fc), seconds, then `@store/zone` (else `@s/z`) and `!rssi`, if any.
    mutating func signals(_ script: String, pool: String? = nil) {
        for word in script.split(separator: " ") {
            let marks = word.dropFirst().split(separator: "!")
            let parts = marks[0].split(separator: "@")
            var event = event(.beacons, Double(parts[0]) ?? 0)
            switch word.first {
            case "e": event.kind = BeaconSignal.enter.rawValue
            case "x": event.kind = BeaconSignal.exit.rawValue
            case "t": event.kind = BeaconSignal.tap.rawValue
            default: event.kind = BeaconSignal.ping.rawValue
            }
            if word.first == "q" { event.sensor = .qr }
            if word.first == "n" { event.sensor = .nfc }
            let place = (parts.count > 1 ? parts[1] : "s/z").split(separator: "/")
            (event.store, event.zone) = (name(String(place[0])), name(String(place[1])))
            if let pool { event.pool = name(pool) }
            if marks.count > 1, let strength = Int16(marks[1]) {
                event.signalStrength = strength
                event.flags.insert(.hasSignalStrength)
            }
            book(event)
        }
    }

    /// Lets everything end that is open.
    mutating func close() {
        for slot in slots { journeys.settle(slot, before: .max) }
    }

    /// The sums of a measure by key of a dimension; a key of another pool than the default reads `pool/key`.
    func sums(_ measure: Measure, _ dimension: Dimension) -> [String: Int128] {
        var sums: [String: Int128] = [:]
        for entry in journeys.facts.entries where entry.measure == measure {
            let context = journeys.facts.contexts.contexts[Int(entry.context)]
            guard !context[dimension].isAbsent, context.bucket == 0 else { continue }
            let pool = journeys.names.text(context.pool)
            let key = journeys.names.text(context[dimension])
            sums[pool == "default" ? key : "\(pool)/\(key)", default: 0] += entry.value
        }
        return sums
    }

    /// What stores and zones have of counted visits and of lengths in seconds, each with its minute: `s visits@1 1`.
    var visits: Set<String> {
        var lines: Set<String> = []
        for entry in journeys.facts.entries where entry.measure == .storeVisits || entry.measure == .dwellSum
        {
            let context = journeys.facts.contexts.contexts[Int(entry.context)]
            guard !context.store.isAbsent, context.bucket == 0 else { continue }
            let names = [context.store, context.zone].filter { !$0.isAbsent }.map(journeys.names.text)
            let minute = Int64(entry.pane) - Self.start / .minute
            let what = entry.measure == .storeVisits ? "visits" : "dwell"
            lines.insert("\(names.joined(separator: "/")) \(what)@\(minute) \(entry.value)")
        }
        return lines
    }
}
