internal import Events
internal import Marketing
internal import Operations
internal import ReplayRuntime
internal import Streaming
internal import Topology

/// Reads files of negative answers, for who has left a channel and when: the ledger holds only what cost something.
struct AnswerReader: ~Copyable {
    private var decoder: EventDecoder
    private var event = Event()
    private var strings = StringTable()
    /// The first negative answer of every name, by day.
    private(set) var firstDays: [Hash128: Int32] = [:]
    /// Lines that are no events.
    private(set) var dead = 0

    init(_ settings: Settings) { decoder = EventDecoder(rules: settings.events, stream: .unsubscribes) }

    /// Reads files, one after the other.
    mutating func read(_ files: [String]) throws(ReplayError) {
        for path in files {
            var file = try LineFile(path: path)
            while let line = unsafe try file.next() {
                guard unsafe !line.isEmpty else { continue }
                // Safe: the file keeps the line, and the bytes behind it, until the next one is asked for.
                take(unsafe Record(paddedBytes: line))
            }
        }
    }

    private mutating func take(_ record: Record) {
        guard case .event = decoder.decode(record, into: &event, strings: &strings) else {
            dead += 1
            return
        }
        guard event.answer != .resubscribe else { return }
        let name = event.customer.isAbsent ? event.anonymous : event.customer
        let day = PurchaseHistory.day(of: event.ownTime)
        firstDays[name] = min(firstDays[name] ?? day, day)
    }
}
